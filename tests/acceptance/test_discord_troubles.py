"""Discord fails, drops, forgets and forbids: a result is shown exactly once, or that is told."""

import pytest

from sandbox.bot_process import BotProcess
from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from sandbox.world import DiscordWorld
from tests.acceptance.stage import (
    KEY,
    PATIENCE_SECONDS,
    QUICK,
    TOKEN,
    Studio,
    button,
    embedded,
    free_port,
    open_studio,
    sha256,
    until,
    verbs,
    words,
)

pytestmark = pytest.mark.asyncio(loop_scope="module")


LOST_ANSWERS = (
    {"status": 502, "commit": True},
    {"status": 503, "commit": True},
    {"drop": True, "commit": True},
    {"status": 502},
    {"status": 503},
    {"drop": True},
    {"status": 429, "retry_after_seconds": 0.3},
    {"status": 503, "commit": True, "times": 2},
    {"status": 502, "commit": True, "times": 2},
)
"""How the answer to a message gets lost, whether or not Discord has taken the message."""


async def test_a_lost_answer_makes_no_second_message(studio, ada):
    """In every case there is one in the end, with the right pictures."""
    studio.calm()
    asked = {}
    for trouble in LOST_ANSWERS:
        place, prompt = studio.channel(), words("a tower")
        studio.world.fail("POST", f"/channels/{place.id}/messages", **trouble)
        await ada.slash(place, "imagine", prompt=prompt, count=2)
        asked[str(trouble)] = place, prompt
    for place, prompt in asked.values():
        await studio.result(place)
        await studio.job_is(prompt, "posted")
    await studio.life_goes_on()

    made = {
        trouble: [
            [picture.sha256 for picture in each.pictures] for each in studio.submissions(prompt)
        ]
        for trouble, (_, prompt) in asked.items()
    }
    assert {1} == {len(submissions) for submissions in made.values()}
    assert made == {
        trouble: [[sha256(x.data) for x in each.attachments] for each in studio.messages(place)]
        for trouble, (place, _) in asked.items()
    }


@pytest.mark.parametrize(
    "trouble", [{"status": 502, "commit": True}, {"drop": True, "commit": True}, {"drop": True}]
)
async def test_a_lost_acknowledgement_is_found_again(studio, place, ada, trouble):
    """The request goes on, in the answer that Discord has made."""
    prompt = words("a tower")
    studio.world.fail("POST", "/interactions/*/callback", **trouble)
    action = await ada.slash(place, "imagine", prompt=prompt)
    await studio.result(place)

    assert action.response is None
    assert 1 == len(studio.submissions(prompt))


async def test_the_progress_was_deleted_by_a_moderator_meanwhile(studio, place, ada):
    """The result comes all the same."""
    studio.api.turn(seconds=1.5)
    prompt = words("a tower")
    action = await ada.slash(place, "imagine", prompt=prompt)
    await action.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    await studio.person(permissions=["manage_messages"]).delete(action.response)
    message = await studio.result(place)
    await studio.life_goes_on()

    assert [message.id] == [each.id for each in studio.messages(place)]


async def test_a_notice_whose_answer_was_deleted_comes_as_a_message(studio, place, ada):
    """Nobody is left without a word."""
    studio.api.turn(stuck=True)
    prompt = words("a tower [[fail:task_failed]]")
    action = await ada.slash(place, "imagine", prompt=prompt)
    await action.acknowledged(timeout_seconds=PATIENCE_SECONDS)
    await studio.person(permissions=["manage_messages"]).delete(action.response)
    studio.calm()
    notice = await studio.notice(place, "could not make it")

    assert (ada.id,) == notice.mentioned_ids
    assert ["again", "details"] == verbs(notice)


async def test_a_channel_that_is_gone_leaves_the_job_undelivered_and_says_so(studio, place, ada):
    """The pictures are paid for, so they are not thrown away silently."""
    studio.api.turn(stuck=True)
    prompt = words("a tower")
    await ada.slash(place, "imagine", prompt=prompt)
    job = await studio.job_is(prompt, "running")
    studio.world.env.backend.delete_channel(place.id)
    studio.calm()
    await studio.job_is(prompt, "undelivered")
    await until(lambda: not studio.jobs_of(prompt)[0].notice_due)
    elsewhere = studio.channel()
    shown = await ada.slash(elsewhere, "jobs show", job=job.id)
    told = await until(lambda: shown.response and "gone" in embedded(studio, shown.response))

    assert told
    assert 1 == len(studio.submissions(prompt))


@pytest.mark.parametrize("permission", ["attach_files", "send_messages", "view_channel"])
async def test_what_may_not_be_posted_is_told_and_can_be_posted_later(studio, ada, permission):
    """Paid once; posted when somebody has allowed it."""
    place, prompt = studio.channel(), words("a tower")
    studio.calm()
    studio.server.deny_bot(place, permission)
    await ada.slash(place, "imagine", prompt=prompt, count=2)
    notice = await studio.notice(place, "could not be posted")

    assert "allow it" in notice.content
    assert ["postagain", "details"] == verbs(notice)
    assert "undelivered" == studio.jobs_of(prompt)[0].status

    studio.server.deny_bot(place)
    pressed = await ada.click(notice, button(notice, "postagain"))
    message = await studio.result(place)
    told = await until(lambda: pressed.followups)

    assert 2 == len(message.attachments)
    assert told[0].ephemeral
    assert 1 == len(studio.submissions(prompt))


async def test_words_that_automod_blocks_are_left_out(studio, place, ada):
    """The pictures are shown without them."""
    prompt = words("a forbidden tower")
    studio.world.fail(
        "POST", f"/channels/{place.id}/messages", status=400, code=200000, message="blocked"
    )
    await ada.slash(place, "imagine", prompt=prompt)
    message = await studio.result(place)

    assert "forbidden" not in message.content
    assert ada.mention in message.content
    assert 1 == len(studio.submissions(prompt))


@pytest.mark.parametrize(("status", "code"), [(413, 40005), (400, 50045)])
async def test_files_that_are_too_large_whatever_is_done_are_told(studio, place, ada, status, code):
    """Made smaller once, and if that does not help either, said."""
    prompt = words("a tower")
    studio.world.fail("POST", f"/channels/{place.id}/messages", status=status, code=code, times=2)
    await ada.slash(place, "imagine", prompt=prompt)
    notice = await studio.notice(place, "too large for the channel")

    assert ["postagain", "details"] == verbs(notice)


async def test_a_dropped_gateway_is_resumed_and_nothing_is_missed(studio, place, ada):
    """What is asked during the drop is answered after it."""
    before = len(studio.world.logins)
    await studio.world.drop_gateway(4000)
    await ada.slash(place, "imagine", prompt=words("a tower"))
    await studio.result(place)

    assert [True] == [each.resumed for each in studio.world.logins[before:]]


async def test_a_forgotten_session_is_begun_anew(studio, place, ada):
    """And the bot is there again."""
    before = len(studio.world.logins)
    studio.world.forget_sessions()
    studio.world.ask_to_reconnect()
    await until(lambda: len(studio.world.logins) > before)
    await ada.slash(place, "imagine", prompt=words("a tower"))
    await studio.result(place)

    assert [False] == [each.resumed for each in studio.world.logins[before:]]


async def test_an_interaction_that_comes_twice_is_one_job(studio, place, ada):
    """Discord delivers at least once."""
    prompt = words("a tower")
    action = await ada.slash(place, "imagine", prompt=prompt)
    studio.world.redeliver(action)
    await studio.result(place)
    studio.world.redeliver(action)
    await studio.life_goes_on()

    assert 1 == len(studio.submissions(prompt))
    assert 1 == len(studio.messages(place))


async def test_an_interaction_that_comes_again_after_a_restart_is_one_job(studio, place, ada):
    """What is remembered of it is in the database."""
    studio.api.turn(stuck=True)
    prompt = words("a tower")
    action = await ada.slash(place, "imagine", prompt=prompt)
    await studio.job_is(prompt, "running")
    await studio.restart_hard()
    studio.world.redeliver(action)
    studio.calm()
    await studio.result(place)
    await studio.life_goes_on()

    assert 1 == len(studio.submissions(prompt))
    assert 1 == len(studio.messages(place))


async def test_a_click_that_comes_twice_counts_once(studio, place, ada):
    """As a command does."""
    prompt = words("a tower")
    await ada.slash(place, "imagine", prompt=prompt)
    message = await studio.result(place)
    pressed = await ada.click(message, button(message, "again"))
    studio.world.redeliver(pressed)
    await studio.result(place, number=2)
    await studio.life_goes_on()

    assert 2 == len(studio.submissions(prompt))
    assert 2 == len(studio.messages(place))


async def test_a_bot_that_starts_before_discord_is_there_waits_for_it(tmp_path):
    """No supervisor is needed to start things in order."""
    world = DiscordWorld(port=free_port(), token=TOKEN)
    async with SandboxImageApi(key=KEY, dials=Dials(drawing="plain")) as api:
        bot = BotProcess(world=world, api=api, key=KEY, folder=tmp_path, settings=QUICK)
        await bot.start()
        try:
            await until(lambda: "Discord cannot be reached" in bot.log_path.read_text())
            async with world:
                server = world.create_server()
                studio = Studio(world=world, api=api, bot=bot, server=server, web_url="")
                await until(lambda: world.connected)
                place = studio.channel()
                await studio.person().slash(place, "imagine", prompt=words("a tower"))
                message = await studio.result(place)
                exit_code = await studio.stop()
        finally:
            if bot.is_running:
                await bot.kill()

    assert 1 == len(message.attachments)
    assert 0 == exit_code


async def test_a_token_that_discord_refuses_ends_the_bot_with_one_line(tmp_path):
    """It is the operator's to mend, and starting again is no use: exit 78."""
    async with open_studio(tmp_path, started=False) as studio:
        studio.world.fail("GET", "/users/@me", status=401, message="401: Unauthorized")
        await studio.bot.start()
        exit_code = await studio.bot.process.wait()

        last = studio.log.strip().splitlines()[-1]
        assert 78 == exit_code
        assert last.startswith("darkroom: ")
        assert "token" in last
