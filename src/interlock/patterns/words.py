"""What is said of pieces, of writing and of drawing them, in both languages."""

from __future__ import annotations

from interlock.words import Words

WORDS = Words(
    nothing_to_write=("there is no piece to write; choose at least one", "没有可写出的裁片，请至少选择一片"),
    nothing_to_draw=("there is no piece to draw; choose at least one", "没有可绘制的裁片，请至少选择一片"),
    png=(
        "the picture cannot be drawn as PNG ({why}); write it as .svg",
        "无法画成 PNG（{why}），请改写成 .svg",
    ),
    nest=("pieces in all sizes", "各码放码图"),
    half_mirrored=(" ({half} mirrored)", "（左右各 {half}）"),
    sizes=("Sizes", "尺码"),
    # A piece that contradicts itself.
    piece=("piece {name!r} size {size!r}: {what}", "裁片“{name}”{size} 码：{what}"),
    no_name=("it has no name; give it one", "没有名称，请填写"),
    quantity=("quantity is {found}; a garment needs at least 1", "片数为 {found}，一件至少要 1 片"),
    odd_pairs=(
        "half of {found} copies cannot be mirrored; make the quantity even or mirrored false",
        "{found} 片无法左右各半，请把片数改为偶数，或取消左右对称",
    ),
    grain=("the grain direction is {found}; give degrees", "丝缕方向为 {found}，请给出度数"),
    few_points=("the outline has {found} points; at least 3 are needed", "轮廓只有 {found} 个点，至少要 3 个"),
    finite=(
        "the outline has a point that is not a finite number; correct or remove it",
        "轮廓中有坐标不是有限的数，请改正或删除",
    ),
    same_points=(
        "points {first} and {second} of the outline are the same; remove one",
        "轮廓的第 {first} 点与第 {second} 点重复，请删除一个",
    ),
    measures=(
        "it measures {width:.1f} x {height:.1f} mm; pieces are {least:.0f} to {most:.0f} mm each way: "
        "check the unit of the file",
        "尺寸为 {width:.1f} × {height:.1f} 毫米，裁片每边应在 {least:.0f} 到 {most:.0f} 毫米之间，请核对文件的单位",
    ),
    crosses=(
        "the outline crosses or touches itself: the side after point {first} meets the side after point {second}; "
        "remove the loop",
        "轮廓自相交或相接触：第 {first} 点后的边与第 {second} 点后的边相遇，请去除该处的环",
    ),
    no_area=("the outline encloses no area; draw it again", "轮廓没有围出面积，请重画"),
    mark_kind=("a mark of kind {found!r} is unknown; use {known}", "没有“{found}”这种标记，请用 {known} 之一"),
    mark_points=(
        "a {kind} has {found} points; give at least {least}",
        "标记 {kind} 有 {found} 个点，至少要 {least} 个",
    ),
    mark_finite=(
        "a {kind} has a point that is not a finite number; correct or remove it",
        "标记 {kind} 中有坐标不是有限的数，请改正或删除",
    ),
    match_name=(
        "a match point has no name; name it as its partners on the other pieces are named",
        "对条对格点没有名称，请与其他裁片上对应的点同名",
    ),
    fold_sides=(
        "the half piece lies on both sides of its fold line; check the fold line",
        "半片落在对折线的两侧，请核对对折线",
    ),
    fold_length=("the fold line has no length; give two different points", "对折线没有长度，请给出两个不同的点"),
    fold_edges=(
        "the half piece has {count} sides on its fold line; exactly one must lie on it",
        "半片有 {count} 条边在对折线上，应恰好有一条",
    ),
    every_size=("the file names no size; it belongs to every size", "文件未注明尺码，按各码通用计"),
    missing=(
        "size {size} has no {pieces}, which other sizes have: a garment of it would be cut without; grade it or leave "
        "the size out",
        "尺码 {size} 没有其他尺码都有的裁片 {pieces}：照此裁出的成衣会缺片，请补放码或不用该尺码",
    ),
    size_unclear=(
        "piece {name!r}: the file names no size, while others of its name have one; name its size, or give it "
        "another name",
        "裁片“{name}”：文件未注明尺码，而同名裁片有尺码，请注明尺码或改名",
    ),
    no_design=(
        "there is no sample design {design!r}; choose one of {known}",
        "没有示例款式 {design}，请从 {known} 中选择",
    ),
    no_model=(
        "design {design!r} is not graded for {model!r}; choose {known}",
        "款式 {design} 没有按 {model} 放码，请选 {known}",
    ),
)
