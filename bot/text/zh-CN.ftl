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
        [unsure] 我看不到之前那次是否已经发出，请先在频道里找一找。
       *[other] 没能送到频道。
    }可以重新发布，不会再次收费。

failed-rejected = 图片接口拒绝了这个请求。请修改后再试。没有产生费用。
failed-moderated = 图片接口的内容规则不允许这个请求。请换个说法再试。没有产生费用。
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
help-examples = 例子
help-example-plain = 暴风雨中的灯塔，布面油画
help-example-sticker = 一只睡着的狐狸，贴纸风格，粗白边
help-example-photo = 给我的狗穿上宇航服，影棚肖像
help-cost = 费用
help-cost-text = 一张图片的价格在 { $least_price } 到 { $most_price } 之间，取决于尺寸和质量。只有真正画成的图片才计费，失败不收费。
help-privacy = 隐私
help-privacy-text = 你的文字和图片会发给负责绘制的图片接口。我会保存你的请求和结果，这样按钮才能使用，限额才能计算。图片只在任务、草稿或素材盘需要时保留，一般是一天。

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
