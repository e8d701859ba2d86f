"""The fabrics, trims and colours of the made-up cluster, with usual prices in fen per unit."""

from __future__ import annotations

from dataclasses import dataclass

from interlock.model.materials import Material, MaterialKind

COLOURS = (
    "黑 black",
    "白 white",
    "藏青 navy",
    "麻灰 heather grey",
    "卡其 khaki",
    "军绿 olive",
    "酒红 burgundy",
    "天蓝 sky blue",
    "米色 beige",
    "深灰 charcoal",
    "砖红 brick",
    "墨绿 bottle green",
    "浅粉 pale pink",
    "姜黄 mustard",
    "咖啡 coffee",
    "雾蓝 dusty blue",
)


@dataclass(frozen=True)
class Goods:
    """A material and its usual price."""

    material: Material
    usual_fen: float


def _fabric(
    code: str, name: str, width_mm: float, fen: float, *, nap: bool = False, by_colour: bool = True
) -> tuple[str, Goods]:
    kind = MaterialKind.FABRIC
    material = Material(code=code, name=name, kind=kind, width_mm=width_mm, two_way=not nap, by_colour=by_colour)
    return code, Goods(material, fen)


def _trim(
    code: str, name: str, unit: str, fen: float, *, by_colour: bool = False, whole: bool = True
) -> tuple[str, Goods]:
    kind = MaterialKind.TRIM
    material = Material(code=code, name=name, kind=kind, unit=unit, by_colour=by_colour, whole_units=whole)
    return code, Goods(material, fen)


GOODS: dict[str, Goods] = dict(
    (
        _fabric("F-JERSEY", "棉汗布 cotton jersey", 1_750, 1_350),
        _fabric("F-MODAL", "莫代尔汗布 modal jersey", 1_650, 1_750),
        _fabric("F-PIQUE", "珠地网眼 pique", 1_700, 1_600),
        _fabric("F-POPLIN", "棉府绸 poplin", 1_480, 1_150),
        _fabric("F-OXFORD", "牛津纺 oxford", 1_480, 1_400),
        _fabric("F-TWILL", "纱卡 cotton twill", 1_500, 1_550),
        _fabric("F-DENIM", "牛仔布 denim", 1_500, 1_800),
        _fabric("F-CORD", "灯芯绒 corduroy", 1_450, 1_950, nap=True),
        _fabric("F-TERRY", "毛圈卫衣布 French terry", 1_800, 1_950),
        _fabric("F-FLEECE", "抓绒卫衣布 brushed fleece", 1_750, 2_200, nap=True),
        _fabric("F-TASLAN", "塔丝隆 taslan nylon", 1_480, 1_250),
        _fabric("F-SUEDE", "麂皮绒 suede", 1_500, 2_100, nap=True),
        _fabric("F-NYLON", "高密尼龙 downproof nylon", 1_480, 1_150),
        _fabric("F-INNER", "防绒胆布 downproof inner", 1_500, 480, by_colour=False),
        _fabric("F-VISCOSE", "人棉斜纹 viscose twill", 1_450, 1_300),
        _fabric("F-CHIFFON", "雪纺 chiffon", 1_500, 1_000),
        _fabric("F-VELVET", "金丝绒 velvet", 1_550, 2_300, nap=True),
        _fabric("F-DRILL", "涤棉线绢 polycotton drill", 1_500, 1_380),
        _fabric("F-LINING", "涤塔夫里布 taffeta lining", 1_500, 420),
        _fabric("F-MESH", "网眼里布 mesh lining", 1_600, 560),
        _fabric("F-RIB", "罗纹 1x1 rib", 1_100, 2_100),
        _fabric("F-FUSE", "无纺衬 fusible interlining", 1_500, 260, by_colour=False),
        _trim("T-BUTTON", "树脂纽扣 resin button", "pc", 7, by_colour=True),
        _trim("T-SNAP", "四合扣 snap", "set", 22),
        _trim("T-ZIP-CLOSED", "闭尾拉链 closed-end zip", "pc", 85, by_colour=True),
        _trim("T-ZIP-OPEN", "开尾拉链 open-end zip", "pc", 260, by_colour=True),
        _trim("T-ZIP-HIDDEN", "隐形拉链 invisible zip", "pc", 95, by_colour=True),
        _trim("T-ELASTIC", "松紧带 elastic", "m", 55, whole=False),
        _trim("T-CORD", "抽绳 drawcord", "m", 70, by_colour=True, whole=False),
        _trim("T-DOWN", "白鸭绒 white duck down", "kg", 30_000, whole=False),
        _trim("T-THREAD", "缝纫线 sewing thread", "m", 0.16, by_colour=True, whole=False),
        _trim("T-LABEL", "主唛洗唛 label set", "set", 26),
        _trim("T-TAG", "吊牌 hang tag", "pc", 20),
        _trim("T-BAG", "胶袋 poly bag", "pc", 16),
        _trim("T-CARTON", "纸箱 carton", "pc", 620),
    )
)
