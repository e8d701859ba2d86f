"""Why no plan can be made, in English and Chinese."""

from __future__ import annotations

from interlock.words import Words

ERRORS = Words(
    of_order=("order {order}: {text}", "订单 {order}：{text}"),
    no_core=(
        "the cluster has no core factory; add a factory of kind core",
        "集群没有核心工厂，请增加一家类型为核心工厂的工厂",
    ),
    no_table=(
        "the cluster has no cutting table; add at least one table to a core factory or cutting centre",
        "集群没有裁床，请为核心工厂或裁剪中心至少增加一张裁床",
    ),
    no_finishing=(
        "the cluster has no finishing capacity; give a core factory finishing minutes a day",
        "集群没有后整产能，请为核心工厂填写每日后整工时",
    ),
    not_to_be_had=(
        "order {order}: {quantity} of material {material} cannot be had. {remedy}",
        "订单 {order}：面辅料 {material} 缺 {quantity}，买不到。{remedy}",
    ),
    never_open=(
        "calendar: no day from {first_on} to {last_on} is open; shorten the closures or rest days",
        "日历：{first_on} 至 {last_on} 没有一天开工，请缩短停工或减少休息日",
    ),
    too_far=(
        "the plan would reach to {last_on}, and at most {most:,} days are planned; check the dates of {orders}",
        "计划将排到 {last_on}，而最多只排 {most:,} 天；请核对 {orders} 的日期",
    ),
    no_wide_table=(
        "style {style}: its fabric {fabric} is {width:.0f} mm wide and no table is as wide; add a wider table or "
        "take a narrower fabric",
        "款式 {style}：面料 {fabric} 幅宽 {width:.0f} 毫米，没有这么宽的裁床；请增加宽裁床，或改用窄幅面料",
    ),
    too_many_lays=(
        "the orders need at least {lays:,.0f} lays, and a plan holds {most:,} at most; order {order} alone asks "
        "for {pieces:,} pieces. Check its quantities, or plan the book in parts",
        "全部订单至少需要 {lays:,.0f} 床，而一份计划最多 {most:,} 床；仅订单 {order} 就有 {pieces:,} 件。请核对其"
        "数量，或把订单簿分开排产",
    ),
    no_room_locked=(
        "order {order}: {pieces} pieces are locked to line {line} from {first_on}, and it has no room for them "
        "within the plan's days; remove the lock, or lock fewer pieces or another line",
        "订单 {order}：锁定 {pieces} 件自 {first_on} 起在产线 {line}，而计划期内排不下；请取消锁定，或减少件数、"
        "换一条产线",
    ),
    locked_share=(
        "factory {factory} may have at most {most:.1%} of all work, and locks give it {share:.1%}; raise its "
        "share or remove locks",
        "工厂 {factory} 最多可占全部工作的 {most:.1%}，而锁定已占 {share:.1%}；请提高其份额，或取消部分锁定",
    ),
    stopped=("stopped before the work was done; nothing was written", "应要求中途停止，未写入任何文件"),
    never_fits=(
        "real markers stay longer than their tables or the fabric bought for them; give longer tables, a larger "
        "waste share, or more seconds for each nest",
        "实际唛架一直比裁床长，或超出已购面料；请换长裁床、提高损耗比例，或给每次排料更多秒数",
    ),
)
