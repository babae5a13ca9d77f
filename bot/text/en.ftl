### The words of Darkroom in English: the language that others are translated from and fall back to.
###
### Voice: warm, plain, short sentences. Say what happened, then what to do next. No exclamation marks.
### Money, sizes, moments (as Discord timestamps), mentions and names of options come in as ready text.

-bot = Darkroom

## Commands. The value is the command's name: 1 to 32 small letters; the description has at most 100 characters.

command-imagine = imagine
    .description = Make pictures from your words
command-edit = edit
    .description = Change a picture, or make a new one from up to fifteen of yours
command-tray = tray
    .description = Look at the pictures you have collected as references
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
command-quota = quota
    .description = What you may still ask for, and what comes back when
command-history = history
    .description = Look through the pictures that you had made
command-gallery = gallery
    .description = The pictures that people share here
command-gallery-top = top
    .description = The best of this week, by their stars
command-gallery-mine = mine
    .description = What you have shared here
command-gallery-listed = listed
    .description = Say whether your pictures may be among the best of the week
command-settings = settings
    .description = The options that you usually want
command-settings-show = show
    .description = Look at them
command-settings-set = set
    .description = Choose what holds where you say nothing else
command-settings-reset = reset
    .description = Leave them open again: one, or all
command-forget = forget
    .description = Have your words, pictures and settings blanked
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
    .description = Where to repaint the first picture: see-through in a PNG, or white on black
option-tray = tray{ $number }
    .description = Add the pictures on your tray, after those given here
option-job = job
    .description = Which job: pick one, or type its id
option-private = private
    .description = Whether the result is shown to you alone
option-search = search
    .description = Words that you asked with; without any, everything is shown
option-show = show
    .description = Whether your pictures may be among them
option-option = option
    .description = Which one; without a choice, all of them

## Menus on a message (Apps). At most 32 characters.

menu-edit-image = Edit image
menu-use-as-reference = Use as reference
menu-image-details = Image details

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
choice-tray = { $value ->
        [yes] Yes: add them
       *[no] No: leave them out
    }
choice-private = { $value ->
        [yes] Yes: for you alone
       *[no] No: in the channel
    }
choice-show = { $value ->
        [yes] Yes: they may be among the best of the week
       *[no] No: leave them out
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
    }. Your limit is { $limit } in 24 hours, and { $left } { $left ->
        [one] is
       *[other] are
    } left. { $ends ->
        [none] Ask for fewer at once.
       *[other] There is room for this { $ends }.
    }
quota-usd-per-day = This would cost { $asked }. Your limit is { $limit } in 24 hours, and { $left } is left. { $ends ->
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

## Rules of a server, or of the operator. $ends is a moment, or the word none; so is $reason.

blocked-paused = Asking for pictures is paused here{ $ends ->
        [none] {" "}for now
       *[other] {""}; it resumes { $ends }
    }. { $reason ->
        [none] {""}
       *[other] The reason: { $reason }
    }
blocked-person = You may not ask for pictures here at the moment. { $ends ->
        [none] Somebody who manages the server can change that.
       *[other] You may again { $ends }.
    } { $reason ->
        [none] {""}
       *[other] The reason: { $reason }
    }
blocked-refusals = The image API refused what you asked for { $count ->
        [one] a moment ago
       *[other] { $count } times in a short while
    }, so there is a pause. { $ends ->
        [none] Please try again later.
       *[other] You may ask again { $ends }.
    }
blocked-not-here = Pictures are not made in this channel. Somebody who manages the server can tell you where they are.
blocked-words = Something in your { option-prompt } is not allowed here, so nothing was sent. Please put it in other words.
invalid-model-not-here = { $allowed ->
        [none] No `{ $field }` is allowed here at the moment, “{ $value }” neither.
       *[other] “{ $value }” is not allowed as `{ $field }` here. You can choose: { $allowed }.
    }
invalid-quality-not-here = “{ $value }” is not allowed as `{ $field }` here. You can choose: { $allowed }.
invalid-count-not-here = `{ $field }` cannot be { $value } here. { $most ->
        [one] One picture at a time is the limit.
       *[other] { $most } pictures at a time are the limit.
    }
invalid-low-not-here = `{ $field }` cannot be “low” here. Leave it away, or choose “auto”.
invalid-low-only-age-restricted = `{ $field }` can be “low” in age-restricted channels only. Leave it away, or choose “auto”.

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
progress-held = { $price } held
progress-images-left = { $left } of { $limit } pictures left today
progress-usd-left = { $left } of { $limit } left today
progress-images-granted = { $count ->
        [one] and { $count } picture granted
       *[other] and { $count } pictures granted
    }
progress-usd-granted = and { $granted } granted
progress-near = ⚠️ Your limit is nearly used up. `/{ command-quota }` shows what comes back, and when.
attached-for-the-api = These pictures are on their way to the image API. You can dismiss this message when yours is there.

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
result-exact = What was not masked is unchanged.
result-first-frame = { $count ->
        [one] { $names } is animated; its first frame was used.
       *[other] { $names } are animated; their first frames were used.
    }
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
        [dm-closed] It is for you alone, and Discord does not let me write to you directly. You can allow that in your privacy settings.
        [unsure] I cannot see whether an earlier attempt already arrived. Please look in the channel first.
       *[other] Something kept them from the channel.
    } You can have it posted again without paying again.

failed-rejected = The image API refused this request. Change it and try again. Nothing was charged.
failed-moderated =
    { $kinds ->
        [none] The image API's content rules do not allow this request.
       *[other] The image API's content rules do not allow this request: it was taken for { $kinds }.
    } Say it differently and try again. Nothing was charged.
content-minors = content about minors
content-sexual = sexual content
content-violence = violence
content-self-harm = self-harm
content-hate = hate
content-harassment = harassment
content-illicit = something illegal
content-copyright = a protected work or a real person
list-pair = { $before }, { $next }
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
failed-mask-gone = The mask of that edit is no longer kept. Press { button-mask } to make it anew. Nothing was charged.
failed-mask-unreadable = I cannot read that file as a mask. Give me a PNG that is see-through where to repaint, or a black-and-white picture that is white there. Nothing was charged.
failed-mask-empty = The mask covers nothing, so nothing would change. Mark what to repaint. Nothing was charged.
failed-mask-everything = The mask covers the whole picture. Leave some of it out, or edit without a mask. Nothing was charged.

## The same, told before there is a job

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

## Buttons: at most 80 characters

button-again = Again
button-edit = Edit
button-vary = Vary
button-mask = Mask
button-maskjob = Mask
button-share = Share
button-sharehere = Share to channel
button-star = { $number ->
        [0] ⭐
       *[other] ⭐ { $number }
    }
button-takedown = Remove
button-details = Details
button-delete = Delete
button-askagain = Send again
button-postagain = Post again
button-cancel = Cancel
button-pick = { $number ->
        [0] All of them
       *[other] { $number }
    }
button-maskof = { $number }
button-cells = Which cells to repaint
button-make = Make it
button-exact = { $state ->
        [on] Exact: on
        [off] Exact: off
       *[never] Exact: not in this shape
    }
button-discard = Discard
button-traydrop = Take some away
button-trayclear = Clear the tray

button-older = Older
button-newer = Newer
button-forget = Forget me

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

## /edit

invalid-no-picture = I need a picture to start from: attach one as `{ $field }`, or put some on your tray with **Apps → { menu-use-as-reference }**.
not-found-picture = I see no picture in that message. Choose one that shows a picture, or attach it with `/{ command-edit }`.

## Replies

option-exact = exact
invalid-no-such-picture = There is no { $field } { $value } in that message. They go from { $least } to { $most }.
invalid-flag-unknown = I do not know `{ $flag }` in a { $field }. You can use: { $allowed }.
invalid-flag-without-value = `{ $field }` needs a value after `{ $flag }`. You can choose: { $allowed }.
invalid-flag-twice = `{ $field }` is there twice, as “{ $value }” and as “{ $other }”. Please say it once.
invalid-flag-number = `{ $field }` is a whole number from { $least } to { $most }, but you wrote “{ $value }”.
invalid-exact-without-mask = `{ $field }` keeps what is outside a mask, and there is no mask here. Reply with a copy of the picture that you have drawn over, or leave `{ $field }` away.
not-found-answered = The message that you replied to is gone. Reply to another one, or attach the picture with `/{ command-edit }`.
not-found-result-there = There is no finished picture in that message. Reply to one of my results and say what to change, or use `/{ command-edit }`.
not-found-picture-unseen = Discord does not show me what is in that message. Choose **Apps → { menu-edit-image }** on it, or attach the picture with `/{ command-edit }`.
not-found-text-unseen = Discord did not show me what you wrote. Reply again with the ping on, press **{ button-edit }** under the picture, or choose **Apps → { menu-edit-image }** on it.
blocked-channel = I may not send messages with files here, so I have not begun. Somebody who manages the server can allow it.

## Tray

invalid-tray-full = Your tray holds { $most } pictures at most, so nothing was added. Take some away with `/{ command-tray }` first.
tray-added = { $count ->
        [0] That was there already.
        [one] Added.
       *[other] { $count } pictures added.
    }
tray-count = { $count ->
        [one] Your tray holds { $count } of { $most } pictures. It leaves { $ends }.
       *[other] Your tray holds { $count } of { $most } pictures. The oldest leaves { $ends }.
    }
tray-use = `/{ command-edit }` takes them after its own pictures, `/{ command-imagine }` where you set `{ $option }` to yes.
tray-empty = Your tray is empty. On a message with pictures, choose **Apps → { menu-use-as-reference }** to put them here.
tray-picture = Picture { $number }: { $name }
tray-alt = { $count ->
        [one] The picture on your tray
       *[other] The { $count } pictures on your tray, numbered
    }

## /quota

allowance-title = { $place ->
        [server] Your limits in this server
       *[dm] Your limits
    }
allowance-images = Pictures in 24 hours
allowance-usd = Dollars in 24 hours
allowance-left = { $left } of { $limit } left
allowance-free = No limit
allowance-used = { $used } used · { $held } held
allowance-returns = Coming back
allowance-grants = Granted beyond that
allowance-grant-ends = ends { $ends }
allowance-jobs = Jobs at once
allowance-jobs-value = { $jobs } of { $limit } on their way
allowance-jobs-free = No limit · { $jobs } on their way
allowance-cooldown = Pause between two requests
allowance-cooldown-value = { $seconds } s · { $ends ->
        [none] your turn now
       *[other] your turn { $ends }
    }
allowance-server = This server, this month
allowance-server-ends = The next month begins { $ends }

## /history

history-title = { $search ->
        [none] Your pictures
       *[other] Your pictures with “{ $search }”
    }
history-empty = { $search ->
        [none] There is nothing here. `/{ command-imagine }` makes a picture.
       *[other] Nothing that you asked for has “{ $search }” in it. Try fewer words.
    }
history-private = for you alone

## /settings

settings-title = What you usually want
settings-empty = Nothing is set: what you leave open is up to the model. `/{ command-settings } { command-settings-set }` changes that.
settings-open = Left open: { $names }

## /gallery

gallery-top-title = The best of this week
gallery-top-empty = No picture has a ⭐ this week. Give the first: there is a button under each in the gallery.
gallery-mine-title = What you have shared here
gallery-mine-empty = You have shared nothing here. There is a **{ button-share }** button under each of your results.
gallery-open = to the picture
gallery-status = { $status ->
        [waiting] goes up { $due }
        [posting] is going up
        [posted] is up
        [leaving] is being taken down
        [removed] was taken down
       *[failed] could not be put up
    }
gallery-listed = { $state ->
        [yes] Your shared pictures may be among the best of the week again.
       *[no] Your shared pictures stay out of the best of the week. In the gallery they remain.
    }

## Sharing: the form (see Forms), what is said to whoever shares, and what stands beside the picture

form-share-title = Share to the gallery
form-share-prompt = And your words?
form-share-prompt-choice = { $value ->
        [yes] Show what I asked for
       *[no] Show the picture alone
    }
share-taken = { $count ->
        [one] Your picture is
       *[other] Your { $count } pictures are
    } on the way to { $channel }.
share-due = They go up one after another: all is there { $when }.
share-left = { $left ->
        [0] That was the last one for today.
        [one] You can share one more today.
       *[other] You can share { $left } more today.
    }
share-header = 🖼️ { $who } shares a picture
share-original = To the result

## /forget

forget-title = Shall I forget what you did here?
forget-warning = This holds for all servers and cannot be undone. Nothing happens before you press **{ button-forget }**.
forget-goes = What goes
forget-goes-text =
    The words of all your requests, the pictures you gave me, and what was made from what
    What still waits: it is withdrawn
    Your usual options, your tray, and what you have begun
    Your pictures in the galleries, and the stars you gave
    What is being drawn now still comes, and is blanked after that.
forget-stays = What stays
forget-stays-text =
    Results in channels: to have one gone, press **{ button-delete }** under it first
    Of each request who, when, price and outcome, until no limit counts it any more
    What managers laid down about you: limits, grants, blocks, and their log
forget-done = Done: your words, pictures and settings are blanked. What is being drawn now follows within a minute of its end.

## The details of a job

not-found-result = That message is not one of my results. `/{ command-jobs } { command-jobs-list }` shows your latest jobs.

details-title = Job { $job }
details-model = Model
details-size = Size
details-count = Pictures
details-images = References
details-mask = Mask
details-mask-value = { $exact ->
        [yes] exact: all the rest stays as it was
       *[no] a hint to the model
    }
details-options = Also chosen
details-price = Price
details-price-value = { $state ->
        [held] up to { $price } (held)
        [spent] { $price }
        [doubt] not known
       *[none] nothing
    }
details-time = Drawn in
details-requester = Asked by
details-parent = Made from
details-children = Used for
details-attempts = Attempts
details-attempts-value = sent { $sent } ×, asked after { $polls } ×, posted { $posted } ×
details-history = What happened
details-command = The command, to copy
details-command-attached = The whole command is in the attached file.
details-message = Result
details-why = Why

## Forms. A title and the name of a field have at most 45 characters, a hint at most 100.

form-edit-title = Edit image
form-mask-title = Repaint a part
form-prompt = What should the picture show?
    .hint = Say what to change, in your own words and any language
    .cut = These are its first { $most } characters, as many as fit here. The rest is left out.
form-size = Shape
form-size-as-the-picture = As the picture
form-quality = Quality
form-files = More pictures
    .hint = Up to { $most } files, taken as references after the picture itself
form-picture = Which of the pictures
form-picture-choice = Picture { $number } · { $name }
form-count = How many

option-picture = picture
    .description = Which of several pictures
option-cells = cells
    .description = Which cells of the picture to repaint

## Masks and drafts

not-found-draft = This is over: it could be continued for a day. Please begin again.
not-yours-draft = This was started by somebody else; only they can continue it.
too-late-draft = This is already being made. To make another one, please begin again.

draft-pick = Which of these pictures do you mean?
draft-pick-price = Once you choose, I begin. It costs { $price } at most.
draft-which = Which of these pictures should have a part repainted?
draft-first-goes-on = Your first edit, without a mask, has been sent already: it goes on, and is charged as well.
draft-region = Which part should be repainted? Choose its cells.
draft-covered = About { $percent } % of the picture will be repainted: the marked part.
draft-read = { $reading ->
        [cells] { $count ->
            [one] That is cell { $cells }.
           *[other] Those are the cells { $cells }.
        }
        [alpha] I took what is see-through in your mask.
        [black-and-white] I took what is white in your mask.
        [scribble] I took what you have drawn over the picture.
       *[painted] I took what you have painted.
    }
draft-first-frame = The picture is animated, and I take its first frame.
draft-exact = { $state ->
        [on] **Exact** is on: outside of the marked part nothing changes.
        [off] **Exact** is off: the model may change something outside of the marked part too.
       *[never] **Exact** is not possible: you asked for the size { $size }, which is not the shape of the picture. So the model may change something outside of the part too.
    }
draft-paint = You can also paint the part by hand. The link is yours alone, and works once, for 15 minutes.
draft-paint-link = Paint it
draft-prompt-later = Next I will ask what it should show.
draft-price = Making it costs { $price } at most. Nothing is charged before **{ button-make }**.
draft-cell = Cell { $number }
draft-alt-grid = The picture under a grid of 5 times 5 cells, numbered row by row
draft-alt-mask = The picture, with the part marked that will be repainted
draft-alt-sheet = { $count } pictures, numbered

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
help-editing = Changing pictures
help-editing-text =
    A **reply** to one of my pictures changes it: say how, with `--size 3:2` or `--count 2` if you like
    `/{ command-edit }` takes up to 15 pictures, and a mask
    In the menu of any message, **Apps → { menu-edit-image }** changes its picture, **Apps → { menu-use-as-reference }** puts it on your tray (`/{ command-tray }`), and **Apps → { menu-image-details }** tells how one of mine was made
    Of several pictures, `#2` in the reply means the second
    Under every result, **{ button-edit }** asks in a form what to change, **{ button-vary }** makes the same again from it, and **{ button-mask }** repaints a region and leaves the rest as it is.
help-yours = What is yours
help-yours-text =
    `/{ command-quota }` draws what you may still ask for, and what comes back when
    `/{ command-history }` looks through your pictures, and searches them
    `/{ command-settings }` keeps the options that you usually want
    With `{ option-private }`, `/{ command-imagine }` shows its result to you alone
    Under a result, **{ button-share }** puts it into the gallery; `/{ command-gallery } { command-gallery-top }` shows the best of the week
    Who manages the server says in `/{ command-admin }` who may ask for how much, and where.
help-examples = Examples
help-example-plain = a lighthouse in a storm, oil on canvas
help-example-sticker = a sleeping fox as a sticker, thick white outline
help-example-photo = put my dog into a space suit, studio portrait
help-cost = What it costs
help-cost-text = A picture costs between { $least_price } and { $most_price }, by its size and quality. Only pictures that were really made are charged. What fails costs nothing.
help-privacy = Privacy
help-privacy-text = Your words and pictures go to the image API, which draws. I keep your request and how it ended, so that the buttons work and limits can be counted. Pictures are kept only as long as a job, a draft or your tray needs them: a day, usually. `/{ command-forget }` blanks what is yours.

## /admin: for those who manage a server. All texts of one command together have at most 8000 characters.

command-admin = admin
    .description = For those who manage this server
command-admin-show = show
    .description = Everything laid down here, at a glance
command-admin-pause = pause
    .description = Take no requests here for now
command-admin-resume = resume
    .description = Take requests again
command-admin-limits = limits
    .description = How much everyone, a role or a person may ask for
command-admin-limits-server = server
    .description = Limits for everyone here; 0 is no limit
command-admin-limits-role = role
    .description = Limits for a role; the best of somebody's roles counts
command-admin-limits-member = member
    .description = Limits for one person, before all others
command-admin-limits-show = show
    .description = Show all limits
command-admin-limits-clear = clear
    .description = Take limits back: a role's, a person's, or everyone's
command-admin-budget = budget
    .description = What this server may spend a month
command-admin-grant = grant
    .description = Give somebody pictures or dollars beyond their limits
command-admin-revoke = revoke
    .description = Take a grant back
command-admin-block = block
    .description = Keep somebody from asking for pictures
command-admin-unblock = unblock
    .description = Let somebody ask again
command-admin-channels = channels
    .description = Where pictures may be asked for
command-admin-channels-allow = allow
    .description = Allow a channel, and then only those allowed
command-admin-channels-refuse = refuse
    .description = Refuse a channel
command-admin-channels-reset = reset
    .description = Neither allow nor refuse a channel
command-admin-channels-show = show
    .description = Show allowed and refused channels
command-admin-words = words
    .description = What may not stand in a prompt
command-admin-words-add = add
    .description = Refuse prompts with a word
command-admin-words-remove = remove
    .description = Take a word off the list
command-admin-words-add_pattern = add_pattern
    .description = Refuse prompts that match a pattern
command-admin-words-remove_pattern = remove_pattern
    .description = Take a pattern off the list
command-admin-words-show = show
    .description = Show the whole list
command-admin-models = models
    .description = Which models and options may be asked for
command-admin-gallery = gallery
    .description = Where shared pictures go
command-admin-log = log
    .description = Where every action of managers is told
command-admin-moderation = moderation
    .description = When refused requests pause somebody
command-admin-jobs = jobs
    .description = Everybody's jobs in this server
command-admin-jobs-list = list
    .description = Show open jobs, or those in one state
command-admin-jobs-cancel = cancel
    .description = Withdraw a job that waits
command-admin-jobs-repost = repost
    .description = Post made pictures again
command-admin-jobs-never_taken = never_taken
    .description = In doubt: the image API never got it
command-admin-jobs-send_again = send_again
    .description = In doubt: send it again; may be paid twice
command-admin-jobs-found = found
    .description = In doubt: the image API has it
command-admin-usage = usage
    .description = What was made and spent: a chart and a table
command-admin-audit = audit
    .description = Who laid down what

option-images_per_day = images_per_day
    .description = Pictures in 24 hours
option-usd_per_day = usd_per_day
    .description = Dollars in 24 hours, such as 2.50
option-jobs_at_once = jobs_at_once
    .description = Jobs on their way at once
option-cooldown_seconds = cooldown_seconds
    .description = Seconds between two requests
option-weight = weight
    .description = Share of turns, 1 to 100
option-role = role
    .description = Which role
option-member = member
    .description = Which person
option-usd_per_month = usd_per_month
    .description = Dollars a month, such as 25
option-images = images
    .description = How many pictures
option-usd = usd
    .description = How many dollars, such as 5
option-days = days
    .description = How many days
option-note = note
    .description = What it is for
option-grant = grant
    .description = The grant's id, as shown
option-reason = reason
    .description = Why; people are told
option-hours = hours
    .description = For how many hours; else until undone
option-channel = channel
    .description = Which channel
option-word = word
    .description = The word, in any case
option-pattern = pattern
    .description = A regular expression
option-allowed = allowed
    .description = Models, with commas between; or any
option-highest_quality = highest_quality
    .description = The finest quality allowed
option-largest_count = largest_count
    .description = Pictures at once; 0: as the model can
option-low_moderation = low_moderation
    .description = Where low moderation is allowed
option-spoilers = spoilers
    .description = Post pictures as spoilers
option-seconds_between = seconds_between
    .description = Seconds between two pictures
option-off = off
    .description = Switch it off
option-refusals = refusals
    .description = After how many refusals; 0: never
option-window = window
    .description = Within how many minutes
option-pause = pause
    .description = For how many minutes
option-state = state
    .description = Jobs in this state only
option-remote_id = remote_id
    .description = The id at the image API

choice-highest_quality = { $value ->
        [any] Any quality
        [low] Low
        [medium] Medium
        [high] High
       *[other] { $value }
    }
choice-low_moderation = { $value ->
        [anywhere] Everywhere
        [age-restricted] In age-restricted channels
       *[nowhere] Nowhere
    }

invalid-money = “{ $value }” is not a sum that I can read. `{ $field }` is in US dollars, such as 12.50 or 0.
not-found-role = That role is no longer there, so nothing has changed. Choose another one.
not-found-channel = I do not see that channel, or it is gone, so nothing has changed. Choose another one.

admin-title = What is laid down here
admin-more = … and { $count } more
admin-unset = as the bot has it
admin-off = off
admin-yes = yes
admin-no = no
admin-everyone = Everyone here
admin-images = Pictures
admin-images-value = { $count ->
        [0] any number of pictures
        [one] { $count } picture in 24 h
       *[other] { $count } pictures in 24 h
    }
admin-usd = Dollars
admin-usd-value = { $of ->
        [none] any sum
       *[some] { $price } in 24 h
    }
admin-jobs-at-once = At once
admin-jobs-at-once-value = { $count ->
        [0] any number of jobs at once
        [one] { $count } job at once
       *[other] { $count } jobs at once
    }
admin-cooldown = Pause
admin-cooldown-value = { $count ->
        [0] no pause
       *[other] { $count } s between two requests
    }
admin-weight = Turns
admin-weight-value = weight { $count }
admin-by-role = By role
admin-by-person = By person
admin-role-gone = a role that is gone (`{ $id }`)
admin-limits-done = { $whose }: { $limits }.
admin-limits-cleared = These limits are taken back.
admin-budget = Budget a month
admin-budget-value = { $of ->
        [none] no limit of its own
       *[some] { $price }
    }
admin-budget-done = The budget is set.
admin-paused = Paused
admin-pause-done = I take no requests here from now on. What is on its way goes on.
admin-resume-done = I take requests here again.
admin-block = { $reason } (by { $who }, { $ends ->
        [none] until undone
       *[other] ends { $ends }
    })
admin-blocked = Blocked
admin-block-done = { $who } may not ask for pictures here from now on.
admin-unblock-done = { $who } may ask for pictures here again. Earlier refusals are forgiven.
admin-granted = Grants
admin-grant = { $id } · { $who } · { $images ->
        [0] no pictures
        [one] { $images } picture
       *[other] { $images } pictures
    } · { $of ->
        [none] no dollars
       *[some] { $price }
    } · ends { $ends }
admin-grant-done = { $who } has more from now on, as grant { $id }. It ends { $ends }.
admin-revoke-done = That grant is taken back. What was drawn from it is used.
admin-channels-allowed = Allowed channels
admin-channels-all = all that are not refused
admin-channels-refused = Refused channels
admin-channels-done = From now on:
admin-models = Models
admin-models-all = all
admin-quality = Highest quality
admin-count = Largest count
admin-count-value = { $count ->
        [0] as the model can
       *[other] { $count }
    }
admin-low = Low moderation
admin-spoilers = As spoilers
admin-words = Blocked words
admin-words-value = { $words ->
        [one] { $words } word
       *[other] { $words } words
    }, { $patterns ->
        [one] { $patterns } pattern
       *[other] { $patterns } patterns
    }
admin-words-none = There are none.
admin-words-attached = All { $count } are in the attached file.
admin-words-done = The list is changed.
admin-gallery = Gallery
admin-gallery-value = { $channel }, one picture every { $seconds } s
admin-log = Log channel
admin-channel-closed = In { $channel } I need { $permissions }. Allow it there and set it again; nothing has changed.
admin-permission = { $value ->
        [view_channel] View Channel
        [send_messages] Send Messages
       *[attach_files] Attach Files
    }
admin-strikes = Refused requests
admin-strikes-value = { $count ->
        [0] nobody is paused for them
        [one] one within { $window } min pauses for { $pause } min
       *[other] { $count } within { $window } min pause for { $pause } min
    }
admin-jobs-title = { $count ->
        [one] One job
       *[other] The newest { $count } jobs
    }
admin-jobs-none = There are no such jobs here.
admin-jobs-private = asked for in private
admin-jobs-footer = Under `/{ command-admin } { command-admin-jobs }`: `{ command-admin-jobs-cancel }` what waits, `{ command-admin-jobs-repost }` what could not be posted. Of what is in doubt, say `{ command-admin-jobs-never_taken }`, `{ command-admin-jobs-send_again }` or `{ command-admin-jobs-found }`.
admin-jobs-done = Job { $job } is now { $status }.
admin-usage-title = { $days ->
        [one] Today, UTC
       *[other] The last { $days } days
    }
admin-usage-pictures = Pictures
admin-usage-cost = Cost
admin-usage-jobs = Jobs
admin-usage-jobs-value = { $count }, { $failed } failed
admin-usage-people = People, numbered as in the chart
admin-usage-person = { $number } { $who } · { $count ->
        [one] { $count } picture
       *[other] { $count } pictures
    } · { $price }
admin-audit-title = What was laid down and done
admin-audit-none = Nothing yet.

## The audit log: who did what. $subject is a mention of whom or what it is about; a value may be the word kept, unset or none.

audit-operator = the bot's operator
audit-bot = I
audit-link = to the message
audit-part-images = { $images ->
        [kept] {""}
        [none] {" "}Pictures in 24 h: no limit.
       *[other] {" "}Pictures in 24 h: { $images }{ $images_was ->
            [unset] {""}
            [none] {" "}(no limit before)
           *[other] {" "}({ $images_was } before)
        }.
    }
audit-part-usd = { $usd ->
        [kept] {""}
        [none] {" "}Dollars in 24 h: no limit.
       *[other] {" "}Dollars in 24 h: { $usd }{ $usd_was ->
            [unset] {""}
            [none] {" "}(no limit before)
           *[other] {" "}({ $usd_was } before)
        }.
    }
audit-part-jobs = { $jobs ->
        [kept] {""}
        [none] {" "}Jobs at once: no limit.
       *[other] {" "}Jobs at once: { $jobs }{ $jobs_was ->
            [unset] {""}
            [none] {" "}(no limit before)
           *[other] {" "}({ $jobs_was } before)
        }.
    }
audit-part-seconds = { $seconds ->
        [kept] {""}
        [none] {" "}No pause between two.
       *[other] {" "}Pause between two: { $seconds } s{ $seconds_was ->
            [unset] {""}
            [none] {" "}(none before)
           *[other] {" "}({ $seconds_was } s before)
        }.
    }
audit-part-weight = { $weight ->
        [kept] {""}
       *[other] {" "}Share of turns: { $weight }{ $weight_was ->
            [unset] {""}
           *[other] {" "}({ $weight_was } before)
        }.
    }
audit-part-channel = { $channel_was ->
        [none] {""}
       *[other] {" "}(before: <#{ $channel_was }>)
    }
audit-part-limits = { audit-part-images }{ audit-part-usd }{ audit-part-jobs }{ audit-part-seconds }{ audit-part-weight }
audit-limits = { $who } set limits for everyone here.{ audit-part-limits }
audit-limits-role = { $who } set limits for { $subject }.{ audit-part-limits }
audit-limits-person = { $who } set limits for { $subject }.{ audit-part-limits }
audit-limits-cleared = { $who } took back the limits of everyone here.
audit-limits-cleared-role = { $who } took back the limits of { $subject }.
audit-limits-cleared-person = { $who } took back the limits of { $subject }.
audit-budget = { $who } set the budget: { $budget ->
        [unset] as the bot has it
        [none] no limit of its own
       *[other] { $budget } a month
    }{ $budget_was ->
        [unset] {""}
        [none] {" "}(no limit before)
       *[other] {" "}({ $budget_was } before)
    }.
audit-weight = { $who } set this server's share of turns: { $weight } ({ $weight_was } before).
audit-grant = { $who } granted { $subject } { $images ->
        [0] {""}
        [one] { $images } picture
       *[other] { $images } pictures
    }{ $usd ->
        [none] {""}
       *[other] { $images ->
            [0] { $usd }
           *[other] {" "}and { $usd }
        }
    } beyond the limits, ending { $ends }.{" "}{ $note }
audit-grant-revoked = { $who } took back a grant of { $subject }.
audit-block = { $who } blocked { $subject }{ $ends ->
        [none] {""}
       *[other] , ending { $ends }
    }: { $reason }
audit-unblock = { $who } unblocked { $subject } and forgave earlier refusals.
audit-channel-allowed = { $who } allowed { $subject }.
audit-channel-refused = { $who } refused { $subject }.
audit-channel-cleared = { $who } neither allows nor refuses { $subject } any more.
audit-models = { $who } allowed { $models ->
        [none] all models
       *[other] only these models: { $models }
    }{ $models_was ->
        [none] {""}
       *[other] {" "}(before: { $models_was })
    }.
audit-options = { $who } changed the options.{ $quality ->
        [kept] {""}
        [unset] {" "}Any quality.
       *[other] {" "}Highest quality: { $quality }.
    }{ $count ->
        [kept] {""}
        [unset] {" "}Any count.
       *[other] {" "}Largest count: { $count }.
    }{ $low ->
        [kept] {""}
        [anywhere] {" "}Low moderation: everywhere.
        [nowhere] {" "}Low moderation: nowhere.
       *[age-restricted] {" "}Low moderation: in age-restricted channels.
    }{ $spoilers ->
        [kept] {""}
        [yes] {" "}Pictures as spoilers: yes.
       *[no] {" "}Pictures as spoilers: no.
    }
audit-word-added = { $who } put a word on the list: ||{ $word }||
audit-word-removed = { $who } took a word off the list: ||{ $word }||
audit-pattern-added = { $who } put a pattern on the list: ||{ $pattern }||
audit-pattern-removed = { $who } took a pattern off the list: ||{ $pattern }||
audit-gallery = { $who } made { $subject } the gallery, one picture every { $seconds } s{ audit-part-channel }.
audit-gallery-off = { $who } switched the gallery off{ audit-part-channel }.
audit-log = { $who } made { $subject } the log channel{ audit-part-channel }.
audit-log-off = { $who } switched the log channel off{ audit-part-channel }.
audit-strikes = { $who } set when refusals pause somebody: { $refusals ->
        [none] never
       *[other] { $refusals } within { $window } min, for { $pause } min
    }{ $refusals_was ->
        [unset] {""}
        [none] {" "}(never before)
       *[other] {" "}({ $refusals_was } before)
    }.
audit-pause = { $who } paused requests here{ $ends ->
        [none] {""}
       *[other] , ending { $ends }
    }: { $reason }
audit-resume = { $who } took the pause back.
audit-job-cancelled = { $who } cancelled job { $job } of { $subject }.
audit-job-reposted = { $who } had the pictures of job { $job } of { $subject } posted again.
audit-job-never-taken = { $who } settled job { $job } of { $subject }: it never arrived.
audit-job-sent-again = { $who } settled job { $job } of { $subject }: it is sent again.
audit-job-found = { $who } settled job { $job } of { $subject }: it arrived as { $id }.
audit-refusals = { $subject } may ask again { $ends }: the image API refused { $count } of their requests.
audit-near-server-per-month = Four fifths of this server's budget of the month are used.
audit-near-total-per-day = Four fifths of the bot's budget of the day are used.
audit-gallery-unreachable = I cannot post shared pictures in { $subject }: look whether it is still there, and whether I may see it, write and attach files.
audit-share-lost = A picture that { $subject } shared could not be had any more.
audit-share-removed = { $who } removed a shared picture of { $subject }.

## What cannot be laid down: the old setting stays

invalid-money-range = `{ $field }` cannot be { $value }. It goes from { $least } to { $most }, so nothing has changed.
invalid-over-budget = The operator lets a server spend { $most } a month at most. Set `{ $field }` to that or less; nothing has changed.
invalid-nothing-given = Nothing was given to lay down. Set at least `{ $field }`, or another of the limits.
invalid-one-of-both = Limits are for a `{ $field }` or for one person, not for both at once. Nothing has changed.
invalid-text-empty = `{ $field }` is empty. Please write something that can be read.
invalid-text-too-long = `{ $field }` has { $length } characters, and { $most } are allowed. Please shorten it.
invalid-end = `{ $field }` must end in the future, and within { $most } days. Nothing has changed.
invalid-full = There is room for { $most } of `{ $field }`, and all are taken. Take one away first.
invalid-there-already = That `{ $field }` is on the list already.
invalid-remote-id = `{ $field }` is the image API's own id: letters, digits and signs without a space. Please look at it again.
invalid-pattern-broken = That `{ $field }` cannot be read as a regular expression: { $reason }. Nothing has changed.
invalid-pattern-slow = That `{ $field }` takes too long on some texts, so it was not taken. Make it simpler, with fewer repetitions inside of repetitions.
invalid-pattern-matches-nothing-said = That `{ $field }` is found in every text, even an empty one, so nobody could ask for anything. Nothing has changed.
not-found-grant = I know no grant of that id here. `/{ command-admin } { command-admin-show }` lists them.
not-found-pause = Nothing is paused here, so there is nothing to resume.
not-found-word = That word is not on the list.
not-found-pattern = That pattern is not on the list. It must be written exactly as it was added.
not-yours-weight = A server's share of turns is set by whoever runs the bot.
too-late-repost = This job is { $status }. Only pictures that could not be posted can be posted again.
too-late-settle = This job is { $status }. Only a job in doubt can be settled.

## What cannot be shared

not-found-gallery = There is no gallery here yet. Somebody who manages the server can set one with `/{ command-admin } { command-admin-gallery }`.
not-found-share = That picture is no longer in the gallery.
not-yours-share = Only the person who asked for a picture can share it.
not-yours-star = Your own picture gets its stars from others.
not-yours-remove = Only the person who shared it, or somebody who manages messages here, can remove it.
too-late-shared = That has been shared already. Each picture is shared once.
invalid-no-picture-chosen = Choose at least one `{ $field }` to share.
quota-shares-per-day = You may share { $limit ->
        [one] { $limit } picture
       *[other] { $limit } pictures
    } here in 24 hours, and { $left ->
        [0] none is left
        [one] { $left } is left
       *[other] { $left } are left
    }. { $ends ->
        [none] Choose fewer at once.
       *[other] There is room for this { $ends }.
    }

## The painter page: a mask painted in the browser. {$share}, {$size} … are put in by the page.

painter-title = Paint what should change
painter-lead = What you paint is drawn anew from your words.
painter-picture = Your picture, to paint on
painter-loading = Developing your picture …
painter-no-script = This page needs JavaScript. In Discord, you can choose parts of the picture from the grid instead.
painter-picture-trouble = Your picture could not be loaded. Reload this page, or press { button-mask } in Discord for a new link.
painter-tools = Tools
painter-brush = Brush
painter-eraser = Eraser
painter-rectangle = Rectangle
painter-lasso = Lasso
painter-size = Brush size
painter-changes = Changes
painter-undo = Undo
painter-redo = Redo
painter-invert = Invert
painter-clear = Clear
painter-view = View
painter-zoom-in = Zoom in
painter-zoom-out = Zoom out
painter-fit = Fit to the window
painter-prompt = What should be there?
painter-prompt-hint = What should be there? A red scarf, softly lit
painter-exact = Keep the rest exactly
painter-exact-why = What you do not paint stays the same, pixel for pixel.
painter-exact-not = Not possible here: the size you chose has another shape than your picture.
painter-price = up to
painter-submit = Make it
painter-sending = Sending …
painter-keys = Keyboard
painter-keys-tools = brush, eraser, rectangle, lasso
painter-keys-size = smaller or larger brush
painter-keys-undo = undo, redo
painter-keys-mask = invert, clear
painter-keys-zoom = zoom in, zoom out, fit
painter-keys-pan = hold and drag to move the picture; Alt erases with any tool
painter-keys-paint = On the picture, the arrow keys move a crosshair (faster with Shift), and Space or Enter paints there; hold it to draw a line.
painter-keys-corners = With rectangle and lasso, Space drops a corner; Enter drops the last one of a lasso; Escape gives it up.
painter-hint-paint = Paint over something first.
painter-hint-everything = Leave some of the picture unpainted.
painter-hint-prompt = Say what should be there.
painter-share = { $share } painted
painter-life = { $minutes } min left
painter-said-size = Brush size { $size }
painter-said-zoom = Zoom { $zoom }
painter-said-undone = Undone.
painter-said-redone = Redone.
painter-said-inverted = Inverted.
painter-said-cleared = Cleared.
painter-said-first = There is nothing to undo.
painter-said-last = Nothing to redo.
painter-said-corner = Corner dropped.
painter-said-given-up = Given up.
painter-offline = The painting could not be sent. It is still here: check your connection and try again.
painter-done-title = It is on its way
painter-done = Your painting has arrived. The picture will appear in the channel, and you will be called. You can close this page.
painter-refused-title = That did not work
painter-forged = This link is not valid. Press { button-mask } in Discord for a new one.
painter-expired = This link has ended: it is good for 15 minutes. Press { button-mask } in Discord for a new one.
painter-used = This link has been used already. Press { button-mask } in Discord for a new one.
painter-gone = What this link belongs to is no longer there. Press { button-mask } in Discord to begin again.
painter-foreign = This form was sent from another website, so nothing was done. Open the link from Discord itself.
painter-too-large = That is more than { $most } MiB. Please send a smaller mask.
painter-unreadable = The form could not be read. Nothing was charged; please try again.
painter-busy = Too many people are painting at this moment. Please try again in a minute.
painter-trouble = Something went wrong on our side. Nothing was charged; please try again in a minute.
painter-moment = at { $moment }
