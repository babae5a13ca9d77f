"""SimCord's backend, made to run in real time behind sockets instead of around a bot in process.

What is overridden here are internals of one exact version of SimCord, which is therefore pinned.
"""

import asyncio
import time
from collections import deque
from datetime import UTC, datetime

import discord
from simcord._clock import Clock
from simcord.backend import Backend
from simcord.env import Env

from sandbox.world_cdn import SignedCdn
from sandbox.world_log import Json, WorldLog
from sandbox.world_rules import WorldRules

ACKNOWLEDGE_WITHIN_SECONDS = 3.0


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


class WorldBackend(Backend):
    """The state of the simulated Discord, which also remembers what was deleted."""

    cdn: SignedCdn

    def __init__(self, *, bot_name: str, rules: WorldRules) -> None:
        super().__init__(clock=RealClock())
        self.cdn = SignedCdn(clock=self.clock, rules=rules, application_id=self.application_id)
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

    def __init__(self, *, bot_name: str, log: WorldLog, rules: WorldRules) -> None:
        super().__init__(discord.Client(intents=discord.Intents(guilds=True)), check_errors=False)
        self.backend = WorldBackend(bot_name=bot_name, rules=rules)
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
