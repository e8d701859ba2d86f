"""The sheets that say who makes: cluster, townships, factories, lines, cutting tables, calendar."""

from __future__ import annotations

from interlock.workbook._columns import NOTE, SKIP, YES_NO, code, column, day, number, text, whole, yes_no
from interlock.workbook.schema import Kind, Sheet

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("core", ("core", "核心工厂", "core factory", "核心", "核心厂")),
    ("satellite", ("satellite", "卫星工厂", "satellite factory", "卫星", "卫星厂")),
    ("cutting_centre", ("cutting centre", "裁剪中心", "cutting center", "共享裁剪中心")),
    ("finishing", ("finishing", "后整工厂", "finishing factory", "后整")),
)

CLUSTER = Sheet(
    key="cluster",
    name=("Cluster", "集群"),
    synonyms=("产业集群", "集群信息", "settings"),
    meaning=("one row: the cluster's name and the day the plan is made on", "一行：集群名称和制定计划的日期"),
    columns=(
        SKIP,
        text("name", "Name|名称|集群名称|cluster", ("name of the cluster", "集群的名称"), ("My cluster", "我的集群")),
        day(
            "today",
            "Today|今天|计划日期|plan date|基准日期",
            ("day the plan is made on", "制定计划的日期"),
            "2026-11-23",
        ),
        yes_no("made_up", "Made up|示例数据|sample", ("yes for sample data", "示例数据填“是”"), ("no", "否")),
        NOTE,
    ),
)

TOWNSHIPS = Sheet(
    key="townships",
    name=("Townships", "乡镇"),
    synonyms=("township", "乡镇街道"),
    unique=("code",),
    meaning=("the townships that factories stand in, for the map", "工厂所在的乡镇，用于地图"),
    columns=(
        SKIP,
        code("code", "Code|编码|乡镇编码|乡镇代码|township", ("code, unique", "编码，不可重复"), "T1"),
        code("name", "Name|名称|乡镇名称|乡镇", ("name", "名称"), ("Gongjiang", "贡江镇")),
        text("name_en", "English name|英文名", ("name in English", "英文名称"), "Gongjiang"),
        number("longitude", "Longitude (°E)|经度|lng|lon", ("degrees east, WGS-84", "东经度数，WGS-84"), "115.41",
               required=True, least=-180, most=180, unit="deg"),
        number("latitude", "Latitude (°N)|纬度|lat", ("degrees north, WGS-84", "北纬度数，WGS-84"), "25.95",
               required=True, least=-90, most=90, unit="deg"),
        yes_no("approximate", "Approximate|位置为约数|近似", ("yes where the point is not surveyed; blank: yes",
               "位置未经测量填“是”；空白视为“是”"), ("yes", "是")),
        NOTE,
    ),
)  # fmt: skip

FACTORIES = Sheet(
    key="factories",
    name=("Factories", "工厂"),
    synonyms=("factory", "工厂信息", "工厂表", "plants"),
    unique=("code",),
    needed="yes",
    meaning=("one row a factory", "每个工厂一行"),
    columns=(
        SKIP,
        code("code", "Code|编号|工厂编号|工厂代码|factory code|factory", ("code, unique", "编号，不可重复"), "F1"),
        code("name", "Name|名称|工厂名称|工厂|factory name", ("name", "名称"), ("Core factory 1", "核心一厂")),
        column("kind", "Kind|类型|工厂类型|性质|type", Kind.CHOICE, ("what it is to the network", "在网络中的角色"),
               ("core", "核心工厂"), required=True, choices=KINDS),
        text("township", "Township|乡镇|所在乡镇", ("code or name of its township", "所在乡镇的编码或名称"), "T1",
             refers="townships"),
        number("longitude", "Longitude (°E)|经度|lng|lon", ("degrees east; blank: its township's point",
               "东经度数；空白取乡镇位置"), "115.42", least=-180, most=180, unit="deg"),
        number("latitude", "Latitude (°N)|纬度|lat", ("degrees north; blank: its township's point",
               "北纬度数；空白取乡镇位置"), "25.96", least=-90, most=90, unit="deg"),
        whole("minimum_lot", "Smallest lot (pieces)|最小派工量（件）|起订量", ("fewest pieces it takes; blank: 100",
              "接单的最少件数；空白为100"), "100", least=1, unit="piece"),
        column("opening", "Opening cost (CNY)|开单费用（元）|开线费", Kind.YUAN, ("cost of bringing an order into it",
               "每接一张新订单的费用"), "200", least=0, unit="cny"),
        number("finishing_min", "Finishing (min/day)|后整产能（分钟/天）", ("standard minutes of finishing, inspection and "
               "packing a day", "后整、检验、包装每天的标准分钟"), "4800", least=0, unit="min"),
        column("finishing_price", "Finishing price (CNY/min)|后整单价（元/分钟）", Kind.RATE,
               ("price of a standard minute", "每标准分钟的价格"), "0.4", least=0, unit="cny"),
        column("first_pass", "First-pass rate (%)|一次合格率（%）|合格率", Kind.SHARE,
               ("share of pieces right at first; blank: not known", "一次检验合格的比例；空白为未知"), "96%"),
        column("on_time", "On-time rate (%)|准时率（%）|准交率", Kind.SHARE,
               ("share of lots delivered on time; blank: not known", "准时交付的比例；空白为未知"), "92%"),
        number("reply_hours", "Reply (h)|回复时间（小时）", ("hours to answer an offer; blank: not known",
               "答复邀约所需小时；空白为未知"), "4", least=0, unit="h"),
        NOTE,
    ),
)  # fmt: skip

LINES = Sheet(
    key="lines",
    name=("Lines", "生产线"),
    synonyms=("line", "班组", "车间班组", "产线", "sewing lines"),
    unique=("code",),
    needed="yes",
    meaning=("one row a sewing line", "每条生产线一行"),
    columns=(
        SKIP,
        code("code", "Code|编号|产线编号|班组编号|生产线|line|line code", ("code, unique", "编号，不可重复"), "F1-L1"),
        code("factory", "Factory|工厂|所属工厂|工厂编号", ("code or name of its factory", "所属工厂的编号或名称"), "F1",
             refers="factories"),
        whole("operators", "Operators|人数|车工人数|工人数", ("sewing operators", "车工人数"), "20", required=True,
              least=1, unit="person"),
        number("minutes", "Minutes a day|每天分钟|工作分钟|日工作时间", ("minutes worked on an open day",
               "每个工作日的上班分钟"), "570", required=True, least=1, most=1440, unit="min"),
        column("efficiency", "Efficiency (%)|效率（%）", Kind.SHARE, ("standard minutes made of a minute worked",
               "每上班一分钟做出的标准分钟"), "65%", required=True, least=0.01, most=2),
        column("attendance", "Attendance (%)|出勤率（%）", Kind.SHARE, ("share of operators present; blank: 100 %",
               "到岗比例；空白为100%"), "95%", least=0.01, most=1),
        column("skills", "Categories|品类|可做品类|技能|skills", Kind.SKILLS,
               ("what it can sew, with the level (1 is the best) behind a colon",
                "能做的品类，冒号后为熟练度（1为最高）"), ("T-shirt: 1; polo: 0.9", "T恤：1；Polo衫：0.9"),
               required=True),
        column("price", "Price (CNY/min)|工价（元/分钟）|分钟工价", Kind.RATE, ("paid for a standard minute",
               "每标准分钟工价"), "0.45", required=True, least=0, unit="cny"),
        text("current_style", "Current style|在做款式|当前款号", ("style it sews today, if known", "目前在做的款号"),
             "T-101"),
        NOTE,
    ),
)  # fmt: skip

TABLES = Sheet(
    key="tables",
    name=("Cutting tables", "裁床"),
    synonyms=("tables", "table", "裁剪台", "裁床信息"),
    unique=("code",),
    needed="warn",
    meaning=("one row a table that lays are spread on", "每张裁床一行"),
    columns=(
        SKIP,
        code("code", "Code|编号|裁床编号|裁床|table", ("code, unique", "编号，不可重复"), "F1-B1"),
        code("factory", "Factory|工厂|所属工厂|工厂编号", ("code or name of its factory", "所属工厂的编号或名称"), "F1",
             refers="factories"),
        column("length", "Length (m)|长度（米）|长", Kind.LENGTH, ("length that can be laid on", "可铺布长度"), "12",
               required=True, least=0.5, most=100, unit="m"),
        column("width", "Width (cm)|宽度（厘米）|宽", Kind.LENGTH, ("width that can be laid on", "可铺布宽度"), "180",
               required=True, least=30, most=500, unit="cm"),
        number("minutes", "Minutes a day|每天分钟|工作分钟", ("minutes worked on an open day", "每个工作日的上班分钟"),
               "540", required=True, least=1, most=1440, unit="min"),
        NOTE,
    ),
)  # fmt: skip

CALENDAR = Sheet(
    key="calendar",
    name=("Calendar", "日历"),
    synonyms=("closures", "放假", "停工", "工作日历"),
    meaning=("days off; the two settings stand in any one row", "停工日期；两项设置写在任意一行即可"),
    columns=(
        SKIP,
        text("factory", "Factory|工厂|工厂编号", ("who is closed; blank: everybody", "停工的工厂；空白为全部"), "F1",
             refers="factories"),
        day("first_on", "From|开始日期|开始|起|start", ("first day closed", "停工第一天"), "2026-12-24"),
        day("last_on", "To|结束日期|结束|止|end", ("last day closed; blank: the first", "停工最后一天；空白为同一天"),
            "2026-12-25"),
        text("reason", "Reason|原因|事由", ("why", "原因"), ("power cut", "停电")),
        column("rest_weekdays", "Rest days|每周休息日|休息日", Kind.WEEKDAYS,
               ("weekly rest, once in the sheet; blank everywhere: Sunday; `none` for no rest day",
                "每周休息日，全表写一次；全空白为周日；不休息写“无”"), ("Sunday", "周日")),
        column("public_holidays", "Public holidays|法定节假日", Kind.YES_NO,
               ("whether mainland China's public holidays are kept, once in the sheet; blank: yes",
                "是否按国家法定节假日放假，全表写一次；空白为“是”"), ("yes", "是"),
               choices=YES_NO),
        NOTE,
    ),
)  # fmt: skip
