"""Length models of a plan fitted to several nests of a style."""

from __future__ import annotations

from dataclasses import replace

import cast
import pytest

from interlock.markers import MarkerCache, nest_many
from interlock.model import Policy
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
