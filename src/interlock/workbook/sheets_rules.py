"""The sheet that says what is settled beforehand: who may sew what, how much, in what lots, and what is locked."""

from __future__ import annotations

from interlock.workbook._columns import NOTE, SKIP, column, day, text, whole
from interlock.workbook.schema import Kind, Sheet

RULE_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("only", ("only", "只能", "only at", "仅限", "指定")),
    ("never", ("never", "禁止", "not at", "不可", "forbidden")),
    ("prefer", ("prefer", "优先", "preferred", "首选")),
    ("share", ("share", "份额", "占比")),
    ("lots", ("lots", "分批", "lot", "拆单")),
    ("lock", ("lock", "锁定", "locked", "固定")),
)
SPLITS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("free", ("free", "不限", "任意")),
    ("colour", ("by colour", "按颜色", "by color", "color")),
    ("size", ("by size", "按尺码")),
    ("never", ("never", "不可拆分", "不拆", "none")),
)

RULES = Sheet(
    key="rules",
    name=("Rules", "规则"),
    synonyms=("rule", "计划规则", "派工规则", "客户规则"),
    meaning=(
        "one row a rule. only, never, prefer: where the orders of a customer, or one order, may be sewn; share: how "
        "much of all work a factory gets; lots: smallest lot and splitting; lock: pieces fixed to a line",
        "每条规则一行。只能、禁止、优先：某客户的订单或某一订单可在何处缝制；份额：某工厂占全部工作的比例；"
        "分批：最小批量和拆单方式；锁定：固定在某生产线的件数",
    ),
    columns=(
        SKIP,
        column(
            "kind",
            "Rule|规则|规则类型|rule kind|类型",
            Kind.CHOICE,
            ("what the row settles", "该行规定的内容"),
            ("only", "只能"),
            required=True,
            choices=RULE_KINDS,
        ),
        text(
            "customer",
            "Customer|客户|客户名称|品牌|brand",
            (
                "whose orders are meant; or name one order. Not for share and lock",
                "适用客户；或改填一个订单。份额和锁定不填",
            ),
            ("Brand A", "甲品牌"),
        ),
        text(
            "order",
            "Order|订单号|订单|单号|po",
            ("the order that is meant; its own rule replaces its customer's", "适用订单；订单自己的规则取代客户的规则"),
        ),
        text(
            "factory",
            "Factory|工厂|工厂编号",
            (
                "code or name of the factory; for only, never, prefer and share",
                "工厂编号或名称；用于只能、禁止、优先、份额",
            ),
            "F1",
            refers="factories",
        ),
        text(
            "township",
            "Township|乡镇|所在乡镇",
            ("all factories of a township, instead of one factory", "代替单个工厂，指该乡镇的全部工厂"),
            refers="townships",
        ),
        column(
            "discount",
            "Preference (CNY/min)|优先程度（元/分钟）",
            Kind.RATE,
            (
                "for prefer: plans are chosen as if a standard minute cost this much less there; nobody pays it",
                "用于优先：选方案时视同每标准分钟便宜这么多，实际不发生支付",
            ),
            least=0,
            unit="cny",
        ),
        column(
            "least",
            "Least share (%)|最低份额（%）",
            Kind.SHARE,
            ("for share: reached where there is work it can sew", "用于份额：有合适的活时尽量达到"),
            least=0,
            most=1,
        ),
        column(
            "most",
            "Most share (%)|最高份额（%）",
            Kind.SHARE,
            ("for share: of all standard minutes; never exceeded", "用于份额：占全部标准分钟的比例，不会超过"),
            least=0,
            most=1,
        ),
        whole(
            "smallest_lot",
            "Smallest lot (pieces)|最小批量（件）|起订量",
            (
                "for lots: fewest pieces of a lot; a whole colour or size that has fewer is one lot",
                "用于分批：每批的最少件数；整色或整码不足此数的自成一批",
            ),
            least=1,
            unit="piece",
        ),
        column(
            "split",
            "Split|拆单|拆分|拆单方式",
            Kind.CHOICE,
            (
                "for lots: what may lie in more than one factory: free, whole colours, whole sizes, or nothing; "
                "blank: free",
                "用于分批：可分到多家工厂的单位：不限、整色、整码或不可拆分；空白为不限",
            ),
            choices=SPLITS,
        ),
        text(
            "line",
            "Line|生产线|产线|班组",
            ("for lock: code of the line", "用于锁定：生产线编号"),
            refers="lines",
        ),
        day("first_on", "From|开始日期|开工日期|start", ("for lock: first day it is sewn", "用于锁定：开始缝制的日期")),
        whole(
            "pieces",
            "Pieces|件数|数量|qty",
            ("for lock: so many pieces of the order; blank: all of it", "用于锁定：该订单的件数；空白为全部"),
            least=1,
            unit="piece",
        ),
        NOTE,
    ),
)
