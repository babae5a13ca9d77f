"""`/imagine`, from the command to the picture in the channel."""

import sqlite3
from contextlib import closing

import pytest
from discord import app_commands

from bot.domain.errors import ApiRejected, StoreError
from bot.domain.jobs import JobStatus
from bot.domain.quota import Allowance
from tests.discordio.world import (
    MODEL,
    altered_interactions,
    committed_and_lost,
    png,
    saying,
    speaking,
)


async def test_a_picture_is_made_and_posted_and_the_progress_goes(place, studio):
    """The whole way of a job, as the channel shows it."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    assert asked.deferred
    assert not asked.ephemeral

    await studio.finish()

    [message] = place.messages()
    assert f"<@{place.someone.id}>, your picture is ready." in message.content
    assert 1 == len(message.attachments)
    assert asked.response is None


async def test_every_option_reaches_the_engine_as_the_apis_own_word(place, studio):
    """What the person chose is what is asked for; nothing else is added."""
    await place.someone.slash(
        place.channel,
        "imagine",
        prompt=" a lighthouse ",
        model="gpt-image-1-official",
        size="3:2",
        count=3,
        quality="high",
        background="opaque",
        format="jpeg",
        compression=80,
        moderation="low",
        image1=("one.png", png()),
        image3=("three.png", png()),
    )

    request = (await studio.only_job()).request
    assert ("a lighthouse", "gpt-image-1-official", "3:2", 3) == (
        request.prompt,
        request.model,
        request.size,
        request.count,
    )
    assert ("high", "opaque", "jpeg", 80, "low") == (
        request.quality,
        request.background,
        request.output_format,
        request.compression,
        request.moderation,
    )
    assert ["image1", "image3"] == [source.name for source in request.references]


async def test_without_options_the_defaults_hold_and_nothing_else_is_said(place, studio):
    """What nobody gave is not sent."""
    await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

    request = (await studio.only_job()).request
    assert (MODEL, "1:1", 1) == (request.model, request.size, request.count)
    assert (None, None, None, None, None) == (
        request.quality,
        request.background,
        request.output_format,
        request.compression,
        request.moderation,
    )


async def test_the_job_knows_where_it_came_from(place, studio):
    """The result goes there, and the answer can be edited."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

    job = await studio.only_job()
    assert (place.someone.id, place.channel.id, place.guild.id) == (
        job.requester_id,
        job.origin.channel_id,
        job.origin.guild_id,
    )
    assert asked.response.id == job.progress_message_id
    assert await studio.store.answer_token(job.id, now=place.env.now()) is not None


async def test_it_works_in_the_bots_own_direct_messages(env, studio):
    """No server is needed."""
    someone = env.create_user("someone")

    await someone.slash("imagine", prompt="a lighthouse")
    await studio.finish()

    [message] = [
        message for message in someone.dm_channel.history() if message.author.id == env.bot.user.id
    ]
    assert 1 == len(message.attachments)


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        ({"prompt": "   "}, "Your prompt is empty"),
        ({"prompt": "x", "format": "png", "compression": 50}, "`compression` works only with JPEG"),
        (
            {"prompt": "x", "format": "jpeg", "background": "transparent"},
            "A JPEG cannot be transparent",
        ),
    ],
)
async def test_what_is_not_possible_is_said_to_the_person_alone(place, studio, options, sentence):
    """It is the acknowledgement itself: nothing is written down and nothing charged."""
    asked = await place.someone.slash(place.channel, "imagine", **options)

    assert asked.response.ephemeral
    assert sentence in asked.response.content
    assert [] == await studio.jobs()
    assert [] == place.messages()


@pytest.mark.parametrize(
    ("option", "value", "allowed"),
    [
        ("count", 5, "`count` cannot be 5. It goes from 1 to 4."),
        ("count", 0, "`count` cannot be 0. It goes from 1 to 4."),
        ("compression", 101, "`compression` cannot be 101. It goes from 0 to 100."),
        ("size", "9:1", "`size`. You can choose: 1:1, 3:2, 2:3."),
        ("quality", "best", "`quality`. You can choose: auto, low, medium, high."),
        ("model", "other", "`model`. You can choose: "),
        ("format", "bmp", "`format`. You can choose: png, jpeg."),
        ("background", "red", "`background`. You can choose: auto, opaque, transparent."),
        ("moderation", "high", "`moderation`. You can choose: auto, low."),
    ],
)
async def test_a_value_that_discord_would_not_offer_is_named_with_what_is_allowed(
    place, studio, option, value, allowed
):
    """A client may send anything; the choices are only an offer."""
    with altered_interactions(place.env, saying(**{option: value})):
        asked = await place.someone.slash(place.channel, "imagine", prompt="x")

    assert asked.response.ephemeral
    assert allowed in asked.response.content
    assert [] == await studio.jobs()


class TestLimits:
    """A limit that is met only after the acknowledgement."""

    @pytest.fixture
    def allowance(self):
        """One picture a day."""
        return Allowance(images_per_day=1)

    async def test_the_public_answer_goes_and_the_person_alone_is_told(self, place):
        """What is public cannot become private, so it is taken away."""
        await place.someone.slash(place.channel, "imagine", prompt="one")

        asked = await place.someone.slash(place.channel, "imagine", prompt="another")

        assert asked.response is None
        [told] = asked.followups
        assert told.ephemeral
        assert "Your limit is 1 in 24 hours" in told.content


async def test_a_reference_that_is_no_picture_is_said_to_the_person_alone(place, studio):
    """Bad input is nobody else's business, and costs nothing."""
    asked = await place.someone.slash(
        place.channel, "imagine", prompt="x", image1=("one.png", b"not a picture")
    )
    await studio.finish()

    assert asked.response is None
    [told] = asked.followups
    assert told.ephemeral
    assert "The file in `image1` is not a picture" in told.content
    assert [] == studio.api.submitted


async def test_a_refusal_is_told_in_the_answer_with_the_apis_own_words(place, studio):
    """The person learns what to change."""
    studio.api.refusal = ApiRejected("no lighthouses today")
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

    await studio.finish()

    assert "The image API refused this request" in asked.response.content
    assert "no lighthouses today" in asked.response.content
    assert JobStatus.FAILED == (await studio.only_job()).status


async def test_the_answer_shows_progress_with_a_button_to_cancel(place, studio):
    """While it waits it can be withdrawn."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await place.env.advance_time(2)

    await studio.engine.board.step()

    assert "You are next." in asked.response.content
    [row] = asked.response.components
    assert [f"cancel:{(await studio.only_job()).id}"] == [
        button["custom_id"] for button in row["components"]
    ]


async def test_the_button_to_cancel_goes_when_it_is_sent(place, studio):
    """A button that can only be too late is no offer."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await place.env.advance_time(2)
    await studio.engine.board.step()
    await studio.work(seconds=6)

    await studio.engine.board.step()

    assert "Drawing your picture." in asked.response.content
    assert [] == asked.response.components


async def test_an_interaction_delivered_twice_is_one_job(place, studio):
    """Discord may deliver an event more than once."""
    with altered_interactions(place.env, times=2):
        await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    await studio.finish()

    assert JobStatus.POSTED == (await studio.only_job()).status
    assert 1 == len(studio.api.submitted)


async def test_an_acknowledgement_that_is_too_late_leaves_nothing_behind(place, studio):
    """Nobody can be told any more: no job, no error, no second attempt."""
    place.env.inject_error("POST", "/interactions/*/*/callback", status=404, code=10062)

    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

    assert not asked.acknowledged
    assert [] == await studio.jobs()


async def test_an_acknowledgement_that_discord_has_already_counts(place, studio):
    """Its answer was lost on the way; the second attempt is told so, and goes on from there."""
    with committed_and_lost(place.env, "/interactions/") as lost:
        asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

    job = await studio.only_job()
    assert 1 == len(lost)
    assert asked.response.id == job.progress_message_id


async def test_answers_are_in_the_persons_language(place):
    """The locale comes with the interaction."""
    with altered_interactions(place.env, speaking("zh-TW")):
        asked = await place.someone.slash(place.channel, "imagine", prompt="  ")

    assert "请告诉我" in asked.response.content


async def test_a_private_result_is_in_the_answer_alone(place, studio):
    """Nothing of it comes into the channel, and its details are for nobody else."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a fox", private="yes")
    await studio.finish()
    job = await studio.only_job()
    theirs = await place.someone.slash(place.channel, "jobs show", job=job.id)
    others = await place.another.slash(place.channel, "jobs show", job=job.id)

    assert asked.ephemeral
    assert JobStatus.POSTED == job.status
    assert 1 == len(asked.response.attachments)
    assert [] == place.messages() == place.sent
    assert job.id in theirs.response.embeds[0].title
    assert "I know no job of that id" in others.response.content


class TestADatabaseThatRefuses:
    """The request cannot be written down."""

    pytestmark = pytest.mark.simcord(check_errors=False)

    @pytest.fixture
    def expected_faults(self):
        """It is a fault of ours, and logged as one."""
        return (StoreError, app_commands.AppCommandError)

    async def test_the_person_is_told_and_nothing_comes_of_it_later(self, place, studio, tmp_path):
        """Who was told that it went wrong asks again, and must not get it twice."""
        with closing(sqlite3.connect(studio.store._database.path)) as connection:
            connection.execute(
                "CREATE TRIGGER refusing BEFORE INSERT ON job"
                " BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
            )
            asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")

        [told] = asked.followups
        assert "reference" in told.content
        assert b"" == (tmp_path / "inbox").read_bytes()
