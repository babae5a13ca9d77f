"""Look at everything that can be wrong before it is: `darkroom check`.

Each look is bounded in time, changes nothing, and says one sentence without a secret in it; one
that finds fault does not keep the others from looking. It works beside a running bot.
"""

from __future__ import annotations

import asyncio
import errno
import ipaddress
import logging
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import aiohttp

from bot.clock import SystemClock
from bot.domain.errors import ApiError, ApiForbidden, DarkroomError
from bot.domain.models import DEFAULT_CATALOGUE
from bot.imageapi.addresses import is_private
from bot.imageapi.client import ImageApiClient
from bot.imageapi.downloads import open_downloads
from bot.store.database import open_database
from bot.store.migrate import is_current

log = logging.getLogger(__name__)

LOOK_SECONDS = 10.0

ADMINISTRATOR = 1 << 3
NEEDED = {
    "View Channel": 1 << 10,
    "Send Messages": 1 << 11,
    "Embed Links": 1 << 14,
    "Attach Files": 1 << 15,
    "Read Message History": 1 << 16,
}
"""What the bot has to be allowed, as Discord names it and as it numbers it."""

IN_THREADS = 1 << 38
"""Send Messages in Threads: asked for in the invitation, but a server may do without."""

MESSAGE_CONTENT = 1 << 18 | 1 << 19
"""The application's flags of which one says that the intent is on: of a large or a small bot."""

GUILDS_A_PAGE = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """What is looked at, as plain values of the configuration."""

    store_url: str
    pictures: str
    base_url: str
    key: str = field(repr=False)
    api_url: str
    token: str = field(repr=False)
    message_content_intent: bool
    listen: tuple[str, int] | None
    public_url: str


@dataclass(frozen=True, slots=True)
class Finding:
    """What one look has found."""

    name: str
    is_well: bool
    sentence: str

    def __str__(self) -> str:
        """Return the line that is shown; nobody's name can break it."""
        line = "".join(c if c.isprintable() else " " for c in f"{self.name}: {self.sentence}")
        return f"{'✓' if self.is_well else '✗'} {line}"


class _Amiss(Exception):
    """A look has found fault, in a sentence."""


Look = Callable[[Subject, aiohttp.ClientSession], Awaitable[str]]
"""Returns a sentence where all is well, or raises `_Amiss` or a DarkroomError with one."""


async def look_at(subject: Subject) -> list[Finding]:
    """Look at everything, side by side; the findings come in the order of `LOOKS`."""
    async with aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar()) as session:
        return await asyncio.gather(
            *(_finding(name, look, subject, session) for name, look in LOOKS.items())
        )


async def _finding(
    name: str, look: Look, subject: Subject, session: aiohttp.ClientSession
) -> Finding:
    try:
        async with asyncio.timeout(LOOK_SECONDS):
            return Finding(name, True, await look(subject, session))
    except TimeoutError:
        return Finding(name, False, f"no answer within {LOOK_SECONDS:g} s")
    except (_Amiss, DarkroomError) as error:
        return Finding(name, False, str(error))
    except Exception as error:  # the others still have their say
        log.exception("looking at the %s", name)
        return Finding(name, False, f"an unexpected {type(error).__name__}: see above")


async def _look_at_database(subject: Subject, session: aiohttp.ClientSession) -> str:
    path = Path(subject.store_url.removeprefix("sqlite:///"))
    if not _is_there(path):
        return f"{path} is not there yet; the first start makes it"
    async with open_database(subject.store_url, alone=False) as database:
        if await is_current(database):
            return f"{path} opens and is up to date"
        return f"{path} opens; the next start brings it up to date"


def _is_there(path: Path) -> bool:
    """Tell whether the file is there; raise `_Amiss` where it, or its folder, cannot be written."""
    _require_writable(path.parent)
    if path.exists() and not os.access(path, os.W_OK):
        raise _Amiss(f"{path} cannot be written")
    return path.exists()


async def _look_at_pictures(subject: Subject, session: aiohttp.ClientSession) -> str:
    _require_writable(Path(subject.pictures))
    return f"{subject.pictures} can be written"


def _require_writable(folder: Path) -> None:
    """Raise `_Amiss` where the folder, or the first of its parents that is there, is read-only."""
    there = next(each for each in (folder, *folder.absolute().parents) if each.exists())
    if not there.is_dir() or not os.access(there, os.W_OK | os.X_OK):
        raise _Amiss(f"{there} cannot be written, or is no folder")


async def _look_at_image_api(subject: Subject, session: aiohttp.ClientSession) -> str:
    if not subject.key:
        raise _Amiss("image_api.key is missing")
    is_ours = await is_private(subject.base_url)
    async with open_downloads(allow_private=is_ours) as downloads:
        try:
            balance = await ImageApiClient(
                session=session,
                downloads=downloads,
                base_url=subject.base_url,
                key=subject.key,
                catalogue=DEFAULT_CATALOGUE,
                clock=SystemClock(),
            ).balance()
        except ApiForbidden as error:
            raise _Amiss(f"the key, or what is left on it, is not enough: {error}") from error
        except ApiError as error:
            raise _Amiss(f"{subject.base_url} does not tell the balance: {error}") from error
        except ValueError as error:
            raise _Amiss(str(error)) from error
    if balance.unlimited or balance.remaining is None:
        return "the key is accepted, and without a limit"
    if balance.remaining <= 0:
        raise _Amiss("the key is accepted, but nothing is left on it")
    return f"the key is accepted; {balance.remaining:g} is left, in the unit of the gateway"


async def _look_at_token(subject: Subject, session: aiohttp.ClientSession) -> str:
    bot = await _ask_discord(subject, session, "/users/@me")
    return f"the bot is {bot['username']} ({bot['id']})"


async def _look_at_intents(subject: Subject, session: aiohttp.ClientSession) -> str:
    if not subject.message_content_intent:
        return "none that Discord has to grant is needed"
    application = await _ask_discord(subject, session, "/applications/@me")
    if not application.get("flags", 0) & MESSAGE_CONTENT:
        raise _Amiss(
            "discord.message_content_intent is set, but not switched on in the Developer Portal "
            "(Bot, Message Content Intent)"
        )
    return "the message content intent is switched on"


async def _look_at_permissions(subject: Subject, session: aiohttp.ClientSession) -> str:
    guilds = await _guilds(subject, session)
    if not guilds:
        application = await _ask_discord(subject, session, "/applications/@me")
        raise _Amiss(f"the bot is in no server yet: invite it by {_invitation(application['id'])}")
    lacking = {guild["name"]: _missing(int(guild["permissions"])) for guild in guilds}
    faults = [f"{name} lacks {', '.join(missing)}" for name, missing in lacking.items() if missing]
    if faults:
        raise _Amiss("; ".join(faults))
    return f"enough in all servers ({len(guilds)}), unless a channel takes some away"


async def _guilds(subject: Subject, session: aiohttp.ClientSession) -> list[dict[str, Any]]:
    guilds: list[dict[str, Any]] = []
    while True:
        after = guilds[-1]["id"] if guilds else 0
        page = await _ask_discord(
            subject, session, f"/users/@me/guilds?limit={GUILDS_A_PAGE}&after={after}"
        )
        guilds += page
        if len(page) < GUILDS_A_PAGE:
            return guilds


def _missing(permissions: int) -> list[str]:
    if permissions & ADMINISTRATOR:
        return []
    return [name for name, bit in NEEDED.items() if not permissions & bit]


def _invitation(application_id: str) -> str:
    return (
        f"https://discord.com/oauth2/authorize?client_id={application_id}"
        f"&scope=bot+applications.commands&permissions={sum(NEEDED.values()) + IN_THREADS}"
    )


async def _ask_discord(subject: Subject, session: aiohttp.ClientSession, path: str) -> Any:  # noqa: ANN401 -- JSON
    """Return the JSON of one GET, with the bot's token, which no redirect takes elsewhere."""
    if not subject.token:
        raise _Amiss("discord.token is missing")
    try:
        async with session.get(
            f"{subject.api_url}/v10{path}",
            headers={"Authorization": f"Bot {subject.token}"},
            allow_redirects=False,
        ) as response:
            if response.status == 401:
                raise _Amiss("Discord does not accept the token")
            if response.status != 200:
                raise _Amiss(f"Discord answers {response.status}")
            return await response.json()
    except aiohttp.ClientResponseError as error:
        raise _Amiss(f"{subject.api_url} does not answer as Discord does") from error
    except (aiohttp.ClientError, OSError) as error:
        raise _Amiss(f"{subject.api_url} cannot be reached ({type(error).__name__})") from error


async def _look_at_web(subject: Subject, session: aiohttp.ClientSession) -> str:
    _require_plausible(subject)
    if subject.listen is None:
        return "turned off: no health, no metrics, no mask painter"
    host, port = subject.listen
    try:
        server = await asyncio.get_running_loop().create_server(asyncio.Protocol, host, port)
    except OSError as error:
        if error.errno == errno.EADDRINUSE and await _is_ours(session, host, port):
            return f"{host}:{port} is in use by a running Darkroom; {_painter(subject)}"
        raise _Amiss(f"web.listen: {host}:{port} cannot be had: {error.strerror}") from error
    server.close()
    await server.wait_closed()
    return f"{host}:{port} is free; {_painter(subject)}"


async def _is_ours(session: aiohttp.ClientSession, host: str, port: int) -> bool:
    address = f"[{host}]" if ":" in host else host
    try:
        async with session.get(f"http://{address}:{port}/healthz") as response:
            return response.headers.get("Server") == "darkroom"
    except (aiohttp.ClientError, OSError):
        return False


def _painter(subject: Subject) -> str:
    """Return where people paint masks; from here nobody can tell whether they get there."""
    if not subject.public_url:
        return "no mask painter, since web.public_url is empty"
    return f"masks are painted at {subject.public_url.rstrip('/')}/mask/… (not tried)"


def _require_plausible(subject: Subject) -> None:
    """Raise `_Amiss` for a public address that nobody could reach, or only in the open."""
    if not subject.public_url:
        return
    if subject.listen is None:
        raise _Amiss("web.public_url is set, but web.listen turns the web server off")
    parts = urlsplit(subject.public_url)
    host = parts.hostname or ""
    if host in ("0.0.0.0", "::"):  # noqa: S104 -- refused here
        raise _Amiss(f"web.public_url: {host} is no address that a browser could reach")
    if parts.scheme == "http" and not _is_at_home(host):
        raise _Amiss("web.public_url should begin with https://: links to the painter are keys")


def _is_at_home(host: str) -> bool:
    """Tell whether it is this machine or a private network, by the name alone."""
    try:
        return ipaddress.ip_address(host).is_private
    except ValueError:
        return host == "localhost" or "." not in host


LOOKS: dict[str, Look] = {
    "database": _look_at_database,
    "pictures": _look_at_pictures,
    "image API": _look_at_image_api,
    "Discord token": _look_at_token,
    "intents": _look_at_intents,
    "permissions": _look_at_permissions,
    "web": _look_at_web,
}
