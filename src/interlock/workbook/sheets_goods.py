"""The sheets that say what is made and of what: styles with their operations and pieces, materials, offers, stock."""

from __future__ import annotations

from interlock.workbook._columns import NOTE, SKIP, code, column, day, number, text, whole, yes_no
from interlock.workbook.schema import Kind, Sheet

MATERIAL_KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("fabric", ("fabric", "面料", "布料")),
    ("trim", ("trim", "辅料", "trims")),
)

STYLES = Sheet(
    key="styles",
    name=("Styles", "款式"),
    synonyms=("style", "款式表", "款号"),
    unique=("code",),
    needed="yes",
    meaning=("one row a style", "每款一行"),
    columns=(
        SKIP,
        code("code", "Style|款号|款式编号|style no|style number|code", ("code, unique", "款号，不可重复"), "T-101"),
        text("name", "Name|名称|款名|品名|款式名称", ("name", "名称"), ("Crew-neck T-shirt", "圆领T恤")),
        column(
            "category",
            "Category|品类|类别",
            Kind.CATEGORY,
            ("what lines must be able to sew", "生产线须能做的品类"),
            ("T-shirt", "T恤"),
            required=True,
        ),
        column(
            "sizes",
            "Sizes|尺码|码段",
            Kind.SIZES,
            ("its sizes in their order", "按顺序列出的尺码"),
            "S, M, L, XL",
            required=True,
        ),
        number(
            "smv",
            "SMV (min)|标准工时（分钟）|sam|总工时",
            (
                "standard minutes of the whole garment, for a style whose operations are not listed",
                "整件标准工时，用于未列工序的款式",
            ),
            "",
            least=0.001,
            most=600,
            unit="min",
        ),
        number(
            "finishing",
            "Finishing (min)|后整工时（分钟）",
            ("minutes of finishing, inspection and packing a garment", "每件后整、检验、包装的分钟"),
            "1.5",
            least=0,
            unit="min",
        ),
        NOTE,
    ),
)

OPERATIONS = Sheet(
    key="operations",
    name=("Operations", "工序"),
    synonyms=("operation", "工序表", "operation bulletin"),
    unique=("style", "number"),
    meaning=("the operation bulletins: one row an operation", "工序表：每道工序一行"),
    columns=(
        SKIP,
        code("style", "Style|款号|style no", ("code of the style", "款号"), "T-101", refers="styles"),
        whole(
            "number",
            "Number|工序号|序号|no",
            ("its place in the bulletin; blank: the next one", "工序次序；空白则顺延"),
            "1",
            least=-999_999,
            most=999_999,
        ),
        code("name", "Operation|工序|工序名称|name", ("what is done", "工序内容"), ("join shoulders", "合肩")),
        text("machine", "Machine|机种|设备|机器", ("machine", "所用机种"), ("overlock", "四线包缝")),
        number(
            "smv",
            "SMV (min)|标准工时（分钟）|sam|工时|smv",
            ("standard minute value", "标准工时"),
            "0.45",
            required=True,
            least=0.001,
            most=600,
            unit="min",
        ),
        NOTE,
    ),
)

MATERIALS = Sheet(
    key="materials",
    name=("Materials", "面辅料"),
    synonyms=("material", "物料", "面料辅料"),
    unique=("code",),
    needed="warn",
    meaning=("one row a fabric or trim", "每种面料或辅料一行"),
    columns=(
        SKIP,
        code("code", "Code|编号|物料编号|面辅料编号|material", ("code, unique", "编号，不可重复"), "JERSEY-180"),
        code("name", "Name|名称|品名|物料名称", ("name", "名称"), ("single jersey 180 g", "180克汗布")),
        column(
            "kind",
            "Kind|类型|类别|type",
            Kind.CHOICE,
            ("fabric is cut, trims are counted", "面料裁剪，辅料计数"),
            ("fabric", "面料"),
            required=True,
            choices=MATERIAL_KINDS,
        ),
        text("unit", "Unit|单位", ("how it is bought; fabric: m", "采购单位；面料为m"), "m"),
        column(
            "width",
            "Usable width (cm)|有效幅宽（厘米）|幅宽|门幅|width",
            Kind.LENGTH,
            ("usable width; needed for fabric", "有效幅宽；面料必填"),
            "175",
            least=0,
            most=500,
            unit="cm",
        ),
        yes_no(
            "two_way",
            "Two-way|可双向|双向排料",
            ("whether pieces may turn by 180 degrees; blank: yes", "裁片可否旋转180度；空白为“是”"),
            ("yes", "是"),
        ),
        yes_no(
            "by_colour",
            "By colour|分颜色|按颜色|by color",
            ("whether it is bought in the garment's colour; blank: yes", "是否按成衣颜色采购；空白为“是”"),
            ("yes", "是"),
        ),
        yes_no(
            "whole_units",
            "Whole units|整数采购",
            ("whether it is bought in whole units; blank: no", "是否按整数采购；空白为“否”"),
            ("no", "否"),
        ),
        NOTE,
    ),
)

BILL = Sheet(
    key="bill",
    name=("Bill of materials", "用料"),
    synonyms=("bill", "bom", "用料表", "物料清单", "单耗"),
    unique=("style", "material"),
    meaning=("what a garment is made of: one row a material of a style", "成衣用料：每款每种物料一行"),
    columns=(
        SKIP,
        code("style", "Style|款号|style no", ("code of the style", "款号"), "T-101", refers="styles"),
        code(
            "material",
            "Material|物料|面辅料|物料编号|面辅料编号",
            ("code or name of the material", "物料编号或名称"),
            "JERSEY-180",
            refers="materials",
        ),
        number(
            "per_garment",
            "Per garment|单件用量|单耗|用量",
            ("quantity for one garment, in the material's unit", "每件用量，按物料单位"),
            "0.9",
            least=0,
            unit="amount",
        ),
        column(
            "cut_pieces",
            "Cut pieces|裁片|裁片名称",
            Kind.NAMES,
            (
                "pieces cut from it, such as front, back; the marker then decides the quantity",
                "由该物料裁出的裁片，如前片、后片；用量由唛架决定",
            ),
        ),
        column(
            "waste", "Waste (%)|损耗（%）|损耗率", Kind.PART, ("bought on top", "额外采购的比例"), "3%", least=0, most=1
        ),
        NOTE,
    ),
)

PIECES = Sheet(
    key="pieces",
    name=("Pieces", "裁片"),
    synonyms=("piece", "裁片表", "纸样", "patterns"),
    unique=("style", "name", "size"),
    meaning=("the garment pieces: one row a piece and size", "裁片：每片每码一行"),
    columns=(
        SKIP,
        code("style", "Style|款号|style no", ("code of the style", "款号"), "T-101", refers="styles"),
        code("name", "Piece|裁片|裁片名称|name", ("name of the piece", "裁片名称"), ("front", "前片")),
        code("size", "Size|尺码|码", ("size", "尺码"), "S"),
        whole(
            "quantity",
            "Copies|片数|数量|quantity",
            ("copies in one garment; blank: 1", "每件的片数；空白为1"),
            "1",
            least=1,
            unit="piece",
        ),
        yes_no(
            "mirrored",
            "Mirrored|对称|镜像",
            ("half of the copies are cut mirrored; blank: no", "半数镜像裁剪；空白为“否”"),
            ("no", "否"),
        ),
        number(
            "grain",
            "Grain (°)|布纹方向（度）|纱向",
            ("direction of the outline that lies along the fabric; blank: 0", "沿布长方向的角度；空白为0"),
            "90",
            unit="deg",
        ),
        column(
            "outline",
            "Outline (mm)|轮廓（毫米）|外形",
            Kind.OUTLINE,
            ("points x,y in mm with a blank between them", "各点 x,y（毫米），以空格分隔"),
            "0,0 500,0 500,700 0,700",
            required=True,
        ),
        NOTE,
    ),
)

OFFERS = Sheet(
    key="offers",
    name=("Offers", "报价"),
    synonyms=("offer", "报价单", "供应商报价", "suppliers"),
    unique=("code",),
    needed="warn",
    meaning=("sellers' standing terms: one row an offer", "供应商的报价：每条一行"),
    columns=(
        SKIP,
        code("code", "Code|编号|报价编号|offer", ("code, unique", "编号，不可重复"), "O1"),
        code("seller", "Seller|供应商|卖方|supplier", ("who sells", "供应商"), ("Seller A", "甲供应商")),
        code(
            "material",
            "Material|物料|面辅料|物料编号",
            ("code or name of the material", "物料编号或名称"),
            "JERSEY-180",
            refers="materials",
        ),
        text("colour", "Colour|颜色|色号|color", ("blank: any colour", "空白为任意颜色")),
        column(
            "prices",
            "Price (CNY/unit)|单价（元/单位）|价格",
            Kind.PRICES,
            ("price of a unit, or `from quantity: price; ...` for price breaks", "单价；阶梯价写作“起订数量：单价；…”"),
            ("0: 21.5; 500: 20", "0：21.5；500：20"),
            required=True,
            unit="cny",
        ),
        whole(
            "lead_days",
            "Lead time (days)|交货天数|货期（天）|货期",
            ("calendar days from order to arrival", "下单到到货的自然日"),
            "7",
            required=True,
            least=0,
            most=730,
            unit="day",
        ),
        number(
            "minimum",
            "Minimum|最小数量|最小起订量|moq",
            ("least quantity; blank: none", "最小采购量；空白为不限"),
            "50",
            least=0,
            unit="amount",
        ),
        number(
            "maximum",
            "Maximum|最大数量|可供数量",
            ("most quantity; blank: no limit", "最大供应量；空白为不限"),
            "",
            least=0,
            unit="amount",
        ),
        NOTE,
    ),
)

STOCK = Sheet(
    key="stock",
    name=("Stock", "库存"),
    synonyms=("stocks", "面辅料库存", "inventory"),
    meaning=("material at hand or on its way", "现有或在途的物料"),
    columns=(
        SKIP,
        code(
            "material",
            "Material|物料|面辅料|物料编号",
            ("code or name of the material", "物料编号或名称"),
            "JERSEY-180",
            refers="materials",
        ),
        text(
            "colour",
            "Colour|颜色|色号|color",
            ("blank for material without colour", "无颜色之分则空白"),
            ("white", "白色"),
        ),
        number(
            "quantity",
            "Quantity|数量|库存数量",
            ("in the material's unit", "按物料单位"),
            "120",
            required=True,
            least=0,
            unit="amount",
        ),
        day("available_on", "Available on|可用日期|到货日期", ("blank: now", "空白为现货")),
        NOTE,
    ),
)
