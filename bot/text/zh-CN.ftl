### Darkroom 的简体中文文案。英文文件是原文：两边的消息、属性与变量必须一致。
###
### 语气：亲切、平实、短句。先说发生了什么，再说接下来怎么做。不用感叹号。
### 金额、文件大小、时刻（Discord 时间戳）、提及和选项名称由程序以现成文本传入。

-bot = Darkroom

## 命令。值是命令名：1 到 32 个字符；描述最多 100 个字符。

command-imagine = 画图
    .description = 把你的文字画成图片
command-edit = 改图
    .description = 修改一张图片，或用你的最多 15 张图片画一张新的
command-tray = 素材盘
    .description = 查看你收集的参考图
command-jobs = 任务
    .description = 你的图片：进行中的、已完成的、需要你处理的
command-jobs-list = 列表
    .description = 查看你最近的任务
command-jobs-show = 详情
    .description = 查看某个任务的全部信息
command-jobs-cancel = 取消
    .description = 撤回一个还没有发送的任务
command-jobs-retry = 重试
    .description = 重新尝试一个任务，或重新发布它的图片
command-quota = 额度
    .description = 你还能画多少，什么时候恢复
command-history = 历史
    .description = 翻看你画过的图片
command-gallery = 画廊
    .description = 大家在这里分享的图片
command-gallery-top = 精选
    .description = 本周星数最多的图片
command-gallery-mine = 我的
    .description = 你在这里分享过的图片
command-gallery-listed = 上榜
    .description = 你的图片是否可以进入本周精选
command-settings = 设置
    .description = 你常用的选项
command-settings-show = 查看
    .description = 查看这些选项
command-settings-set = 设定
    .description = 选择没有另外说明时使用什么
command-settings-reset = 重置
    .description = 不再预设：一项，或全部
command-forget = 遗忘
    .description = 清除你的文字、图片和设置
command-help = 帮助
    .description = 这个机器人能做什么，怎么用

option-prompt = 描述
    .description = 想画什么，用你自己的话写，任何语言都可以
option-model = 模型
    .description = 由哪个模型来画
option-size = 尺寸
    .description = 图片的形状
option-count = 数量
    .description = 画几张；每张都单独计费
option-quality = 质量
    .description = 画得多精细；越精细越贵，也越慢
option-background = 背景
    .description = 主体后面是什么
option-format = 格式
    .description = 图片的文件格式
option-compression = 压缩
    .description = 仅用于 JPEG：0 文件最小，100 画质最好
option-moderation = 审核
    .description = 对内容的审核有多严格
option-image = 图片{ $number }
    .description = 作为起点的图片（参考图 { $number }）
option-mask = 蒙版
    .description = 第一张图片要重画的区域：PNG 的透明部分，或黑底上的白色部分
option-tray = 素材盘{ $number }
    .description = 把素材盘里的图片加在这里给出的图片之后
option-job = 任务
    .description = 哪个任务：选一个，或输入它的编号
option-private = 私密
    .description = 结果是否只给你一个人看
option-search = 搜索
    .description = 当时描述里的文字；不填则显示全部
option-show = 展示
    .description = 你的图片是否可以在其中
option-option = 选项
    .description = 哪一项；不选则是全部

## 消息上的菜单（应用）。最多 32 个字符。

menu-edit-image = 编辑图片
menu-use-as-reference = 用作参考图
menu-image-details = 图片详情

## 选项的候选值。最多 100 个字符。

choice-size = { $shape ->
        [square] 方形
        [landscape] 横向
       *[portrait] 纵向
    } { $ratio }
    .pixels = { choice-size } · { $pixels }
choice-quality = { $value ->
        [auto] 自动：由模型决定
        [low] 低：又快又省，适合打草稿
        [medium] 中：质量与价格均衡
        [high] 高：最精细，也最慢最贵
       *[other] { $value }
    }
choice-background = { $value ->
        [auto] 自动：由模型决定
        [opaque] 不透明：有完整背景
        [transparent] 透明：抠出主体（需要 PNG）
       *[other] { $value }
    }
choice-format = { $value ->
        [png] PNG：无损，支持透明
        [jpeg] JPEG：文件更小
       *[other] { $value }
    }
choice-moderation = { $value ->
        [auto] 自动：常规审核
        [low] 低：更宽松
       *[other] { $value }
    }
choice-count = { $count } 张
choice-tray = { $value ->
        [yes] 是：加上它们
       *[no] 否：不用它们
    }
choice-private = { $value ->
        [yes] 是：只给你看
       *[no] 否：发到频道
    }
choice-show = { $value ->
        [yes] 是：可以进入本周精选
       *[no] 否：不要放进去
    }
choice-model = { $label }{ $is_default ->
        [yes] （默认）
       *[no] {""}
    }

## 请求无法执行：什么都没有发送。

invalid-prompt-empty = `{ $field }`是空的。请告诉我想画什么。
invalid-prompt-too-long = `{ $field }`有 { $length } 个字符，模型最多能读 { $most } 个，请缩短一些。
invalid-choice = `{ $field }`不能是“{ $value }”。可以选择：{ $allowed }。
invalid-range = `{ $field }`不能是 { $value }，范围是 { $least } 到 { $most }。
invalid-option = 无法把“{ $value }”当作`{ $field }`。请检查后再试。
invalid-compression-with-png = `{ $field }`只适用于 JPEG。请把格式选为 JPEG，或者不填`{ $field }`。
invalid-transparent-with-jpeg = JPEG 不支持透明。请把格式选为 PNG，或者换一个`{ $field }`。
invalid-too-many-references = 一共 { $value } 张图片，而模型最多接受 { $most } 张，请减少一些。
invalid-mask-without-picture = `{ $field }`需要配合一张图片使用。请把那张图片也加上。
invalid-picture-too-large = `{ $field }`中的文件超过 { $most } MiB，请换一个小一点的。

## 限额。$ends 是一个时刻，或者单词 none。

quota-queue-full = 队列已满：已有 { $waiting } 个任务在等待。请过几分钟再试。{ $ends ->
        [none] {""}
       *[other] { $ends }会有空位。
    }
quota-jobs-at-once = 你已经有 { $limit } 个任务在进行，这是上限。{ $ends ->
        [none] 其中一个结束后，就可以提交下一个。
       *[other] { $ends }会有空位。
    }
quota-cooldown = 请稍等一下：两次请求之间要间隔 { $seconds } 秒。{ $ends ->
        [none] 之后就又轮到你了。
       *[other] { $ends }又轮到你了。
    }
quota-images-per-day = 你想画 { $asked } 张。你的限额是 24 小时内 { $limit } 张，还剩 { $left } 张。{ $ends ->
        [none] 请一次少画几张。
       *[other] { $ends }会有足够的额度。
    }
quota-usd-per-day = 这次需要 { $asked }。你的限额是 24 小时内 { $limit }，还剩 { $left }。{ $ends ->
        [none] 降低质量或减少张数会更便宜。
       *[other] { $ends }会有足够的额度。降低质量或减少张数会更便宜。
    }
quota-server-per-month = 本服务器每月的预算是 { $limit }，还剩 { $left }。{ $ends ->
        [none] 降低质量或减少张数会更便宜。
       *[other] 下个月从{ $ends }开始。
    }
quota-total-per-day = 机器人在所有服务器上 24 小时内的总预算是 { $limit }，还剩 { $left }。{ $ends ->
        [none] 请稍后再试。
       *[other] { $ends }会有额度。
    }

## 服务器或运营者的规则。$ends 是一个时刻，或单词 none；$reason 也一样。

blocked-paused = 这里暂停作画{ $ends ->
        [none] {""}
       *[other] ，{ $ends }恢复
    }。{ $reason ->
        [none] {""}
       *[other] 原因：{ $reason }
    }
blocked-person = { $ends ->
        [none] 你目前不能在这里请求图片，服务器的管理者可以解除限制。
       *[other] 你暂时不能在这里请求图片，{ $ends }可以再次请求。
    }{ $reason ->
        [none] {""}
       *[other] 原因：{ $reason }
    }
blocked-refusals = 图片接口在短时间内拒绝了你的 { $count } 次请求，所以请先休息一下。{ $ends ->
        [none] 请稍后再试。
       *[other] { $ends }可以再次请求。
    }
blocked-not-here = 这个频道不能作画。服务器的管理者可以告诉你在哪里可以。
blocked-words = 你的{ option-prompt }里有这里不允许的内容，所以没有提交。请换一种说法。
invalid-model-not-here = { $allowed ->
        [none] 这里目前不允许任何“{ $field }”，“{ $value }”也不行。
       *[other] 这里的“{ $field }”不能是“{ $value }”。可以选择：{ $allowed }。
    }
invalid-quality-not-here = 这里的“{ $field }”不能是“{ $value }”。可以选择：{ $allowed }。
invalid-count-not-here = 这里的“{ $field }”不能是 { $value }，一次最多 { $most } 张。
invalid-low-not-here = 这里的“{ $field }”不能选“low”。请不填，或选“auto”。
invalid-low-only-age-restricted = 只有在有年龄限制的频道里，“{ $field }”才能选“low”。请不填，或选“auto”。

## 其他错误

not-found-job = 没有这个编号的任务。用 `/{ command-jobs } { command-jobs-list }` 可以查看你的任务。
not-yours-job = 这个任务是别人的。
too-late-cancel = 来不及取消了：这个任务的状态是“{ $status }”。什么都没有改变。
too-late-retry = 这个任务的状态是“{ $status }”，不需要重试。用 `/{ command-imagine }` 可以画新的。
not-allowed = 你不能在这里这样做。
unexpected = 我们这边出了问题，已经记入日志。请再试一次。如果再次发生，请把这个编号告诉机器人的运营者：`{ $reference }`

## 任务的状态，用在句子或列表里

status-accepted = 等待中
status-submitting = 发送中
status-in_doubt = 无法确认
status-running = 绘制中
status-ready = 已画好，即将发布
status-posting = 发布中
status-posted = 已发布
status-undelivered = 已画好，未能发布
status-failed = 失败
status-cancelled = 已取消

## 进度：任务进行时显示的内容

progress-preparing = 正在查看你的 { $count } 张图片。
progress-waiting = { $position ->
        [0] 已收到你的请求。
        [1] 下一个就是你。
       *[other] 你排在第 { $position } 位。
    }{ $expected ->
        [none] {""}
       *[other] 预计完成：{ $expected }。
    }
progress-drawing = 正在画 { $count } 张图片。{ $expected ->
        [none] {""}
       *[other] 预计完成：{ $expected }。
    }
progress-late = 这次比平时慢一些。图片还在绘制，完成后会通知你。
progress-posting = 画好了，正在发到频道。
progress-held = 预留 { $price }
progress-images-left = 今天还剩 { $left }/{ $limit } 张
progress-usd-left = 今天还剩 { $left }/{ $limit }
progress-images-granted = 另有赠送 { $count } 张
progress-usd-granted = 另有赠送 { $granted }
progress-near = ⚠️ 你的额度快用完了。用 `/{ command-quota }` 可以查看什么时候恢复多少。
attached-for-the-api = 这些图片正在送往图片接口。你的图片画好后，可以关闭这条消息。

## 结果

result-header = { $who }，你的 { $count } 张图片画好了。
result-quality = { $value ->
        [auto] 自动质量
        [low] 低质量
        [medium] 中等质量
        [high] 高质量
       *[other] { $value }
    }
result-seconds = { $seconds } 秒
result-minutes = { $minutes } 分 { $seconds } 秒
result-exact = 蒙版以外的部分保持原样。
result-first-frame = { $count ->
        [1] { $names } 是动图，只用了第一帧。
       *[other] { $names } 都是动图，都只用了第一帧。
    }
result-fewer = 要求 { $asked } 张，画成了 { $made } 张，只对这些计费。
result-converted = 有 { $count } 张图片以较小的文件发送，因为本频道的单个文件上限是 { $limit }。
alt-text = { $of ->
        [one] { $prompt }
       *[other] 第 { $index } 张，共 { $of } 张：{ $prompt }
    }

## 通知：没有得到图片时

notice-job = 任务 { $job }
notice-cancelled = 已取消，什么都没有发送，没有产生费用。
notice-in-doubt = 图片接口的答复丢失或不明确，无法确认它是否接受了你的请求。这次不计入你的限额。你可以再发送一次；如果第一次其实已被接受，就会付两次费用。
notice-undelivered = 你的 { $count } 张图片已经画好，但未能发布。{ $rule ->
        [channel-gone] 频道已经不存在了。
        [forbidden] 我没有在那里发送带文件的消息的权限，服务器管理者可以开启。
        [too-large] 即使缩小之后，文件对这个频道来说还是太大。
        [refused] Discord 拒绝了这条消息。
        [dm-closed] 这个结果只给你看，而 Discord 不让我给你发私信。你可以在隐私设置里开启。
        [unsure] 我看不到之前那次是否已经发出，请先在频道里找一找。
       *[other] 没能送到频道。
    }可以重新发布，不会再次收费。

failed-rejected = 图片接口拒绝了这个请求。请修改后再试。没有产生费用。
failed-moderated =
    { $kinds ->
        [none] 图片接口的内容规则不允许这个请求。
       *[other] 图片接口的内容规则不允许这个请求：被认为含有{ $kinds }。
    }请换个说法再试。没有产生费用。
content-minors = 涉及未成年人的内容
content-sexual = 色情内容
content-violence = 暴力
content-self-harm = 自残
content-hate = 仇恨
content-harassment = 骚扰
content-illicit = 违法内容
content-copyright = 受保护的作品或真实人物
list-pair = { $before }、{ $next }
failed-upstream-failed = 图片接口没能画成。再试一次往往就行。没有产生费用。
failed-upstream-cancelled = 图片接口在完成之前停止了这个请求。你可以再试一次。没有产生费用。
failed-upstream-unknown = 图片接口已经找不到这个请求，图片无法取回。你可以再试一次。这次不计入你的限额。
failed-never-ended = 等了整整一天，图片接口仍未完成，所以不再等待。你可以再试一次。这次不计入你的限额。
failed-never-taken = 请求没有送达图片接口。你可以再试一次。没有产生费用。
failed-no-pictures = 图片接口完成了请求，但没有给出图片。请换个说法，或再试一次。没有产生费用。
failed-pictures-gone = 图片已经画好，但在图片接口给出的地址取不到它。你可以再试一次。这次不计入你的限额。
failed-reference-gone = `{ $field }`中的文件已经不在了，请重新上传。没有产生费用。
failed-reference-unreachable = `{ $field }`中的文件未能送到图片接口。请稍后再试；如果一直这样，请告诉机器人的运营者。没有产生费用。
failed-reference-not-a-picture = `{ $field }`中的文件不是模型能读的图片，请使用 PNG、JPEG、WebP 或 GIF。没有产生费用。
failed-reference-too-large = `{ $field }`中的文件超过 { $most } MiB，请换一个小一点的。没有产生费用。
failed-reference-too-many-pixels = `{ $field }`中的图片超过 { $most } 百万像素，请缩小后再试。没有产生费用。
failed-reference-forbidden = `{ $field }`中的文件不在 Discord 上，而我只从 Discord 取图片。请直接上传文件。没有产生费用。
failed-mask-gone = 那次修改的蒙版已经不再保存了。请点击“{ button-mask }”重新做一个。没有产生费用。
failed-mask-unreadable = 这个文件无法作为蒙版读取。请给一张要重画处透明的 PNG，或要重画处为白色的黑白图。没有产生费用。
failed-mask-empty = 蒙版什么也没盖住，图片不会有任何变化。请标出要重画的部分。没有产生费用。
failed-mask-everything = 蒙版盖住了整张图片。请留出一部分，或者不用蒙版直接修改。没有产生费用。

## 同样的话，在任务开始之前说

invalid-reference-gone = { failed-reference-gone }
invalid-reference-unreachable = { failed-reference-unreachable }
invalid-reference-not-a-picture = { failed-reference-not-a-picture }
invalid-reference-too-large = { failed-reference-too-large }
invalid-reference-too-many-pixels = { failed-reference-too-many-pixels }
invalid-reference-forbidden = { failed-reference-forbidden }
invalid-mask-gone = { failed-mask-gone }
invalid-mask-unreadable = { failed-mask-unreadable }
invalid-mask-empty = { failed-mask-empty }
invalid-mask-everything = { failed-mask-everything }

## 按钮：最多 80 个字符

button-again = 再画一次
button-edit = 编辑
button-vary = 生成变体
button-mask = 局部重画
button-maskjob = 局部重画
button-share = 分享
button-sharehere = 分享到频道
button-star = { $number ->
        [0] ⭐
       *[other] ⭐ { $number }
    }
button-takedown = 撤下
button-details = 详情
button-delete = 删除
button-askagain = 再发送一次
button-postagain = 重新发布
button-cancel = 取消
button-pick = { $number ->
        [0] 全部
       *[other] { $number }
    }
button-maskof = { $number }
button-cells = 选择要重画的格子
button-make = 开始画
button-exact = { $state ->
        [on] 精确：开
        [off] 精确：关
       *[never] 精确：形状不同，不可用
    }
button-discard = 放弃
button-traydrop = 拿走几张
button-trayclear = 清空素材盘

button-older = 较早
button-newer = 较新
button-forget = 清除我的内容

button-delete-not-yours = 只有提出请求的人，或在这里能管理消息的人，才可以删除。

## /任务

jobs-empty = 你还没有任务。用 `/{ command-imagine }` 画第一张图片吧。
jobs-header = 你最近的 { $count } 个任务
jobs-jump = 查看图片
jobs-footer = `/{ command-jobs } { command-jobs-show }` 查看更多，`{ command-jobs-retry }` 重新尝试，`{ command-jobs-cancel }` 撤回等待中的任务。
jobs-cancelled = 任务 { $job } 已取消，没有产生费用。
jobs-retry-new = 正在重试，新任务是 { $job }。
jobs-retry-sent = 正在再次发送任务 { $job }。
jobs-retry-posting = 正在重新发布任务 { $job } 的图片。

## /改图

invalid-no-picture = 需要一张图片作为起点：请用 `{ $field }` 上传一张，或者用 **APP → { menu-use-as-reference }** 先放几张到素材盘。
not-found-picture = 那条消息里没有看到图片。请选一条带图片的消息，或者用 `/{ command-edit }` 上传。

## 回复

option-exact = 精确
invalid-no-such-picture = 那条消息里没有第 { $value } 张{ $field }，范围是 { $least } 到 { $most }。
invalid-flag-unknown = { $field }里的 `{ $flag }` 我不认识。可以使用：{ $allowed }。
invalid-flag-without-value = `{ $flag }` 后面缺少`{ $field }`的值。可以选择：{ $allowed }。
invalid-flag-twice = `{ $field }`出现了两次：“{ $value }”和“{ $other }”。请只写一次。
invalid-flag-number = `{ $field }`应是 { $least } 到 { $most } 之间的整数，而“{ $value }”不是。
invalid-exact-without-mask = `{ $field }`用来保持蒙版以外的部分不变，但这里没有蒙版。请回复一张涂画过的原图，或者去掉`{ $field }`。
not-found-answered = 你回复的消息已经不在了。请回复另一条，或者用 `/{ command-edit }` 上传图片。
not-found-result-there = 那条消息里没有画好的图片。请回复我发的图片并说明要改什么，或者使用 `/{ command-edit }`。
not-found-picture-unseen = Discord 没有让我看到那条消息的内容。请在那条消息上选择 **APP → { menu-edit-image }**，或者用 `/{ command-edit }` 上传图片。
not-found-text-unseen = Discord 没有让我看到你写的内容。请打开提醒（@）重新回复，或者点图片下面的 **{ button-edit }**，也可以在那条消息上选择 **APP → { menu-edit-image }**。
blocked-channel = 我在这里没有发送消息和文件的权限，所以还没有开始。管理服务器的人可以开启它。

## 素材盘

invalid-tray-full = 素材盘最多放 { $most } 张图片，所以这次没有放进去。请先用 `/{ command-tray }` 拿走几张。
tray-added = { $count ->
        [0] 这些图片已经在素材盘里了。
       *[other] 放进了 { $count } 张。
    }
tray-count = { $count ->
        [1] 素材盘里有 { $count } 张（最多 { $most } 张），{ $ends }到期。
       *[other] 素材盘里有 { $count } 张（最多 { $most } 张），最早的一张{ $ends }到期。
    }
tray-use = `/{ command-edit }` 会把它们接在自己的图片之后；用 `/{ command-imagine }` 时，请把`{ $option }`设为“是”。
tray-empty = 素材盘是空的。在带图片的消息上选择 **APP → { menu-use-as-reference }**，就能把图片放进来。
tray-picture = 第 { $number } 张：{ $name }
tray-alt = 素材盘里的 { $count } 张图片，带编号

## /额度

allowance-title = { $place ->
        [server] 你在本服务器的额度
       *[dm] 你的额度
    }
allowance-images = 24 小时内的图片
allowance-usd = 24 小时内的费用
allowance-left = 还剩 { $left }/{ $limit }
allowance-free = 没有限制
allowance-used = 已用 { $used } · 预留 { $held }
allowance-returns = 即将恢复
allowance-grants = 另外赠送
allowance-grant-ends = { $ends }到期
allowance-jobs = 同时进行的任务
allowance-jobs-value = { $jobs }/{ $limit } 个进行中
allowance-jobs-free = 没有限制 · { $jobs } 个进行中
allowance-cooldown = 两次请求的间隔
allowance-cooldown-value = { $seconds } 秒 · { $ends ->
        [none] 现在就可以
       *[other] { $ends }可以
    }
allowance-server = 本服务器本月
allowance-server-ends = 下个月从{ $ends }开始

## /历史

history-title = { $search ->
        [none] 你的图片
       *[other] 你的图片：“{ $search }”
    }
history-empty = { $search ->
        [none] 这里还没有图片。用 `/{ command-imagine }` 画一张。
       *[other] 你的描述里没有“{ $search }”。试试少写几个字。
    }
history-private = 只有你能看到

## /设置

settings-title = 你的常用选项
settings-empty = 还没有设定：没有说明的由模型决定。用 `/{ command-settings } { command-settings-set }` 可以设定。
settings-open = 没有预设：{ $names }

## /画廊

gallery-top-title = 本周精选
gallery-top-empty = 本周还没有图片得到 ⭐。画廊里每张图片下面都有按钮，去点亮第一颗吧。
gallery-mine-title = 你在这里的分享
gallery-mine-empty = 你还没有在这里分享过。你的每个结果下面都有 **{ button-share }** 按钮。
gallery-open = 查看图片
gallery-status = { $status ->
        [waiting] { $due }发布
        [posting] 正在发布
        [posted] 已发布
        [leaving] 正在撤下
        [removed] 已撤下
       *[failed] 未能发布
    }
gallery-listed = { $state ->
        [yes] 你分享的图片又可以进入本周精选了。
       *[no] 你分享的图片不再进入本周精选，但仍留在画廊里。
    }

## 分享：表单（见“表单”）、对分享者说的话、图片旁边的文字

form-share-title = 分享到画廊
form-share-prompt = 描述要一起展示吗？
form-share-prompt-choice = { $value ->
        [yes] 展示我写的描述
       *[no] 只展示图片
    }
share-taken = 你的 { $count } 张图片正在送往 { $channel }。
share-due = 图片会一张一张地展示，{ $when }全部到齐。
share-left = { $left ->
        [0] 今天的分享次数用完了。
       *[other] 今天还可以分享 { $left } 张。
    }
share-header = 🖼️ { $who } 分享了一张图片
share-original = 查看原结果

## /遗忘

forget-title = 要清除你在这里留下的内容吗？
forget-warning = 这对所有服务器都有效，而且无法撤销。在你点击 **{ button-forget }** 之前，什么都不会发生。
forget-goes = 会清除的
forget-goes-text =
    你所有请求的文字、你给我的图片，以及图片之间的来源关系
    还在等待的任务：会被撤回
    你的常用选项、素材盘和还没完成的准备
    你在画廊里的图片，以及你给出的星
    正在绘制的仍会送到，之后再清除。
forget-stays = 会保留的
forget-stays-text =
    频道里的结果：想删掉哪一个，请先点击它下面的 **{ button-delete }**
    每次请求的人、时间、价格和结局，直到没有任何限额需要它
    管理者对你的规定：限额、赠额、禁用，以及他们的记录
forget-done = 好了：你的文字、图片和设置已经清除。正在绘制的会在结束后一分钟内清除。

## 任务的详细信息

not-found-result = 那条消息不是我的结果。用 `/{ command-jobs } { command-jobs-list }` 可以查看你最近的任务。

details-title = 任务 { $job }
details-model = 模型
details-size = 尺寸
details-count = 张数
details-images = 参考图
details-mask = 蒙版
details-mask-value = { $exact ->
        [yes] 精确：其余部分保持原样
       *[no] 仅作为给模型的提示
    }
details-options = 其他选项
details-price = 费用
details-price-value = { $state ->
        [held] 最多 { $price }（已预留）
        [spent] { $price }
        [doubt] 无法确认
       *[none] 无
    }
details-time = 绘制用时
details-requester = 提出者
details-parent = 来源
details-children = 衍生作品
details-attempts = 次数
details-attempts-value = 发送 { $sent } 次，查询 { $polls } 次，发布 { $posted } 次
details-history = 经过
details-command = 可复制的命令
details-command-attached = 完整的命令在附件里。
details-message = 结果
details-why = 原因

## 表单。标题和字段名最多 45 个字符，提示最多 100 个。

form-edit-title = 编辑图片
form-mask-title = 重画一块
form-prompt = 图片要变成什么样？
    .hint = 用你自己的话说要改什么，任何语言都可以
    .cut = 这里只放得下描述的前 { $most } 个字符，其余部分不会用到。
form-size = 形状
form-size-as-the-picture = 和图片一样
form-quality = 质量
form-files = 更多图片
    .hint = 最多 { $most } 个文件，作为参考图排在这张图片之后
form-picture = 哪一张图片
form-picture-choice = 第 { $number } 张 · { $name }
form-count = 画几张

option-picture = 哪张图片
    .description = 几张图片中的哪一张
option-cells = 格子
    .description = 要重画图片的哪些格子

## 蒙版与草稿

not-found-draft = 这一步已过期（一天内可以继续），请重新开始。
not-yours-draft = 这是别人开始的，只有那个人可以继续。
too-late-draft = 已经在画了。想再画一张，请重新开始。

draft-pick = 你指的是哪一张？
draft-pick-price = 选好之后我就开始画，最多花费 { $price }。
draft-which = 要局部重画哪一张图片？
draft-first-goes-on = 不带蒙版的那次修改已经发送：它会继续进行，也会计费。
draft-region = 要重画哪一块？请选择格子。
draft-covered = 图片约 { $percent } % 会被重画：也就是标出的部分。
draft-read = { $reading ->
        [cells] 选中的格子：{ $count ->
            [1] { $cells }。
           *[other] { $cells }，共 { $count } 格。
        }
        [alpha] 取自你的蒙版里透明的部分。
        [black-and-white] 取自你的蒙版里白色的部分。
        [scribble] 取自你在图片上涂画的部分。
       *[painted] 取自你涂出的部分。
    }
draft-first-frame = 这是一张动图，我取它的第一帧。
draft-exact = { $state ->
        [on] **精确**已打开：标出的部分以外，什么都不会变。
        [off] **精确**已关闭：标出的部分以外，模型也可能改动一些。
       *[never] **精确**不可用：你要的尺寸 { $size } 和图片的形状不同，所以这一块以外模型也可能改动一些。
    }
draft-paint = 也可以用手涂出要重画的部分。链接只给你一个人，15 分钟内有效，只能用一次。
draft-paint-link = 去涂画
draft-prompt-later = 要画成什么样，接下来会问你。
draft-price = 最多花费 { $price }。点击**{ button-make }**之前不会产生费用。
draft-cell = 格子 { $number }
draft-alt-grid = 图片上有 5 × 5 的格子，逐行编号
draft-alt-mask = 图片，标出了将要重画的部分
draft-alt-sheet = { $count } 张带编号的图片

## /帮助

help-title = 你好，这里是 { -bot }
help-about = 告诉我你想看到什么，我来画。图片会发在这里，画好时会提醒你。期间可以关掉 Discord。
help-commands = 命令
help-commands-text =
    `/{ command-imagine }` 根据你的文字画 1 到 { $most } 张图片，还可以加上你的最多 5 张图片
    `/{ command-jobs } { command-jobs-list }` 查看你最近的任务
    `/{ command-jobs } { command-jobs-show }` 查看一个任务的全部信息，以及可复制的命令
    `/{ command-jobs } { command-jobs-cancel }` 撤回一个还在等待的任务
    `/{ command-jobs } { command-jobs-retry }` 重新尝试一个任务
    每个结果下面，**{ button-again }** 用同样的请求再画，**{ button-details }** 查看是怎么画的，**{ button-delete }** 把它删掉。
help-editing = 修改图片
help-editing-text =
    直接**回复**我的图片并说明要改什么，就能修改它，还可以加上 `--size 3:2` 或 `--count 2`
    `/{ command-edit }` 最多可用 15 张图片和一张蒙版
    在任何消息的菜单里，**APP → { menu-edit-image }** 修改其中的图片，**APP → { menu-use-as-reference }** 把它放进素材盘（`/{ command-tray }`），**APP → { menu-image-details }** 查看我的图片是怎么画的
    有多张图片时，回复里的 `#2` 表示第二张
    每个结果下面，**{ button-edit }** 用表单询问要改什么，**{ button-vary }** 以它为参考再画一次，**{ button-mask }** 只重画其中一块，其余保持原样。
help-yours = 你自己的
help-yours-text =
    `/{ command-quota }` 查看你还能画多少，什么时候恢复
    `/{ command-history }` 翻看和搜索你的图片
    `/{ command-settings }` 保存你常用的选项
    `/{ command-imagine }` 加上 `{ option-private }`，结果只给你一个人看
    结果下面的 **{ button-share }** 把它放进画廊；`/{ command-gallery } { command-gallery-top }` 查看本周精选
    服务器的管理者用 `/{ command-admin }` 规定谁可以在哪里画多少。
help-examples = 例子
help-example-plain = 暴风雨中的灯塔，布面油画
help-example-sticker = 一只睡着的狐狸，贴纸风格，粗白边
help-example-photo = 给我的狗穿上宇航服，影棚肖像
help-cost = 费用
help-cost-text = 一张图片的价格在 { $least_price } 到 { $most_price } 之间，取决于尺寸和质量。只有真正画成的图片才计费，失败不收费。
help-privacy = 隐私
help-privacy-text = 你的文字和图片会发给负责绘制的图片接口。我会保存你的请求和结果，这样按钮才能使用，限额才能计算。图片只在任务、草稿或素材盘需要时保留，一般是一天。用 `/{ command-forget }` 可以清除你的内容。

## /admin：给管理服务器的人。一个命令的全部文字合计最多 8000 个字符。

command-admin = 管理
    .description = 给管理这个服务器的人
command-admin-show = 总览
    .description = 一眼看清这里的全部规定
command-admin-pause = 暂停
    .description = 暂时不接受这里的请求
command-admin-resume = 恢复
    .description = 重新接受请求
command-admin-limits = 限额
    .description = 所有人、某个身份组或某个人能要多少
command-admin-limits-server = 服务器
    .description = 对这里所有人的限额；0 为不限
command-admin-limits-role = 身份组
    .description = 某个身份组的限额；有多个时取最好的
command-admin-limits-member = 成员
    .description = 某个人的限额，优先于其他
command-admin-limits-show = 查看
    .description = 查看全部限额
command-admin-limits-clear = 清除
    .description = 收回身份组、某个人或所有人的限额
command-admin-budget = 预算
    .description = 这个服务器每月可以花多少
command-admin-grant = 赠额
    .description = 在限额之外多给某人图片或金额
command-admin-revoke = 收回赠额
    .description = 收回一份赠额
command-admin-block = 禁用
    .description = 不让某人请求图片
command-admin-unblock = 解禁
    .description = 让某人重新可以请求
command-admin-channels = 频道
    .description = 哪些频道可以请求图片
command-admin-channels-allow = 允许
    .description = 允许一个频道；此后只有被允许的可用
command-admin-channels-refuse = 拒绝
    .description = 拒绝一个频道
command-admin-channels-reset = 重置
    .description = 对一个频道既不允许也不拒绝
command-admin-channels-show = 查看
    .description = 查看允许和拒绝的频道
command-admin-words = 屏蔽词
    .description = 描述里不能出现什么
command-admin-words-add = 添加
    .description = 拒绝含有某个词的描述
command-admin-words-remove = 移除
    .description = 从名单里移除一个词
command-admin-words-add_pattern = 添加模式
    .description = 拒绝符合某个模式的描述
command-admin-words-remove_pattern = 移除模式
    .description = 从名单里移除一个模式
command-admin-words-show = 查看
    .description = 查看整份名单
command-admin-models = 模型
    .description = 可以请求哪些模型和选项
command-admin-gallery = 画廊
    .description = 分享的图片发到哪里
command-admin-log = 日志
    .description = 管理者的每个操作通知到哪里
command-admin-moderation = 审核
    .description = 请求被拒多少次后暂停某人
command-admin-jobs = 任务
    .description = 这个服务器里所有人的任务
command-admin-jobs-list = 列表
    .description = 查看未结束的任务，或某种状态的任务
command-admin-jobs-cancel = 取消
    .description = 撤回一个等待中的任务
command-admin-jobs-repost = 重新发布
    .description = 把画好的图片再发布一次
command-admin-jobs-never_taken = 从未收到
    .description = 存疑：图片接口从未收到
command-admin-jobs-send_again = 再次发送
    .description = 存疑：再发一次，可能付两次费
command-admin-jobs-found = 已找到
    .description = 存疑：图片接口已收到
command-admin-usage = 用量
    .description = 画了多少、花了多少：图表和表格
command-admin-audit = 审计
    .description = 谁规定了什么

option-images_per_day = 每日张数
    .description = 24 小时内的图片数
option-usd_per_day = 每日金额
    .description = 24 小时内的美元数，例如 2.50
option-jobs_at_once = 同时任务
    .description = 同时进行的任务数
option-cooldown_seconds = 间隔秒数
    .description = 两次请求之间的秒数
option-weight = 权重
    .description = 轮次的份额，1 到 100
option-role = 身份组
    .description = 哪个身份组
option-member = 成员
    .description = 哪个人
option-usd_per_month = 每月金额
    .description = 每月的美元数，例如 25
option-images = 张数
    .description = 多少张图片
option-usd = 金额
    .description = 多少美元，例如 5
option-days = 天数
    .description = 多少天
option-note = 备注
    .description = 用来做什么
option-grant = 赠额
    .description = 赠额的编号，如所示
option-reason = 原因
    .description = 为什么；会告诉对方
option-hours = 小时
    .description = 持续几小时；不填则直到撤销
option-channel = 频道
    .description = 哪个频道
option-word = 词
    .description = 这个词，不分大小写
option-pattern = 模式
    .description = 一个正则表达式
option-allowed = 可用模型
    .description = 模型，用逗号分隔；或 any
option-highest_quality = 最高质量
    .description = 允许的最高质量
option-largest_count = 最多张数
    .description = 一次几张；0：由模型决定
option-low_moderation = 宽松审核
    .description = 哪里允许宽松审核
option-spoilers = 剧透
    .description = 把图片作为剧透发布
option-seconds_between = 发布间隔
    .description = 两张图片之间的秒数
option-off = 关闭
    .description = 把它关掉
option-refusals = 拒绝次数
    .description = 被拒几次之后；0：从不
option-window = 时段
    .description = 在多少分钟之内
option-pause = 暂停
    .description = 暂停多少分钟
option-state = 状态
    .description = 只看这种状态的任务
option-remote_id = 远端编号
    .description = 图片接口那边的编号

choice-highest_quality = { $value ->
        [any] 任何质量
        [low] 低
        [medium] 中
        [high] 高
       *[other] { $value }
    }
choice-low_moderation = { $value ->
        [anywhere] 任何地方
        [age-restricted] 年龄限制频道
       *[nowhere] 都不允许
    }

invalid-money = “{ $value }”不是我能读懂的金额。`{ $field }`以美元计，例如 12.50 或 0。
not-found-role = 这个身份组已经不在了，所以什么都没有改变。请选另一个。
not-found-channel = 我看不到这个频道，或者它已经不在了，所以什么都没有改变。请选另一个。

admin-title = 这里的规定
admin-more = ……还有 { $count } 项
admin-unset = 沿用机器人的设置
admin-off = 关闭
admin-yes = 是
admin-no = 否
admin-everyone = 这里的所有人
admin-images = 图片
admin-images-value = { $count ->
        [0] 图片数不限
       *[other] 24 小时 { $count } 张图片
    }
admin-usd = 金额
admin-usd-value = { $of ->
        [none] 金额不限
       *[some] 24 小时 { $price }
    }
admin-jobs-at-once = 同时任务
admin-jobs-at-once-value = { $count ->
        [0] 同时任务不限
       *[other] 同时 { $count } 个任务
    }
admin-cooldown = 间隔
admin-cooldown-value = { $count ->
        [0] 没有间隔
       *[other] 间隔 { $count } 秒
    }
admin-weight = 轮次
admin-weight-value = 权重 { $count }
admin-by-role = 按身份组
admin-by-person = 按个人
admin-role-gone = 已不存在的身份组（`{ $id }`）
admin-limits-done = { $whose }：{ $limits }。
admin-limits-cleared = 这些限额已收回。
admin-budget = 每月预算
admin-budget-value = { $of ->
        [none] 没有自己的上限
       *[some] { $price }
    }
admin-budget-done = 预算已设好。
admin-paused = 已暂停
admin-pause-done = 从现在起我不再接受这里的请求。进行中的会继续。
admin-resume-done = 我又接受这里的请求了。
admin-block = { $reason }（由 { $who } 设定，{ $ends ->
        [none] 直到撤销
       *[other] { $ends }结束
    }）
admin-blocked = 被禁用的人
admin-block-done = 从现在起 { $who } 不能在这里请求图片。
admin-unblock-done = { $who } 又可以在这里请求图片了。之前被拒的次数不再计算。
admin-granted = 赠额
admin-grant = { $id } · { $who } · { $images ->
        [0] 没有图片
       *[other] { $images } 张图片
    } · { $of ->
        [none] 没有金额
       *[some] { $price }
    } · { $ends }到期
admin-grant-done = { $who } 从现在起多了一些，赠额编号 { $id }，{ $ends }到期。
admin-revoke-done = 这份赠额已收回。已经用掉的不再退回。
admin-channels-allowed = 允许的频道
admin-channels-all = 除被拒绝的以外全部
admin-channels-refused = 拒绝的频道
admin-channels-done = 从现在起：
admin-models = 模型
admin-models-all = 全部
admin-quality = 最高质量
admin-count = 最多张数
admin-count-value = { $count ->
        [0] 由模型决定
       *[other] { $count }
    }
admin-low = 宽松审核
admin-spoilers = 作为剧透
admin-words = 屏蔽词
admin-words-value = { $words } 个词，{ $patterns } 个模式
admin-words-none = 一个也没有。
admin-words-attached = 全部 { $count } 项在附件里。
admin-words-done = 名单已更新。
admin-gallery = 画廊
admin-gallery-value = { $channel }，每 { $seconds } 秒一张
admin-log = 日志频道
admin-channel-closed = 我在 { $channel } 需要这些权限：{ $permissions }。请先在那里开放，再设置一次；现在什么都没有改变。
admin-permission = { $value ->
        [view_channel] 查看频道
        [send_messages] 发送消息
       *[attach_files] 附加文件
    }
admin-strikes = 被拒的请求
admin-strikes-value = { $count ->
        [0] 不会因此暂停任何人
       *[other] { $window } 分钟内 { $count } 次，暂停 { $pause } 分钟
    }
admin-jobs-title = 最近的 { $count } 个任务
admin-jobs-none = 这里没有这样的任务。
admin-jobs-private = 私下请求的
admin-jobs-footer = 在 `/{ command-admin } { command-admin-jobs }` 之下：`{ command-admin-jobs-cancel }` 撤回等待中的，`{ command-admin-jobs-repost }` 发布没能发出的。存疑的，请说明是 `{ command-admin-jobs-never_taken }`、`{ command-admin-jobs-send_again }` 还是 `{ command-admin-jobs-found }`。
admin-jobs-done = 任务 { $job } 现在：{ $status }。
admin-usage-title = { $days ->
        [one] 今天（UTC）
       *[other] 最近 { $days } 天
    }
admin-usage-pictures = 图片
admin-usage-cost = 花费
admin-usage-jobs = 任务
admin-usage-jobs-value = { $count } 个，其中 { $failed } 个失败
admin-usage-people = 成员，编号与图表一致
admin-usage-person = { $number } { $who } · { $count } 张图片 · { $price }
admin-audit-title = 规定与操作记录
admin-audit-none = 还没有记录。

## 审计日志：谁做了什么。$subject 是所涉及的人或物的提及；值可以是 kept、unset 或 none。

audit-operator = 机器人的运营者
audit-bot = 我
audit-link = 查看消息
audit-part-images = { $images ->
        [kept] {""}
        [none] 24 小时图片数：不限。
       *[other] 24 小时图片数：{ $images }{ $images_was ->
            [unset] {""}
            [none] （之前不限）
           *[other] （之前 { $images_was }）
        }。
    }
audit-part-usd = { $usd ->
        [kept] {""}
        [none] 24 小时金额：不限。
       *[other] 24 小时金额：{ $usd }{ $usd_was ->
            [unset] {""}
            [none] （之前不限）
           *[other] （之前 { $usd_was }）
        }。
    }
audit-part-jobs = { $jobs ->
        [kept] {""}
        [none] 同时任务：不限。
       *[other] 同时任务：{ $jobs }{ $jobs_was ->
            [unset] {""}
            [none] （之前不限）
           *[other] （之前 { $jobs_was }）
        }。
    }
audit-part-seconds = { $seconds ->
        [kept] {""}
        [none] 请求之间没有间隔。
       *[other] 请求间隔：{ $seconds } 秒{ $seconds_was ->
            [unset] {""}
            [none] （之前没有）
           *[other] （之前 { $seconds_was } 秒）
        }。
    }
audit-part-weight = { $weight ->
        [kept] {""}
       *[other] 轮次份额：{ $weight }{ $weight_was ->
            [unset] {""}
           *[other] （之前 { $weight_was }）
        }。
    }
audit-part-channel = { $channel_was ->
        [none] {""}
       *[other] （之前：<#{ $channel_was }>）
    }
audit-part-limits = { audit-part-images }{ audit-part-usd }{ audit-part-jobs }{ audit-part-seconds }{ audit-part-weight }
audit-limits = { $who } 设定了这里所有人的限额。{ audit-part-limits }
audit-limits-role = { $who } 设定了 { $subject } 的限额。{ audit-part-limits }
audit-limits-person = { $who } 设定了 { $subject } 的限额。{ audit-part-limits }
audit-limits-cleared = { $who } 收回了这里所有人的限额。
audit-limits-cleared-role = { $who } 收回了 { $subject } 的限额。
audit-limits-cleared-person = { $who } 收回了 { $subject } 的限额。
audit-budget = { $who } 设定了预算：{ $budget ->
        [unset] 沿用机器人的设置
        [none] 没有自己的上限
       *[other] 每月 { $budget }
    }{ $budget_was ->
        [unset] {""}
        [none] （之前不限）
       *[other] （之前 { $budget_was }）
    }。
audit-weight = { $who } 设定了这个服务器的轮次份额：{ $weight }（之前 { $weight_was }）。
audit-grant = { $who } 在限额之外给了 { $subject } { $images ->
        [0] {""}
       *[other] { $images } 张图片
    }{ $usd ->
        [none] {""}
       *[other] { $images ->
            [0] { $usd }
           *[other] 和 { $usd }
        }
    }，{ $ends }到期。{ $note }
audit-grant-revoked = { $who } 收回了 { $subject } 的一份赠额。
audit-block = { $who } 禁用了 { $subject }{ $ends ->
        [none] {""}
       *[other] ，{ $ends }结束
    }：{ $reason }
audit-unblock = { $who } 解禁了 { $subject }，之前被拒的次数不再计算。
audit-channel-allowed = { $who } 允许了 { $subject }。
audit-channel-refused = { $who } 拒绝了 { $subject }。
audit-channel-cleared = { $who } 对 { $subject } 不再允许也不再拒绝。
audit-models = { $who } 允许了{ $models ->
        [none] 全部模型
       *[other] 这些模型：{ $models }
    }{ $models_was ->
        [none] {""}
       *[other] （之前：{ $models_was }）
    }。
audit-options = { $who } 更改了选项。{ $quality ->
        [kept] {""}
        [unset] 任何质量。
       *[other] 最高质量：{ $quality }。
    }{ $count ->
        [kept] {""}
        [unset] 张数不限。
       *[other] 最多张数：{ $count }。
    }{ $low ->
        [kept] {""}
        [anywhere] 宽松审核：任何地方。
        [nowhere] 宽松审核：都不允许。
       *[age-restricted] 宽松审核：年龄限制频道。
    }{ $spoilers ->
        [kept] {""}
        [yes] 图片作为剧透：是。
       *[no] 图片作为剧透：否。
    }
audit-word-added = { $who } 把一个词加入了名单：||{ $word }||
audit-word-removed = { $who } 从名单里移除了一个词：||{ $word }||
audit-pattern-added = { $who } 把一个模式加入了名单：||{ $pattern }||
audit-pattern-removed = { $who } 从名单里移除了一个模式：||{ $pattern }||
audit-gallery = { $who } 把 { $subject } 设为画廊，每 { $seconds } 秒一张{ audit-part-channel }。
audit-gallery-off = { $who } 关闭了画廊{ audit-part-channel }。
audit-log = { $who } 把 { $subject } 设为日志频道{ audit-part-channel }。
audit-log-off = { $who } 关闭了日志频道{ audit-part-channel }。
audit-strikes = { $who } 设定了被拒多少次后暂停：{ $refusals ->
        [none] 从不
       *[other] { $window } 分钟内 { $refusals } 次，暂停 { $pause } 分钟
    }{ $refusals_was ->
        [unset] {""}
        [none] （之前：从不）
       *[other] （之前：{ $refusals_was } 次）
    }。
audit-pause = { $who } 暂停了这里的请求{ $ends ->
        [none] {""}
       *[other] ，{ $ends }结束
    }：{ $reason }
audit-resume = { $who } 取消了暂停。
audit-job-cancelled = { $who } 取消了 { $subject } 的任务 { $job }。
audit-job-reposted = { $who } 让 { $subject } 的任务 { $job } 的图片重新发布。
audit-job-never-taken = { $who } 了结了 { $subject } 的任务 { $job }：从未收到。
audit-job-sent-again = { $who } 了结了 { $subject } 的任务 { $job }：再次发送。
audit-job-found = { $who } 了结了 { $subject } 的任务 { $job }：已收到，编号 { $id }。
audit-refusals = { $subject } 被暂停，{ $ends }恢复：图片接口拒绝了其 { $count } 个请求。
audit-near-server-per-month = 这个服务器本月的预算已用掉五分之四。
audit-near-total-per-day = 机器人当天的预算已用掉五分之四。
audit-gallery-unreachable = 我无法把分享的图片发到 { $subject }：请看看它是否还在，以及我能否查看、发送消息和附加文件。
audit-share-lost = { $subject } 分享的一张图片已经取不到了。
audit-share-removed = { $who } 移除了 { $subject } 分享的一张图片。

## 不能设定的内容：原来的设置保持不变

invalid-money-range = `{ $field }`不能是 { $value }，范围是 { $least } 到 { $most }。什么都没有改变。
invalid-over-budget = 运营者规定每个服务器每月最多使用 { $most }。请把`{ $field }`设为不超过这个数；什么都没有改变。
invalid-nothing-given = 没有给出任何要设定的内容。请至少填写`{ $field }`或其他一项限额。
invalid-one-of-both = 限额可以针对一个`{ $field }`，也可以针对一个人，但不能同时针对两者。什么都没有改变。
invalid-text-empty = `{ $field }`是空的。请写一些能看见的内容。
invalid-text-too-long = `{ $field }`有 { $length } 个字符，最多允许 { $most } 个，请缩短一些。
invalid-end = `{ $field }`的结束时间必须在将来，并且在 { $most } 天之内。什么都没有改变。
invalid-full = `{ $field }`最多可以有 { $most } 个，现在已经满了。请先移除一个。
invalid-there-already = 这个`{ $field }`已经在名单里了。
invalid-remote-id = `{ $field }`是图片接口自己的编号：由字母、数字和符号组成，不含空格。请再检查一下。
invalid-pattern-broken = 这个`{ $field }`不是有效的正则表达式：{ $reason }。什么都没有改变。
invalid-pattern-slow = 这个`{ $field }`在某些文字上耗时太长，所以没有采用。请写得简单一些，少用重复之中的重复。
invalid-pattern-matches-nothing-said = 这个`{ $field }`在任何文字里都能找到，连空白也不例外，这样谁都无法请求图片了。什么都没有改变。
not-found-grant = 这里没有这个编号的赠额。用 `/{ command-admin } { command-admin-show }` 可以查看所有赠额。
not-found-pause = 这里没有暂停，所以不需要恢复。
not-found-word = 这个词不在名单里。
not-found-pattern = 这个模式不在名单里。它必须和添加时写得完全一样。
not-yours-weight = 服务器的轮次份额由机器人的运营者设定。
too-late-repost = 这个任务的状态是“{ $status }”。只有未能发布的图片才能重新发布。
too-late-settle = 这个任务的状态是“{ $status }”。只有无法确认的任务才需要裁定。

## 不能分享的内容

not-found-gallery = 这里还没有画廊。管理服务器的人可以用 `/{ command-admin } { command-admin-gallery }` 设定一个。
not-found-share = 这张图片已经不在画廊里了。
not-yours-share = 只有请求这张图片的人才能分享它。
not-yours-star = 自己的图片要由别人来加星。
not-yours-remove = 只有分享它的人，或者在这里管理消息的人，才能移除它。
too-late-shared = 已经分享过了。每张图片只能分享一次。
invalid-no-picture-chosen = 请至少选择一张`{ $field }`来分享。
quota-shares-per-day = 你在这里 24 小时内可以分享 { $limit } 张图片，还剩 { $left } 张。{ $ends ->
        [none] 请一次少选几张。
       *[other] { $ends }会有足够的额度。
    }

## 涂抹页面：在浏览器里画蒙版。{$share}、{$size} 等由页面填入。

painter-title = 涂出要修改的地方
painter-lead = 涂过的地方会按你的文字重新绘制。
painter-picture = 你的图片，可以在上面涂抹
painter-loading = 正在显影你的图片…
painter-no-script = 这个页面需要 JavaScript。你也可以在 Discord 里用网格选择图片的区域。
painter-picture-trouble = 图片没有加载成功。请刷新页面，或在 Discord 里点击“{ button-mask }”获取新的链接。
painter-tools = 工具
painter-brush = 画笔
painter-eraser = 橡皮擦
painter-rectangle = 矩形
painter-lasso = 套索
painter-size = 画笔大小
painter-changes = 修改
painter-undo = 撤销
painter-redo = 重做
painter-invert = 反选
painter-clear = 清空
painter-view = 视图
painter-zoom-in = 放大
painter-zoom-out = 缩小
painter-fit = 适合窗口
painter-prompt = 这里应该是什么？
painter-prompt-hint = 那里应该是什么？一条红围巾，柔和的光
painter-exact = 其余部分保持原样
painter-exact-why = 没有涂到的地方，每个像素都不变。
painter-exact-not = 这次不能保持原样：你选的尺寸和图片的比例不同。
painter-price = 最多
painter-submit = 开始绘制
painter-sending = 正在发送…
painter-keys = 键盘
painter-keys-tools = 画笔、橡皮擦、矩形、套索
painter-keys-size = 缩小或放大画笔
painter-keys-undo = 撤销、重做
painter-keys-mask = 反选、清空
painter-keys-zoom = 放大、缩小、适合窗口
painter-keys-pan = 按住并拖动来移动图片；按住 Alt 时任何工具都会擦除
painter-keys-paint = 焦点在图片上时，方向键移动十字准星（加 Shift 更快），空格键或回车键在那里涂抹；按住可以画线。
painter-keys-corners = 使用矩形和套索时，空格键放下一个角点；回车键放下套索的最后一个角点；Esc 键放弃。
painter-hint-paint = 请先涂出一块区域。
painter-hint-everything = 请留下一部分不要涂。
painter-hint-prompt = 请写下这里应该是什么。
painter-share = 已涂抹 { $share }
painter-life = 还剩 { $minutes } 分钟
painter-said-size = 画笔大小 { $size }
painter-said-zoom = 缩放 { $zoom }
painter-said-undone = 已撤销。
painter-said-redone = 已重做。
painter-said-inverted = 已反选。
painter-said-cleared = 已清空。
painter-said-first = 没有可以撤销的操作。
painter-said-last = 没有可以重做的操作。
painter-said-corner = 已放下角点。
painter-said-given-up = 已放弃。
painter-offline = 没有发送成功。你涂的内容还在：请检查网络，再试一次。
painter-done-title = 已提交
painter-done = 你的蒙版已收到。图片会发到频道里，并提醒你。现在可以关闭这个页面。
painter-refused-title = 没有成功
painter-forged = 这个链接无效。请在 Discord 里点击“{ button-mask }”获取新的链接。
painter-expired = 这个链接已经过期：有效时间是 15 分钟。请在 Discord 里点击“{ button-mask }”获取新的链接。
painter-used = 这个链接已经用过了。请在 Discord 里点击“{ button-mask }”获取新的链接。
painter-gone = 这个链接对应的内容已经不在了。请在 Discord 里点击“{ button-mask }”重新开始。
painter-foreign = 这份表单来自别的网站，所以什么都没有做。请直接从 Discord 打开链接。
painter-too-large = 内容超过了 { $most } MiB。请发送更小的蒙版。
painter-unreadable = 无法读取这份表单。没有产生费用，请再试一次。
painter-busy = 现在涂抹的人太多。请过一分钟再试。
painter-trouble = 我们这边出了问题。没有产生费用，请过一分钟再试。
painter-moment = { $moment }
