"""How long until an interaction is acknowledged: Darkroom beside a bot that only defers.

Both run as processes of their own against the same thin Discord, in turns, so that what the machine
does meanwhile meets both.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
import statistics
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

from bench.discord_stub import TOKEN, DiscordStub

LATE_SECONDS = 3.0
BURST = 200
RATE, RATE_SECONDS = 50, 10
KEY = "bench-key"
CALM_SECONDS = 1.0


@dataclass(slots=True)
class Sample:
    """The acknowledgements of one bot under one load: seconds, round by round."""

    rounds: list[list[float]] = field(default_factory=list)
    sent: int = 0

    def medians_ms(self) -> list[float]:
        """Return the median of each round, in milliseconds."""
        return [statistics.median(seconds) * 1000 for seconds in self.rounds]

    def all_ms(self) -> list[float]:
        """Return all of them, sorted, in milliseconds."""
        return sorted(seconds * 1000 for each in self.rounds for seconds in each)

    def late(self, limit_seconds: float = LATE_SECONDS) -> int:
        """Return how many came later than the limit (by default, Discord's), or never."""
        came = self.all_ms()
        return self.sent - sum(milliseconds <= limit_seconds * 1000 for milliseconds in came)


@contextlib.asynccontextmanager
async def image_api() -> AsyncIterator[str]:
    """Serve the sandbox image API from a process of its own, with endless jobs; yields its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    options = ("--port", str(port), "--key", KEY, "--seconds", "600")
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bot", "image-api", *options), stdout=asyncio.subprocess.PIPE
    )
    try:
        assert process.stdout is not None
        await process.stdout.readline()  # it says its address when it listens
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        await process.wait()


@contextlib.asynccontextmanager
async def running(
    stub: DiscordStub, *, command: list[str], env: Mapping[str, str]
) -> AsyncIterator[int]:
    """Start a bot, wait until it is connected and calm; yields its process id; ends it."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("DARKROOM_")}
    process = await asyncio.create_subprocess_exec(
        *command, env={**inherited, **env}, stderr=asyncio.subprocess.DEVNULL
    )
    try:
        await stub.identified()
        await asyncio.sleep(CALM_SECONDS)
        yield process.pid
    finally:
        process.terminate()
        await process.wait()
        await stub.gone()


def bare(stub: DiscordStub) -> contextlib.AbstractAsyncContextManager[int]:
    """Start the baseline."""
    env = {"BENCH_API_URL": stub.api_url, "BENCH_TOKEN": TOKEN}
    return running(stub, command=[sys.executable, "-m", "bench.bare_bot"], env=env)


def darkroom(
    stub: DiscordStub, *, api_url: str, folder: Path
) -> contextlib.AbstractAsyncContextManager[int]:
    """Start Darkroom, on a new database, without limits on people."""
    folder.mkdir(parents=True)
    env = {
        "DARKROOM_DISCORD__TOKEN": TOKEN,
        "DARKROOM_DISCORD__API_URL": stub.api_url,
        "DARKROOM_IMAGE_API__BASE_URL": api_url,
        "DARKROOM_IMAGE_API__KEY": KEY,
        "DARKROOM_STORE__URL": f"sqlite:///{folder / 'darkroom.db'}",
        "DARKROOM_STORE__PICTURES": str(folder / "pictures"),
        "DARKROOM_WEB__LISTEN": "",
        "DARKROOM_QUOTA__IMAGES_PER_DAY": "0",
        "DARKROOM_QUOTA__JOBS_AT_ONCE": "0",
        "DARKROOM_QUOTA__QUEUE_LIMIT": "0",
    }
    command = [sys.executable, "-m", "bot", "run", "--config", str(folder / "config.toml")]
    return running(stub, command=command, env=env)


async def burst(stub: DiscordStub, sample: Sample) -> None:
    """Send 200 interactions of as many people at once."""
    ids = [await stub.interact(user_id=9000 + n, prompt=f"burst {n}") for n in range(BURST)]
    sample.sent += len(ids)
    sample.rounds.append(await stub.all_acknowledged(ids, timeout_seconds=2 * LATE_SECONDS))


async def steady(stub: DiscordStub, sample: Sample) -> None:
    """Send 50 interactions a second for ten seconds."""
    ids = []
    loop = asyncio.get_running_loop()
    began = loop.time()
    for number in range(RATE * RATE_SECONDS):
        await asyncio.sleep(max(0.0, began + number / RATE - loop.time()))
        ids.append(await stub.interact(user_id=20_000 + number, prompt=f"steady {number}"))
    sample.sent += len(ids)
    sample.rounds.append(await stub.all_acknowledged(ids, timeout_seconds=2 * LATE_SECONDS))


async def measure(rounds: int) -> dict[str, dict[str, Sample]]:
    """Measure both bots under both loads, in turns; returns samples by load and bot."""
    loads = {"200 at once": burst, f"{RATE}/s for {RATE_SECONDS} s": steady}
    samples = {load: {"bare": Sample(), "darkroom": Sample()} for load in loads}
    stub = DiscordStub()
    async with image_api() as api_url, stub.open():
        with tempfile.TemporaryDirectory(prefix="darkroom-bench-") as folder:
            for number in range(rounds):
                for load, send in loads.items():
                    async with bare(stub):
                        await send(stub, samples[load]["bare"])
                    place = Path(folder) / f"{number}-{load.split()[0].replace('/', '-')}"
                    async with darkroom(stub, api_url=api_url, folder=place):
                        await send(stub, samples[load]["darkroom"])
    return samples
