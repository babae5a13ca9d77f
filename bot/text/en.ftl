### The words of Darkroom in English: the language that others are translated from and fall back to.
###
### Voice: warm, plain, short sentences. Say what happened, then what to do next. No exclamation marks.
### Money, sizes, moments (as Discord timestamps), mentions and names of options come in as ready text.

-bot = Darkroom

## Commands. The value is the command's name: 1 to 32 small letters; the description has at most 100 characters.

command-imagine = imagine
    .description = Make pictures from your words
command-jobs = jobs
    .description = Your pictures: on their way, finished, or in need of you
command-jobs-list = list
    .description = Show your latest jobs
command-jobs-show = show
    .description = Show everything about one job
command-jobs-cancel = cancel
    .description = Withdraw a job that has not been sent yet
command-jobs-retry = retry
    .description = Try a job again, or post its pictures again
command-help = help
    .description = What this bot does, and how

option-prompt = prompt
    .description = What the picture shows, in your own words and any language
option-model = model
    .description = Which model draws it
option-size = size
    .description = The shape of the picture
option-count = count
    .description = How many pictures to make; each one is charged
option-quality = quality
    .description = How finely it is drawn; finer costs more and takes longer
option-background = background
    .description = What is behind the subject
option-format = format
    .description = The kind of file you get
option-compression = compression
    .description = For JPEG: 0 makes the smallest file, 100 the finest
option-moderation = moderation
    .description = How strictly the request is checked
option-image = image{ $number }
    .description = A picture to start from (reference { $number })
option-mask = mask
    .description = A PNG that is see-through where the first picture is to be repainted
option-job = job
    .description = Which job: pick one, or type its id

## Choices. At most 100 characters; what the API calls the value stands at the end where the label differs.

choice-size = { $shape ->
        [square] Square
        [landscape] Landscape
       *[portrait] Portrait
    } { $ratio }
    .pixels = { choice-size } · { $pixels }
choice-quality = { $value ->
        [auto] Auto: the model decides
        [low] Low: quick and cheap, good for drafts
        [medium] Medium: balanced
        [high] High: finest, slowest, dearest
       *[other] { $value }
    }
choice-background = { $value ->
        [auto] Auto: the model decides
        [opaque] Opaque: filled
        [transparent] Transparent: cut out (needs PNG)
       *[other] { $value }
    }
choice-format = { $value ->
        [png] PNG: lossless, can be transparent
        [jpeg] JPEG: smaller files
       *[other] { $value }
    }
choice-moderation = { $value ->
        [auto] Auto: the usual strictness
        [low] Low: more lenient
       *[other] { $value }
    }
choice-count = { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    }
choice-model = { $label }{ $is_default ->
        [yes] {" "}(the usual one)
       *[no] {""}
    }

## What is asked for is not possible: nothing was sent.

invalid-prompt-empty = Your { $field } is empty. Tell me what the picture should show.
invalid-prompt-too-long = Your { $field } has { $length } characters. The model reads { $most } at most, so please shorten it.
invalid-choice = “{ $value }” is not possible for `{ $field }`. You can choose: { $allowed }.
invalid-range = `{ $field }` cannot be { $value }. It goes from { $least } to { $most }.
invalid-option = I could not read “{ $value }” as `{ $field }`. Please look at it and try again.
invalid-compression-with-png = `{ $field }` works only with JPEG. Choose JPEG as the format, or leave `{ $field }` away.
invalid-transparent-with-jpeg = A JPEG cannot be transparent. Choose PNG as the format, or another `{ $field }`.
invalid-too-many-references = That is { $value } pictures, and the model takes { $most } at most. Please leave some away.
invalid-mask-without-picture = A `{ $field }` needs a picture that it belongs to. Add the picture too.
invalid-picture-too-large = The file in `{ $field }` is larger than { $most } MiB. Please give me a smaller one.

## Limits. $ends is a moment, or the word none.

quota-queue-full = The queue is full: { $waiting ->
        [one] { $waiting } job is
       *[other] { $waiting } jobs are
    } waiting already. Please try again in a few minutes. { $ends ->
        [none] {""}
       *[other] There is room again { $ends }.
    }
quota-jobs-at-once = { $limit ->
        [one] You already have a job on its way, and one at a time is the limit.
       *[other] You already have { $limit } jobs on their way, and that is the limit.
    } { $ends ->
        [none] When one of them ends, there is room for the next.
       *[other] There is room again { $ends }.
    }
quota-cooldown = A short pause, please: { $seconds ->
        [one] { $seconds } second
       *[other] { $seconds } seconds
    } between two requests. { $ends ->
        [none] Then it is your turn again.
       *[other] It is your turn again { $ends }.
    }
quota-images-per-day = You asked for { $asked ->
        [one] { $asked } picture
       *[other] { $asked } pictures
    }. Your limit is { $limit } in 24 hours, and { $left } of them { $left ->
        [one] is
       *[other] are
    } left. { $ends ->
        [none] Ask for fewer at once.
       *[other] There is room for this { $ends }.
    }
quota-usd-per-day = This would cost { $asked }. Your limit is { $limit } in 24 hours, and { $left } of it is left. { $ends ->
        [none] A lower quality or fewer pictures cost less.
       *[other] There is room for this { $ends }. A lower quality or fewer pictures cost less.
    }
quota-server-per-month = This server's budget is { $limit } a month, and { $left } of it is left. { $ends ->
        [none] A lower quality or fewer pictures cost less.
       *[other] The next month begins { $ends }.
    }
quota-total-per-day = The bot's budget for all its servers is { $limit } in 24 hours, and { $left } of it is left. { $ends ->
        [none] Please try again later.
       *[other] There is room again { $ends }.
    }

## Other errors

not-found-job = I know no job of that id. `/{ command-jobs } { command-jobs-list }` shows yours.
not-yours-job = That job belongs to somebody else.
too-late-cancel = It is too late to cancel: this job is already { $status }. Nothing has changed.
too-late-retry = This job is { $status }, so there is nothing to try again. `/{ command-imagine }` makes a new one.
not-allowed = You may not do this here.
unexpected = Something went wrong on our side, and it is in the log. Please try again. If it happens again, tell whoever runs the bot this reference: `{ $reference }`

## How a job stands, within a sentence or a list

status-accepted = waiting
status-submitting = being sent
status-in_doubt = in doubt
status-running = being drawn
status-ready = finished, about to be posted
status-posting = being posted
status-posted = posted
status-undelivered = made, not posted
status-failed = failed
status-cancelled = cancelled

## Progress: what the answer shows while a job is on its way

progress-preparing = { $count ->
        [one] Looking at your picture.
       *[other] Looking at your { $count } pictures.
    }
progress-waiting = { $position ->
        [0] Your request is in.
        [1] You are next.
       *[other] You are number { $position } in line.
    } { $expected ->
        [none] {""}
       *[other] Expected { $expected }.
    }
progress-drawing = { $count ->
        [one] Drawing your picture.
       *[other] Drawing your { $count } pictures.
    } { $expected ->
        [none] {""}
       *[other] Expected { $expected }.
    }
progress-late = This takes longer than usual. It is still being drawn, and you will be called when it is here.
progress-posting = Done. Bringing it to the channel.

## The result

result-header = { $count ->
        [one] { $who }, your picture is ready.
       *[other] { $who }, your { $count } pictures are ready.
    }
result-quality = { $value ->
        [auto] auto quality
        [low] low quality
        [medium] medium quality
        [high] high quality
       *[other] { $value }
    }
result-seconds = { $seconds } s
result-minutes = { $minutes } min { $seconds } s
result-fewer = { $made } of { $asked } could be made. Only these are charged.
result-converted = { $count ->
        [one] One picture is sent smaller
       *[other] { $count } pictures are sent smaller
    }, because this channel takes at most { $limit } a file.
alt-text = { $of ->
        [one] { $prompt }
       *[other] Picture { $index } of { $of }: { $prompt }
    }

## Notices: how it ended without a result

notice-job = Job { $job }
notice-cancelled = Cancelled, before anything was sent. Nothing was charged.
notice-in-doubt = The image API's answer was lost or unclear, so we cannot know whether it took your request. It does not count against your limits. You can send it again; if the first one was taken, it is paid for twice.
notice-undelivered = { $count ->
        [one] Your picture is made, but it could not be posted.
       *[other] Your pictures are made, but they could not be posted.
    } { $rule ->
        [channel-gone] The channel is gone.
        [forbidden] I may not send messages with files there. Somebody who manages the server can allow it.
        [too-large] Even made smaller, the files are too large for the channel.
        [refused] Discord refused the message.
        [unsure] I cannot see whether an earlier attempt already arrived. Please look in the channel first.
       *[other] Something kept them from the channel.
    } You can have it posted again without paying again.

failed-rejected = The image API refused this request. Change it and try again. Nothing was charged.
failed-moderated = The image API's content rules do not allow this request. Say it differently and try again. Nothing was charged.
failed-upstream-failed = The image API could not make it. Trying again often helps. Nothing was charged.
failed-upstream-cancelled = The image API stopped this request before it was finished. You can try again. Nothing was charged.
failed-upstream-unknown = The image API no longer knows this request, so its picture cannot be had. You can try again. It does not count against your limits.
failed-never-ended = After a whole day the image API had still not finished, so we stopped waiting. You can try again. It does not count against your limits.
failed-never-taken = The request never arrived at the image API. You can try again. Nothing was charged.
failed-no-pictures = The image API finished without a picture. Say it differently, or try again. Nothing was charged.
failed-pictures-gone = The picture was made, but it could not be fetched from the address that the image API gave for it. You can try again. It does not count against your limits.
failed-reference-gone = The file in `{ $field }` is no longer there. Please attach it again. Nothing was charged.
failed-reference-unreachable = The file in `{ $field }` could not be brought to the image API. Please try again later; if it stays so, tell whoever runs the bot. Nothing was charged.
failed-reference-not-a-picture = The file in `{ $field }` is not a picture that the model reads. Please use PNG, JPEG, WebP or GIF. Nothing was charged.
failed-reference-too-large = The file in `{ $field }` is larger than { $most } MiB. Please give me a smaller one. Nothing was charged.
failed-reference-too-many-pixels = The picture in `{ $field }` has more than { $most } million pixels. Please make it smaller. Nothing was charged.
failed-reference-forbidden = The file in `{ $field }` is not on Discord, and I fetch pictures from Discord alone. Please attach the file itself. Nothing was charged.

## Buttons: at most 80 characters

button-again = Again
button-details = Details
button-delete = Delete
button-askagain = Send again
button-postagain = Post again
button-cancel = Cancel

button-delete-not-yours = Only the person who asked, or somebody who manages messages here, can delete it.

## /jobs

jobs-empty = You have no jobs yet. `/{ command-imagine }` makes your first picture.
jobs-header = { $count ->
        [one] Your latest job
       *[other] Your latest { $count } jobs
    }
jobs-jump = to the pictures
jobs-footer = `/{ command-jobs } { command-jobs-show }` tells more, `{ command-jobs-retry }` tries one again, `{ command-jobs-cancel }` withdraws one that waits.
jobs-cancelled = Job { $job } is cancelled. Nothing was charged.
jobs-retry-new = Trying again, as a new job: { $job }.
jobs-retry-sent = Sending job { $job } once more.
jobs-retry-posting = Posting the pictures of job { $job } again.

## The details of a job

details-title = Job { $job }
details-model = Model
details-size = Size
details-count = Pictures
details-images = References
details-price = Price
details-price-value = { $state ->
        [held] up to { $price } (held)
        [spent] { $price }
        [doubt] not known
       *[none] nothing
    }
details-time = Drawn in
details-requester = Asked by
details-family = Family
details-parent = Made again from { $job }
details-children = Made again as { $jobs }
details-attempts = Attempts
details-attempts-value = sent { $sent } ×, asked after { $polls } ×, posted { $posted } ×
details-history = What happened
details-command = The command, to copy
details-command-attached = The whole command is in the attached file.
details-message = Result
details-why = Why

## /help

help-title = Hello, this is { -bot }
help-about = Tell me what you would like to see, and I draw it. I post the pictures here and call you when they are ready. You can close Discord meanwhile.
help-commands = Commands
help-commands-text =
    `/{ command-imagine }` makes 1 to { $most } pictures from your words, and from up to 5 pictures of yours
    `/{ command-jobs } { command-jobs-list }` shows your latest jobs
    `/{ command-jobs } { command-jobs-show }` shows everything about one, with the command to copy
    `/{ command-jobs } { command-jobs-cancel }` withdraws one that still waits
    `/{ command-jobs } { command-jobs-retry }` tries one again
    Under every result, **{ button-again }** draws it once more, **{ button-details }** shows how it was made, and **{ button-delete }** takes it away.
help-examples = Examples
help-example-plain = a lighthouse in a storm, oil on canvas
help-example-sticker = a sleeping fox as a sticker, thick white outline
help-example-photo = my dog as an astronaut, studio portrait
help-cost = What it costs
help-cost-text = A picture costs between { $least_price } and { $most_price }, by its size and quality. Only pictures that were really made are charged. What fails costs nothing.
help-privacy = Privacy
help-privacy-text = Your words and pictures go to the image API, which draws. I keep your request and how it ended, so that the buttons work and limits can be counted. Attached pictures are kept only while a job needs them.
