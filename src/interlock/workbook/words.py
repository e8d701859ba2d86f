"""What an issue expects and how to mend it, in both languages; each key has an ``_expected`` and a ``_remedy``."""

from __future__ import annotations

from collections.abc import Mapping

from interlock.words import Words
from interlock.workbook.schema import Both

BLANK: Both = ("nothing", "空白")

_FILES: Mapping[str, tuple[Both, Both]] = {
    "file_missing": (
        ("a file that can be read", "可以读取的文件"),
        ("check the path and the rights to read it", "请检查路径和读取权限"),
    ),
    "file_empty": (
        ("a workbook with sheets", "含有工作表的工作簿"),
        (
            "give the filled-in workbook, or start from `interlock template`",
            "请提供已填写的工作簿，或用 interlock template 生成模板",
        ),
    ),
    "file_too_big": (
        ("at most {limit}", "不超过 {limit}"),
        ("split the orders over several files and remove pictures", "请把订单拆成几个文件，并删除图片"),
    ),
    "unpacks_too_big": (
        ("a workbook that unpacks to at most {limit}", "解压后不超过 {limit} 的工作簿"),
        (
            "delete empty formatted rows and pictures, then save it anew; do not open a file of unknown origin",
            "请删除带格式的空行和图片后另存；来源不明的文件不要打开",
        ),
    ),
    "encrypted": (
        ("a workbook without a password", "未加密的工作簿"),
        ("open it in Excel, remove the password and save it", "请在 Excel 中取消密码后保存"),
    ),
    "old_format": (
        ("an .xlsx or .csv file", ".xlsx 或 .csv 文件"),
        ("open it in Excel and save it as Excel workbook (.xlsx)", "请在 Excel 中另存为“Excel 工作簿（.xlsx）”"),
    ),
    "macros": (
        ("a workbook without macros", "不含宏的工作簿"),
        (
            "save it as Excel workbook (.xlsx), which leaves the macros behind",
            "请另存为“Excel 工作簿（.xlsx）”，宏会被去除",
        ),
    ),
    "not_a_workbook": (
        ("an .xlsx workbook or a .csv file", ".xlsx 工作簿或 .csv 文件"),
        (
            "give the file that was saved from Excel or WPS as .xlsx or .csv",
            "请提供由 Excel 或 WPS 保存的 .xlsx 或 .csv 文件",
        ),
    ),
    "packing": (
        ("a workbook packed as usual (deflate)", "按常规方式（deflate）压缩的工作簿"),
        ("open it in Excel or WPS and save it anew", "请用 Excel 或 WPS 打开后另存"),
    ),
    "damaged": (
        ("a workbook in good order", "完好的工作簿"),
        ("open it in Excel or WPS, let it repair the file and save it anew", "请用 Excel 或 WPS 打开修复后另存"),
    ),
    "encoding": (
        ("text in UTF-8 or GB18030", "UTF-8 或 GB18030 编码的文本"),
        ("open it in Excel or WPS and save it as CSV UTF-8", "请用 Excel 或 WPS 打开后另存为“CSV UTF-8”"),
    ),
    "too_many_rows": (
        ("at most {limit} rows", "不超过 {limit} 行"),
        (
            "delete rows below the data, or split the sheet over several files",
            "请删除数据下方的多余行，或把表拆成几个文件",
        ),
    ),
    "too_many_columns": (
        ("at most {limit} columns", "不超过 {limit} 列"),
        ("delete what stands to the right of the data", "请删除数据右侧的多余内容"),
    ),
    "too_many_sheets": (
        ("at most {limit} sheets", "不超过 {limit} 个工作表"),
        ("delete the sheets that are not needed", "请删除不需要的工作表"),
    ),
    "too_many_issues": (
        ("at most {limit} issues", "不超过 {limit} 处问题"),
        ("mend those that are listed and check again", "请先修改已列出的问题，再重新检查"),
    ),
    "today_unknown": (
        ("the day the plan is made on", "制定计划的日期"),
        ("write it into the sheet Cluster, or give it with --today", "请写入“集群”表，或用 --today 指定"),
    ),
}

_SHEETS: Mapping[str, tuple[Both, Both]] = {
    "sheet_missing": (
        ("a sheet {sheet}", "工作表“{sheet}”"),
        ("add it; `interlock template` writes one with its columns", "请补上；interlock template 可生成含全部列的模板"),
    ),
    "sheet_absent": (
        ("a sheet {sheet}", "工作表“{sheet}”"),
        ("nothing, if there is none; else add it", "若确实没有则不必处理，否则请补上"),
    ),
    "sheet_unknown": (
        ("one of the sheets of the template", "模板中的工作表名称"),
        ("it is not read; rename it if it should be", "该表未读取；如需读取请改名"),
    ),
    "sheet_empty": (
        ("at least one row", "至少一行数据"),
        ("fill it in; rows with text under Skip are not read", "请填写；“跳过”列有文字的行不读取"),
    ),
    "no_header": (
        ("a row of headers with {columns}", "含有{columns}的表头行"),
        ("write the headers as in the template", "请按模板书写表头"),
    ),
    "column_missing": (
        ("a column {column}", "“{column}”列"),
        ("add it to the header row", "请在表头行补上"),
    ),
    "column_unknown": (
        ("a column of the template", "模板中的列"),
        ("it is not read; rename it if it should be", "该列未读取；如需读取请改表头"),
    ),
    "number_blank": (
        ("the order's number", "订单号"),
        (
            "the row is taken as more of order {order} above it; fill in its own number if it is another order",
            "该行按上一行的订单 {order} 继续读取；如属另一订单，请填写其订单号",
        ),
    ),
    "column_twice": (
        ("the column {column} once", "“{column}”列只出现一次"),
        ("the first, at {first}, is read; remove or rename the other", "只读取 {first} 的一列；请删除或改名另一列"),
    ),
    "one_row": (("one row", "一行"), ("keep one", "请只保留一行")),
    "rows_skipped": (
        ("rows without text under Skip", "“跳过”列为空的行"),
        ("nothing, if they are meant to be skipped; else clear that cell", "如确需跳过则不必处理，否则请清空该格"),
    ),
}

_CELLS: Mapping[str, tuple[Both, Both]] = {
    "required": (("{column}", "“{column}”"), ("fill in the cell", "请填写该格")),
    "unreadable": (("{column} as {kind}", "“{column}”为{kind}"), ("correct the cell", "请更正该格")),
    "day_or_month": (
        (
            "{column} with day and month told apart, such as 2026-12-05",
            "“{column}”能分清月和日，如 2026-12-05",
        ),
        ("write the year first, then the month", "请按年、月、日的顺序写"),
    ),
    "not_a_choice": (
        ("{column}: one of {choices}", "“{column}”为{choices}之一"),
        ("choose one of them", "请选其中之一"),
    ),
    "below": (("{column} of at least {least}", "“{column}”不小于 {least}"), ("correct the number", "请更正数字")),
    "above": (("{column} of at most {most}", "“{column}”不大于 {most}"), ("correct the number", "请更正数字")),
    "not_calculated": (
        ("a formula with its result", "带有计算结果的公式"),
        (
            "open the file in Excel, let it calculate, save it; or write the value",
            "请用 Excel 打开，计算后保存；或直接填写数值",
        ),
    ),
    "formula_error": (
        ("{column}", "“{column}”"),
        ("correct the formula, or write the value", "请更正公式，或直接填写数值"),
    ),
    "became_a_date": (
        ("{column} as text", "“{column}”为文本"),
        (
            "Excel took it for a date: format the cell as text and type it anew",
            "Excel 把它当成了日期：请将单元格设为文本后重新输入",
        ),
    ),
    "row_twice": (
        ("{column} that stands in one row only", "“{column}”不重复"),
        ("it stands in {first} already; keep one", "{first} 已有；请保留一处"),
    ),
    "unknown": (
        ("an existing {column} of the sheet {sheet}", "“{sheet}”表中已有的“{column}”"),
        ("correct it, or add it there", "请更正，或在该表中补上"),
    ),
    "ambiguous": (
        ("the one {column} of the sheet {sheet} that is meant", "能在“{sheet}”表中唯一对应的“{column}”"),
        ("write the code; it could mean {codes}", "请填写编号；可能是 {codes}"),
    ),
    "model": (("a row without contradictions", "前后一致的一行"), ("correct what it says", "请按所述更正")),
}

_MEANING: Mapping[str, tuple[Both, Both]] = {
    "no_point": (
        ("longitude and latitude", "经度和纬度"),
        ("write both, or name a township that has them", "请填写经纬度，或填写有经纬度的乡镇"),
    ),
    "no_width": (("the usable width of a fabric", "面料的有效幅宽"), ("write it in cm", "请以厘米填写")),
    "fabric_unit": (
        ("m as the unit of a fabric", "面料的单位为 m"),
        ("convert the quantities to metres", "请换算成米"),
    ),
    "no_quantity": (
        ("a quantity per garment, or the pieces that are cut", "单件用量，或所裁的裁片"),
        ("write one of the two", "请填写其中一项"),
    ),
    "no_operations": (
        ("operations of style {style}, or its SMV", "款式 {style} 的工序或标准工时"),
        ("add its rows to the sheet Operations, or its SMV here", "请在“工序”表补上，或在此填写标准工时"),
    ),
    "smv_differs": (
        ("{expected} minutes, the sum of its operations", "{expected} 分钟，即各工序之和"),
        ("the operations are used; correct one of the two", "按工序计算；请更正其中一处"),
    ),
    "no_piece": (
        ("a piece {piece} of style {style} in size {size}", "款式 {style} 的 {size} 码有裁片“{piece}”"),
        ("add it to the sheet Pieces, or correct the name", "请在“裁片”表补上，或更正名称"),
    ),
    "piece_size": (
        ("a size of style {style}: {sizes}", "款式 {style} 的尺码：{sizes}"),
        ("correct it, or add the size to the style", "请更正，或在款式中补上该尺码"),
    ),
    "no_skill": (
        ("a category that some line can sew", "至少有一条生产线能做的品类"),
        (
            "its orders go outside; add it to a line's categories, or correct it; the lines can sew {skills}",
            "其订单将外发到集群之外；如需自产，请加入某条生产线的品类，或更正；现有品类：{skills}",
        ),
    ),
    "no_maker": (
        ("a factory that the rules allow and that can sew it", "至少一家规则允许且能做该品类的工厂"),
        (
            "it goes outside; change the rules that say only or never, if that is not meant",
            "该订单将外发到集群之外；如非本意，请修改“只能”或“禁止”规则",
        ),
    ),
    "all_too_small": (
        (
            "at least {least} pieces, the smallest lot that any factory takes",
            "不少于 {least} 件（各工厂起订量的最小值）",
        ),
        (
            "it goes outside; lower a factory's smallest lot, if that is not meant",
            "该订单将外发到集群之外；如非本意，请调低工厂的起订量",
        ),
    ),
    "closure_days": (
        ("the last day on or after the first, {first}", "结束日期不早于开始日期 {first}"),
        ("correct one of the two", "请更正其中之一"),
    ),
    "setting_twice": (
        ("one value of {column} in the sheet", "全表“{column}”只有一个值"),
        ("{first} says {value}; keep one", "{first} 写的是 {value}；请保留一处"),
    ),
    "all_rest": (
        ("at least one weekday that is worked", "每周至少一个工作日"),
        ("name fewer rest days", "请减少休息日"),
    ),
    "factory_without_lines": (
        ("at least one line", "至少一条生产线"),
        ("nothing, if it does not sew; else add its lines", "如不缝制则不必处理，否则请补上生产线"),
    ),
    "no_core": (
        ("at least one factory of kind core", "至少一家“核心”类型的工厂"),
        (
            "make one of the factories core, or add one; without it nothing can be planned",
            "请改一家或增加一家，否则无法排产",
        ),
    ),
    "no_tables": (
        ("at least one cutting table of a core factory or cutting centre", "核心工厂或裁剪中心至少有一张裁床"),
        ("add the sheet Cutting tables; without it nothing can be planned", "请补上“裁床”表，否则无法排产"),
    ),
    "no_finishing": (
        ("minutes of finishing a day in at least one factory", "至少一家工厂有每日后整工时"),
        ("write them; styles that are ordered are finished", "请填写；所订款式需要后整"),
    ),
    "far": (
        ("a day up to {last}, two years from today", "不晚于 {last}（今日起两年）的日期"),
        ("correct the year", "请核对年份"),
    ),
    "too_wide": (
        ("at most {most}, the widest cutting table", "不超过最宽裁床的 {most}"),
        ("add a wider table, or take a narrower fabric", "请增加更宽的裁床，或改用窄幅面料"),
    ),
    "never_open": (
        ("at least one open day from {first} to {last}", "{first} 至 {last} 至少一天开工"),
        ("shorten the closures", "请缩短停工"),
    ),
    "many_pieces": (
        ("at most {most} pieces of a colour and size", "每个颜色尺码不超过 {most} 件"),
        ("correct it, or split the order", "请更正，或拆成几张订单"),
    ),
    "many_in_all": (
        ("at most {most} pieces of order {order} in all", "订单 {order} 合计不超过 {most} 件"),
        ("correct its quantities, or split the order", "请更正数量，或拆成几张订单"),
    ),
    "lock_share": (
        ("at least {locked}, what locks give this factory of all work", "不低于 {locked}，即锁定给该厂的工作量占比"),
        ("raise the share, or lock fewer pieces to its lines", "请提高最高份额，或减少锁定在该厂产线上的件数"),
    ),
    "lock_past": (
        ("a day from {today} on", "不早于 {today} 的日期"),
        (
            "it begins {today} at the earliest; correct the day, if another is meant",
            "最早 {today} 开工；如有误请更正日期",
        ),
    ),
    "start_late": (
        ("a day before {due}, when the order is due", "早于订单交期 {due} 的日期"),
        (
            "the order will be late; correct one of the two days, if that is not meant",
            "订单必然延误；如有误请更正其中一个日期",
        ),
    ),
    "lock_late": (
        ("a day before {due}, when the order is due", "早于订单交期 {due} 的日期"),
        (
            "the order will be late by this lock; correct the day, if another is meant",
            "按此锁定，订单必然延误；如有误请更正日期",
        ),
    ),
    "lock_room": (
        (
            "at most {most} standard minutes locked to line {line}, all it has until {last}",
            "锁定在产线 {line} 的不超过 {most} 标准分钟，即到 {last} 的全部产能",
        ),
        ("lock fewer pieces, or another line", "请减少锁定件数，或换一条产线"),
    ),
    "offers_short": (
        ("at least {least}, which the orders need", "至少为订单所需的 {least}"),
        ("raise the quantities of its offers, or add an offer or stock", "请提高报价的可供数量，或补充报价、库存"),
    ),
    "material_without_source": (
        ("an offer or stock", "有报价或库存"),
        (
            "add one, or its orders can be planned only where the customer supplies it",
            "请补上；否则只有客户供料的订单才能排产",
        ),
    ),
}

_ORDERS: Mapping[str, tuple[Both, Both]] = {
    "no_orders": (
        ("an order number with a style, and quantities by colour and size", "订单号、款号以及按颜色和尺码的数量"),
        ("write them as in the template", "请按模板书写"),
    ),
    "title_missing": (
        ("{column} in a title line or a column", "标题行或列中有“{column}”"),
        (
            "fill in the column {column}, or add a cell such as `{column}: ...` above",
            "请填写“{column}”列，或在上方补上“{column}：…”",
        ),
    ),
    "no_sizes": (
        ("sizes as columns, or a column {column} with quantities", "以尺码为列，或有“{column}”列和数量列"),
        ("add them to this header row", "请在该表头行补上"),
    ),
    "no_pieces": (
        ("at least one piece", "至少一件"),
        ("write the quantities, or remove the row", "请填写数量，或删除该行"),
    ),
    "number_twice": (
        ("an order number that is used once", "不重复的订单号"),
        ("{first} has it already; remove one, or give it its own number", "{first} 已有；请删除其一，或另编订单号"),
    ),
    "differs": (
        ("{value}, as {first} says for the same order", "{value}（同一订单在 {first} 所写）"),
        ("make them the same", "请改为一致"),
    ),
    "order_split": (
        ("one style an order", "每张订单一个款式"),
        ("it is planned as {number}", "按 {number} 分别计划"),
    ),
    "quantity_twice": (
        ("each colour and size of an order once", "同一订单每色每码只出现一次"),
        ("{first} has it already; add the two up", "{first} 已有；请合并数量"),
    ),
    "no_size": (
        ("a size of style {style}: {sizes}", "款式 {style} 的尺码：{sizes}"),
        ("correct it, or add the size and its pieces to the style", "请更正，或在款式中补上该尺码及其裁片"),
    ),
    "wrong_total": (
        ("{expected}, the sum of {cells}", "{expected}，即 {cells} 之和"),
        ("correct the quantities or the total", "请更正数量或合计"),
    ),
    "past_due": (
        ("a due date on or after {today}", "不早于 {today} 的交期"),
        ("agree on a new date and correct it, or take the order out", "请商定新交期并更正，或将该订单移出"),
    ),
    "not_core": (
        ("a core factory", "核心工厂"),
        ("nothing, if it is meant so; else correct it", "如属实则不必处理，否则请更正"),
    ),
    "after_total": (
        ("nothing below the total of a matrix", "合计行之下没有数量"),
        ("this row is not read; move it above the total", "该行未读取；请移到合计行之上"),
    ),
}

_RULES: Mapping[str, tuple[Both, Both]] = {
    "rule_needs": (
        ("{column}, which a rule of kind {rule} needs", "“{column}”，规则“{rule}”必填"),
        ("fill in the cell", "请填写该格"),
    ),
    "rule_one_of": (
        ("either {columns}", "{columns}二者填一"),
        ("fill in one of them and leave the other blank", "请填写其中之一，另一格留空"),
    ),
    "rule_excess": (
        ("nothing under {column}, which a rule of kind {rule} does not use", "“{column}”空白，规则“{rule}”不用此列"),
        ("clear the cell, or write it as a rule of its own", "请清空该格，或另写一行规则"),
    ),
    "least_shares": (
        ("least shares of 100 % together at most", "最低份额合计不超过 100%"),
        ("lower some of them", "请调低其中几个"),
    ),
    "customer_unknown": (
        ("a customer of some order", "某个订单的客户"),
        ("nothing, if its orders are still to come; else correct it", "如订单尚未下达则不必处理，否则请更正"),
    ),
}

MESSAGES: Mapping[str, tuple[Both, Both]] = {**_FILES, **_SHEETS, **_CELLS, **_MEANING, **_ORDERS, **_RULES}

WORDS = Words(
    **{f"{key}_expected": expected for key, (expected, _) in MESSAGES.items()},
    **{f"{key}_remedy": remedy for key, (_, remedy) in MESSAGES.items()},
    sentence=(
        "{place}: found {found}; expected {expected}; {remedy}",
        "{place}：发现{found}，需要{expected}；{remedy}",
    ),
    sentence_model=("{place}: {found}", "{place}：{found}"),
    place_file=("{file}", "{file}"),
    place_sheet=("{file}, sheet {sheet}", "{file}《{sheet}》"),
    place_cell=("{file}, sheet {sheet}, cell {cell}", "{file}《{sheet}》{cell}"),
)

KINDS: Mapping[str, Both] = {
    "text": ("text", "文字"),
    "whole": ("a whole number such as 1200", "整数，如 1200"),
    "number": ("a number such as 12.5", "数字，如 12.5"),
    "yuan": ("an amount in CNY with at most two decimals, such as 35.5", "金额（元），最多两位小数，如 35.5"),
    "rate": ("a price in CNY such as 0.45", "价格（元），如 0.45"),
    "length": ("a length such as 1.75", "长度，如 1.75"),
    "day": ("a date from 2000 to 2199, such as 2026-12-05", "2000至2199年的日期，如 2026-12-05"),
    "yes_no": ("yes or no", "是或否"),
    "choice": ("one of the choices of its list", "下拉列表中的一项"),
    "share": ("a percentage such as 3%", "百分比，如 3%"),
    "part": ("a percentage such as 3%", "百分比，如 3%"),
    "tolerance": ("a tolerance of up to 50%, such as ±3% or +5%/-3%", "不超过50%的溢短装，如 ±3% 或 +5%/-3%"),
    "names": ("names with a comma between them", "以逗号分隔的名称"),
    "category": ("the name of a category", "品类名称"),
    "sizes": ("sizes with a comma between them, each once", "以逗号分隔、不重复的尺码"),
    "skills": (
        "categories with a level above 0 up to 1, such as T-shirt: 1; polo: 0.9",
        "品类和熟练度（0到1之间），如 T恤：1；Polo衫：0.9",
    ),
    "prices": (
        "a price above 0, or rising quantities with falling prices such as 0: 12.5; 500: 11.8",
        "大于0的单价，或数量递增、价格递减的阶梯价，如 0：12.5；500：11.8",
    ),
    "outline": ("at least three points in mm such as 0,0 500,0 500,700", "至少三个点（毫米），如 0,0 500,0 500,700"),
    "weekdays": ("weekdays such as Saturday, Sunday, or none", "星期，如 周六、周日，或“无”"),
}
