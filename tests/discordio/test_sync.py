"""Discord is told the commands when they have changed, and only then."""

import logging

import pytest

from bot.discordio import sync
from bot.discordio.sync import GLOBAL
from tests.discordio.studio import EXTENSIONS
from tests.discordio.world import KeptDigests, new_bot


@pytest.fixture
def successor(studio, words):
    """Return a function that builds the bot of the next start."""

    def build(**options):
        bot = new_bot(words, **({"extensions": EXTENSIONS, "digests": studio.digests} | options))
        bot.engine = studio.engine
        return bot

    return build


NAMES = {
    *("imagine", "edit", "tray", "jobs", "help"),
    *("quota", "history", "gallery", "settings", "forget", "admin"),
    *("Edit image", "Use as reference", "Image details"),
}
ALL = len(NAMES)
"""The commands and the menus on messages."""


def told(env):
    """Return the paths at which Discord was told commands, with how many, in order."""
    return [
        (request.path.partition("/applications/")[2].partition("/")[2], len(request.json))
        for request in env.http_requests
        if request.method == "PUT" and request.path.endswith("/commands")
    ]


async def test_the_first_start_tells_them_and_keeps_their_ids(env, studio):
    """The ids are needed to mention a command."""
    assert [("commands", ALL)] == told(env)
    assert NAMES == set(studio.digests.ids[GLOBAL])


async def test_a_start_with_the_same_commands_tells_nothing(env, successor):
    """Discord counts what it is told."""
    await env.restart_bot(successor())

    assert 1 == len(told(env))


async def test_a_start_with_other_commands_tells_them(env, successor):
    """Discord holds what it was told last."""
    await env.restart_bot(successor(extensions=EXTENSIONS[1:]))

    assert [("commands", ALL), ("commands", ALL - 1)] == told(env)


async def test_commands_for_some_servers_take_the_place_of_the_global_ones(env, place, successor):
    """Else they would show twice."""
    await env.restart_bot(successor(guild_ids=(place.guild.id,)))

    assert [
        ("commands", ALL),
        ("commands", 0),
        (f"guilds/{place.guild.id}/commands", ALL),
    ] == told(env)


async def test_commands_for_some_servers_work_there(env, place, successor):
    """The tree finds them, wherever they are kept."""
    await env.restart_bot(successor(guild_ids=(place.guild.id,)))

    helped = await place.someone.slash(place.channel, "help")

    assert helped.response.embeds


async def test_commands_that_were_never_global_are_not_taken_back(env, place, successor):
    """Another process may have told them, for another reason."""
    await env.restart_bot(successor(guild_ids=(place.guild.id,), digests=KeptDigests()))

    assert ("commands", 0) not in told(env)


async def test_a_server_that_we_are_not_in_is_passed_over(env, place, successor, caplog):
    """One wrong id must not keep the bot from starting."""
    env.inject_error("PUT", "/applications/*/guilds/1/commands", status=403, code=50001)

    await env.restart_bot(successor(guild_ids=(1, place.guild.id)))

    assert (f"guilds/{place.guild.id}/commands", ALL) in told(env)
    assert "the commands (1) could not be told to Discord" in caplog.text


@pytest.mark.parametrize(
    ("status", "code", "level", "said"),
    [
        (400, 30034, logging.ERROR, "Not today"),
        (400, 50035, logging.ERROR, "HTTP status 400, error code 50035"),
        (403, 50001, logging.ERROR, "Not today"),
        (500, 0, logging.WARNING, "Not today"),
    ],
)
async def test_commands_that_discord_does_not_take_keep_nobody_from_working(
    env, place, studio, successor, caplog, status, code, level, said
):
    """One line tells what Discord said, and nothing is noted as told."""
    kept = dict(studio.digests.kept)
    env.inject_error(
        "PUT", "/applications/*/commands", status=status, code=code, message="Not today"
    )

    await env.restart_bot(successor(extensions=EXTENSIONS[1:]))
    helped = await place.someone.slash(place.channel, "help")

    [line] = [
        record
        for record in caplog.records
        if record.name == sync.__name__ and record.levelno > logging.INFO
    ]
    assert level == line.levelno
    assert said in line.getMessage()
    assert kept == studio.digests.kept
    assert helped.response.embeds
