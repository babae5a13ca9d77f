"""`darkroom check`: what it finds, one fault at a time, over real sockets and real files."""

import asyncio
import errno
import os
import socket
from dataclasses import replace

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer

from bot import check
from bot.check import ADMINISTRATOR, IN_THREADS, NEEDED, Finding, Subject, look_at
from bot.store.database import open_database
from bot.store.migrate import migrate
from bot.web.server import WebServer
from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi

ENOUGH = sum(NEEDED.values())
TOKEN = "bot-secret"
KEY = "api-secret"


class SmallDiscord:
    """The three addresses of Discord's API that are asked."""

    def __init__(self):
        self.guilds = [{"id": "5", "name": "Studio", "permissions": str(ENOUGH)}]
        self.flags = 0
        self.status = 200
        self.pages = []

    async def me(self, request):
        """Answer who the bot is."""
        return self.judged(request) or web.json_response({"id": "7", "username": "Darkroom"})

    async def application(self, request):
        """Answer what is set in the portal."""
        return self.judged(request) or web.json_response({"id": "7", "flags": self.flags})

    async def my_guilds(self, request):
        """Answer with one page of servers."""
        after, limit = int(request.query["after"]), int(request.query["limit"])
        self.pages.append(after)
        page = [guild for guild in self.guilds if int(guild["id"]) > after][:limit]
        return self.judged(request) or web.json_response(page)

    def judged(self, request):
        """Refuse who has not the token, and whatever the test wants refused."""
        if request.headers.get("Authorization") != f"Bot {TOKEN}":
            return web.json_response({"message": "401: Unauthorized"}, status=401)
        if self.status != 200:
            return web.Response(status=self.status, headers={"Location": "http://127.0.0.1:1/"})
        return None


@pytest.fixture
async def discord():
    """Listen as Discord."""
    small = SmallDiscord()
    app = web.Application()
    app.router.add_get("/api/v10/users/@me", small.me)
    app.router.add_get("/api/v10/applications/@me", small.application)
    app.router.add_get("/api/v10/users/@me/guilds", small.my_guilds)
    async with TestServer(app) as server:
        small.url = str(server.make_url("/api"))
        yield small


@pytest.fixture
async def image_api():
    """Listen as the image API."""
    async with SandboxImageApi(key=KEY, dials=Dials()) as api:
        yield api


@pytest.fixture
def subject(tmp_path, discord, image_api):
    """Describe a configuration with which all is well."""
    return Subject(
        store_url=f"sqlite:///{tmp_path / 'data' / 'darkroom.db'}",
        pictures=str(tmp_path / "data" / "pictures"),
        base_url=image_api.base_url,
        key=KEY,
        api_url=discord.url,
        token=TOKEN,
        message_content_intent=False,
        listen=("127.0.0.1", 0),
        public_url="",
    )


async def found(subject, name):
    """Look at everything, and return the finding of that name."""
    [finding] = [each for each in await look_at(subject) if each.name == name]
    return finding


async def test_all_is_well(subject):
    """Nothing was there before, and nothing is made by looking."""
    findings = await look_at(subject)

    assert [] == [str(each) for each in findings if not each.is_well]
    assert [
        "database",
        "pictures",
        "image API",
        "Discord token",
        "intents",
        "permissions",
        "web",
    ] == [each.name for each in findings]
    assert "✓ Discord token: the bot is Darkroom (7)" in map(str, findings)
    assert "✓ image API: the key is accepted; 100 is left, in the unit of the gateway" in map(
        str, findings
    )


async def test_looking_makes_nothing(subject, tmp_path):
    """The folder of a bot that was never started stays as it is."""
    await look_at(subject)

    assert [] == list(tmp_path.iterdir())


async def test_nothing_well_is_found_side_by_side(subject, tmp_path):
    """One fault keeps no other from being told."""
    (tmp_path / "data").write_bytes(b"")
    findings = await look_at(
        replace(subject, key="wrong", token="wrong", message_content_intent=True, listen=None)
    )

    assert ["web"] == [each.name for each in findings if each.is_well]


async def test_no_finding_and_no_repr_shows_a_secret(subject):
    """What is said may be pasted into a forum."""
    wrong = replace(subject, key="wrong-api-secret", token="wrong-bot-secret")
    said = [*map(str, await look_at(subject)), *map(str, await look_at(wrong)), repr(subject)]

    assert "secret" not in " ".join(said)


def test_a_finding_is_one_line():
    """A server may be called anything."""
    assert "✗ permissions: a b c" == str(Finding("permissions", False, "a\nb\x1bc"))


# --- database and pictures ---


async def test_a_database_in_use_is_looked_at_beside_the_running_bot(subject):
    """Its lock is the bot's."""
    async with open_database(subject.store_url) as database:
        await migrate(database)
        finding = await found(subject, "database")

    assert finding.is_well
    assert finding.sentence.endswith("darkroom.db opens and is up to date")


async def test_an_older_database_is_well(subject):
    """The next start takes care of it."""
    async with open_database(subject.store_url):
        pass

    assert (await found(subject, "database")).sentence.endswith("brings it up to date")
    assert (await found(subject, "database")).is_well


async def test_a_file_that_is_no_database_is_found(subject, tmp_path):
    """Somebody copied the wrong one."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "darkroom.db").write_bytes(b"no database" * 100)
    finding = await found(subject, "database")

    assert not finding.is_well
    assert "not a database" in finding.sentence


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
@pytest.mark.parametrize("name", ["database", "pictures"])
async def test_a_folder_that_cannot_be_written_is_found(subject, tmp_path, name):
    """A volume that was mounted read-only."""
    tmp_path.chmod(0o500)
    finding = await found(subject, name)
    tmp_path.chmod(0o700)

    assert not finding.is_well


@pytest.mark.parametrize("name", ["database", "pictures"])
async def test_a_file_where_a_folder_should_be_is_found(subject, tmp_path, name):
    """Nothing can be made in it."""
    (tmp_path / "data").write_bytes(b"")
    finding = await found(subject, name)

    assert (False, f"{tmp_path / 'data'} cannot be written, or is no folder") == (
        finding.is_well,
        finding.sentence,
    )


# --- the image API ---


async def test_a_key_that_is_not_accepted_is_found(subject):
    """The most frequent fault of all."""
    finding = await found(replace(subject, key="wrong"), "image API")

    assert not finding.is_well
    assert finding.sentence.startswith("the key, or what is left on it, is not enough: ")


async def test_a_key_that_is_missing_is_found(subject):
    """Nobody is asked."""
    assert Finding("image API", False, "image_api.key is missing") == await found(
        replace(subject, key=""), "image API"
    )


async def test_a_key_that_no_header_can_hold_is_found(subject):
    """It was copied with something else."""
    assert not (await found(replace(subject, key="a\nb"), "image API")).is_well


@pytest.mark.parametrize(
    ("answer", "is_well", "sentence"),
    [
        ({"success": True, "remain_balance": 0}, False, "nothing is left on it"),
        ({"success": True, "remain_balance": -1, "unlimited_quota": True}, True, "without a limit"),
        ({"success": True, "used_balance": 1}, False, "does not tell the balance"),
        ({"success": False, "message": "Failed to get token info"}, False, "not enough"),
        (None, False, "does not tell the balance"),
    ],
)
async def test_what_is_left_on_the_key_is_told(subject, answer, is_well, sentence):
    """As far as the gateway tells it."""

    async def balance(request):
        return web.Response(status=404) if answer is None else web.json_response(answer)

    app = web.Application()
    app.router.add_get("/v1/balance", balance)
    async with TestServer(app) as server:
        finding = await found(replace(subject, base_url=str(server.make_url(""))), "image API")

    assert is_well is finding.is_well
    assert sentence in finding.sentence


async def test_an_api_that_cannot_be_reached_is_found(subject):
    """It names the address, which may be the fault."""
    finding = await found(replace(subject, base_url="http://127.0.0.1:1"), "image API")

    assert not finding.is_well
    assert finding.sentence.startswith("http://127.0.0.1:1 does not tell the balance: ")


# --- Discord ---


@pytest.mark.parametrize(
    ("token", "sentence"),
    [("wrong", "Discord does not accept the token"), ("", "discord.token is missing")],
)
async def test_a_token_that_is_not_accepted_is_found(subject, token, sentence):
    """Whatever else is asked of Discord says so, too."""
    findings = await look_at(replace(subject, token=token))

    assert [("Discord token", sentence), ("permissions", sentence)] == [
        (each.name, each.sentence) for each in findings if not each.is_well
    ]


@pytest.mark.parametrize("status", [302, 404, 500])
async def test_a_discord_that_answers_oddly_is_found(subject, discord, status):
    """The token follows no redirect."""
    discord.status = status

    assert Finding("Discord token", False, f"Discord answers {status}") == await found(
        subject, "Discord token"
    )


async def test_a_server_that_is_not_discord_is_found(subject):
    """A proxy that greets in HTML."""

    async def greet(request):
        return web.Response(text="<h1>It works!</h1>", content_type="text/html")

    app = web.Application()
    app.router.add_get("/{path:.*}", greet)
    async with TestServer(app) as server:
        url = str(server.make_url("/api"))
        finding = await found(replace(subject, api_url=url), "Discord token")

    assert Finding("Discord token", False, f"{url} does not answer as Discord does") == finding


async def test_a_discord_that_cannot_be_reached_is_found(subject):
    """It names the address."""
    finding = await found(replace(subject, api_url="http://127.0.0.1:1/api"), "Discord token")

    assert not finding.is_well
    assert finding.sentence.startswith("http://127.0.0.1:1/api cannot be reached (")


@pytest.mark.parametrize(("flags", "is_well"), [(0, False), (1 << 18, True), (1 << 19, True)])
async def test_the_message_content_intent_has_to_be_switched_on(subject, discord, flags, is_well):
    """Otherwise Discord would close the connection for good."""
    discord.flags = flags
    finding = await found(replace(subject, message_content_intent=True), "intents")

    assert is_well is finding.is_well


async def test_an_intent_that_is_not_asked_for_need_not_be_on(subject, discord):
    """None of the others is privileged."""
    assert (await found(subject, "intents")).is_well


async def test_what_the_bot_may_not_do_is_named_by_server(subject, discord):
    """As Discord calls it in its own settings."""
    missing = NEEDED["Attach Files"] | NEEDED["Read Message History"]
    discord.guilds += [
        {"id": "6", "name": "Attic", "permissions": str(ENOUGH & ~missing)},
        {"id": "7", "name": "Cellar", "permissions": "0"},
        {"id": "8", "name": "Roof", "permissions": str(ADMINISTRATOR)},
    ]
    finding = await found(subject, "permissions")

    assert not finding.is_well
    assert (
        "Attic lacks Attach Files, Read Message History; "
        "Cellar lacks View Channel, Send Messages, Embed Links, Attach Files, Read Message History"
    ) == finding.sentence


async def test_every_server_is_looked_at_page_by_page(subject, discord):
    """The last one of many is looked at as the first."""
    discord.guilds = [
        {"id": str(n), "name": f"Server {n}", "permissions": str(ENOUGH if n < 401 else 0)}
        for n in range(1, 402)
    ]
    finding = await found(subject, "permissions")

    assert finding.sentence.startswith("Server 401 lacks ")
    assert [0, 200, 400] == discord.pages


async def test_a_bot_without_a_server_is_told_how_to_be_invited(subject, discord):
    """The link asks for what is needed, and for threads."""
    discord.guilds = []
    finding = await found(subject, "permissions")

    assert not finding.is_well
    assert finding.sentence.endswith(
        f"client_id=7&scope=bot+applications.commands&permissions={ENOUGH + IN_THREADS}"
    )


# --- the web server ---


async def test_a_web_server_that_is_off_is_well(subject):
    """It is an operator's choice."""
    assert (await found(replace(subject, listen=None), "web")).is_well


async def test_an_address_in_use_by_a_running_bot_is_well(subject):
    """It is looked at beside it."""

    async def metrics():
        return b""

    server = WebServer(host="127.0.0.1", port=0, probes={}, metrics=metrics)
    await server.start()
    finding = await found(replace(subject, listen=server.address), "web")
    await server.close()

    assert finding.is_well
    assert "is in use by a running Darkroom" in finding.sentence


async def test_an_address_in_use_by_another_program_is_found(subject, discord):
    """Whatever it speaks."""
    port = int(discord.url.rpartition(":")[2].partition("/")[0])
    finding = await found(replace(subject, listen=("127.0.0.1", port)), "web")

    assert not finding.is_well
    assert finding.sentence.startswith(f"web.listen: 127.0.0.1:{port} cannot be had: ")


async def test_an_address_in_use_by_a_program_that_says_nothing_is_found(subject, monkeypatch):
    """It is not waited for longer than for anything else."""
    monkeypatch.setattr(check, "LOOK_SECONDS", 0.5)
    with socket.create_server(("127.0.0.1", 0)) as other:
        finding = await found(replace(subject, listen=other.getsockname()), "web")

    assert Finding("web", False, "no answer within 0.5 s") == finding


async def test_a_host_of_somebody_else_is_found(subject):
    """It is not an address of this machine."""
    finding = await found(replace(subject, listen=("192.0.2.1", 8080)), "web")

    assert not finding.is_well
    assert os.strerror(errno.EADDRNOTAVAIL).lower() in finding.sentence.lower()


@pytest.mark.parametrize(
    ("public_url", "is_well"),
    [
        ("https://draw.example.org", True),
        ("http://localhost:8080", True),
        ("http://192.168.1.4:8080", True),
        ("http://darkroom:8080", True),
        ("http://draw.example.org", False),
        ("http://8.8.8.8", False),
        ("http://0.0.0.0:8080", False),
        ("https://[::]", False),
    ],
)
async def test_a_public_address_has_to_be_one_that_people_can_use_safely(
    subject, public_url, is_well
):
    """A link to the painter is a key: in the open, anybody on the way has it."""
    assert is_well is (await found(replace(subject, public_url=public_url), "web")).is_well


async def test_a_public_address_without_a_server_is_found(subject):
    """The links would lead nowhere."""
    finding = await found(replace(subject, public_url="https://a.example.org", listen=None), "web")

    assert not finding.is_well


# --- looking itself ---


async def test_an_unexpected_fault_of_one_look_is_told_as_well(subject, monkeypatch, caplog):
    """And leaves its traceback."""

    async def stumble(subject, session):
        raise ZeroDivisionError

    monkeypatch.setitem(check.LOOKS, "intents", stumble)
    findings = await look_at(subject)

    assert ["intents"] == [each.name for each in findings if not each.is_well]
    assert ["looking at the intents"] == caplog.messages


async def test_what_never_answers_is_given_up(subject, monkeypatch):
    """The others are not held up by it."""

    async def hang(subject, session):
        await asyncio.Event().wait()

    monkeypatch.setitem(check.LOOKS, "intents", hang)
    monkeypatch.setattr(check, "LOOK_SECONDS", 0.5)

    assert Finding("intents", False, "no answer within 0.5 s") == await found(subject, "intents")
