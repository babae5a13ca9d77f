"""Pictures that the bot makes reachable through Discord, whatever Discord grants it."""

from dataclasses import replace

import pytest

from bot.discordio.hosting import MOST_ATTACHMENTS, DiscordAttachmentHost
from bot.domain.errors import DeliveryUnavailable, Undeliverable
from bot.domain.jobs import JobStatus
from bot.engine.ports import Progress
from tests.discordio.studio import UPLOADS
from tests.discordio.world import job_in, picture


@pytest.fixture
def host(env, studio, words):
    """The host over the bot's own connection; the test says what its endpoint answers."""
    env.backend.faults.clear()
    return DiscordAttachmentHost(client=studio.bot, words=words, clock=studio.clock)


@pytest.fixture
async def job(place, studio):
    """A job with an answer that shows its progress."""
    channel = studio.bot.get_partial_messageable(place.channel.id, guild_id=place.guild.id)
    message = await channel.send("Drawing your picture.")
    return replace(job_in(place), progress_message_id=message.id)


def asked(env):
    """Return how often the application's own endpoint was asked."""
    return sum(request.path.endswith("/attachment") for request in env.http_requests)


@pytest.mark.parametrize(
    ("status", "code", "asks"), [(403, 20012, 1), (404, 0, 1), (405, 0, 1), (503, 0, 2)]
)
async def test_what_the_endpoint_does_not_take_goes_onto_the_answer(
    env, place, host, job, status, code, asks
):
    """One that refuses is not asked again for a while: refusals are counted."""
    env.inject_error("POST", UPLOADS, status=status, code=code, times=None)

    first = await host.attach(picture(), name="one.png", job=job, token=None)
    second = await host.attach(picture(), name="two.png", job=job, token=None)

    [message] = place.messages()
    assert ["one.png", "two.png"] == [file.filename for file in message.attachments]
    assert [first.url, second.url] == [file.url for file in message.attachments]
    assert asks <= asked(env) <= 5 * asks


async def test_an_answer_that_is_full_takes_no_more(env, host, job):
    """Discord's messages hold ten files; the eleventh is refused before it is sent."""
    env.inject_error("POST", UPLOADS, status=403, code=20012, times=None)
    for number in range(MOST_ATTACHMENTS):
        await host.attach(picture(), name=f"{number}.png", job=job, token=None)

    with pytest.raises(Undeliverable, match="no more pictures"):
        await host.attach(picture(), name="11.png", job=job, token=None)


@pytest.mark.parametrize(
    ("reply_to_id", "error"), [(99, DeliveryUnavailable), (None, Undeliverable)]
)
async def test_without_an_answer_it_is_waited_for_where_one_will_come(
    env, place, host, job, reply_to_id, error
):
    """Who wrote a message gets an answer when their job is a second old."""
    env.inject_error("POST", UPLOADS, status=403, code=20012, times=None)
    origin = replace(job.origin, reply_to_id=reply_to_id)
    unanswered = replace(job, origin=origin, progress_message_id=None)

    with pytest.raises(error):
        await host.attach(picture(), name="a.png", job=unanswered, token=None)


@pytest.fixture
async def answered(place, studio):
    """A command whose answer shows its progress, and the secret that opens it."""
    asked = await place.someone.slash(place.channel, "imagine", prompt="a lighthouse")
    job = await studio.only_job()
    token = await studio.store.answer_token(job.id, now=studio.clock.now())
    await studio.engine.board._courier.show_progress(
        job, Progress(status=JobStatus.ACCEPTED, position=1), token
    )
    return asked, job, token


async def test_what_an_answer_cannot_hold_stands_in_one_more_that_only_its_person_sees(
    env, host, answered
):
    """Fifteen pictures and a mask are sixteen files."""
    asked, job, token = answered
    env.inject_error("POST", UPLOADS, status=404, times=None)
    for number in range(16):
        await host.attach(picture(), name=f"{number}.png", job=job, token=token)

    [further] = asked.followups
    assert further.ephemeral
    assert "on their way to the image API" in further.content
    assert [f"{number}.png" for number in range(10)] == [
        file.filename for file in asked.response.attachments
    ]
    assert [f"{number}.png" for number in range(10, 16)] == [
        file.filename for file in further.attachments
    ]


async def test_where_the_answer_is_gone_its_person_gets_another(env, place, host, answered):
    """They may dismiss it in the moment in which they agree."""
    asked, job, token = answered
    env.inject_error("POST", UPLOADS, status=404, times=None)
    env.backend.delete_message(place.channel.id, asked.response.id)

    await host.attach(picture(), name="mask.png", job=job, token=token)

    [further] = asked.followups
    assert ["mask.png"] == [file.filename for file in further.attachments]
