"""`darkroom demo`: the whole bot on a local Discord and a local image API, with no account
anywhere.

A person plays with it in the browser, or `--script` plays a tour instead. The bot is a process of
its own and unmodified; what it talks to is in this process.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import signal
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sandbox.bot_process import BotProcess, free_port
from sandbox.dials import Dials
from sandbox.image_api import SandboxImageApi
from sandbox.tour import play_tour
from sandbox.world import DiscordWorld
from sandbox.world_people import Action, Person, Place

KEY = "sandbox"
DEFAULT_OUTPUT = Path("demo-output")
READY_SECONDS = 60.0

GALLERY_SECONDS = 5
"""Between two shared pictures: a visitor does not stay long enough for the usual distance."""

HINTS = """
  Open this address in a browser (it is a key: use it whole):

    {url}

  Type /imagine, press Enter, describe a picture ("a paper boat on a quiet sea"), press Enter.
  Options such as count, size, background or image1 are chosen under "optional" beside the
  prompt. Then try the buttons of the picture (Mask has a link to a painter), reply to it with what
  is to be changed, or use /edit. The page has no menu "Apps": the buttons Edit and Details do the
  same. Share brings a picture to the gallery, here this very channel, where others can give it a
  star. /jobs list, /quota and /help tell more. At the top of the page you can be somebody else;
  Mira manages the server: as her, try /admin usage, /admin limits or /admin audit.

  Pictures are drawn by the sandbox and cost nothing. It understands no edit: it pins the picture
  that it was given onto a new one. The bot's log: {log}
  Ctrl-C ends the demo.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """The demo world, set up: a server with its channels and a few members, and the bot in it.

    The `moderator` manages the server; the `gallery` and the `log` are set up.
    """

    world: DiscordWorld
    api: SandboxImageApi
    bot: BotProcess
    studio: Place
    gallery: Place
    log: Place
    members: tuple[Person, ...]
    moderator: Person


@contextlib.asynccontextmanager
async def open_stage(
    folder: Path,
    *,
    dials: Dials,
    settings: Mapping[str, str] | None = None,
    in_one_channel: bool = False,
) -> AsyncIterator[Stage]:
    """Set the world up and start the bot, with other settings if named; yields when it is ready.

    `in_one_channel` the gallery is the studio itself: the page in the browser shows only that.
    """
    async with SandboxImageApi(key=KEY, dials=dials) as api, DiscordWorld() as world:
        server = world.create_server("Darkroom")
        address = f"127.0.0.1:{free_port()}"
        web = {
            "DARKROOM_WEB__LISTEN": address,
            "DARKROOM_WEB__PUBLIC_URL": f"http://{address}",
        }
        bot = BotProcess(
            world=world, api=api, key=KEY, folder=folder, settings={**web, **(settings or {})}
        )
        studio = server.create_channel("studio")
        stage = Stage(
            world=world,
            api=api,
            bot=bot,
            studio=studio,
            gallery=studio if in_one_channel else server.create_channel("gallery"),
            log=server.create_channel("log"),
            members=tuple(server.add_member(name) for name in ("Ada", "Lin", "Noor")),
            moderator=server.add_member("Mira", permissions=["manage_guild", "manage_messages"]),
        )
        await bot.start()
        try:
            await until_ready(world, bot)
            await lay_down(stage)
            yield stage
        finally:
            await bot.stop()


async def until_ready(world: DiscordWorld, bot: BotProcess) -> None:
    """Wait until the bot is connected and has its commands; raises RuntimeError if it ended."""
    ready = asyncio.create_task(
        world.wait_for(
            lambda: world.connected and "imagine" in world.commands, timeout_seconds=READY_SECONDS
        )
    )
    ended = asyncio.create_task(bot.process.wait())
    await asyncio.wait((ready, ended), return_when=asyncio.FIRST_COMPLETED)
    ended.cancel()
    if not ready.done():
        ready.cancel()
        raise RuntimeError(f"the bot ended before it was ready; see {bot.log_path}")
    await ready


async def lay_down(stage: Stage) -> None:
    """Have the moderator say which channels are the gallery and the log."""
    for command, options in (
        ("admin gallery", {"channel": stage.gallery, "seconds_between": GALLERY_SECONDS}),
        ("admin log", {"channel": stage.log}),
    ):
        action = await stage.moderator.slash(stage.studio, command, **options)
        await stage.world.wait_for(partial(_is_answered, action))


def _is_answered(action: Action) -> bool:
    return action.response is not None and not action.response.thinking


async def play(port: int, folder: Path) -> int:
    """Serve the page until Ctrl-C; the bot is started again should it ever end."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for each in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(each, stopping.set)
    dials = Dials(seconds=7.0, spread=0.3)
    async with open_stage(folder, dials=dials, in_one_channel=True) as stage:
        viewers = (*stage.members, stage.moderator)
        page = await stage.world.preview(stage.studio, viewers=viewers, port=port)
        print(HINTS.format(url=page.url, log=stage.bot.log_path), flush=True)
        await stopping.wait()
        print("The demo ends.", flush=True)
    return 0


async def tour(output: Path, folder: Path) -> int:
    """Play the tour, save the pictures and print the table; 0 if all is well."""
    async with open_stage(folder, dials=Dials(seconds=2.0, spread=0.2)) as stage:
        return await play_tour(stage, output=output)


def main(argv: Sequence[str]) -> int:
    """Run `darkroom demo` with these arguments; returns the exit code."""
    parser = argparse.ArgumentParser(
        prog="darkroom demo",
        description="The whole bot in the browser, on a local Discord and a local image API.",
    )
    parser.add_argument("--port", type=int, default=8900, help="of the page (default: %(default)s)")
    parser.add_argument(
        "--script", action="store_true", help="play a tour without a browser and save its pictures"
    )
    parser.add_argument(
        "--output",
        type=Path,
        default=DEFAULT_OUTPUT,
        help="where the tour saves its pictures (default: %(default)s)",
    )
    options = parser.parse_args(argv)
    with tempfile.TemporaryDirectory(prefix="darkroom-demo-") as folder:
        try:
            if options.script:
                return asyncio.run(tour(options.output, Path(folder)))
            return asyncio.run(play(options.port, Path(folder)))
        except (RuntimeError, OSError) as error:
            print(f"darkroom demo: {error}", file=sys.stderr)
            log = Path(folder) / "bot.log"
            if log.exists():
                print(log.read_text()[-2000:], file=sys.stderr)
            return 1
