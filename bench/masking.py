"""How long somebody waits for an acknowledgement while somebody else makes 4-megapixel masks.

Beside it, in turns, the same person on the same bot while it is idle. The bot is the unmodified
program in a process of its own. The simulated Discord and image API share the machine with it, and
one event loop with the clock: what they hold up counts against the bot.
"""

from __future__ import annotations

import asyncio
import contextlib
import io
import random
import tempfile
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

from PIL import Image, ImageChops, ImageDraw

from bench.acknowledgement import CALM_SECONDS, KEY, Sample
from sandbox.bot_process import BotProcess
from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from sandbox.world import Action, DiscordWorld, Person, Place, SeenMessage, Upload

Seen = TypeVar("Seen")

LATE_SECONDS = 0.25
SIDE = 2048
"""Of the picture and its mask, in pixels: 4 megapixels, the most that an exact edit has."""

CELLS = (("1", "2", "6", "7"), ("13",), ("7", "8", "9", "12", "13", "14", "17", "18", "19"))
"""What is chosen in the grid, one after another: each is read, kept and shown anew."""

IDLE_SECONDS = 3.0
PAUSE_SECONDS = 0.03
"""Between an acknowledgement and the person's next command."""

PATIENCE_SECONDS = 60.0
SETTINGS = {
    "DARKROOM_POLLING__FLOOR_SECONDS": "0.1",
    "DARKROOM_QUOTA__IMAGES_PER_DAY": "0",
    "DARKROOM_QUOTA__JOBS_AT_ONCE": "0",
}


@dataclass(slots=True)
class Masking:
    """What was measured: the other person's acknowledgements, and what the masks took."""

    idle: Sample = field(default_factory=Sample)
    busy: Sample = field(default_factory=Sample)
    preview_seconds: list[float] = field(default_factory=list)
    """From the command with picture and mask to the preview."""
    redraw_seconds: list[float] = field(default_factory=list)
    """From the choice of cells to the new preview."""
    paste_seconds: list[float] = field(default_factory=list)
    """From the bot's download of what the API made to the result, pasted back and posted."""


def photograph() -> bytes:
    """Return a JPEG as a camera makes it: soft shapes under grain."""
    colours = random.Random(1).randbytes(16 * 16 * 3)  # noqa: S311 -- no secret
    small = Image.frombytes("RGB", (16, 16), colours)
    shapes = small.resize((SIDE, SIDE), Image.Resampling.BICUBIC)
    grain = Image.merge("RGB", [Image.effect_noise((SIDE, SIDE), 6)] * 3)
    return _saved(ImageChops.add(shapes, grain, offset=-128), "JPEG")


def stencil() -> bytes:
    """Return a black-and-white mask whose white ellipse is to be repainted."""
    mask = Image.new("L", (SIDE, SIDE), 0)
    ImageDraw.Draw(mask).ellipse((SIDE // 4, SIDE // 4, SIDE * 3 // 4, SIDE // 2), fill=255)
    return _saved(mask, "PNG")


def _saved(image: Image.Image, kind: str) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, quality=90)
    return file.getvalue()


class Masker:
    """One person who makes masks, and how long each step took them."""

    def __init__(self, world: DiscordWorld, api: SandboxImageApi, measured: Masking) -> None:
        """Take both worlds, and where to write the times."""
        self._world, self._api, self._measured = world, api, measured
        server = world.create_server()
        self.other, self.place = server.add_member("other"), server.create_channel("talk")
        self._person, self._studio = server.add_member("masker"), server.create_channel("studio")
        self._files = {
            "image1": Upload("photograph.jpg", photograph()),
            "mask": Upload("mask.png", stencil()),
        }

    async def edit(self) -> None:
        """Attach picture and mask, choose other cells instead, and have it made: all exact."""
        person, began = self._person, time.monotonic()
        action = await person.slash(self._studio, "edit", prompt="a kite", **self._files)
        preview = await self._until(lambda: _shown(action))
        self._measured.preview_seconds.append(time.monotonic() - began)
        for cells in CELLS:
            preview = await self._redrawn(preview, cells)
        done = len(self._results())
        await person.click(preview, _control(preview, "make"))
        await self._until(lambda: len(self._results()) > done)
        exchanges = self._api.ledger.exchanges
        fetched_at = max(each.at for each in exchanges if each.path.startswith("/f/"))
        self._measured.paste_seconds.append(time.time() - fetched_at.timestamp())
        with Image.open(io.BytesIO(self._results()[-1].attachments[0].data)) as made:
            assert (made.format, made.size) == ("PNG", (SIDE, SIDE)), made

    async def _redrawn(self, before: SeenMessage, cells: tuple[str, ...]) -> SeenMessage:
        began = time.monotonic()
        action = await self._person.select(before, _control(before, "cells"), cells)
        preview = await self._until(lambda: _shown(action, instead_of=before))
        self._measured.redraw_seconds.append(time.monotonic() - began)
        return preview

    def _results(self) -> list[SeenMessage]:
        messages = self._world.messages(self._studio)
        return [each for each in messages if each.attachments and not each.ephemeral]

    async def _until(self, look: Callable[[], Seen | None]) -> Seen:
        return await self._world.wait_for(look, timeout_seconds=PATIENCE_SECONDS)


def _shown(action: Action, *, instead_of: SeenMessage | None = None) -> SeenMessage | None:
    """Return the answer once it shows a picture, and another than before."""
    seen = action.response
    if seen is None or not seen.attachments:
        return None
    before = instead_of.attachments[0].id if instead_of else None
    return None if seen.attachments[0].id == before else seen


def _control(message: SeenMessage, verb: str) -> str:
    """Return the id of the one button or menu with this verb."""
    [found] = [each for each in message.custom_ids if each.startswith(f"{verb}:")]
    return found


async def ask(person: Person, place: Place, sample: Sample, *, work: Awaitable[None]) -> None:
    """Let somebody look at their jobs again and again until the work is done: one round."""
    came: list[float] = []
    working = asyncio.ensure_future(work)
    while not working.done():
        action = await person.slash(place, "jobs list")
        sample.sent += 1
        with contextlib.suppress(TimeoutError):  # counted: it was sent, and did not come
            came.append(await action.acknowledged())
        await asyncio.sleep(PAUSE_SECONDS)
    sample.rounds.append(came)
    await working


async def measure(rounds: int) -> Masking:
    """Measure the idle bot and the one with a mask to make, in turns.

    The first mask also starts the process in which the bot works on pictures.
    """
    measured = Masking()
    with tempfile.TemporaryDirectory(prefix="darkroom-bench-") as folder:
        async with (
            SandboxImageApi(key=KEY, dials=Dials(drawing="plain")) as api,
            DiscordWorld() as world,
        ):
            masker = Masker(world, api, measured)
            other, place = masker.other, masker.place
            bot = BotProcess(world=world, api=api, key=KEY, folder=Path(folder), settings=SETTINGS)
            await bot.start()
            try:
                await world.wait_for(lambda: world.connected, timeout_seconds=PATIENCE_SECONDS)
                await ask(other, place, Sample(), work=asyncio.sleep(CALM_SECONDS))
                for _ in range(rounds):
                    await ask(other, place, measured.idle, work=asyncio.sleep(IDLE_SECONDS))
                    await ask(other, place, measured.busy, work=masker.edit())
            finally:
                await bot.stop()
    return measured
