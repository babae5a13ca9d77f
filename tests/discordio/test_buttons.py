"""The buttons: what a click does, for whom, and for how long."""

from dataclasses import replace

import discord
import pytest

from bot.discordio import forms
from bot.discordio.buttons import DYNAMIC_ITEMS, JobButton, progress_view
from bot.domain.errors import SubmissionInDoubt
from bot.domain.jobs import JobStatus
from bot.domain.requests import Mask as RequestMask
from bot.domain.requests import SourceImage
from tests.discordio.clicks import choose, click, id_of, ids_on, restarted
from tests.discordio.world import altered_interactions, job_in, png


@pytest.fixture
async def result(place, studio):
    """A result of somebody's, in the channel."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse", count=2)
    await studio.finish()
    [message] = place.messages()
    return message


def allowed_to_manage(place):
    """Return a member who may manage messages."""
    role = place.guild.create_role(
        "moderator", permissions=discord.Permissions(manage_messages=True)
    )
    return place.guild.add_member(place.env.create_user("moderator"), roles=[role])


async def test_again_makes_the_same_for_whoever_clicks(place, studio, result):
    """The new job is theirs, and knows what it came from."""
    clicked = await click(place.another, result, "again")
    assert clicked.deferred
    assert not clicked.ephemeral

    await studio.finish()

    first, second = await studio.jobs()
    assert (place.another.id, first.id) == (second.requester_id, second.parent_id)
    assert first.request.prompt == second.request.prompt
    assert f"<@{place.another.id}>" in place.messages()[-1].content


async def test_details_are_for_the_one_who_clicks(place, studio, result):
    """Anybody may ask how it was made, and bothers nobody with it."""
    clicked = await click(place.another, result, "details")

    assert clicked.ephemeral
    [embed] = clicked.response.embeds
    assert (await studio.only_job()).id in embed.title


async def test_who_asked_for_it_may_delete_it(place, result):
    """It is their picture."""
    await click(place.someone, result, "delete")

    assert [] == place.messages()


async def test_who_manages_messages_may_delete_it(place, result):
    """A server must be able to keep its channels clean."""
    await click(allowed_to_manage(place), result, "delete")

    assert [] == place.messages()


async def test_nobody_else_may_delete_it_and_is_told_so(place, result):
    """A click is always answered."""
    clicked = await click(place.another, result, "delete")

    assert [result.id] == [message.id for message in place.messages()]
    [told] = clicked.followups
    assert told.ephemeral
    assert "Only the person who asked" in told.content


async def test_deleting_what_is_gone_already_is_no_error(env, place, result):
    """Two people may click at once."""
    env.inject_error("DELETE", "/webhooks/*", status=404, code=10008)

    clicked = await click(place.someone, result, "delete")

    assert [] == clicked.followups


async def test_buttons_work_after_a_restart_on_messages_of_any_age(
    env, place, studio, words, result
):
    """Nothing of them is kept in memory."""
    await restarted(env, studio, words)

    clicked = await click(place.another, result, "details")

    assert clicked.response.embeds


async def test_a_click_delivered_twice_is_one_click(place, studio, result):
    """Discord may deliver an event more than once."""
    with altered_interactions(place.env, times=2):
        await click(place.another, result, "again")

    assert 2 == len(await studio.jobs())


async def test_cancel_withdraws_a_waiting_job(place, studio):
    """The progress answer becomes the notice."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await place.env.advance_time(2)
    await studio.engine.board.step()

    await click(place.someone, asked.response.message, "cancel")
    await studio.work()

    assert JobStatus.CANCELLED == (await studio.only_job()).status
    assert "Cancelled" in asked.response.content
    assert [] == studio.api.submitted


async def test_nobody_cancels_the_job_of_another(place, studio):
    """It is told to them alone, and the progress stays as it was."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await place.env.advance_time(2)
    await studio.engine.board.step()

    clicked = await click(place.another, asked.response.message, "cancel")

    assert JobStatus.ACCEPTED == (await studio.only_job()).status
    [told] = clicked.followups
    assert told.ephemeral
    assert "belongs to somebody else" in told.content
    assert asked.response is not None


async def test_what_may_not_have_arrived_is_sent_again_on_a_click(place, studio):
    """Only the person can decide to risk paying twice."""
    studio.api.refusal = SubmissionInDoubt("lost")
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    assert "we cannot know" in asked.response.content
    studio.api.refusal = None

    clicked = await click(place.someone, asked.response.message, "askagain")
    await studio.finish()

    [told] = clicked.followups
    assert told.ephemeral
    assert JobStatus.POSTED == (await studio.only_job()).status
    assert 1 == len(place.messages())


async def test_what_could_not_be_posted_is_posted_again_on_a_click(env, place, studio):
    """It is paid for: it must not be lost for a missing permission."""
    env.inject_error("POST", "/channels/*/messages", status=403, code=50013, times=1)
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    assert "could not be posted" in asked.response.content

    await click(place.someone, asked.response.message, "postagain")
    await studio.finish()

    assert JobStatus.POSTED == (await studio.only_job()).status
    assert 1 == len(studio.api.submitted)


async def test_a_click_that_comes_too_late_is_answered(place, studio):
    """An old notice keeps its buttons."""
    studio.api.refusal = SubmissionInDoubt("lost")
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    notice = asked.response.message
    await click(place.someone, notice, "askagain")

    clicked = await click(place.someone, notice, "askagain")

    [told] = clicked.followups
    assert told.ephemeral
    assert "nothing to try again" in told.content


@pytest.fixture
async def single(place, studio):
    """A result of somebody's with one picture."""
    await place.someone.slash(
        place.channel, "imagine", prompt="a lighthouse", quality="low", size="3:2"
    )
    await studio.finish()
    [message] = place.messages()
    return message


def of_another_job(payload):
    """Alter a click so that it comes from a message of a job that we do not know."""
    text = payload["data"]["custom_id"]
    job_id = text.split(":")[1]
    payload["data"]["custom_id"] = text.replace(job_id, "0" * 12)
    for row in payload["message"]["components"]:
        for button in row["components"]:
            button["custom_id"] = button["custom_id"].replace(job_id, "0" * 12)


def without_pictures(payload):
    """Alter a click so that it comes from a message that shows no picture any more."""
    payload["message"]["attachments"] = []


async def test_what_can_be_made_of_a_result_stands_above_what_can_be_done_with_it(result):
    """Two rows, each in its order."""
    assert [["again", "edit", "vary", "mask", "share"], ["details", "delete"]] == [
        [button.custom_id.split(":")[0] for button in row.children] for row in result.components
    ]


async def test_edit_asks_what_to_change_about_the_picture(place, studio, single):
    """The form is filled in with how it was made; the new job is of whoever clicks."""
    opened = await click(place.another, single, "edit")
    fields = {
        label["component"]["custom_id"]: label["component"] for label in opened.modal["components"]
    }
    assert "a lighthouse" == fields["prompt"]["value"]

    await place.another.submit_modal(
        opened, {"prompt": "a lighthouse at night", "size": ["3:2"], "quality": ["low"]}
    )

    first, second = await studio.jobs()
    assert (place.another.id, first.id) == (second.requester_id, second.parent_id)
    assert "a lighthouse at night" == second.request.prompt
    assert [single.attachments[0].filename] == [
        source.filename for source in second.request.references
    ]


async def test_edit_asks_which_of_several_pictures_is_meant(place, studio, result):
    """The first one is chosen already."""
    opened = await click(place.someone, result, "edit")

    await place.someone.submit_modal(opened, {"prompt": "at night", "picture": ["2"]})

    assert [result.attachments[1].filename] == [
        source.filename for source in (await studio.jobs())[-1].request.references
    ]


async def test_edit_opens_an_unfilled_form_where_the_job_cannot_be_read_in_time(
    place, studio, single, monkeypatch
):
    """The click must be answered within three seconds, whatever the database does."""
    monkeypatch.setattr(forms, "READ_SECONDS", 0)

    opened = await click(place.someone, single, "edit")
    await place.someone.submit_modal(opened, {"prompt": "at night"})

    assert "value" not in opened.modal["components"][0]["component"]
    first, second = await studio.jobs()
    assert first.id == second.parent_id


async def test_edit_works_on_a_result_of_a_forgotten_job(env, place, studio, single):
    """The message may be older than our database; the picture is there."""
    with altered_interactions(env, of_another_job):
        opened = await click(place.someone, single, "edit")
    await place.someone.submit_modal(opened, {"prompt": "at night"})

    assert (await studio.jobs())[-1].parent_id is None


@pytest.mark.parametrize("verb", ["edit", "vary", "mask"])
async def test_a_message_that_shows_no_picture_any_more_is_told(env, place, single, verb):
    """At once, and to the person alone."""
    with altered_interactions(env, without_pictures):
        clicked = await click(place.someone, single, verb)

    assert clicked.ephemeral
    assert "no picture in that message" in clicked.response.content


async def test_vary_makes_the_same_again_from_the_one_picture(place, studio, single):
    """In public, for whoever clicks."""
    clicked = await click(place.another, single, "vary")
    assert not clicked.ephemeral

    first, second = await studio.jobs()
    assert (place.another.id, first.id) == (second.requester_id, second.parent_id)
    assert ("a lighthouse", "3:2", "low") == (
        second.request.prompt,
        second.request.size,
        second.request.quality,
    )
    assert [single.attachments[0].filename] == [
        source.filename for source in second.request.references
    ]


async def test_vary_asks_which_of_several_pictures_is_meant(place, studio, result):
    """To the person alone; the choice makes the job."""
    asked = await click(place.another, result, "vary")
    assert asked.ephemeral
    assert 1 == len(asked.response.attachments)

    await click(place.another, asked.response.message, "pick", 2)

    first, second = await studio.jobs()
    assert (place.another.id, first.id, 2) == (
        second.requester_id,
        second.parent_id,
        second.request.count,
    )
    assert [result.attachments[1].filename] == [
        source.filename for source in second.request.references
    ]


async def test_the_chosen_variation_is_posted_and_the_question_goes(place, studio, result):
    """The question has become the progress answer."""
    asked = await click(place.another, result, "vary")
    await click(place.another, asked.response.message, "pick", 1)

    await studio.finish()

    assert JobStatus.POSTED == (await studio.jobs())[-1].status
    assert asked.response is None
    assert 2 == len(place.messages())


async def test_mask_asks_where_and_then_what(env, place, studio, single):
    """To the person alone, until the result is there: exact, of the picture's own shape."""
    asked = await click(place.another, single, "mask")
    assert asked.ephemeral
    await choose(place.another, asked.response.message, "cells", ["1", "2"])

    opened = await click(place.another, asked.response.message, "make")
    assert "a lighthouse" == opened.modal["components"][0]["component"]["value"]
    await place.another.submit_modal(opened, {"prompt": "a moon"})
    await studio.finish()

    first, second = await studio.jobs()
    assert (place.another.id, first.id) == (second.requester_id, second.parent_id)
    assert ("a moon", 1, True) == (
        second.request.prompt,
        second.request.count,
        second.request.mask.is_exact,
    )
    assert JobStatus.POSTED == second.status
    assert asked.response is None


async def test_mask_asks_which_of_several_pictures_is_meant(place, studio, result):
    """Then the one that was chosen comes under the grid."""
    asked = await click(place.someone, result, "mask")

    await click(place.someone, asked.response.message, "maskof", 2)

    assert id_of(asked.response.message, "cells")


@pytest.mark.parametrize("verb", ["vary", "mask"])
async def test_a_result_of_a_forgotten_job_is_told(env, place, result, verb):
    """How it was made is not known any more."""
    with altered_interactions(env, of_another_job):
        clicked = await click(place.someone, result, verb)

    assert clicked.ephemeral
    assert "I know no job" in clicked.response.content


@pytest.fixture
async def progress(place, studio):
    """The progress answer of an edit of somebody's, of two pictures."""
    asked = await place.someone.slash(
        place.channel,
        "imagine",
        prompt="a lighthouse",
        image1=("photo.png", png()),
        image2=("style.png", png()),
    )
    await place.env.advance_time(2)
    await studio.engine.board.step()
    return asked.response.message


async def test_an_edit_on_its_way_can_be_asked_for_with_a_mask(place, studio, progress):
    """Over the first picture, with the others beside it, in place of the edit that waits."""
    assert ["cancel", "maskjob"] == [found.split(":")[0] for found in ids_on(progress)]

    asked = await click(place.someone, progress, "maskjob")
    assert asked.ephemeral
    assert "goes on" not in asked.response.content
    await choose(place.someone, asked.response.message, "cells", ["1", "2"])
    await click(place.someone, asked.response.message, "make")

    first, second = await studio.jobs()
    assert JobStatus.CANCELLED == first.status
    assert first.request.prompt == second.request.prompt
    assert ["photo.png", "style.png"] == [source.filename for source in second.request.references]
    assert second.request.mask is not None


async def test_an_edit_that_has_been_sent_goes_on_and_that_is_said(place, studio, progress):
    """It cannot be taken back, and both are paid for."""
    await studio.work()

    asked = await click(place.someone, progress, "maskjob")

    assert JobStatus.RUNNING == (await studio.only_job()).status
    assert asked.response.content.startswith("Your first edit, without a mask, has been sent")
    assert id_of(asked.response.message, "cells")


async def test_an_edit_without_its_picture_is_not_cancelled_for_a_mask(
    place, studio, progress, monkeypatch
):
    """There is nothing to put in its place."""
    monkeypatch.setattr(place.env.backend.cdn, "_blobs", {})

    asked = await click(place.someone, progress, "maskjob")

    assert "no longer there" in asked.response.content
    assert JobStatus.ACCEPTED == (await studio.only_job()).status


async def test_the_pictures_of_another_are_not_shown(place, progress):
    """They were given to us, not to the channel."""
    asked = await click(place.another, progress, "maskjob")

    assert asked.ephemeral
    assert "belongs to somebody else" in asked.response.content
    assert [] == asked.response.attachments


def test_progress_offers_what_can_still_be_done(place, words):
    """A mask where there is a picture and none yet, cancelling while nothing is sent."""
    source = SourceImage(name="image1", url="https://x/1")
    job = job_in(place, JobStatus.RUNNING)
    plain = job.request
    edit = replace(plain, references=(source,))
    masked = replace(edit, mask=RequestMask(source=source))

    offered = [
        progress_view(replace(job, request=request, status=status), words, "en-US")
        for request, status in (
            (plain, JobStatus.RUNNING),
            (edit, JobStatus.RUNNING),
            (masked, JobStatus.RUNNING),
            (masked, JobStatus.ACCEPTED),
        )
    ]

    verbs = [
        None if view is None else [item.custom_id.split(":")[0] for item in view.children]
        for view in offered
    ]
    assert [None, ["maskjob"], None, ["cancel"]] == verbs


def test_every_id_is_recognised_by_one_item_alone():
    """A click is recognised by its id, of at most 100 characters."""
    verbs = {item.verb for item in DYNAMIC_ITEMS}
    assert len(DYNAMIC_ITEMS) == len(verbs)

    for item in DYNAMIC_ITEMS:
        template = item.__discord_ui_compiled_template__
        if issubclass(item, JobButton):
            assert template.fullmatch(f"{item.verb}:0123456789ab")
        assert not template.fullmatch(f"{item.verb}:0123456789ab0")
        others = (verb for verb in verbs if verb != item.verb)
        assert not any(template.fullmatch(f"{verb}:0123456789ab") for verb in others)
