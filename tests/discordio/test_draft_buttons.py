"""The buttons under drafts: what they change, for whom, and for how long."""

from datetime import timedelta

import pytest

from bot.discordio import forms
from bot.discordio.draft_buttons import DRAFT_ITEMS
from bot.discordio.drafting import mask_message, pick_message
from bot.domain.drafts import DraftKind, MaskReading
from bot.domain.errors import NotFound
from bot.domain.jobs import JobStatus
from tests.discordio.clicks import (
    begun,
    button_on,
    choose,
    click,
    id_of,
    ids_on,
    posted,
    restarted,
)
from tests.discordio.world import altered_interactions

ENGLISH = "en-US"


@pytest.fixture
async def region(place, studio):
    """A draft of somebody's without a mask, in the channel."""
    draft = await begun(place, studio)
    return await posted(place, await mask_message(studio.bot, draft, ENGLISH))


async def now(message):
    """Return the message as it stands now."""
    return await message.channel.fetch_message(message.id)


def draft_id_on(message):
    """Return the id of the draft that the message stands for."""
    return ids_on(message)[0].split(":")[1]


async def draft_on(studio, place, message):
    """Return the draft that the message stands for."""
    return await studio.engine.drafts.get(draft_id_on(message), by=place.someone.id)


def told(clicked):
    """Return what was said to the person alone."""
    [followup] = clicked.followups
    assert followup.ephemeral
    return followup.content


async def test_chosen_cells_are_shown_before_anything_is_paid_for(place, studio, region):
    """The message changes into the preview; nobody is asked to make anything yet."""
    assert button_on(region, "make").disabled

    await choose(place.someone, region, "cells", ["1", "2"])

    draft = await draft_on(studio, place, region)
    assert ((1, 2), MaskReading.CELLS) == (draft.cells, draft.reading)
    shown = await now(region)
    assert "will be repainted" in shown.content
    assert ["1", "2"] == [
        option.value for option in button_on(shown, "cells").options if option.default
    ]
    assert not button_on(shown, "make").disabled
    assert 1 == len(shown.attachments)
    assert [] == await studio.jobs()


async def test_cells_can_be_chosen_anew(place, studio, region):
    """What was chosen before is forgotten."""
    await choose(place.someone, region, "cells", ["1", "2"])

    await choose(place.someone, await now(region), "cells", ["25"])

    assert (25,) == (await draft_on(studio, place, region)).cells


async def test_all_cells_are_no_mask(place, region):
    """It is said, and the message stays as it was."""
    cells = [str(cell) for cell in range(1, 26)]

    clicked = await choose(place.someone, region, "cells", cells)

    assert "whole picture" in told(clicked)
    assert button_on(await now(region), "make").disabled


@pytest.mark.parametrize(
    ("value", "sentence"),
    [("26", "from 1 to 25"), ("0", "from 1 to 25"), ("left", "could not read “left”")],
)
async def test_a_cell_that_is_none_is_told(place, region, value, sentence):
    """Whoever makes such a request by hand gets a sentence, too."""

    def alter(payload):
        payload["data"]["values"] = [value]

    with altered_interactions(place.env, alter):
        clicked = await choose(place.someone, region, "cells", ["1"])

    assert sentence in told(clicked)


async def test_made_it_becomes_the_job_and_the_message_its_progress(env, place, studio, region):
    """With the result the message goes."""
    await choose(place.someone, region, "cells", ["1"])

    await click(place.someone, await now(region), "make")
    job = await studio.only_job()
    await studio.finish()

    assert ("make it night", region.id) == (job.request.prompt, job.progress_message_id)
    assert job.request.mask is not None
    assert job.request.mask.is_exact
    assert JobStatus.POSTED == (await studio.only_job()).status
    assert region.id not in {message.id for message in place.messages()}


async def test_two_clicks_are_one_job(place, studio, region):
    """The second one is told that it is being made already."""
    await choose(place.someone, region, "cells", ["1"])
    shown = await now(region)
    await click(place.someone, shown, "make")

    clicked = await click(place.someone, shown, "make")

    assert "already being made" in clicked.response.content
    assert clicked.ephemeral
    assert 1 == len(await studio.jobs())


async def test_a_click_delivered_twice_is_one_click(place, studio, region):
    """Discord may deliver an event more than once."""
    await choose(place.someone, region, "cells", ["1"])
    shown = await now(region)

    with altered_interactions(place.env, times=2):
        await click(place.someone, shown, "make")

    assert 1 == len(await studio.jobs())


async def test_without_a_mask_nothing_is_made(place, studio, region):
    """The button is disabled; whoever clicks it by hand is told why."""

    def alter(payload):
        payload["data"]["custom_id"] = id_of(region, "make")

    with altered_interactions(place.env, alter):
        clicked = await click(place.someone, region, "discard")

    assert "mask" in clicked.response.content
    assert [] == await studio.jobs()


async def test_where_nobody_has_said_what_to_draw_the_form_asks(place, studio):
    """The click opens it, and what it brings back makes the job."""
    draft = await begun(place, studio, prompt="")
    message = await posted(place, await mask_message(studio.bot, draft, ENGLISH))
    await choose(place.someone, message, "cells", ["13"])

    opened = await click(place.someone, await now(message), "make")
    assert f"maskform:{draft.id}" == opened.modal["custom_id"]
    await place.someone.submit_modal(opened, {"prompt": "a red door"})

    job = await studio.only_job()
    assert ("a red door", message.id) == (job.request.prompt, job.progress_message_id)


async def test_the_form_comes_back_after_a_restart(env, place, studio, words):
    """Nothing of it is kept in memory."""
    draft = await begun(place, studio, prompt="")
    message = await posted(place, await mask_message(studio.bot, draft, ENGLISH))
    await choose(place.someone, message, "cells", ["13"])
    opened = await click(place.someone, await now(message), "make")

    await restarted(env, studio, words)
    await place.someone.submit_modal(opened, {"prompt": "a red door"})

    assert "a red door" == (await studio.only_job()).request.prompt


async def test_two_forms_of_one_draft_are_one_job(place, studio):
    """Who opens the form twice and sends both is told."""
    draft = await begun(place, studio, prompt="")
    message = await posted(place, await mask_message(studio.bot, draft, ENGLISH))
    await choose(place.someone, message, "cells", ["13"])
    shown = await now(message)
    first, second = [await click(place.someone, shown, "make") for _ in range(2)]
    await place.someone.submit_modal(first, {"prompt": "a red door"})

    sent = await place.someone.submit_modal(second, {"prompt": "a blue door"})

    assert "already being made" in told(sent)
    assert "a red door" == (await studio.only_job()).request.prompt


async def test_an_empty_prompt_is_told_and_the_draft_stays(place, studio):
    """A form can be sent with spaces alone."""
    draft = await begun(place, studio, prompt="")
    message = await posted(place, await mask_message(studio.bot, draft, ENGLISH))
    await choose(place.someone, message, "cells", ["13"])
    opened = await click(place.someone, await now(message), "make")

    sent = await place.someone.submit_modal(opened, {"prompt": "   "})

    assert "prompt is empty" in told(sent)
    assert (await studio.engine.drafts.get(draft.id, by=place.someone.id)).job_id is None


async def test_a_draft_that_cannot_be_read_in_time_asks_in_the_form(
    place, studio, region, monkeypatch
):
    """The click must be answered within three seconds, whatever the database does."""
    await choose(place.someone, region, "cells", ["1"])
    shown = await now(region)
    monkeypatch.setattr(forms, "READ_SECONDS", 0)

    opened = await click(place.someone, shown, "make")

    assert opened.modal is not None
    [label] = opened.modal["components"]
    assert "value" not in label["component"]


async def test_exact_is_switched_off_and_on_again(place, studio, region):
    """The label says how it stands; a click says the opposite."""
    await choose(place.someone, region, "cells", ["1"])
    on = await now(region)
    assert "Exact: on" == button_on(on, "exact").label

    await click(place.someone, on, "exact")
    off = await now(region)
    assert not (await draft_on(studio, place, region)).request.mask.is_exact
    assert "Exact: off" == button_on(off, "exact").label
    assert "may change something" in off.content

    await click(place.someone, off, "exact")
    assert (await draft_on(studio, place, region)).request.mask.is_exact


async def test_only_who_began_it_may_go_on(place, studio, region):
    """Everybody sees the message; to others it is said that it is not theirs."""
    await choose(place.someone, region, "cells", ["1"])
    shown = await now(region)

    clicked = [
        await choose(place.another, shown, "cells", ["2"]),
        await click(place.another, shown, "exact"),
        await click(place.another, shown, "discard"),
    ]
    made = await click(place.another, shown, "make")

    assert all("This was started by somebody else" in told(each) for each in clicked)
    assert "This was started by somebody else" in made.response.content
    draft = await draft_on(studio, place, region)
    assert ((1,), True) == (draft.cells, draft.request.mask.is_exact)
    assert region.id in {message.id for message in place.messages()}
    assert [] == await studio.jobs()


async def test_after_a_day_it_has_ended(place, region):
    """The pictures' addresses live no longer; a click is answered all the same."""
    await choose(place.someone, region, "cells", ["1"])
    shown = await now(region)
    await place.env.advance_time(timedelta(hours=24, seconds=1).total_seconds())

    chosen = await choose(place.someone, shown, "cells", ["2"])
    made = await click(place.someone, shown, "make")

    assert "This is over" in told(chosen)
    assert "This is over" in made.response.content


async def test_the_buttons_work_after_a_restart(env, place, studio, words, region):
    """Nothing of them is kept in memory."""
    await restarted(env, studio, words)

    await choose(place.someone, region, "cells", ["7"])

    assert (7,) == (await draft_on(studio, place, region)).cells


async def test_discard_ends_the_draft_and_takes_the_message_away(place, studio, region):
    """With it goes the way to go on: another window still shows the buttons."""
    await choose(place.someone, region, "cells", ["1"])
    shown = await now(region)
    draft = await draft_on(studio, place, shown)

    await click(place.someone, shown, "discard")

    assert region.id not in {message.id for message in place.messages()}
    with pytest.raises(NotFound):
        await studio.engine.drafts.get(draft.id, by=None)


async def test_anybody_takes_away_what_has_ended(place, region):
    """It is nobody's any more."""
    await place.env.advance_time(timedelta(hours=24, seconds=1).total_seconds())

    await click(place.another, region, "discard")

    assert region.id not in {message.id for message in place.messages()}


async def test_discarding_what_is_gone_already_is_no_error(env, place, region):
    """Two clicks may come at once."""
    env.inject_error("DELETE", "/webhooks/*", status=404, code=10008)

    clicked = await click(place.someone, region, "discard")

    assert [] == clicked.followups


@pytest.mark.parametrize(
    ("number", "names"), [(2, ["photo2.png"]), (0, ["photo1.png", "photo2.png"])]
)
async def test_the_chosen_picture_is_the_one_that_is_used(place, studio, number, names):
    """Zero stands for all of them, in order."""
    draft = await begun(place, studio, DraftKind.PICK, count=2)
    message = await posted(place, await pick_message(studio.bot, draft, ENGLISH))

    await click(place.someone, message, "pick", number)

    request = (await studio.only_job()).request
    assert names == [source.filename for source in request.references]
    assert "make it night" == request.prompt


async def test_a_choice_is_its_persons_alone_and_is_made_once(place, studio):
    """Two clicks are one job."""
    draft = await begun(place, studio, DraftKind.PICK, count=2)
    message = await posted(place, await pick_message(studio.bot, draft, ENGLISH))

    by_another = await click(place.another, message, "pick", 1)
    await click(place.someone, message, "pick", 1)
    again = await click(place.someone, message, "pick", 2)

    assert "This was started by somebody else" in told(by_another)
    assert "already being made" in told(again)
    assert ["photo1.png"] == [
        source.filename for source in (await studio.only_job()).request.references
    ]


async def test_of_several_pictures_the_chosen_one_comes_under_the_grid(place, studio):
    """Only then can cells be chosen."""
    draft = await begun(place, studio, DraftKind.MASK_PICK, count=3)
    message = await posted(place, await mask_message(studio.bot, draft, ENGLISH))

    await click(place.someone, message, "maskof", 3)

    chosen = await studio.engine.drafts.get(draft.id, by=place.someone.id)
    assert ["photo3.png"] == [source.filename for source in chosen.request.references]
    assert button_on(await now(message), "cells")


async def test_a_picture_that_is_gone_is_told(place, studio, monkeypatch):
    """The sentence says what to do; the question stays."""
    draft = await begun(place, studio, DraftKind.MASK_PICK, count=2)
    message = await posted(place, await mask_message(studio.bot, draft, ENGLISH))
    monkeypatch.setattr(place.env.backend.cdn, "_blobs", {})

    clicked = await click(place.someone, message, "maskof", 2)

    assert "`image2` is no longer there" in told(clicked)
    assert id_of(await now(message), "maskof", 1)


def test_every_id_fits_and_is_recognised_whole():
    """A click is recognised by its id alone, of at most 100 characters."""
    numbered = {"pick", "maskof", "exact"}
    for item in DRAFT_ITEMS:
        template = item.__discord_ui_compiled_template__
        custom_id = f"{item.verb}:0123456789ab" + (":1" if item.verb in numbered else "")
        assert template.fullmatch(custom_id)
        assert not template.fullmatch(f"{custom_id}00")
