"""`darkroom run` as a process of its own, pointed at the sandbox: for the demo, the tour and the
tests.

The program is unmodified; only its configuration, handed over by the environment, names local
addresses.
"""

from __future__ import annotations

import asyncio
import os
import signal
import socket
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import IO

from sandbox.image_api import SandboxImageApi
from sandbox.world import DiscordWorld

STOP_SECONDS = 15.0
"""How long a bot that was asked to stop may take before it is called stuck."""


def free_port() -> int:
    """Return a port that nobody listens on just now."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
        return port


class BotProcess:
    """The bot, to be started, killed and started again on the same database."""

    def __init__(
        self,
        *,
        world: DiscordWorld,
        api: SandboxImageApi,
        key: str,
        folder: Path,
        settings: Mapping[str, str] | None = None,
    ) -> None:
        """Describe the bot; `settings` are more variables of the environment."""
        self.folder = folder
        self.log_path = folder / "bot.log"
        self._settings = {
            "DARKROOM_DISCORD__TOKEN": world.token,
            "DARKROOM_DISCORD__API_URL": world.api_url,
            "DARKROOM_IMAGE_API__BASE_URL": api.base_url,
            "DARKROOM_IMAGE_API__KEY": key,
            "DARKROOM_STORE__URL": f"sqlite:///{folder / 'darkroom.db'}",
            "DARKROOM_STORE__PICTURES": str(folder / "pictures"),
            "DARKROOM_WEB__LISTEN": "",
            **(settings or {}),
        }
        self._process: asyncio.subprocess.Process | None = None

    @property
    def is_running(self) -> bool:
        """Say whether the process lives."""
        return self._process is not None and self._process.returncode is None

    @property
    def process(self) -> asyncio.subprocess.Process:
        """Return the process that was started last."""
        if self._process is None:
            raise RuntimeError("the bot was not started")
        return self._process

    async def start(self) -> None:
        """Start the program; its log goes to `log_path`, after what earlier ones wrote."""
        self.folder.mkdir(parents=True, exist_ok=True)
        inherited = {
            name: value for name, value in os.environ.items() if not name.startswith("DARKROOM_")
        }
        with self._log() as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable,
                *("-m", "bot", "run", "--config", str(self.folder / "config.toml")),
                env={**inherited, **self._settings},
                stdin=asyncio.subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )

    async def kill(self) -> None:
        """End it in the middle of whatever it does, as a power cut would."""
        if self.is_running:
            self.process.send_signal(signal.SIGKILL)
        await self.process.wait()

    async def stop(self) -> int:
        """Ask it to stop, as an operator does; return its exit code. Raises TimeoutError."""
        if self.is_running:
            self.process.send_signal(signal.SIGTERM)
        async with asyncio.timeout(STOP_SECONDS):
            return await self.process.wait()

    def _log(self) -> IO[bytes]:
        return self.log_path.open("ab")
