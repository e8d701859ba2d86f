"""Fields that refuse a value say what to do, in the reader's language."""

from __future__ import annotations

import pytest
from django.utils import translation

from interlock_hub.network.forms import DaysForm, LineForm, PresentForm
from interlock_hub.planning.event_forms import MOST_PIECES


@pytest.mark.parametrize(
    ("form", "field", "english", "chinese"),
    [
        (PresentForm({"present": "many"}), "present", "write digits only, such as 120", "只写数字"),
        (PresentForm({"present": "-3"}), "present", "-3 is too small; give 0 or more", "-3 太小"),
        (PresentForm({"present": MOST_PIECES}), "present", "is too large; give 2000 or less", "不大于 2000"),
        (PresentForm({}), "present", "fill it in", "请填写"),
        (LineForm({"minutes_per_day": "long"}), "minutes_per_day", "such as 12.5", "如 12.5"),
        (DaysForm({"first_on": "tomorrow"}), "first_on", "write it like 2026-12-05", "2026-12-05"),
    ],
)
def test_a_field_says_what_to_do(
    form: PresentForm | LineForm | DaysForm, field: str, english: str, chinese: str
) -> None:
    for language, words in (("en", english), ("zh-hans", chinese)):
        with translation.override(language):
            assert words in " ".join(type(form)(form.data).errors[field])
