"""How the bot starts, stays and stops, over real sockets."""

import asyncio

import discord
import pytest
from discord.asset import Asset
from discord.gateway import DiscordWebSocket
from discord.http import Route

from bot.discordio import client, sync
from bot.discordio.client import DarkroomBot, install_endpoints
from bot.domain.errors import ConfigError
from tests.discordio.front_door import FrontDoor
from tests.discordio.world import MODEL, KeptDigests


@pytest.fixture(autouse=True)
def _endpoints(monkeypatch):
    """Give the library its own addresses back, and let it wait for nothing."""
    monkeypatch.setattr(Route, "BASE", Route.BASE)
    monkeypatch.setattr(Asset, "BASE", Asset.BASE)
    monkeypatch.setattr(DiscordWebSocket, "DEFAULT_GATEWAY", DiscordWebSocket.DEFAULT_GATEWAY)
    monkeypatch.setattr(client, "FIRST_PAUSE_SECONDS", 0.01)


@pytest.fixture
async def door():
    """Discord's front door, to which the library is pointed."""
    async with FrontDoor() as door:
        install_endpoints(door.api_url)
        yield door


@pytest.fixture
def build(words):
    """Return a function that builds the bot without commands."""

    def build(**options):
        return DarkroomBot(
            words=words,
            default_model=MODEL,
            extensions=(),
            command_digests=options.pop("digests", KeptDigests()),
            **options,
        )

    return build


async def started(bot, door):
    """Start the bot and wait until it is connected."""
    task = asyncio.create_task(bot.start("token"))
    await door.ready.wait()
    return task


async def test_it_asks_where_the_gateway_is_and_how_many_shards(door, build):
    """Nothing but the API's address has to be known."""
    bot = build()
    async with bot:
        await started(bot, door)

    assert "GET /gateway/bot" in door.asked
    assert [[0, 1]] == [identified["shard"] for identified in door.identified]


async def test_it_asks_where_the_gateway_is_even_with_a_fixed_number_of_shards(door, build):
    """The library would go to Discord's own gateway then, whatever `api_url` says."""
    bot = build(shard_count=2, shard_ids=(1,))
    async with bot:
        await started(bot, door)

    assert [[1, 2]] == [identified["shard"] for identified in door.identified]


async def test_a_configured_gateway_is_not_asked_for(door, build):
    """Where shards are fixed as well, there is nothing to ask."""
    bot = build(shard_count=1, gateway_url=door.gateway_url)
    async with bot:
        await started(bot, door)

    assert "GET /gateway/bot" not in door.asked


async def test_it_listens_to_no_more_than_it_needs(door, build):
    """Servers alone: nothing privileged, no members, no messages."""
    bot = build()
    async with bot:
        await started(bot, door)

    [identified] = door.identified
    assert discord.Intents(guilds=True).value == identified["intents"]


async def test_it_leaves_in_a_way_that_ends_the_session(door, build):
    """Any other code than 1000 lets the bot look alive for minutes."""
    bot = build()
    async with bot:
        task = await started(bot, door)
        await bot.close()

    await door.gone.wait()
    assert [1000] == door.close_codes
    assert task.cancelled()


async def test_it_is_ready_while_all_its_shards_are_connected(door, build):
    """Readiness follows what is, not what was once."""
    bot = build()
    connected = asyncio.Event()

    async def on_shard_connect(shard_id):
        await DarkroomBot.on_shard_connect(bot, shard_id)
        connected.set()

    bot.on_shard_connect = on_shard_connect
    async with bot:
        assert not bot.gateway_is_ready
        await started(bot, door)
        await connected.wait()
        assert bot.gateway_is_ready
        await bot.on_shard_disconnect(0)
        assert not bot.gateway_is_ready
        await bot.on_shard_resumed(0)
        assert bot.gateway_is_ready


@pytest.mark.parametrize("faults", [[503], [503, 429, 502]])
async def test_a_login_that_discord_cannot_take_now_is_tried_again(
    door, build, faults, monkeypatch
):
    """A bot must outlive Discord's bad moments; the library would give up."""

    async def no_sleep(seconds, result=None):
        return result

    door.faults = faults
    monkeypatch.setattr(discord.http.asyncio, "sleep", no_sleep)
    bot = build()
    async with bot:
        await started(bot, door)

    assert len(door.identified) == 1


async def test_a_discord_that_is_not_there_yet_is_waited_for(build, unused_tcp_port, monkeypatch):
    """No connection at first is no reason to end."""
    install_endpoints(f"http://127.0.0.1:{unused_tcp_port}/api")
    failed = asyncio.Event()
    close = discord.http.HTTPClient.close

    async def noted(http):
        await close(http)
        failed.set()

    monkeypatch.setattr(discord.http.HTTPClient, "close", noted)
    bot = build()
    async with FrontDoor() as door, bot:
        task = asyncio.create_task(bot.start("token"))
        await failed.wait()
        install_endpoints(door.api_url)
        await door.ready.wait()

    assert task.cancelled()


async def test_a_wrong_token_is_the_operators_to_mend(door, build):
    """It is said by the key, and never tried again."""
    door.faults = [401]
    bot = build()
    async with bot:
        with pytest.raises(ConfigError, match=r"discord\.token"):
            await bot.start("token")

    assert ["GET /users/@me"] == door.asked


@pytest.mark.parametrize(
    ("code", "key"),
    [
        (4004, "token"),
        (4010, "shard_ids"),
        (4011, "shard_count"),
        (4013, "replies"),
        (4014, "message_content_intent"),
    ],
)
async def test_a_refusal_by_the_gateway_names_the_key(door, build, code, key):
    """To connect again is no use, and would use up the starts of the day."""
    door.refuses_with = code
    bot = build()
    async with bot:
        with pytest.raises(ConfigError, match=key):
            await bot.start("token")

    assert len(door.identified) == 1


async def test_a_shard_that_cannot_be_launched_is_tried_as_often_as_it_takes(
    door, build, monkeypatch
):
    """The library goes one level deeper at every failure, and would end after an hour."""
    tries = []
    connect = DiscordWebSocket.from_client

    async def failing(client, **options):
        tries.append(options["shard_id"])
        if len(tries) < 4:
            raise OSError
        return await connect(client, **options)

    async def no_sleep(seconds, result=None):
        return result

    monkeypatch.setattr(DiscordWebSocket, "from_client", failing)
    monkeypatch.setattr(discord.shard.asyncio, "sleep", no_sleep)
    bot = build()
    async with bot:
        await started(bot, door)

    assert [0, 0, 0, 0] == tries


def test_the_library_is_pointed_at_another_api():
    """A proxy, a test world; the version is ours to say."""
    install_endpoints("http://127.0.0.1:8000/api/")

    assert "http://127.0.0.1:8000/api/v10" == Route.BASE
    assert "http://127.0.0.1:8000" == Asset.BASE


def test_discords_own_files_stay_where_they_are():
    """They have hosts of their own."""
    install_endpoints("https://discord.com/api")

    assert "https://discord.com/api/v10" == Route.BASE
    assert "https://cdn.discordapp.com" == Asset.BASE


@pytest.mark.parametrize(("shard_ids", "tells"), [((0,), True), ((1,), False)])
async def test_one_process_of_several_tells_the_commands(door, build, shard_ids, tells):
    """The one that has the first shard."""
    bot = build(shard_count=2, shard_ids=shard_ids)
    async with bot:
        await started(bot, door)

    assert tells == ("PUT /applications/1/commands" in door.asked)


async def test_a_discord_that_wants_the_commands_tomorrow_is_not_waited_for(
    door, build, monkeypatch, caplog
):
    """The library would sleep until then, with nobody served."""
    monkeypatch.setattr(sync, "MOST_SECONDS", 0.05)
    door.takes_commands = False
    digests = KeptDigests()
    bot = build(digests=digests)
    async with bot:
        await started(bot, door)

    assert {} == digests.kept
    assert "could not be told to Discord" in caplog.text


def test_nothing_is_said_about_voice(build, monkeypatch, caplog):
    """The libraries for it are not there, and are not needed."""
    monkeypatch.setattr(discord.VoiceClient, "warn_nacl", True)
    monkeypatch.setattr(discord.VoiceClient, "warn_dave", True)
    build()

    assert "voice" not in caplog.text
