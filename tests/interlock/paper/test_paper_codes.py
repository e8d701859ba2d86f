from __future__ import annotations

from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st
from paper_cast import lay

from interlock.paper import bundle_code, is_code, lay_code
from interlock.paper.codes import LETTERS


@given(st.text(), st.text())
def test_a_lay_always_has_the_same_code_and_another_lay_another(one: str, other: str) -> None:
    assert lay_code(one) == lay_code(one)
    assert (lay_code(one) == lay_code(other)) == (one == other)
    assert is_code(lay_code(one))


@given(st.text(), st.integers(1, 13), st.sampled_from(LETTERS))
def test_one_wrong_letter_is_noticed(name: str, place: int, letter: str) -> None:
    code = lay_code(name)
    changed = code[:place] + letter + code[place + 1 :]
    assert is_code(changed) == (changed == code)


def test_what_a_typist_misreads_is_forgiven_and_other_texts_are_no_codes():
    code = next(code for code in (lay_code(str(n)) for n in range(99)) if "1" in code[1:] and "0" in code)
    assert is_code(code[0] + code[1:].replace("1", "l").replace("0", "o"))
    assert not any(map(is_code, ("", "B", "BUNDLE", code + "0", "X" + code[1:], code[:-1] + "U")))


def test_a_changed_bundle_has_another_code():
    bundle = lay().bundles[0]
    changed = [
        replace(bundle, **change)
        for change in ({"number": 9}, {"size": "L"}, {"shade": "Z"}, {"last_ply": 19}, {"garment": 2})
    ]
    codes = {bundle_code("A100-1-F1", one) for one in (bundle, *changed)} | {bundle_code("A100-2-F1", bundle)}
    assert len(codes) == 7
