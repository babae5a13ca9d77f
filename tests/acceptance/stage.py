"""The stage of the acceptance tests: `darkroom run` between a simulated Discord and image API.

The bot is the unmodified program in a process of its own. Tests act as people, turn the dials of
both worlds, and look from outside: at the channel, at the API's books, at the database's rows.
"""

from __future__ import annotations

import asyncio
import hashlib
import io
import json
import os
import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any, TypeVar

import aiohttp
import pytest
from PIL import Image

from sandbox.bot_process import BotProcess, free_port
from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from sandbox.image_api_ledger import Submission
from sandbox.world import Action, DiscordWorld, Person, Place, SeenMessage, Server
from tests.openapi import DiscordOpenApi

KEY = "acceptance-key-7d1f0c52"
TOKEN = "acceptance.token.b0a2"

STOPS_WITHIN_SECONDS = 10.0
"""What is promised to whoever runs the bot."""

PATIENCE_SECONDS = 20.0
LOOK_AGAIN_SECONDS = 0.02

QUICK = {
    "DARKROOM_POLLING__FLOOR_SECONDS": "0.1",
    "DARKROOM_POLLING__CEILING_SECONDS": "1.0",
    "DARKROOM_QUOTA__IMAGES_PER_DAY": "0",
    "DARKROOM_QUOTA__JOBS_AT_ONCE": "0",
    "DARKROOM_QUOTA__QUEUE_LIMIT": "0",
}
"""Settings that all tests begin with: ask often, refuse nobody."""

Seen = TypeVar("Seen")

_names = count(1)


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRow:
    """A job as the database has it."""

    id: str
    status: str
    prompt: str
    message_id: int | None
    notice_due: bool


async def until(
    look: Callable[[], Seen | None], *, within_seconds: float = PATIENCE_SECONDS
) -> Seen:
    """Return the first true value of `look`, asked again and again.

    What another process has written announces itself to nobody. Fails the test when it stays false.
    """
    try:
        async with asyncio.timeout(within_seconds):
            while True:
                seen = look()
                if seen:
                    return seen
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
    except TimeoutError:
        pytest.fail(f"not within {within_seconds:g} s")


class Studio:
    """One bot with its two worlds, and one server that it is a member of."""

    def __init__(
        self,
        *,
        world: DiscordWorld,
        api: SandboxImageApi,
        bot: BotProcess,
        server: Server,
        web_url: str,
    ) -> None:
        """Take what `open_studio` has opened."""
        self.web_url = web_url
        self.world = world
        self.api = api
        self.bot = bot
        self.server = server

    # --- people and places ---

    def calm(self) -> None:
        """Turn every dial back and take every trouble away."""
        self.api.dials = Dials(drawing="plain")
        self.world.heal()

    def channel(self, *, denied_to_bot: Sequence[str] = ()) -> Place:
        """Return a channel that nobody has used."""
        return self.server.create_channel(f"studio-{next(_names)}", denied_to_bot=denied_to_bot)

    def person(self, *, locale: str = "en-US", permissions: Sequence[str] = ()) -> Person:
        """Return somebody new."""
        return self.server.add_member(
            f"someone{next(_names)}", locale=locale, permissions=permissions
        )

    # --- the process ---

    async def start(self) -> None:
        """Start the bot and wait until it is connected."""
        before = len(self.world.logins)
        await self.bot.start()
        await until(lambda: len(self.world.logins) > before or not self.bot.is_running)
        if not self.bot.is_running:
            pytest.fail(f"the bot ended at once: {self.log[-2000:]}")

    async def kill(self) -> None:
        """Kill it as a power cut would, and wait until the world has noticed."""
        await self.bot.kill()
        await until(lambda: not self.world.connected)

    async def restart_hard(self) -> None:
        """Kill it and start it again on the same database."""
        await self.kill()
        await self.start()

    async def stop(self) -> int:
        """Ask it to stop; return its exit code, and fail where it takes longer than promised."""
        async with asyncio.timeout(STOPS_WITHIN_SECONDS):
            code = await self.bot.stop()
        await until(lambda: not self.world.connected)
        return code

    @property
    def log(self) -> str:
        """Everything that the bot has written so far."""
        return self.bot.log_path.read_text(encoding="utf-8")

    async def get(self, path: str) -> tuple[int, str]:
        """Return status and text of a page of the bot's own web server."""
        async with (
            aiohttp.ClientSession() as session,
            session.get(f"{self.web_url}{path}") as response,
        ):
            return response.status, await response.text()

    async def page(self, path: str, *, status: int) -> str:
        """Return a page of the bot's own web server, once it has that status."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                answered, text = await self.get(path)
                if answered == status:
                    return text
                await asyncio.sleep(LOOK_AGAIN_SECONDS)

    # --- the database ---

    def jobs(self) -> list[JobRow]:
        """Return all jobs, oldest first."""
        path = self.bot.folder / "darkroom.db"
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=10)) as database:
            rows = database.execute(
                "SELECT id, status, prompt, message_id, notice_due FROM job ORDER BY number"
            ).fetchall()
        return [
            JobRow(id=row[0], status=row[1], prompt=row[2], message_id=row[3], notice_due=row[4])
            for row in rows
        ]

    def jobs_of(self, prompt: str) -> list[JobRow]:
        """Return the jobs with these words."""
        return [job for job in self.jobs() if job.prompt == prompt]

    async def job_is(self, prompt: str, status: str) -> JobRow:
        """Wait until the newest job with these words has that status."""

        def look() -> JobRow | None:
            jobs = self.jobs_of(prompt)
            return jobs[-1] if jobs and jobs[-1].status == status else None

        return await until(look)

    # --- what the API was asked for ---

    def submissions(self, prompt: str) -> list[Submission]:
        """Return what the API took, and charges, for these words."""
        return [each for each in self.api.ledger.submissions if each.body["prompt"] == prompt]

    async def submitted(self, prompt: str) -> Submission:
        """Wait until the API has taken a request with these words."""
        return (await until(lambda: self.submissions(prompt)))[-1]

    def attempts(self) -> int:
        """Return how many submissions have reached the API, taken or not."""
        return sum(each.path == "/v1/images/generations" for each in self.api.ledger.exchanges)

    # --- what people see ---

    def messages(self, place: Place) -> list[SeenMessage]:
        """Return what the bot has in a channel and everybody can see."""
        return [
            message
            for message in self.world.messages(place)
            if message.author_id == self.world.bot_id and not message.ephemeral
        ]

    def results(self, place: Place) -> list[SeenMessage]:
        """Return the results in a channel."""
        return [message for message in self.messages(place) if message.attachments]

    async def result(self, place: Place, *, number: int = 1) -> SeenMessage:
        """Wait for a channel's result of that number, and until its progress answer is gone."""
        await until(lambda: len(self.results(place)) >= number)
        await until(lambda: len(self.messages(place)) == len(self.results(place)))
        return self.results(place)[number - 1]

    async def alone(self, action: Action) -> SeenMessage:
        """Wait for what the person alone is told, and until nothing public is left beside it."""

        def look() -> SeenMessage | None:
            shown = [each for each in (action.response, *action.followups) if each is not None]
            told = [each for each in shown if each.ephemeral and each.content and not each.thinking]
            return told[0] if told and all(each.ephemeral for each in shown) else None

        return await until(look)

    async def notice(self, place: Place, words: str) -> SeenMessage:
        """Wait for a message in the channel that says these words."""
        return (await until(lambda: [m for m in self.messages(place) if words in m.content]))[-1]

    async def life_goes_on(self) -> None:
        """Have another picture made from first to last: whatever was due before has happened."""
        place, someone = self.channel(), self.person()
        await someone.slash(place, "imagine", prompt=f"life goes on {next(_names)}")
        await self.result(place)


def words(text: str) -> str:
    """Return a prompt that no other test uses."""
    return f"{text} {next(_names)}"


def button(message: SeenMessage, verb: str) -> str:
    """Return the id of the one button with this verb under a message."""
    [found] = [each for each in message.custom_ids if each.startswith(f"{verb}:")]
    return found


def embedded(studio: Studio, message: SeenMessage) -> str:
    """Return everything that stands in the embeds of a message."""
    stored = studio.world.env.backend.get_message(message.channel_id, message.id)
    return json.dumps(list(stored.embeds), ensure_ascii=False, default=dict)


def verbs(message: SeenMessage) -> list[str]:
    """Return what the buttons under a message do, in order."""
    return [each.partition(":")[0] for each in message.custom_ids]


def sha256(content: bytes) -> str:
    """Return the fingerprint of some bytes."""
    return hashlib.sha256(content).hexdigest()


def picture(width: int = 64, height: int = 48, *, kind: str = "PNG", colour: str = "teal") -> bytes:
    """Return a picture that somebody might attach."""
    file = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(file, kind)
    return file.getvalue()


@asynccontextmanager
async def open_studio(
    folder: Path,
    *,
    settings: Mapping[str, str] | None = None,
    started: bool = True,
    message_content: bool = False,
) -> AsyncIterator[Studio]:
    """Open both worlds and start the bot; afterwards stop it and look at what it leaves behind.

    With `message_content` Discord has granted that intent; to ask for it is a setting.
    """
    async with (
        SandboxImageApi(key=KEY, dials=Dials(drawing="plain")) as api,
        DiscordWorld(token=TOKEN, message_content=message_content) as world,
    ):
        server = world.create_server("Studio")
        address = f"127.0.0.1:{free_port()}"
        bot = BotProcess(
            world=world,
            api=api,
            key=KEY,
            folder=folder,
            settings={**QUICK, "DARKROOM_WEB__LISTEN": address, **(settings or {})},
        )
        studio = Studio(world=world, api=api, bot=bot, server=server, web_url=f"http://{address}")
        try:
            if started:
                await studio.start()
            yield studio
            if bot.is_running:
                studio.calm()
                exit_code = await studio.stop()
                assert exit_code == 0, studio.log[-2000:]
        finally:
            if bot.is_running:
                await bot.kill()
        _check_log(studio)
        _check_requests(studio)


def _check_log(studio: Studio) -> None:
    """Nothing unexpected has happened, and no secret stands in the log."""
    log = studio.log
    interactions = studio.world.env.backend.interactions.values()
    secrets = [KEY, TOKEN, *(each.token for each in interactions)]
    unexpected = [line for line in log.splitlines() if " ERROR " in line or "Traceback" in line]

    assert [] == unexpected
    assert [] == [secret for secret in secrets if secret in log]


def _check_requests(studio: Studio) -> None:
    """Every request to Discord is as Discord describes it; the key was shown to the API alone."""
    shown_to_files = [
        each
        for each in studio.api.ledger.exchanges
        if each.path.startswith("/f/") and each.authorized
    ]
    assert [] == shown_to_files
    if "DISCORD_OPENAPI" in os.environ:
        description = DiscordOpenApi.load_or_skip()
        violations = [
            violation
            for each in studio.world.requests
            for violation in description.check(
                each.method,
                each.path,
                each.json,
                each.query,
                parts=[file.part for file in each.files],
            )
        ]
        assert [] == violations


def loosen(studio: Studio) -> None:
    """Let people send any value for any option, as a client that somebody wrote may do."""
    for scope in studio.world.env.backend.commands.values():
        for command in scope.values():
            _without_limits(command)


def _without_limits(command: Any) -> None:
    for option in command.get("options") or []:
        for limit in ("choices", "min_value", "max_value", "min_length", "max_length"):
            option.pop(limit, None)
        _without_limits(option)
