"""SimCord's backend, made to run in real time behind sockets instead of around a bot in process.

What is overridden here are internals of one exact version of SimCord, which is therefore pinned.
"""

import asyncio
import hashlib
import io
import mimetypes
import re
import time
import warnings
from collections import deque
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

import discord
from PIL import Image, UnidentifiedImageError
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.backend.cdn import CdnStore
from simcord.env import Env

from sandbox.world_log import Json, WorldLog

ACKNOWLEDGE_WITHIN_SECONDS = 3.0
LINK_LIFETIME = timedelta(days=1)


class RealClock(Clock):
    """A clock that runs by itself and can be put forward."""

    def __init__(self) -> None:
        self._started_seconds = time.monotonic()
        self._skipped_seconds = 0.0
        self._epoch = datetime.now(UTC)

    @property
    def elapsed(self) -> float:  # type: ignore[override]
        """Return the seconds since the world began, skipped ones included."""
        return time.monotonic() - self._started_seconds + self._skipped_seconds

    def advance(self, seconds: float) -> None:
        """Put the clock forward."""
        self._skipped_seconds += seconds


class SignedCdn(CdnStore):
    """Attachments as Discord hands them out: signed links, tame names, measured pictures."""

    def __init__(self, clock: Clock) -> None:
        super().__init__()
        self._clock = clock
        self._content_types: dict[str, str] = {}
        self.url = ""

    def store_attachment(
        self,
        attachment_id: int,
        channel_id: int,
        filename: str,
        data: bytes,
        description: str | None,
    ) -> dict[str, Any]:
        """Keep a file; return the attachment object that tells of it."""
        name = re.sub(r"[^A-Za-z0-9_.-]", "_", filename)
        path = f"/attachments/{channel_id}/{attachment_id}/{name}"
        content_type = mimetypes.guess_type(name)[0] or "application/octet-stream"
        self._blobs[path] = data
        self._content_types[path] = content_type
        link = f"{self.url}{path}?{self._signature(path)}"
        return {
            "id": str(attachment_id),
            "filename": name,
            "size": len(data),
            "url": link,
            "proxy_url": link,
            "content_type": content_type,
            **({} if description is None else {"description": description}),
            **measured(data, content_type),
        }

    def get(self, url: str) -> bytes | None:
        """Return the bytes behind a link or a path, whatever its query says."""
        path = url.removeprefix(self.url) if self.url else url
        return self._blobs.get(urlsplit(path).path)

    def read(self, url: str) -> bytes:
        """Return the bytes behind a link; raise KeyError if there are none."""
        data = self.get(url)
        if data is None:
            raise KeyError(url)
        return data

    def content_type(self, path: str) -> str:
        """Return the type that a kept file is served as."""
        return self._content_types.get(path, "application/octet-stream")

    def _signature(self, path: str) -> str:
        issued_at = self._clock.now()
        ends_at = issued_at + LINK_LIFETIME
        digest = hashlib.sha256(path.encode()).hexdigest()
        return f"ex={int(ends_at.timestamp()):x}&is={int(issued_at.timestamp()):x}&hm={digest}&"


def measured(data: bytes, content_type: str) -> dict[str, int]:
    """Return width and height of a picture, read from its header; nothing for anything else."""
    if not content_type.startswith("image/"):
        return {}
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data)) as picture:
                return {"width": picture.width, "height": picture.height}
    except (UnidentifiedImageError, OSError, Image.DecompressionBombError):
        return {}


class WorldBackend(Backend):
    """The state of the simulated Discord, which also remembers what was deleted."""

    cdn: SignedCdn

    def __init__(self, *, bot_name: str) -> None:
        super().__init__(clock=RealClock())
        self.cdn = SignedCdn(self.clock)
        self.bot_user.name = bot_name
        self.deleted: set[int] = set()
        # SimCord keeps these for its own tests; a world that runs for days must not.
        self.transcript = deque(maxlen=1000)  # type: ignore[assignment]
        self.http_requests = deque(maxlen=1000)  # type: ignore[assignment]

    def delete_message(self, channel_id: int, message_id: int) -> None:
        """Delete a message, ephemeral ones too, and remember that it was."""
        super().delete_message(channel_id, message_id)
        self.deleted.add(message_id)


class WorldEnv(Env):
    """SimCord's environment without a bot in it.

    SimCord waits after each action until its in-process bot has come to rest. Here the bot is
    elsewhere, so the Preview page waits for the acknowledgement instead, and others for nothing.
    """

    backend: WorldBackend

    def __init__(self, *, bot_name: str, log: WorldLog) -> None:
        super().__init__(discord.Client(intents=discord.Intents(guilds=True)), check_errors=False)
        self.backend = WorldBackend(bot_name=bot_name)
        self._log = log

    async def start(self) -> None:
        """Come alive without attaching a bot, so the event loop stays as it is."""
        self._loop = asyncio.get_running_loop()
        self._message_states.add(self.bot._connection)
        self._generation = 1
        self._started = True

    async def shutdown(self) -> None:
        """Close the Preview page, if there is one."""
        await self._run_pre_shutdown()
        self._started = False

    @property
    def busy(self) -> bool:
        """Say whether the Preview page is in the middle of an action."""
        return self._operation_task is not None

    def _end_operation(self) -> None:
        super()._end_operation()
        self._log.changed()

    async def _settle_internal(self, *, dispatch: str | None = None, **_: Json) -> None:
        if dispatch != "INTERACTION_CREATE" or self._operation_task is not asyncio.current_task():
            return
        newest = next(reversed(self.backend.interactions.values()))
        try:
            await self._log.wait_for(
                lambda: newest.responded, timeout_seconds=ACKNOWLEDGE_WITHIN_SECONDS
            )
        except TimeoutError:
            return  # the page then says that nobody answered, as the real client would
