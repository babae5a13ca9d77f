"""`Edit image` in the menu of a message, and what becomes of a form that comes back."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.domain.jobs import JobStatus
from bot.domain.models import DEFAULT_CATALOGUE, Catalogue
from tests.discordio.clicks import click, photos, restarted
from tests.discordio.world import (
    MODEL,
    altered_interactions,
    committed_and_lost,
    png,
    speaking,
)

FILLED = {"prompt": "make it night"}


@pytest.fixture
async def photo(place):
    """A message of somebody's with a picture."""
    return await photos(place)


async def opened_on(place, message, who=None):
    """Open the form from the menu of a message."""
    opened = await (who or place.someone).context_menu(place.channel, "Edit image", message)
    assert opened.modal is not None
    return opened


def sending(**values):
    """Return an alteration by which these fields come back, whatever Discord would allow."""

    def alter(payload):
        for label in payload["data"]["components"]:
            field = label["component"]
            if field["custom_id"] in values:
                field["values"] = values[field["custom_id"]]

    return alter


async def test_the_picture_is_edited_as_the_form_says(place, studio, photo):
    """The form's own files come after it; the answer is public, as that of a command."""
    opened = await opened_on(place, photo, place.another)

    sent = await place.another.submit_modal(
        opened,
        {
            "prompt": " make it night ",
            "size": ["3:2"],
            "quality": ["high"],
            "count": ["2"],
            "files": [("moon.png", png()), ("stars.png", png())],
        },
    )

    assert sent.deferred
    assert not sent.ephemeral
    job = await studio.only_job()
    request = job.request
    assert ("make it night", MODEL, "3:2", "high", 2) == (
        request.prompt,
        request.model,
        request.size,
        request.quality,
        request.count,
    )
    assert [("image1", "photo1.png"), ("image2", "moon.png"), ("image3", "stars.png")] == [
        (source.name, source.filename) for source in request.references
    ]
    assert (place.another.id, None, sent.response.id) == (
        job.requester_id,
        job.parent_id,
        job.progress_message_id,
    )


async def test_what_is_left_as_it_was_offered_is_not_sent(place, studio, photo):
    """The size follows the picture, the rest is the model's to decide."""
    opened = await opened_on(place, photo)

    await place.someone.submit_modal(
        opened, FILLED | {"size": ["as-the-picture"], "quality": ["auto"], "count": ["1"]}
    )

    request = (await studio.only_job()).request
    assert (None, None, 1) == (request.size, request.quality, request.count)


async def test_a_form_with_words_alone_is_enough(place, studio, photo):
    """Whatever else is left empty counts as not given."""
    opened = await opened_on(place, photo)

    await place.someone.submit_modal(opened, FILLED)
    await studio.finish()

    job = await studio.only_job()
    assert (JobStatus.POSTED, 1) == (job.status, job.request.count)


async def test_the_form_speaks_the_persons_language(env, place, photo):
    """Titles and fields are words, too."""
    with altered_interactions(env, speaking("zh-CN")):
        opened = await opened_on(place, photo)

    assert "编辑图片" == opened.modal["title"]


async def test_of_several_pictures_the_chosen_ones_are_used(place, studio):
    """The form asks for that instead of how many."""
    opened = await opened_on(place, await photos(place, 3))

    await place.someone.submit_modal(opened, FILLED | {"picture": ["3", "1"]})

    request = (await studio.only_job()).request
    assert ["photo3.png", "photo1.png"] == [source.filename for source in request.references]
    assert 1 == request.count


async def test_a_result_becomes_the_parent(place, studio):
    """A chain of edits is a lineage."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    [result] = place.messages()

    await place.another.submit_modal(await opened_on(place, result, place.another), FILLED)

    first, second = await studio.jobs()
    assert first.id == second.parent_id


async def test_a_result_of_a_forgotten_job_is_a_picture_like_others(env, place, studio):
    """The message may be older than our database."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    [result] = place.messages()
    job = await studio.only_job()

    def forget(payload):
        [message] = payload["data"]["resolved"]["messages"].values()
        for row in message["components"]:
            for button in row["components"]:
                button["custom_id"] = button["custom_id"].replace(job.id, "0" * 12)

    with altered_interactions(env, forget):
        opened = await opened_on(place, result)
    await place.someone.submit_modal(opened, FILLED)

    assert (await studio.jobs())[-1].parent_id is None


async def test_a_message_without_pictures_is_told(place, studio):
    """At once, and to the person alone."""
    message = await place.someone.send(place.channel, "just words")

    asked = await place.someone.context_menu(place.channel, "Edit image", message)

    assert asked.modal is None
    assert asked.ephemeral
    assert "no picture in that message" in asked.response.content


async def test_the_form_comes_back_after_a_restart(env, place, studio, words, photo):
    """Nothing of it is kept in memory."""
    opened = await opened_on(place, photo)

    await restarted(env, studio, words)
    await place.someone.submit_modal(opened, FILLED)

    assert "make it night" == (await studio.only_job()).request.prompt


async def test_an_open_form_is_not_kept(place, studio, photo):
    """Whoever dismisses it never tells us."""
    await opened_on(place, photo)

    assert {} == studio.bot._connection._view_store._modals


async def test_a_form_delivered_twice_is_one_job(env, place, studio, photo):
    """Discord may deliver an event more than once."""
    opened = await opened_on(place, photo)

    with altered_interactions(env, times=2):
        await place.someone.submit_modal(opened, FILLED)

    assert 1 == len(await studio.jobs())


async def test_a_form_of_a_draft_that_has_become_a_job_is_told(env, place, studio, photo):
    """One draft makes one job, however often its form comes back."""
    first, second = [await opened_on(place, photo) for _ in range(2)]
    await place.someone.submit_modal(first, FILLED)

    def of_the_first(payload):
        payload["data"]["custom_id"] = first.modal["custom_id"]

    with altered_interactions(env, of_the_first):
        sent = await place.someone.submit_modal(second, FILLED)

    [told] = sent.followups
    assert told.ephemeral
    assert "already being made" in told.content
    assert 1 == len(await studio.jobs())


async def test_a_form_that_comes_back_after_a_day_is_told(env, place, studio, photo):
    """The pictures' addresses live no longer."""
    opened = await opened_on(place, photo)
    await env.advance_time(timedelta(hours=24, seconds=1).total_seconds())

    sent = await place.someone.submit_modal(opened, FILLED)

    [told] = sent.followups
    assert told.ephemeral
    assert "This is over" in told.content
    assert [] == await studio.jobs()


async def test_the_form_of_another_is_refused(env, place, studio, photo):
    """Nobody sees its id; whoever makes it up gets a sentence."""
    theirs, ours = await opened_on(place, photo), await opened_on(place, photo, place.another)

    def of_theirs(payload):
        payload["data"]["custom_id"] = theirs.modal["custom_id"]

    with altered_interactions(env, of_theirs):
        sent = await place.another.submit_modal(ours, FILLED)

    [told] = sent.followups
    assert "This was started by somebody else" in told.content
    assert [] == await studio.jobs()


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({"size": ["9:9"]}, "“9:9” is not possible for `size`"),
        ({"quality": ["best"]}, "“best” is not possible for `quality`"),
        ({"count": ["many"]}, "could not read “many” as `count`"),
        ({"count": ["99"]}, "`count` cannot be 99"),
        ({"picture": ["first"]}, "could not read “first” as `picture`"),
        ({"picture": ["4"]}, "There is no picture 4"),
        ({"picture": ["0"]}, "There is no picture 0"),
    ],
)
async def test_a_value_that_was_not_offered_is_told(env, place, studio, fields, sentence):
    """Whoever sends a form by hand gets a sentence, and pays nothing."""
    [field] = fields
    filled, count = (FILLED | {"picture": ["1"]}, 3) if field == "picture" else (FILLED, 1)
    opened = await opened_on(place, await photos(place, count))

    with altered_interactions(env, sending(**fields)):
        sent = await place.someone.submit_modal(opened, filled)

    told = sent.followups or [sent.response]
    assert [True] == [message.ephemeral for message in told]
    assert sentence in told[0].content
    assert [] == await studio.jobs()


async def test_what_may_be_asked_for_is_what_the_model_of_the_picture_takes(place, studio):
    """The usual model, by which nobody asked for this, may take less."""
    models = DEFAULT_CATALOGUE.models
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()
    [result] = place.messages()
    studio.bot.default_model = small = "a-small-one"
    catalogue = Catalogue((*models, replace(models[0], name=small, max_count=1)))
    studio.engine.intake._catalogue = catalogue

    opened = await click(place.someone, result, "edit")
    await place.someone.submit_modal(opened, FILLED | {"count": ["3"]})

    request = (await studio.jobs())[-1].request
    assert (MODEL, 3) == (request.model, request.count)


async def test_an_empty_prompt_is_told_at_once(place, studio, photo):
    """A form can be sent with spaces alone; nothing public comes of it."""
    opened = await opened_on(place, photo)

    sent = await place.someone.submit_modal(opened, {"prompt": "   "})

    assert sent.ephemeral
    assert "prompt is empty" in sent.response.content


async def test_a_file_that_is_no_file_is_passed_over(env, place, studio, photo):
    """Only what Discord has resolved is a file."""
    opened = await opened_on(place, photo)

    with altered_interactions(env, sending(files=["12345"])):
        await place.someone.submit_modal(opened, FILLED)

    assert ["photo1.png"] == [
        source.filename for source in (await studio.only_job()).request.references
    ]


async def test_forms_that_are_not_ours_are_left_alone(env, place, studio, photo):
    """Another part of the bot may have its own."""
    opened = await opened_on(place, photo)

    def of_others(payload):
        payload["data"]["custom_id"] = "editform:and-more"

    with altered_interactions(env, of_others):
        sent = await place.someone.submit_modal(opened, FILLED)

    assert not sent.acknowledged
    assert [] == await studio.jobs()


async def test_more_pictures_than_the_model_takes_are_told(place, studio):
    """Fifteen is the most."""
    opened = await opened_on(place, await photos(place, 10))
    files = [(f"more{number}.png", png()) for number in range(6)]

    sent = await place.someone.submit_modal(
        opened, FILLED | {"picture": [str(number) for number in range(1, 11)], "files": files}
    )

    [told] = sent.followups
    assert "16 pictures" in told.content
    assert [] == await studio.jobs()


async def test_a_lost_acknowledgement_of_the_form_is_tried_once_more(env, place, studio, photo):
    """If the first attempt did arrive, Discord says so, and the form is open."""
    with committed_and_lost(env, "/callback") as lost:
        opened = await opened_on(place, photo)
    assert lost
    await place.someone.submit_modal(opened, FILLED)

    assert 1 == len(await studio.jobs())


async def test_an_interaction_that_has_ended_opens_nothing(env, place, studio, photo):
    """There is nobody left to tell."""
    env.inject_error("POST", "/interactions/*", status=404, code=10062, times=1)

    asked = await place.someone.context_menu(place.channel, "Edit image", photo)

    assert asked.modal is None
    assert [] == asked.followups


async def test_the_form_of_a_result_keeps_what_it_does_not_ask_for(place, studio):
    """Model, background, format and compression are those of the job before."""
    await place.someone.slash(
        place.channel,
        "imagine",
        prompt="a lighthouse",
        model="gpt-image-1-official",
        format="jpeg",
        compression=70,
        background="opaque",
        moderation="low",
    )
    await studio.finish()
    [result] = place.messages()

    await place.someone.submit_modal(await click(place.someone, result, "edit"), FILLED)

    request = (await studio.jobs())[-1].request
    assert ("gpt-image-1-official", "jpeg", 70, "opaque", "low") == (
        request.model,
        request.output_format,
        request.compression,
        request.background,
        request.moderation,
    )


async def test_a_form_that_makes_no_sense_is_answered_too(env, place, studio, photo):
    """Nobody is left with "interaction failed", whatever was sent."""
    opened = await opened_on(place, photo)

    with altered_interactions(env, sending(size=None)):
        sent = await place.someone.submit_modal(opened, FILLED)

    [told] = sent.followups or [sent.response]
    assert told.ephemeral
    assert "Something went wrong on our side" in told.content
    assert [] == await studio.jobs()
