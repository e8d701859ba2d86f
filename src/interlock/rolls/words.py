"""What the room of rolls says, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    colour=("colour", "颜色"),
    lay=("lay", "床次"),
    roll=("roll", "布卷"),
    none=("rolls: no {what} is named; name at least one", "布卷配床：没有给出{what}，请至少给出一个"),
    twice=(
        "rolls: {what} {name} is named twice; give each its own name",
        "布卷配床：{what} {name} 出现两次，名称不能重复",
    ),
    no_plies=(
        "lay {lay}: no ply of any colour; give at least one ply, or leave the lay out",
        "床次 {lay}：各颜色层数都是 0，请至少给出一层，或去掉该床",
    ),
    price=("rolls: {name} {value}; give 0 or more", "布卷配床：{name} {value}，应不小于 0"),
    end_loss_mm=("the end loss in mm is", "布头损耗（毫米）为"),
    usable_mm=("the shortest remnant worth keeping is, in mm,", "可入库的最短余料（毫米）为"),
    fabric_fen_per_m=("a metre of fabric costs CNY", "每米面料（元）为"),
    mount_fen=("a roll brought to a lay costs CNY", "布卷上床一次（元）为"),
    splice_fen=("a spliced ply costs CNY", "驳布一层（元）为"),
    shade_fen=("a further shade costs CNY", "多一个缸号（元）为"),
    remnant_fen=("keeping a remnant costs CNY", "余料入库一段（元）为"),
    remnant=(
        "rolls: keeping a remnant costs CNY {found}, but the shortest one, of {usable} m, is worth CNY {worth}; "
        "keep longer ones only, or lower that cost",
        "布卷配床：余料入库要 {found} 元，而最短的余料（{usable} 米）只值 {worth} 元；请提高余料最短长度或降低入库费用",
    ),
    marker_mm=("its marker", "唛架长"),
    width_mm=("its width", "幅宽"),
    length_mm=("its length", "长度"),
    long=(
        "roll {roll}: {found} m long; at most {most} m are allowed: check the unit",
        "布卷 {roll}：长 {found} 米，超过上限 {most} 米，请核对单位",
    ),
    wide=(
        "roll {roll}: {found} mm wide; cloth is {least} to {most} mm wide: check the unit",
        "布卷 {roll}：幅宽 {found} 毫米，布匹幅宽应为 {least} 至 {most} 毫米，请核对单位",
    ),
    wide_lay=(
        "lay {lay}: {found} mm wide; cloth is {least} to {most} mm wide: check the unit",
        "床次 {lay}：幅宽 {found} 毫米，布匹幅宽应为 {least} 至 {most} 毫米，请核对单位",
    ),
    colours=(
        "lay {lay}: plies of {found} colours, the problem has {wanted}; give one number per colour",
        "床次 {lay}：给出了 {found} 个颜色的层数，但共有 {wanted} 个颜色，请逐色给出",
    ),
    plies=("lay {lay}: {found} plies; give 0 or more", "床次 {lay}：层数为 {found}，应不小于 0"),
    size=(
        "{what} {name}: {field} is {found} mm; give at least 1 mm",
        "{what} {name}：{field}为 {found} 毫米，至少应为 1 毫米",
    ),
    most_shades=(
        "lay {lay}: at most {found} shades; allow at least 1, or leave the limit out",
        "床次 {lay}：最多允许 {found} 个缸号，至少应允许 1 个，或不设限制",
    ),
    when=(
        "lay {lay}: it ends before it has begun; correct its times",
        "床次 {lay}：结束时间不晚于开始时间，请改正",
    ),
    splice=(
        "lay {lay}: a splice at {at} mm with {overlap} mm of overlap lies outside its marker of {marker} mm; "
        "give a place within the marker and an overlap of 0 or more that ends before the marker does",
        "床次 {lay}：驳布位 {at} 毫米、重叠 {overlap} 毫米，超出 {marker} 毫米的唛架；驳布位与重叠都须在唛架之内",
    ),
    colour_of_roll=(
        "roll {roll}: its colour is {found}; the colours are {known}. Correct the roll or name the colour",
        "布卷 {roll}：颜色为 {found}，而颜色清单是 {known}；请改正布卷，或把该颜色列入清单",
    ),
    no_width=(
        "lay {lay}, colour {colour}: no roll is at least {wanted} mm wide (the widest: {found} mm); "
        "make a narrower marker or get wider rolls",
        "床次 {lay}，颜色 {colour}：没有幅宽达到 {wanted} 毫米的布卷（最宽 {found} 毫米）；"
        "请改排窄幅唛架，或换用宽幅布卷",
    ),
    short=(
        "colour {colour}: the lays need {needed} m, the rolls hold {held} m{narrow}; get at least {lacking} m more "
        "or take plies off",
        "颜色 {colour}：各床共需 {needed} 米，布卷合计 {held} 米{narrow}；请至少再备 {lacking} 米，或减少层数",
    ),
    short_wide=(
        "colour {colour}: the lays of {width} mm and wider need {needed} m, the rolls that wide hold {held} m{narrow}; "
        "get at least {lacking} m more of that width or take plies off",
        "颜色 {colour}：幅宽 {width} 毫米及以上的各床共需 {needed} 米，达到该幅宽的布卷合计 {held} 米{narrow}；"
        "请至少再备该幅宽的布 {lacking} 米，或减少层数",
    ),
    narrow=(" (too narrow, so not counted: {rolls})", "（幅宽不够、未计入：{rolls}）"),
    narrow_roll=("{roll} of {width} mm", "{roll} {width} 毫米"),
    no_roll=(
        "colour {colour}: the lays need {needed} m, and no roll is of it; get that much or take its plies off",
        "颜色 {colour}：各床共需 {needed} 米，却没有这个颜色的布卷；请备足布卷，或去掉该颜色",
    ),
    unspread=(
        "colour {colour}: found no way to spread {lays} from these rolls, although they hold {held} m in all{narrow}; "
        "allow splices or further shades, get another roll, or take plies off",
        "颜色 {colour}：布卷合计虽有 {held} 米{narrow}，仍无法拉足 {lays}；请允许驳布或多个缸号、增加布卷，或减少层数",
    ),
    some_plies=("{plies} plies of lay {lay}", "床次 {lay} 的 {plies} 层"),
)

SAYS = Words(
    proved=("Best possible: no other way of using these rolls costs less.", "已证最优：这些布卷没有更省的用法。"),
    open=(
        "Not proved best: the bound says how much less another way could cost at most.",
        "尚未证明最优：与最低可能之差就是最多还能省的。",
    ),
)
