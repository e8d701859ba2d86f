"""The sheets of a workbook of orders to be cut: their columns, what each means, and an example that is made up."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from interlock.words import Language
from interlock.workbook.schema import Both

CutKind = Literal["text", "day", "amount", "share", "whole", "choice"]
Example = str | float | date | Both | None


@dataclass(frozen=True, kw_only=True)
class CutColumn:
    """A column, or a rule: its names, what its cells hold (numbers of at least ``least``), and an example.

    The English name is the key with blanks. A choice's ``texts`` are its values with how each is written.
    """

    key: str
    chinese: str
    kind: CutKind
    meaning: Both
    example: Example = None
    others: tuple[str, ...] = ()
    least: float = 0.0
    needed: bool = False
    texts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    def title(self, language: Language) -> str:
        """The name as a heading."""
        return self.chinese if language == "zh" else self.key.replace("_", " ").capitalize()

    @property
    def names(self) -> tuple[str, ...]:
        """Every name that is understood."""
        return (self.key, self.chinese, *self.others)


@dataclass(frozen=True, kw_only=True)
class CutSheet:
    """A sheet: its title, the columns that are no sizes, and what stands in the columns of sizes."""

    title: Both
    columns: tuple[CutColumn, ...]
    of_size: Both | None = None

    @property
    def column(self) -> Mapping[str, CutColumn]:
        """The columns by key."""
        return {column.key: column for column in self.columns}


ORDERS = CutSheet(
    title=("Orders", "订单"),
    of_size=("garments of this size", "该尺码的件数"),
    columns=(
        CutColumn(
            key="order", chinese="订单号", others=("订单",), kind="text", needed=True, example="made-up 1",
            meaning=("a name of its own; one row for each of its colours", "订单名称；每个颜色写一行"),
        ),
        CutColumn(
            key="colour", chinese="颜色", others=("color",), kind="text", needed=True, example=("navy", "藏青"),
            meaning=("colour of the fabric", "面料颜色"),
        ),
        CutColumn(
            key="style", chinese="款号", others=("款式",), kind="text", example="polo 7",
            meaning=("the style, as it stands on lay cards", "裁床单上的款号"),
        ),
        CutColumn(
            key="ready_on", chinese="面料到位", others=("ready",), kind="day",
            meaning=("the fabric is there from this day on", "面料自该日起可用"),
        ),
        CutColumn(
            key="due_on", chinese="交期", others=("due",), kind="day", example=date(2026, 12, 10),
            meaning=("to be cut by this day", "须在该日前裁完"),
        ),
    ),
)  # fmt: skip
FABRICS = CutSheet(
    title=("Fabrics", "面料"),
    of_size=("mm of marker for one garment of this size", "该尺码一件所需的唛架长度（毫米）"),
    columns=(
        CutColumn(
            key="name", chinese="名称", others=("fabric", "面料"), kind="text", needed=True,
            example=("shell", "大身布"),
            meaning=("the fabric; the shell first", "面料名称，大身布写在第一行"),
        ),
        CutColumn(
            key="max_plies", chinese="最多层数", kind="whole", least=1, needed=True, example=60,
            meaning=("most plies of one lay, all colours together", "每床最多层数，各色合计"),
        ),
        CutColumn(
            key="min_plies", chinese="最少层数", kind="whole", least=1, example=1,
            meaning=("fewest plies of one lay (1)", "每床最少层数（1）"),
        ),
        CutColumn(
            key="fixed_mm", chinese="固定长度mm", kind="amount", example=60,
            meaning=("mm of every marker beside its garments (0)", "每个唛架除衣片外的固定长度（0）"),
        ),
        CutColumn(
            key="end_loss_mm", chinese="布头损耗mm", kind="amount", example=40,
            meaning=("mm lost on every ply (0)", "每层的布头损耗（0）"),
        ),
        CutColumn(
            key="yuan_per_m", chinese="元/米", others=("单价",), kind="amount", example=22,
            meaning=("price of a metre (0)", "每米单价（0）"),
        ),
        CutColumn(
            key="marker_yuan", chinese="唛架费", kind="amount", example=25,
            meaning=("for making a marker (0)", "做一个唛架的费用（0）"),
        ),
        CutColumn(
            key="lay_yuan", chinese="床次费", kind="amount", example=30,
            meaning=("for setting up a lay (0)", "每床的准备费用（0）"),
        ),
        CutColumn(
            key="ply_yuan", chinese="每层费", kind="amount",
            meaning=("for each ply (0)", "每层的费用（0）"),
        ),
        CutColumn(
            key="width_mm", chinese="门幅mm", kind="amount", example=1480,
            meaning=("width of the fabric, for tables", "面料门幅，排裁床时需要"),
        ),
        CutColumn(
            key="outline_mm", chinese="裁剪长度mm", kind="amount", example=21000,
            meaning=("mm that the knife follows for one garment, for tables", "裁一件的刀路长度，排裁床时需要"),
        ),
    ),
)  # fmt: skip
RULES = CutSheet(
    title=("Rules", "规则"),
    columns=(
        CutColumn(
            key="max_garments", chinese="每唛架最多件数", kind="whole", least=1, needed=True, example=4,
            meaning=("most garments of one marker", "一个唛架最多的件数"),
        ),
        CutColumn(
            key="max_length_m", chinese="唛架最长m", kind="amount", least=0.1, needed=True, example=6,
            meaning=("most metres of one marker", "一个唛架最长的米数"),
        ),
        CutColumn(
            key="under", chinese="短装", kind="share", example=0,
            meaning=("share that may be missing of a colour and size, such as 0.03", "每色每码允许短装的比例，如 0.03"),
        ),
        CutColumn(
            key="over", chinese="溢装", kind="share", example=0.03,
            meaning=("share that may be too many of a colour and size", "每色每码允许溢装的比例"),
        ),
        CutColumn(
            key="under_yuan", chinese="短装每件元", kind="amount",
            meaning=("paid for each garment missing (0)", "每短装一件的费用（0）"),
        ),
        CutColumn(
            key="over_yuan", chinese="溢装每件元", kind="amount",
            meaning=("paid for each garment too many (0)", "每溢装一件的费用（0）"),
        ),
        CutColumn(
            key="most_markers", chinese="最多唛架数", kind="whole", least=1,
            meaning=("at most so many markers of an order (any number)", "每张订单最多唛架数（不限）"),
        ),
        CutColumn(
            key="sections", chinese="段数", kind="whole", least=1,
            meaning=("markers one behind the other in a stepped lay (1)", "阶梯拉布一床的段数（1）"),
        ),
        CutColumn(
            key="objective", chinese="目标", kind="choice", example=("money", "金额"),
            meaning=("money, or markers (then plies, then fabric)", "金额，或 唛架（其次层数、面料）"),
            texts=(("money", ("money", "金额")), ("markers", ("markers", "唛架", "markers_plies_fabric"))),
        ),
        CutColumn(
            key="count_markers", chinese="唛架计数", kind="choice", example=("ratio", "配比"),
            meaning=(
                "ratio: a marker serves several lays; lay: each lay needs one",
                "配比：一个唛架可用于多床；床次：每床一个唛架",
            ),
            texts=(("ratio", ("ratio", "配比")), ("lay", ("lay", "床次", "床"))),
        ),
    ),
)  # fmt: skip
SHEETS: Mapping[str, CutSheet] = {"orders": ORDERS, "fabrics": FABRICS, "rules": RULES}
# Of the example: sizes, garments of the two colours, and mm of a garment.
SIZES = ("S", "M", "L")
COLOURS: tuple[tuple[Both, tuple[int, ...]], ...] = ((("navy", "藏青"), (40, 60, 40)), (("white", "白"), (20, 30, 20)))
PER_GARMENT_MM = (1040, 1100, 1160)
