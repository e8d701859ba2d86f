"""What is wrong with paper, in both languages; ``sheet_words`` are what stands on it."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    pen=("pen {found} is unknown; use 1 to {most}", "没有 {found} 号笔，请用 1 至 {most} 号"),
    frame=(
        "a frame of {found} mm is too short; give at least {least} mm, or none for one piece",
        "分段长度 {found} 毫米过短，请至少给 {least} 毫米，或不分段",
    ),
    lay=("lay {lay}: {problem}", "床次 {lay}：{problem}"),
    blank=("{name} is blank; give it a value", "{name}为空，请填写"),
    lay_name=("lay", "床次号"),
    order=("order", "订单号"),
    style=("style", "款号"),
    fabric=("fabric", "面料"),
    marker=("marker", "唛架"),
    marker_mm=("marker_mm", "唛架长"),
    width_mm=("width_mm", "幅宽"),
    end_loss_mm=("end_loss_mm", "布头损耗"),
    length=("{name} is {found} mm; give {least} or more", "{name}为 {found} 毫米，应不小于 {least}"),
    longer_than_table=(
        "a ply is {found} mm long with its end loss, but table {table} has room for {most} mm; put the lay on a longer "
        "table, or nest its marker shorter",
        "每层连布头长 {found} 毫米，而裁床 {table} 只容 {most} 毫米；请改排更长的裁床，或把唛架排短",
    ),
    utilisation=("utilisation is {found}; give a share from 0 to 1", "用布率为 {found}，应在 0 与 1 之间"),
    count=("{name} counts {found}; give 0 or more", "{name} 的数量为 {found}，不得小于 0"),
    twice=("size {size} is named twice; name it once", "尺码 {size} 写了两次，请只写一次"),
    no_garment=("its ratio holds no garment; give at least 1", "尺码配比中没有一件，请至少给 1 件"),
    plies=("it has {found} plies; give 1 to {most}", "层数为 {found}，应在 1 与 {most} 之间"),
    max_pieces=("max_pieces is {found}; a bundle holds at least 1", "每扎最多件数为 {found}，至少为 1"),
    first_bundle=("bundles start at {found}; start at 1 or more", "扎号从 {found} 开始，须从 1 或更大的数开始"),
    bundles=(
        "it makes {found} bundles, more than {most}; allow more pieces in a bundle",
        "将分成 {found} 扎，超过 {most}，请提高每扎最多件数",
    ),
    numbers=(
        "it needs {count} bundle numbers from {first}, but they end at {last}; give a longer range or allow more "
        "pieces in a bundle",
        "从 {first} 号起需要 {count} 个扎号，但号段止于 {last}，请加长号段或提高每扎最多件数",
    ),
    stock=("label stock {found} is unknown; use one of {known}", "没有标签规格 {found}，可选 {known}"),
    no_lay=("there is no lay to print; choose at least one", "没有可打印的床次，请至少选一床"),
    no_marker=(
        "none of these lays has a nested marker to draw; nest it first (interlock markers make)",
        "所选床次都没有已排好的唛架可画，请先排料（interlock markers make）",
    ),
    markers_alike=(
        "several nested markers are called {marker}; give each a name of its own",
        "有几个已排好的唛架同名（{marker}），请分别命名",
    ),
    templates=(
        "{path} holds no template; give a folder with one of {known}",
        "{path} 里没有模板，请给出含有下列文件之一的文件夹：{known}",
    ),
    template=(
        "template {name} cannot be set: {why}; correct it, or remove it to use Interlock's own",
        "模板 {name} 无法排版：{why}。请更正，或删去以使用自带模板",
    ),
    template_endless=(
        "template {name} was not set within {seconds} s; correct it, or remove it to use Interlock's own",
        "模板 {name} 在 {seconds} 秒内未能排完。请更正，或删去以使用自带模板",
    ),
    template_network=(
        "template {name} imports {found} from the network, which paper never does; put the file beside it",
        "模板 {name} 要从网络引入 {found}，打印不联网，请把文件放在模板旁边",
    ),
    template_big=(
        "{path} is too large for a template's folder; keep files below {most} MB",
        "{path} 过大，不能放在模板文件夹，单个文件须小于 {most} MB",
    ),
    of_size=("{at} of {count}", "第 {at}/{count} 件"),
    of_lay=("{at} of {count} in lay", "本床 {at}/{count}"),
    shift=("{first}–{last} after start", "开班后 {first}–{last}"),
    unknown_lay=("the plan has no lay {lay}; it has {known} ...", "计划中没有床次 {lay}，现有 {known} 等"),
    nothing_that_day=(
        "nothing is cut on {day}; there are lays on {days} ...",
        "{day} 没有床次，有床次的日期：{days} 等",
    ),
    rolls_of_other=(
        "rolls are given to lay {lay}, which is not among these lays; leave it out",
        "布卷分配到了床次 {lay}，但所给床次中没有它，请去掉",
    ),
    rolls_differ=(
        "lay {lay}: {colour} has {asked} plies, but rolls are given for {given}; assign the rolls anew",
        "床次 {lay}：{colour} 有 {asked} 层，布卷却按 {given} 层分配，请重新分配布卷",
    ),
    at_once=(
        "Roll {roll} is wanted at the same time by lay {lay} on table {table}, {time}: agree who takes it first.",
        "布卷 {roll} 同一时段还用于裁床 {table} 的床次 {lay}（{time}）：请先商定谁先用。",
    ),
    rolls_short=(
        "lay {lay}: rolls were given for plies of {given} m, but its marker now wants {wanted} m; run interlock cut "
        "rolls again with --lays and the lays that are printed",
        "床次 {lay}：布卷是按每层 {given} 米配的，而现在的唛架每层要 {wanted} 米；请用 --lays 给出所打印的床次文件，"
        "重新运行 interlock cut rolls",
    ),
    no_lays=(
        '{path} holds no lay; write one object with "lay", "order", "plies" ..., or {{"lays": [...]}}, as '
        "docs/cutting.md shows",
        '{path} 里没有床次，请写成含 "lay"、"order"、"plies" 等项的对象，或 {{"lays": [...]}}，写法见 docs/cutting.md',
    ),
    no_marker_in=(
        "{place} holds no marker; give what interlock markers make wrote",
        "{place} 里没有唛架，请给出 interlock markers make 写出的内容",
    ),
    lay_twice=("{path}: lay {lay} stands {times} times; keep one", "{path}：床次 {lay} 出现 {times} 次，请只留一个"),
    unknown_field=(
        "{place}: {field} is not known here; choose among {known}, or remove it",
        "{place}：不认识 {field}，可用 {known}，否则请删除",
    ),
    other_file=(
        "{path} is a file for interlock {command}; give the lays as interlock cut lays writes them",
        "{path} 是供 interlock {command} 使用的文件，请给出 interlock cut lays 写出的床次文件",
    ),
    given_rolls=(
        "{path} is what interlock cut rolls wrote; give the lays as interlock cut lays writes them, and this file to "
        "interlock cut print with --rolls",
        "{path} 是 interlock cut rolls 的结果；请给出 interlock cut lays 写出的床次文件，此文件在 interlock cut print "
        "中用 --rolls 给出",
    ),
    missing_field=("{place}: {field} is missing; add it", "{place}：缺少 {field}，请补上"),
    wrong_field=("{place}: {field} is {found}; write {wanted}", "{place}：{field} 为 {found}，请写{wanted}"),
    numbers_twice=(
        "{path}: lays {other} and {lay} of one order and fabric both have a bundle {number}; give one of them another "
        "first_bundle, or leave it out",
        "{path}：同一订单同一面料的床次 {other} 与 {lay} 都有扎号 {number}；请给其中一床另写 first_bundle，或不写",
    ),
    not_as_drawn=(
        "{place}: {field} is {found}, but its drawn marker has {wanted}; remove {field}, or give the marker that is "
        "meant",
        "{place}：{field} 为 {found}，而 drawn 中的唛架为 {wanted}；请删除 {field}，或给出对应的唛架",
    ),
    other_style=(
        "{place}: style is {found}, but its drawn marker is of {wanted}; give the marker of {found}, or, where both "
        "names mean one style, make the marker with interlock markers make --style",
        "{place}：款式为 {found}，而 drawn 中的唛架属于款式 {wanted}；请给出 {found} 的唛架；若两个名称是同一款式，"
        "请用 interlock markers make --style 写明款式后重新生成唛架",
    ),
    other_pieces=(
        "{path}: lays {other} and {lay} both cut style {style} from one fabric, but piece {piece} of size {size} has "
        "{area} cm² on the marker of {other} and {found} cm² on that of {lay}; give each the marker of its own style, "
        "or write the style that it is",
        "{path}：床次 {other} 与 {lay} 都是款式 {style} 的同一面料，但 {size} 码的样片 {piece} 在 {other} 的唛架上为 "
        "{area} 平方厘米，在 {lay} 的唛架上为 {found} 平方厘米；请给各床本款式的唛架，或改正款式",
    ),
    cloth_width=(
        "{place}: {field} is {found}; cloth is {least} to {most} mm wide: check the unit",
        "{place}：{field} 为 {found}，布匹幅宽应为 {least} 至 {most} 毫米，请核对单位",
    ),
    a_text=("a text", "文字"),
    a_number=("a number", "数字"),
    a_count=("a whole number", "整数"),
    a_flag=("true or false", " true 或 false"),
    a_date=("a date such as 2026-12-05", "日期，例如 2026-12-05"),
    a_ratio=('garments by size, such as {{"S": 1, "M": 2}}', '各尺码件数，例如 {{"S": 1, "M": 2}}'),
    a_list=("a list of objects", "由对象组成的列表"),
    names=("a list of texts", "由文字组成的列表"),
    big=(
        "{path} is larger than {most} MB; give fewer lays in one file",
        "{path} 超过 {most} MB，请减少单个文件中的床次",
    ),
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
)
