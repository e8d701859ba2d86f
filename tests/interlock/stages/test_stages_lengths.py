"""Length models of a plan fitted to several nests of a style."""

from __future__ import annotations

from dataclasses import replace

import cast
import pytest

from interlock.markers import MarkerCache, estimate, nest_many
from interlock.model import Policy
from interlock.stages import cut
from interlock.stages.cut import Lengths, fabrics_of, marker_problem
from interlock.stages.nest import FIT_SECONDS, _calibration, calibrated


def test_lengths_are_fitted_to_several_nests_and_the_same_again(tmp_path):
    scenario = cast.scenario(cast.usual_orders()[:1])
    style = scenario.style[scenario.orders[0].style]
    item = fabrics_of(scenario, style)[0]
    plain = Lengths(scenario, Policy(calibrate_seconds=FIT_SECONDS))
    cache = MarkerCache(tmp_path)
    ratios = _calibration(plain, style, item)
    problems = [marker_problem(scenario, style, item, ratio) for ratio in ratios]
    nested = nest_many(problems, seconds=1, cache=cache)

    fitted = calibrated(plain, cache=cache)
    model, estimate = fitted.model(style, item), plain.model(style, item)
    assert model != estimate
    assert model.per_garment_mm == tuple(sorted(model.per_garment_mm))
    for ratio, marker in zip(ratios, nested, strict=True):
        counts = tuple(ratio.get(size, 0) for size in style.sizes)
        if sum(counts) >= 4:
            assert model.marker_mm(counts) == pytest.approx(marker.length_mm, rel=0.1)
    for size in range(len(style.sizes)):
        one = tuple(int(at == size) for at in range(len(style.sizes)))
        longest_mm = max(piece.along_mm for piece in style.pieces_of(style.sizes[size], item.cut_pieces))
        assert model.marker_mm(one) >= longest_mm - 1e-6
    assert calibrated(plain, cache=cache).model(style, item) == model
    grown = fitted.grown({(style.code, item.material): 1.1}).model(style, item)
    assert grown.per_garment_mm[0] == pytest.approx(model.per_garment_mm[0] * 1.1 * 1.005)
    assert replace(fitted, fitted={}).model(style, item) == estimate


def test_a_fabric_is_estimated_again_only_where_its_pieces_or_its_rules_are_others(monkeypatch):
    asked = []
    monkeypatch.setattr(cut, "estimate", lambda problem: asked.append(problem) or estimate(problem))
    scenario = cast.scenario(cast.usual_orders()[:1])
    style = scenario.style[scenario.orders[0].style]
    item = fabrics_of(scenario, style)[0]
    # A width that no other test has: what they have asked for is kept as well.
    material = replace(scenario.material[item.material], width_mm=1_613)

    def fit(style, material, **facts):
        asked.clear()
        other = replace(scenario, styles=(style,), materials=(material, *scenario.materials[1:]))
        return Lengths(other, Policy(), **facts).model(style, item), len(asked)

    assert material.code == scenario.materials[0].code
    first, estimates = fit(style, material)
    assert estimates > 0
    assert fit(replace(style, name="renamed"), material) == (first, 0)
    longer, none = fit(style, material, factors={(style.code, item.material): 2.0})
    assert (longer.per_garment_mm, none) == (tuple(2 * mm for mm in first.per_garment_mm), 0)
    narrow, estimates = fit(style, replace(material, width_mm=1_413))
    assert estimates > 0
    assert all(new > old for new, old in zip(narrow.per_garment_mm, first.per_garment_mm, strict=True))
    larger = tuple(replace(piece, outline=tuple((2 * x, y) for x, y in piece.outline)) for piece in style.pieces)
    wider, estimates = fit(replace(style, pieces=larger), material)
    assert estimates > 0
    assert all(new > old for new, old in zip(wider.per_garment_mm, first.per_garment_mm, strict=True))
