"""What the markers room says to its users, in English and Chinese."""

from __future__ import annotations

from interlock.errors import Told
from interlock.words import Words

WORDS = Words(
    piece=("piece {name} size {size}", "样片 {name}（尺码 {size}）"),
    piece_alone=("piece {name}", "样片 {name}"),
    width=(
        "the fabric is {found} mm wide; give a width over 0 and up to {most} mm",
        "幅宽 {found} 毫米不对，应大于 0 且不超过 {most} 毫米",
    ),
    direction=("direction {found} is unknown; choose {known}", "没有方向规则 {found}，可选 {known}"),
    negative=("{name} is {found}; give 0 or more", "{name} 为 {found}，应不小于 0"),
    tilt=(
        "a tilt of {found} degrees is allowed; give 0 to {most}",
        "允许偏纱 {found} 度不合理，应在 0 到 {most} 度之间",
    ),
    no_width=(
        "two edges of {edge:g} mm leave nothing of {width:g} mm; make {name} smaller",
        "幅宽 {width:g} 毫米去掉两边各 {edge:g} 毫米布边后无可用宽度，请减小布边（{name}）",
    ),
    rotation=(
        "{label}: a rotation of {found} is no finite number of degrees; correct it",
        "{label}：旋转角度 {found} 无效，请更正",
    ),
    buffer=("{label}: the buffer", "{label}：外放量"),
    block=(
        "{label}: block {found} is unknown; choose box or hull, or leave it out",
        "{label}：没有粗裁方式 {found}，可选 box（矩形）或 hull（凸包），或不填",
    ),
    no_pieces=("the marker has no pieces; choose at least one size", "唛架中没有样片，请至少选择一个尺码"),
    twice=("{label} is listed {times} times; list it once", "{label}列了 {times} 次，请只列一次"),
    no_garments=(
        "{label} is asked for {found} garments; give 1 or more, or leave it out",
        "{label}的件数为 {found}，应不少于 1，或去掉该片",
    ),
    too_wide=(
        "{label} is {across} mm across the grain, but only {usable} mm of the fabric's width can be used; take wider "
        "fabric, a smaller edge, or divide the piece",
        "{label}垂直于纱向宽 {across} 毫米，而可用幅宽只有 {usable} 毫米；请换更宽的布、减小布边或拆分该片",
    ),
    unknown_piece=(
        "a rule names {label}, which the marker does not have; known pieces are {known}",
        "规则中的{label} 不在唛架中；现有样片为 {known}",
    ),
    no_size=(
        "size {size} has no pieces; known sizes are {known}",
        "尺码 {size} 没有样片；已有尺码为 {known}",
    ),
    copy=("piece {name} size {size} of garment {garment}", "第 {garment} 件的样片 {name}（尺码 {size}）"),
    count=("{label}: {found} unmirrored copies, {wanted} are wanted", "{label}：正片 {found} 片，应为 {wanted} 片"),
    mirrored_count=(
        "{label}: {found} mirrored copies, {wanted} are wanted",
        "{label}：反片 {found} 片，应为 {wanted} 片",
    ),
    one_way=("one_way fabric", "单向布料"),
    two_way=("two_way fabric", "双向布料"),
    by_garment=("one way per garment", "一件一向"),
    by_size=("one way per size", "一码一向"),
    turned=(
        "{label}: turned by {found} degrees; {direction} allows {allowed}",
        "{label}：旋转了 {found} 度；{direction}只允许 {allowed}",
    ),
    both_ways=(
        "{first} and {second}: they point against each other; {rule} is asked for",
        "{first}与{second}方向相反；要求{rule}",
    ),
    outside_width=(
        "{label}: lies from {start} to {end} mm across, outside {low} to {high} mm",
        "{label}：横向位于 {start} 至 {end} 毫米，超出 {low} 至 {high} 毫米",
    ),
    outside_length=(
        "{label}: lies from {start} to {end} mm along, outside {low} to {high} mm",
        "{label}：纵向位于 {start} 至 {end} 毫米，超出 {low} 至 {high} 毫米",
    ),
    overlap=("{first} and {second}: overlap by {area} mm2", "{first}与{second}：重叠 {area} 平方毫米"),
    too_near=(
        "{first} and {second}: {found} mm apart; the gap must be {wanted} mm",
        "{first}与{second}：相距 {found} 毫米，应不小于 {wanted} 毫米",
    ),
    other_width=(
        "the marker is {found} mm wide; the fabric is {wanted} mm",
        "唛架宽 {found} 毫米，而布料幅宽为 {wanted} 毫米",
    ),
    other_utilisation=(
        "utilisation is stated as {found}; the pieces give {right}",
        "标明的用布率为 {found}，按样片计算为 {right}",
    ),
    section=(
        "size {size} stands in the sections {times} times; put each size of the marker ({known}) into exactly one",
        "尺码 {size} 在分段中出现 {times} 次；唛架的每个尺码（{known}）须且只能属于一段",
    ),
    section_size=(
        "size {size} stands in a section, but the marker has none of it; its sizes are {known}",
        "分段中有尺码 {size}，而唛架没有这个尺码；唛架的尺码为 {known}",
    ),
    sections_and_fixed=(
        "a marker with sections has fixed pieces; fix pieces in markers of one section only",
        "分段的唛架中有固定样片；固定样片只用于不分段的唛架",
    ),
    fixed_unknown=(
        "{label} is fixed, but the marker has no such copy; correct the name, size or garment",
        "{label}被固定，但唛架中没有这一片；请更正名称、尺码或件号",
    ),
    fixed_outside=(
        "{label} is fixed outside the fabric; it must lie from x = 0 on and from {low} to {high} mm across",
        "{label}的固定位置超出布面；x 不能小于 0，横向须在 {low} 至 {high} 毫米之间",
    ),
    fixed_twice=(
        "{label} is fixed {times} times, more often than a garment has it; leave out the rest",
        "{label}固定了 {times} 次，超过一件所需片数；请去掉多余的",
    ),
    fixed_overlap=("{breach}; both are fixed: move one of them", "{breach}；两片都已固定，请移动其中一片"),
    match=(
        "{first} and {second}: match point {name} is off by {found} mm {axis} the fabric, repeat {repeat} mm",
        "{first}与{second}：对位点 {name} 在{axis}上相差 {found} 毫米（循环 {repeat} 毫米）",
    ),
    along=("along", "长度方向"),
    across=("across", "幅宽方向"),
    not_fixed=("{label} does not lie where it is fixed", "{label}不在固定的位置上"),
    sections_mixed=(
        "section {second} starts at {start} mm, before section {first} ends at {end} mm",
        "第 {second} 段从 {start} 毫米开始，早于第 {first} 段结束处 {end} 毫米",
    ),
    seconds=(
        "{found} seconds are given for nesting; give a whole number of 1 or more",
        "排料时间为 {found} 秒，应为不小于 1 的整数",
    ),
    cannot_nest=(
        "piece {named} cannot be nested ({text}); check the outline and the fabric's width",
        "样片 {named} 无法排料（{text}），请检查轮廓与幅宽",
    ),
    cannot_nest_together=(
        "the pieces cannot be nested together{named} ({text}); check the outlines and the fabric's width",
        "这些样片无法一起排料{named}（{text}），请检查轮廓与幅宽",
    ),
    no_layout=(
        "no layout that keeps the rules was found in the time given; give more seconds or looser rules",
        "在给定时间内没有找到符合规则的排料，请增加时间或放宽规则",
    ),
    stopped=("stopped before the first layout was found", "尚未得到第一个排料结果就已停止"),
    strip_height=(
        "strip_height is {found}; give the height of the strip, a number over 0",
        "strip_height 为 {found}，应填写大于 0 的条带高度",
    ),
    strip_items=("items must be a list of at most {most} items", "items 应为列表，最多 {most} 项"),
    strip_item=(
        'item {name} needs "demand" (a whole number) and "shape": {{"type": "simple_polygon", "data": [[x, y], ...]}} '
        "with 3 to {most} points; correct it",
        '物件 {name} 应有 "demand"（整数）和 "shape": {{"type": "simple_polygon", "data": [[x, y], ...]}}，'
        "点数为 3 到 {most}，请更正",
    ),
    no_observation=(
        "observed nest {found}: length and seconds must be over 0, garments 0 or more and not all 0",
        "排料记录 {found}：长度和秒数须大于 0，件数不得为负且不能全为 0",
    ),
    no_store=(
        "lengths of nests cannot be kept in {path} ({why}); choose another folder or free space",
        "无法在 {path} 保存唛架长度（{why}），请换一个文件夹或腾出空间",
    ),
    no_marker_file=(
        "{path} is no marker file ({why}); give one that interlock markers make has written",
        "{path} 不是唛架文件（{why}），请使用 interlock markers make 写出的文件",
    ),
    too_large=("{path} is larger than {most} MB; give a smaller file", "{path} 超过 {most} MB，请换较小的文件"),
    unreadable=("{path} cannot be read ({why}); give another file", "无法读取 {path}（{why}），请换一个文件"),
    stopped_child=("nesting was stopped; no marker was kept", "排料应要求停止，未保留唛架"),
    no_answer=(
        "the nesting process did not answer within {seconds:.0f} s and was ended; nest again, with fewer pieces "
        "if it happens again",
        "排料进程 {seconds:.0f} 秒没有应答，已结束；请重新排料，若再次发生请减少裁片",
    ),
    last_said=(" after saying {last!r}", "（最后的输出：{last}）"),
    child_ended=(
        "the nesting process ended unexpectedly (exit code {code}){said}; nest again, and look at the machine's "
        "free memory if it happens again",
        "排料进程意外结束（退出码 {code}）{said}；请重新排料，若再次发生请检查机器的可用内存",
    ),
    no_cache=(
        "the marker cache {folder} cannot be written ({why}); choose another folder or free space",
        "唛架缓存 {folder} 无法写入（{why}），请换一个文件夹或腾出空间",
    ),
    estimate=("area, garments and width are {found}; each must be over 0", "面积、件数和幅宽为 {found}，都应大于 0"),
    the_marker=("the marker", "唛架"),
    marker_named=("marker {name}", "唛架 {name}"),
    marker_unit=(
        "unit_mm of the marker is {found:g}; give the mm of its unit, a number above 0",
        "唛架的 unit_mm 为 {found:g}，请填每单位的毫米数，须大于 0",
    ),
    marker_figure=("a marker's {name} is {found}; it must be over 0", "唛架的 {name} 为 {found}，应大于 0"),
    marker_share=(
        "a marker's utilisation is {found}; it must lie between 0 and 1",
        "唛架的用布率为 {found}，应在 0 与 1 之间",
    ),
    marker_empty=("a marker has no placements; nest it again", "唛架上没有裁片，请重新排料"),
    starts=("{found} starts are asked for; give 1 or more", "要求起步 {found} 次，至少应为 1 次"),
    stopped_at_work=("nesting was stopped; the marker at work was not kept", "排料应要求停止，正在排的唛架未保留"),
)


def piece_label(name: str, size: str) -> Told:
    """Return what a message calls a piece; a size is named only where there is one."""
    return WORDS.told("piece" if size else "piece_alone", name=repr(name), size=repr(size))
