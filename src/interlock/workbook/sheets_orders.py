"""The sheet that says what is asked: orders by style, colour and size."""

from __future__ import annotations

from interlock.workbook._columns import NOTE, SKIP, code, column, day, text, whole
from interlock.workbook.schema import Kind, Sheet

PRIORITIES: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("1", ("1", "1", "lowest", "最低")),
    ("2", ("2", "2", "low", "低")),
    ("3", ("3", "3", "normal", "普通", "一般", "中")),
    ("4", ("4", "4", "high", "高", "急", "加急")),
    ("5", ("5", "5", "urgent", "特急")),
)

ORDERS = Sheet(
    key="orders",
    name=("Orders", "订单"),
    synonyms=("order", "order book", "订单簿", "订单表", "订单明细", "大货订单"),
    needed="yes",
    meaning=(
        "what is asked: one row an order, colour and size, or one column a size, or a colour x size matrix under its "
        "title lines",
        "订单：每张订单每色每码一行，或尺码为列，或标题行下的颜色尺码矩阵",
    ),
    columns=(
        SKIP,
        code(
            "number",
            "Order|订单号|订单编号|单号|合同号|生产单号|po|po no|po number|order no|order number|order no.|制单号",
            ("number of the order", "订单号"),
            "PO-2026-001",
        ),
        text(
            "customer",
            "Customer|客户|客户名称|品牌|brand|buyer|client",
            ("who orders", "下单客户"),
            ("Brand A", "甲品牌"),
        ),
        code(
            "style",
            "Style|款号|款式|款式编号|style no|style number|style code|货号|款式号",
            ("code of the style", "款号"),
            "T-101",
            refers="styles",
        ),
        text(
            "colour",
            "Colour|颜色|色号|color|花色|颜色尺码|尺码颜色|色码|colour size|color size|颜色名称",
            ("colour", "颜色"),
            ("white", "白色"),
        ),
        text(
            "size",
            "Size|尺码|码数|规格|sizes",
            ("size; not needed where sizes are columns", "尺码；以尺码为列时不需要"),
            "M",
        ),
        whole(
            "pieces",
            "Pieces|数量|件数|数量件|qty|quantity|pcs|订单数量",
            ("pieces of that colour and size", "该色该码的件数"),
            "200",
            least=0,
            unit="piece",
        ),
        whole(
            "total",
            "Total|合计|小计|总计|总数|总数量|total qty|total quantity|合计件数|共计|订单总数",
            ("sum of the row; checked", "该行合计；用于核对"),
            "",
            least=0,
            unit="piece",
        ),
        day(
            "due_on",
            "Due|交期|交货期|交货日期|due date|delivery date|delivery|ship date|货期|船期|出货日期|交付日期",
            ("day it must be shipped", "须出货的日期"),
            "2026-12-20",
            required=True,
        ),
        column(
            "price",
            "Price (CNY)|单价（元）|价格|unit price|fob|加工价",
            Kind.YUAN,
            ("paid for a piece", "每件价格"),
            "35.5",
            least=0,
            unit="cny",
        ),
        text(
            "core",
            "Core factory|核心工厂|主工厂|承接工厂|生产工厂",
            ("code or name; blank: left to the plan", "编号或名称；空白由计划决定"),
            "F1",
            refers="factories",
        ),
        day(
            "earliest_start_on", "Earliest start|最早开工|最早开始|开工日期", ("not before this day", "不早于该日开工")
        ),
        day(
            "material_ready_on",
            "Material ready|来料日期|客供料日期|物料到位",
            ("day the customer's own material arrives; it is then not bought", "客供料到位日期；填写后不再采购"),
        ),
        column(
            "priority",
            "Priority|优先级|紧急程度",
            Kind.CHOICE,
            ("1 low to 5 urgent; blank: 3", "1低至5特急；空白为3"),
            "3",
            choices=PRIORITIES,
        ),
        column(
            "tolerance",
            "Tolerance (%)|溢短装（%）|溢短装率|溢短",
            Kind.TOLERANCE,
            ("over and under, such as ±3% or +5%/-3%", "溢装和短装，如±3%或+5%/-3%"),
            "±3%",
        ),
        column(
            "over",
            "Over (%)|溢装（%）",
            Kind.PART,
            ("tolerance over, where it differs", "单独的溢装比例"),
            "",
            least=0,
            most=0.5,
        ),
        column(
            "under",
            "Under (%)|短装（%）",
            Kind.PART,
            ("tolerance under, where it differs", "单独的短装比例"),
            "",
            least=0,
            most=0.5,
        ),
        NOTE,
    ),
)
