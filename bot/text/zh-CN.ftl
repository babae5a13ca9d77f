### Darkroom 的简体中文文案。英文文件是原文：两边的消息、属性与变量必须一致。
###
### 语气：亲切、平实、短句。先说发生了什么，再说接下来怎么做。不用感叹号。
### 金额、文件大小、时刻（Discord 时间戳）、提及和选项名称由程序以现成文本传入。

-bot = Darkroom

## 命令。值是命令名：1 到 32 个字符；描述最多 100 个字符。

command-imagine = 画图
    .description = 把你的文字画成图片
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
    .description = 一张 PNG，透明的部分就是第一张图片要重画的区域
option-job = 任务
    .description = 哪个任务：选一个，或输入它的编号

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

## 按钮：最多 80 个字符

button-again = 再画一次
button-details = 详情
button-delete = 删除
button-askagain = 再发送一次
button-postagain = 重新发布
button-cancel = 取消

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

## 任务的详细信息

details-title = 任务 { $job }
details-model = 模型
details-size = 尺寸
details-count = 张数
details-images = 参考图
details-price = 费用
details-price-value = { $state ->
        [held] 最多 { $price }（已预留）
        [spent] { $price }
        [doubt] 无法确认
       *[none] 无
    }
details-time = 绘制用时
details-requester = 提出者
details-family = 关联任务
details-parent = 由 { $job } 再次绘制而来
details-children = 再次绘制为 { $jobs }
details-attempts = 次数
details-attempts-value = 发送 { $sent } 次，查询 { $polls } 次，发布 { $posted } 次
details-history = 经过
details-command = 可复制的命令
details-command-attached = 完整的命令在附件里。
details-message = 结果
details-why = 原因

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
help-examples = 例子
help-example-plain = 暴风雨中的灯塔，布面油画
help-example-sticker = 一只睡着的狐狸，贴纸风格，粗白边
help-example-photo = 我的狗当宇航员，影棚肖像
help-cost = 费用
help-cost-text = 一张图片的价格在 { $least_price } 到 { $most_price } 之间，取决于尺寸和质量。只有真正画成的图片才计费，失败不收费。
help-privacy = 隐私
help-privacy-text = 你的文字和图片会发给负责绘制的图片接口。我会保存你的请求和结果，这样按钮才能使用，限额才能计算。你上传的图片只在任务需要时保留。
