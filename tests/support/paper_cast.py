"""A marker laid by hand with every kind of mark, and lays to print."""

from __future__ import annotations

from datetime import date
from typing import Any

from interlock.markers import Marker, MarkerProblem, MarkerRules, Placement
from interlock.paper import DrawnMarker, LayPaper, Spread, UsedRoll
from interlock.patterns import Mark, Piece

BODY = Piece(
    name="body",
    size="M",
    outline=((0.0, 0.0), (200.0, 0.0), (200.0, 200.0), (100.0, 300.0), (0.0, 200.0)),
    grain_deg=90.0,
    marks=(
        Mark(kind="notch", points=((200.0, 100.0),)),
        Mark(kind="notch", points=((0.0, 100.0), (6.0, 100.0))),
        Mark(kind="drill", points=((100.0, 100.0),)),
        Mark(kind="line", points=((20.0, 20.0), (180.0, 20.0)), name="sew"),
        Mark(kind="cutout", points=((80.0, 200.0), (120.0, 200.0), (100.0, 230.0))),
        Mark(kind="match", points=((150.0, 150.0),), name="A"),
    ),
)
SLEEVE = Piece(
    name="左袖片", size="M", outline=((10.0, 10.0), (130.0, 10.0), (90.0, 110.0), (10.0, 110.0)), quantity=2,
    mirrored=True,
)  # fmt: skip
PROBLEM = MarkerProblem(((BODY, 2), (SLEEVE, 2)), MarkerRules(width_mm=500, direction="two_way"))
_COPIES = (
    ("body", 0, 0.0, 210.0, 0.0, False),
    ("body", 1, 620.0, 10.0, 180.0, False),
    ("左袖片", 0, 0.0, 210.0, 0.0, False),
    ("左袖片", 0, 0.0, 440.0, 0.0, True),
    ("左袖片", 1, 150.0, 210.0, 0.0, False),
    ("左袖片", 1, 150.0, 440.0, 0.0, True),
)
MARKER = Marker(
    width_mm=500,
    length_mm=620.0,
    placements=tuple(
        Placement(piece=name, size="M", garment=garment, x_mm=x, y_mm=y, rotation_deg=angle, mirrored=mirrored)
        for name, garment, x, y, angle, mirrored in _COPIES
    ),
    utilisation=PROBLEM.area_mm2 / (620.0 * 500),
    seed=0,
    seconds=1,
)
DRAWN = DrawnMarker("T-1.F-1.M2", PROBLEM, MARKER)


def lay(**changes: Any) -> LayPaper:
    """A lay of two colours, one of them in two shades."""
    given: dict[str, Any] = {
        "lay": "A100-1-F1",
        "order": "A100",
        "style": "T-1",
        "style_name": "圆领T恤 crew neck tee",
        "fabric": "F-1",
        "fabric_name": "棉汗布 cotton jersey",
        "customer": "红星服饰 / Red Star",
        "centre": "共享裁剪中心 / Shared cutting centre",
        "table": "T1",
        "cut_on": date(2026, 12, 1),
        "time": "8:00–9:25",
        "marker": DRAWN.name,
        "marker_mm": 620.0,
        "width_mm": 500.0,
        "end_loss_mm": 40.0,
        "ratio": (("M", 2), ("XL", 1)),
        "plies": (
            Spread(colour="藏青 navy", plies=40, shade="A"),
            Spread(colour="藏青 navy", plies=22, shade="B"),
            Spread(colour="白 white", plies=30),
        ),
        "utilisation": MARKER.utilisation,
        "drawn": DRAWN,
        "rolls": (UsedRoll(roll="R-001", colour="藏青 navy", shade="A", length_m=42.5, plies=40, left_m=16.1),),
    }
    return LayPaper(**(given | changes))
