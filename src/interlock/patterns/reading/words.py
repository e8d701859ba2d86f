"""What the reader says of a file, a piece, a repair or a refusal, in both languages."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    # The file as a whole.
    missing=(
        "{file} cannot be read ({why}); check the path and the rights to read it",
        "无法读取 {file}（{why}），请检查路径和读取权限",
    ),
    empty=("{file} is empty; export the pattern again", "{file} 是空文件，请重新导出样板"),
    too_big=(
        "{file} is {size:.0f} MB; at most {most} MB are read: export fewer styles into one file",
        "{file} 有 {size:.0f} MB，最多读取 {most} MB，请分款式导出",
    ),
    binary=(
        "{file} is a binary DXF; export it as ASCII DXF (R12)",
        "{file} 是二进制 DXF，请导出为 ASCII DXF（R12）",
    ),
    dwg=("{file} is a DWG drawing; export it as ASCII DXF (R12)", "{file} 是 DWG 图纸，请导出为 ASCII DXF（R12）"),
    unknown_form=(
        "{file} is no pattern file: neither DXF (AAMA / ASTM), SVG nor Interlock's JSON; export the pattern as DXF",
        "{file} 不是样板文件：既不是 DXF（AAMA / ASTM），也不是 SVG 或联织的 JSON，请从打版软件导出 DXF",
    ),
    not_a_tag=(
        "{file}, line {line}: {found!r} stands where a DXF group code must; the file is damaged: export it again",
        "{file} 第 {line} 行：应为 DXF 组码，实为 {found!r}，文件已损坏，请重新导出",
    ),
    truncated=(
        "{file} ends at line {line} in the middle of a section; it was cut off: export or send it again",
        "{file} 在第 {line} 行中断，文件不完整，请重新导出或重新传输",
    ),
    too_many=(
        "{file} has more than {most:,} {what}; export fewer styles into one file",
        "{file} 的{what}超过 {most:,} 个，请分款式导出",
    ),
    entities=("entities", "图元"),
    tags=("tags", "组码"),
    drawn=("points of its curves", "曲线点"),
    blocks=("blocks", "图块"),
    pieces=("pieces", "裁片"),
    recursive=(
        "{file}: block {block!r} contains itself; export the pattern again without nested blocks",
        "{file}：图块 {block!r} 嵌套了自身，请不带嵌套图块重新导出",
    ),
    too_deep=(
        "{file}: blocks stand within each other more than {most} deep, at {block!r}; export without nested blocks",
        "{file}：图块嵌套超过 {most} 层（{block!r}），请不带嵌套图块重新导出",
    ),
    no_pieces=(
        "{file} has no pattern piece: nothing is drawn on layer 1 (boundary); export the pieces as AAMA or ASTM DXF",
        "{file} 中没有裁片：第 1 层（轮廓）上没有图形，请以 AAMA 或 ASTM DXF 格式导出裁片",
    ),
    # The unit.
    unit_given=("unit {unit}, as asked", "单位 {unit}（按指定）"),
    unit_said=(
        "unit {unit}, as the file says; its largest piece is {largest} mm long",
        "单位 {unit}（文件注明），最大裁片长 {largest} 毫米",
    ),
    unit_metric=(
        "unit {unit}, by the size of the pieces (the largest is {largest} mm long), for the file says only {said}",
        "文件只注明 {said}，按裁片大小判断为 {unit}，最大裁片长 {largest} 毫米",
    ),
    unit_doubtful=(
        "unit {unit}, which is in doubt: its largest piece is {largest} mm long so, and the largest piece of a garment "
        "is {least:,.0f} to {most:,.0f} mm long; give the unit",
        "单位暂按 {unit}，存疑：如此最大裁片长 {largest} 毫米，而服装最大裁片一般为 {least:,.0f} 到 {most:,.0f} 毫米，"
        "请指定单位",
    ),
    unit_guessed=(
        "unit {unit}, by the size of the pieces (the largest is {largest} mm long), for the file names none",
        "文件未注明单位，按裁片大小判断为 {unit}，最大裁片长 {largest} 毫米",
    ),
    unit_corrected=(
        "unit {unit}, by the size of the pieces (the largest is {largest} mm long), although the file says {said}",
        "文件注明 {said}，但按裁片大小判断为 {unit}，最大裁片长 {largest} 毫米",
    ),
    unit_either=(
        "it could be {others} as well: measure a piece, and give the unit if it is another",
        "按 {others}也说得通：请量一片核对，不对就指定单位",
    ),
    unit_other=("{unit} (largest {largest} mm)", "{unit}（最大 {largest} 毫米）"),
    unit_wrong=(
        "{file}: the largest piece measures {raw} units, which no unit makes a garment piece; give the unit "
        "(mm, cm, m or in), or export it again at full size",
        "{file}：最大裁片为 {raw} 个单位，按任何单位都不合服装裁片的大小，"
        "请指定单位（mm、cm、m 或 in），或按 1:1 重新导出",
    ),
    no_extent=(
        "{file}: no outline has any extent, for its points are all the same, no numbers, or more than {most:,.0f} "
        "units off; export it again at full size",
        "{file}：轮廓没有大小：各点相同、不是数字，或坐标超过 {most:,.0f} 个单位，请按 1:1 重新导出",
    ),
    unit_px=(
        "unit px, 96 to the inch, for the drawing names no unit of length; "
        "judged by the size of the pieces: the largest is {largest} mm long so",
        "图中未注明长度单位，按 px（每英寸 96 个）计；依据裁片大小判断：如此最大裁片长 {largest} 毫米",
    ),
    unit_json=("unit {unit}, as the file says", "单位 {unit}（文件注明）"),
    unit_usual=("unit {unit}, as is usual, for the file names none", "文件未注明单位，按惯例为 {unit}"),
    # JSON.
    json_broken=(
        "{file} is no JSON: it breaks at line {line}, column {column}; export it again",
        "{file} 不是有效的 JSON：第 {line} 行第 {column} 列出错，请重新导出",
    ),
    json_no_pieces=(
        '{file} has no list "pieces"; give a style\'s pieces as they were saved as JSON here, or write '
        '{{"unit": "mm", "pieces": [{{"name": "...", "size": "...", "outline": [[x, y], ...]}}]}}',
        "{file} 中没有 pieces 列表；请提供由本系统存为 JSON 的裁片文件，或写成 "
        '{{"unit": "mm", "pieces": [{{"name": "…", "size": "…", "outline": [[x, y], …]}}]}}',
    ),
    json_unit=(
        "{file} gives its unit as {found!r}; use one of {units}",
        "{file} 的单位写作“{found}”，请用 {units} 之一",
    ),
    json_value=("its {where} is {found}; give {wanted}", "{where} 为 {found}，应为{wanted}"),
    wants_outline=("a list of points [x, y]", "点 [x, y] 的列表"),
    wants_points=("a list of points [x, y]", "点 [x, y] 的列表"),
    wants_marks=("a list of objects with kind, name and points", "含 kind、name、points 的对象列表"),
    wants_quantity=("a whole number from 0 to 9999", " 0 到 9999 的整数"),
    wants_mirrored=("true or false", " true 或 false"),
    wants_grain_deg=("degrees as a number", "以度为单位的数"),
    marks=("marks", "标记"),
    # SVG.
    svg_broken=(
        "{file} is no whole SVG: it breaks at line {line}, column {column}; export it again",
        "{file} 不是完整的 SVG：第 {line} 行第 {column} 列出错，请重新导出",
    ),
    svg_entities=(
        "{file} defines XML entities, which are not read; export it as plain SVG",
        "{file} 中定义了 XML 实体，不予读取，请导出为普通 SVG",
    ),
    svg_no_pieces=(
        "{file} draws no closed shape; draw every piece as one closed path",
        "{file} 中没有闭合图形，请把每个裁片画成一条闭合路径",
    ),
    # Grade rules.
    no_rules=(
        "{file} has no grade rule (RULE: DELTA); give the .rul file",
        "{file} 中没有放码规则（RULE: DELTA），请提供 .rul 文件",
    ),
    rule_count=(
        "{file}, line {line}: rule {rule} has {found} numbers, but {sizes} sizes need two each; export it again",
        "{file} 第 {line} 行：规则 {rule} 有 {found} 个数，{sizes} 个尺码各需两个，请重新导出",
    ),
    rule_number=(
        "{file}, line {line}: rule {rule} holds {found!r}, which are not only numbers; export it again",
        "{file} 第 {line} 行：规则 {rule} 中的“{found}”不全是数字，请重新导出",
    ),
    rule_kind=(
        "{file}, line {line}: RULE: {found!r} is not known; a grade rule begins with RULE: DELTA and its number",
        "{file} 第 {line} 行：不认识 RULE:“{found}”，放码规则须以 RULE: DELTA 加编号开头",
    ),
    rule_twice=(
        "{file}, line {line}: rule {rule} stands there a second time, with other numbers; export it again",
        "{file} 第 {line} 行：规则 {rule} 重复且数值不同，请重新导出",
    ),
    size_count=(
        "{file} says that there are {count} sizes (NUMBER OF SIZES), but lists {found} ({sizes}); export it again",
        "{file} 写明有 {count} 个尺码（NUMBER OF SIZES），却列出 {found} 个（{sizes}），请重新导出",
    ),
    rules_too_many=(
        "{file} has more than {sizes} sizes or {rules:,} rules; export fewer styles into one file",
        "{file} 的尺码超过 {sizes} 个或规则超过 {rules:,} 条，请分款式导出",
    ),
    no_sizes=("{file} lists no sizes (SIZE LIST); export it again", "{file} 没有尺码列表（SIZE LIST），请重新导出"),
    sizes_twice=("{file} lists a size twice ({sizes}); export it again", "{file} 的尺码重复（{sizes}），请重新导出"),
    no_sample=(
        "{file}: the sample size {sample!r} is none of its sizes ({sizes}); export it again",
        "{file}：基码“{sample}”不在尺码列表（{sizes}）中，请重新导出",
    ),
    rules_missing=(
        "the grade rules lack these that it names: {rules}; export the rules again with all of them, or add them (0.0, "
        "0.0 where a point does not move)",
        "放码规则中缺少它所用的规则：{rules}；请重新导出完整的规则文件，或补上这些规则（点不移动时写 0.0, 0.0）",
    ),
    ungraded=("no point of it has a grade rule; it is the same in every size", "没有带放码规则的点，各码相同"),
    # Repairs of a piece.
    repeated=("repeated points removed: {count}", "去除重复点 {count} 个"),
    gap=(
        "a gap of {gap:.2f} mm in the outline was closed at ({x:.1f}, {y:.1f})",
        "轮廓在 ({x:.1f}, {y:.1f}) 处有 {gap:.2f} 毫米缺口，已接合",
    ),
    drawn_twice=(
        "lines of the outline that were drawn twice and are taken once: {count}",
        "轮廓中有 {count} 条线重复绘制，只取一次",
    ),
    loop=(
        "the outline crossed itself; small loops removed: {count}, {area:.1f} mm² in all",
        "轮廓自相交，已去除 {count} 个小环，共 {area:.1f} 平方毫米",
    ),
    slit=(
        "the outline went {length:.1f} mm out and back on one line at ({x:.1f}, {y:.1f}); it is kept as a slit mark",
        "轮廓在 ({x:.1f}, {y:.1f}) 处沿同一条线往返 {length:.1f} 毫米，改作剪口标记",
    ),
    eased=("the outline touched itself and was eased by {by:g} mm", "轮廓自相接触，已错开 {by:g} 毫米"),
    loose_end=(
        "a line of {length:.1f} mm on the boundary's layer does not belong to the outline; it is kept as an inner line",
        "轮廓层上有一条 {length:.1f} 毫米的线不属于轮廓，按内部线保留",
    ),
    hole=(
        "a closed line inside the outline on the boundary's layer is taken as a cut-out",
        "轮廓层上轮廓内的闭合线按内部挖空处理",
    ),
    unfolded=("half is drawn; it was unfolded at its fold line", "只画了一半，已沿对折线展开"),
    fold_marks=(
        "notches dropped because the fold line they lie on is no edge any more: {count}",
        "对折线上的 {count} 个刀口已去除，展开后那里不再是边",
    ),
    no_grain=("no grain line is drawn; the fabric's length is taken along x", "没有丝缕线，以 x 方向为经向"),
    no_quantity=("the file gives no quantity; 1 is taken", "文件未给出片数，按 1 片计"),
    no_quantity_noted=(
        "the file gives no quantity; 1 is taken (its note says: {note})",
        "文件未给出片数，按 1 片计（文件备注：{note}）",
    ),
    no_quantity_read=(
        "the file gives no quantity; {count} is read from its note ({note})",
        "文件未给出片数，按备注“{note}”计 {count} 片",
    ),
    no_quantity_paired=(
        "the file gives no quantity; {count} is read from its note ({note}), half of them taken as mirrored",
        "文件未给出片数，按备注“{note}”计 {count} 片，左右各半",
    ),
    zero_quantity=("the file gives quantity {found}; 1 is taken", "文件片数为 {found}，按 1 片计"),
    zero_quantity_noted=(
        "the file gives quantity {found}; 1 is taken (its note says: {note})",
        "文件片数为 {found}，按 1 片计（文件备注：{note}）",
    ),
    zero_quantity_read=(
        "the file gives quantity {found}; {count} is read from its note ({note})",
        "文件片数为 {found}，按备注“{note}”计 {count} 片",
    ),
    zero_quantity_paired=(
        "the file gives quantity {found}; {count} is read from its note ({note}), half of them taken as mirrored",
        "文件片数为 {found}，按备注“{note}”计 {count} 片，左右各半",
    ),
    bad_quantity=("quantity {found!r} cannot be understood; 1 is taken", "片数“{found}”无法识别，按 1 片计"),
    bad_quantity_noted=(
        "quantity {found!r} cannot be understood; 1 is taken (its note says: {note})",
        "片数“{found}”无法识别，按 1 片计（文件备注：{note}）",
    ),
    bad_quantity_read=(
        "quantity {found!r} cannot be understood; {count} is read from its note ({note})",
        "片数“{found}”无法识别，按备注“{note}”计 {count} 片",
    ),
    bad_quantity_paired=(
        "quantity {found!r} cannot be understood; {count} is read from its note ({note}), half of them taken as "
        "mirrored",
        "片数“{found}”无法识别，按备注“{note}”计 {count} 片，左右各半",
    ),
    quantity_beyond=(
        "quantity {found} is beyond what a garment may have of a piece; give 1 to {most}, or 0 where it is not known",
        "片数 {found} 超出一件服装可有的片数，请填 1 到 {most}，不清楚时填 0",
    ),
    alike=(
        "quantity {found} is odd, so all are cut as drawn, though the piece is not its own mirror image; write 2,1 for "
        "two as drawn and one mirrored",
        "片数 {found} 为单数，裁片左右不对称，全部按图样同向裁；如有反向片请写成 2,1（两片同向、一片反向）",
    ),
    pairs=(
        "quantity {found} does not say which copies are mirrored; half of them are taken as mirrored",
        "片数 {found} 未注明左右，按左右各半计",
    ),
    mirrored_only=("only mirrored copies are asked for; the outline was mirrored", "只要镜像片，已将轮廓镜像"),
    split_pair=(
        "{drawn} copies as drawn and {mirrored} mirrored are asked for; those without a partner are {name!r}",
        "要求原样 {drawn} 片、镜像 {mirrored} 片，不成对的另列为“{name}”",
    ),
    no_name=("the piece has no name; it is called {name!r}", "裁片没有名称，称作“{name}”"),
    renamed=(
        "another piece is called {found!r} in size {size!r}; this one is called {name!r}",
        "已有名为“{found}”的 {size} 码裁片，此片改称“{name}”",
    ),
    renamed_unsized=(
        "another piece is called {found!r}; this one is called {name!r}",
        "已有名为“{found}”的裁片，此片改称“{name}”",
    ),
    dropped_mark=(
        "a mark with a point that is no number, or too far away, was left out",
        "去除一个坐标无效或过远的标记",
    ),
    graded=("graded from size {sample} by the rules of {rules}", "由 {sample} 码按 {rules} 的放码规则推出"),
    # Refusals.
    piece=("piece {name!r} size {size!r}: {what}", "裁片“{name}”{size} 码：{what}"),
    piece_unsized=("piece {name!r}: {what}", "裁片“{name}”：{what}"),
    open=(
        "the outline is open by {gap:.1f} mm: its line begins at x {x1:.1f}, y {y1:.1f} mm and ends at "
        "x {x2:.1f}, y {y2:.1f} mm; join the two ends in the pattern program and export it again",
        "轮廓没有闭合：线条起点（x {x1:.1f}，y {y1:.1f} 毫米）与终点（x {x2:.1f}，y {y2:.1f} 毫米）"
        "相距 {gap:.1f} 毫米，请在打版软件中把两端连上后重新导出",
    ),
    no_boundary=("no outline is drawn on layer 1; export the cutting line", "第 1 层没有轮廓，请导出裁剪线"),
    two_outlines=(
        "{count} separate outlines are drawn in one piece; draw each as a piece of its own",
        "一个裁片里画了 {count} 个互不相连的轮廓，请分成不同的裁片",
    ),
    nested_outlines=(
        "{count} outlines are drawn within each other, as sizes of a nest are; export every size as a piece of its own",
        "{count} 个轮廓套在一起，像是各码放码图，请把每个尺码导出为单独的裁片",
    ),
    crosses=(
        "the outline crosses itself near ({x:.1f}, {y:.1f}) and the loop is too large to remove; "
        "correct it in the pattern program",
        "轮廓在 ({x:.1f}, {y:.1f}) 附近自相交，交出的环太大，无法自动去除，请在打版软件中改正",
    ),
    too_small=(
        "it measures {width:.1f} x {height:.1f} mm, too small for a piece; check the unit",
        "尺寸为 {width:.1f} × {height:.1f} 毫米，小得不像裁片，请核对单位",
    ),
    too_large=(
        "it measures {width:.0f} x {height:.0f} mm, larger than any fabric; check the unit",
        "尺寸为 {width:.0f} × {height:.0f} 毫米，大过任何面料，请核对单位",
    ),
    no_area=("the outline encloses no area; draw it again", "轮廓没有围出面积，请重画"),
    not_finite=(
        "the outline has a coordinate that is no number or beyond {most:g}; export it again",
        "轮廓中有坐标不是数字或超过 {most:g}，请重新导出",
    ),
    too_many_lines=("it has more than {most:,} {what}; simplify it", "{what}超过 {most:,} 个，请简化"),
    lines=("lines on one layer", "同层线段"),
    points=("points in its outline", "轮廓点"),
    half_folded=("half is drawn, but it cannot be unfolded: {why}", "只画了一半，但无法展开：{why}"),
    fold_unclear=(
        "its fold line does not run along exactly one side of it; correct the line on layer 6",
        "对折线没有恰好落在一条边上，请改正第 6 层的线",
    ),
    other=("{why}", "{why}"),
)
