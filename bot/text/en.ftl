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
help-examples = Examples
help-example-plain = a lighthouse in a storm, oil on canvas
help-example-sticker = a sleeping fox as a sticker, thick white outline
help-example-photo = put my dog into a space suit, studio portrait
help-cost = What it costs
help-cost-text = A picture costs between { $least_price } and { $most_price }, by its size and quality. Only pictures that were really made are charged. What fails costs nothing.
help-privacy = Privacy
help-privacy-text = Your words and pictures go to the image API, which draws. I keep your request and how it ended, so that the buttons work and limits can be counted. Pictures are kept only as long as a job, a draft or your tray needs them: a day, usually.

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
