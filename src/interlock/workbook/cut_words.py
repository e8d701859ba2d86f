"""What is told of a workbook of orders to be cut, each by its sheet and cell."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    no_sheet=(
        "{file} has no sheet {sheet}; give the sheets Orders, Fabrics and Rules",
        "{file} 里没有“{sheet}”表，请给出“订单”“面料”“规则”三张表",
    ),
    no_column=(
        "{file}, sheet {sheet}: there is no column {column}; add it to the first row",
        "{file} 的“{sheet}”表没有“{column}”列，请加在第一行",
    ),
    no_size=(
        "{file}, sheet {sheet}: there is no column of size {size}, which sheet {other} has; add it",
        "{file} 的“{sheet}”表没有尺码 {size} 的列，而“{other}”表有，请补上",
    ),
    no_meaning=(
        "{file}, sheet {sheet}, cell {cell}: {found} is neither a column of this sheet nor a size of sheet {other}; "
        "choose among {known}, or add the size there",
        "{file} 的“{sheet}”表 {cell}：{found} 既不是本表的列，也不是“{other}”表的尺码；可用 {known}，或补上该尺码",
    ),
    no_rows=(
        "{file}, sheet {sheet}: there is no row below the first; write at least one",
        "{file} 的“{sheet}”表没有数据行，请至少填一行",
    ),
    empty=(
        "{file}, sheet {sheet}, cell {cell}: {column} is empty; write it, or remove the row",
        "{file} 的“{sheet}”表 {cell}：{column}为空，请填写，或删除该行",
    ),
    below=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write {least} or more",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，应不小于 {least}",
    ),
    large=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write a number of at most {most}",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，请写不超过 {most} 的数",
    ),
    not_above=(
        "{file}, sheet {sheet}, cell {cell}: size {column} takes {found} mm; write more than 0",
        "{file} 的“{sheet}”表 {cell}：尺码 {column} 为 {found} 毫米，应大于 0",
    ),
    no_garment=(
        "{file}, sheet {sheet}, cell {cell}: size {column} takes {found} mm; a garment takes {least} to {most} mm of "
        "cloth: check the unit",
        "{file} 的“{sheet}”表 {cell}：尺码 {column} 为 {found} 毫米，每件用布应为 {least} 至 {most} 毫米，请核对单位",
    ),
    no_width=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; cloth is {least} to {most} mm wide: check the unit",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，布匹幅宽应为 {least} 至 {most} 毫米，请核对单位",
    ),
    more_plies=(
        "{file}, sheet {sheet}, cell {cell}: at least {found} plies are more than the {most} at most; write fewer",
        "{file} 的“{sheet}”表 {cell}：最少 {found} 层多于最多 {most} 层，请减少",
    ),
    no_whole=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write a whole number",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，请写整数",
    ),
    no_share=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; write a share from 0 to 1, such as 0.03 or 3 %",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，请写 0 到 1 的比例，例如 0.03 或 3%",
    ),
    no_day=(
        "{file}, sheet {sheet}, cell {cell}: {found} is no date; write one such as 2026-12-05, 2026/12/5, 5 Dec 2026 "
        "or 2026年12月5日",
        "{file} 的“{sheet}”表 {cell}：{found} 不是日期，可写 2026-12-05、2026/12/5、2026年12月5日或 5 Dec 2026",
    ),
    day_or_month=(
        "{file}, sheet {sheet}, cell {cell}: in {found} the day and the month cannot be told apart; write the year "
        "first, such as 2026-12-05 or 2026/12/5, or the month in letters, such as 5 Dec 2026",
        "{file} 的“{sheet}”表 {cell}：{found} 分不清月和日，请按年月日写，如 2026-12-05、2026/12/5、2026年12月5日",
    ),
    no_choice=(
        "{file}, sheet {sheet}, cell {cell}: {column} is {found}; choose among {known}",
        "{file} 的“{sheet}”表 {cell}：{column}为 {found}，可选 {known}",
    ),
    no_value=(
        "{file}, sheet {sheet}: the rule {column} is missing; add it with its value",
        "{file} 的“{sheet}”表缺少规则“{column}”，请补上并填值",
    ),
    no_number=(
        "{file}, sheet {sheet}, cell {cell}: {found} is no number; write a number",
        "{file} 的“{sheet}”表 {cell}：{found} 不是数字，请写数字",
    ),
    no_text=(
        "{file}, sheet {sheet}, cell {cell}: {found} cannot be read; write it as text",
        "{file} 的“{sheet}”表 {cell}：无法读取 {found}，请写成文本",
    ),
    no_rule=(
        "{file}, sheet {sheet}, cell {cell}: the rule {found} is not known; choose among {known}",
        "{file} 的“{sheet}”表 {cell}：没有“{found}”这条规则，可选 {known}",
    ),
    twice=(
        "{file}, sheet {sheet}, cell {cell}: {found} stands there already; give each colour of an order one row",
        "{file} 的“{sheet}”表 {cell}：{found} 已经写过，同一订单每个颜色只写一行",
    ),
    size_twice=(
        "{file}, sheet {sheet}, cell {cell}: size {found} has another column in {first}; give each size one column",
        "{file} 的“{sheet}”表 {cell}：尺码 {found} 在 {first} 另有一列，每个尺码只留一列",
    ),
    contradicts=(
        "{file}, sheet {sheet}, cell {cell}: {column} of order {order} is {found}, but {before} in {first}; write the "
        "same, or leave one empty",
        "{file} 的“{sheet}”表 {cell}：订单 {order} 的{column}为 {found}，而 {first} 为 {before}，请统一或只填一处",
    ),
    total=(
        "{file}, sheet {sheet}, row {row} looks like a total ({found}) and is left out",
        "{file} 的“{sheet}”表第 {row} 行像是合计（{found}），未读入",
    ),
    total_differs=(
        "{file}, sheet {sheet}, cell {cell}: the total is {found}, the rows above it have {sum}; is a row missing, "
        "or one twice?",
        "{file} 的“{sheet}”表 {cell}：合计为 {found}，以上各行共 {sum}，请核对有没有漏行或重复",
    ),
)
