"""The command line: `darkroom`, the same as `python -m bot`.

What a command needs is imported when it runs: `-h` is quick, and so is a worker process, which
imports this module, too.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from enum import IntEnum
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from bot.domain.errors import ConfigError, DarkroomError, StoreError

if TYPE_CHECKING:
    from bot.admin.verbs import Look
    from bot.check import Subject
    from bot.settings import Settings

log = logging.getLogger("bot")  # __name__ is not ours where we are run as `python -m bot`

PROGRAM = "darkroom"
DEFAULT_CONFIG = Path("config.toml")


class ExitCode(IntEnum):
    """How a command ends, as a supervisor sees it."""

    WELL = 0
    FAILED = 1
    USAGE = 2
    CONFIG = 78
    """EX_CONFIG of sysexits.h: starting again is no use before somebody has mended it."""


Command = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command and return its exit code; raises SystemExit for help and for wrong usage."""
    parser = _parser()
    options, rest = parser.parse_known_args(argv)
    if rest and not options.takes_rest:
        parser.error(f"unrecognized arguments: {' '.join(rest)}")
    options.rest = rest
    command: Command = options.command
    try:
        return command(options)
    except ConfigError as error:
        _complain(error)
        return ExitCode.CONFIG
    except DarkroomError as error:
        _complain(error)
        return ExitCode.FAILED
    except KeyboardInterrupt:
        return ExitCode.FAILED


def _complain(error: DarkroomError) -> None:
    print(f"{PROGRAM}: {' '.join(str(error).split())}", file=sys.stderr)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog=PROGRAM,
        description="A Discord bot that makes and edits pictures with an asynchronous image API.",
        epilog="Exit codes: 0 well, 1 failed, 2 wrong usage, 78 the configuration is wrong.",
    )
    parser.set_defaults(takes_rest=False)
    commands = parser.add_subparsers(title="commands", metavar="COMMAND", required=True)

    def add(name: str, command: Command, words: str) -> argparse.ArgumentParser:
        added = commands.add_parser(name, help=words, description=words)
        added.set_defaults(command=command)
        added.add_argument(
            "--config",
            type=Path,
            metavar="FILE",
            help=f"the configuration (default: {DEFAULT_CONFIG}); may be missing where the "
            "environment has all that is needed",
        )
        return added

    def pass_on(name: str, command: Command, words: str) -> None:
        added = commands.add_parser(name, help=words, add_help=False)
        added.set_defaults(command=command, takes_rest=True)

    run = add("run", _run, "Run the bot.")
    run.add_argument("--verbose", action="store_true", help="log our own details, too")
    pass_on("demo", _demo, "Try the bot on a local Discord and a local image API, in a browser.")
    add("check", _check, "Look at everything that can be wrong, and change nothing.")
    add("migrate", _migrate, "Bring the database to this version; `run` does so by itself.")
    backup = add("backup", _backup, "Copy the database to a file, beside a running bot.")
    backup.add_argument("file", type=Path, metavar="FILE", help="where to; must not be there yet")
    export = add("export", _export, "Write the jobs to standard output, oldest first.")
    export.add_argument(
        "--since",
        type=_moment,
        metavar="WHEN",
        help="only jobs accepted since this date or time (ISO 8601; UTC, if it does not say)",
    )
    export.add_argument("--format", choices=("csv", "json"), default="csv", help="(default: csv)")
    pass_on("admin", _admin, "Do what /admin does in Discord, for any server or all.")
    pass_on("image-api", _image_api, "Run the local image API by itself.")
    return parser


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(
            f"{text!r} is no date or time, like 2026-05-01 or 2026-05-01T12:00+02:00"
        ) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _load(options: argparse.Namespace, *, needs_secrets: bool) -> Settings:
    from bot.settings import load

    return load(_config(options), os.environ, needs_secrets=needs_secrets)


def _config(options: argparse.Namespace) -> Path:
    return options.config or DEFAULT_CONFIG


def _run(options: argparse.Namespace) -> int:
    settings = _load(options, needs_secrets=True)

    from bot import app, logs

    logs.configure(
        verbose=options.verbose,
        secrets=(
            settings.discord.token.get_secret_value(),
            settings.image_api.key.get_secret_value(),
        ),
    )
    if options.config is not None and not options.config.exists():
        log.warning("%s: no such file: configured by the environment alone", options.config)
    asyncio.run(app.run(settings))
    return ExitCode.WELL


def _demo(options: argparse.Namespace) -> int:
    if find_spec("simcord") is None:
        raise DarkroomError("the demo needs its extra: pip install 'darkroom[demo]'")
    from sandbox import demo

    return demo.main(options.rest)


def _admin(options: argparse.Namespace) -> int:
    from bot.admin import command_line, verbs
    from bot.text import Words

    said = command_line.parse(options.rest, program=f"{PROGRAM} admin")
    settings = _load(said, needs_secrets=False)
    answer = verbs.run(
        said,
        store_url=settings.store.url,
        words=Words(),
        catalogue=settings.catalogue(),
        allowance=settings.quota.allowance(),
        look=_look(settings),
    )
    print(asyncio.run(answer))
    return ExitCode.WELL


def _look(settings: Settings) -> Look | None:
    """Return what asks Discord about a channel; None where there is no token to ask with."""
    token = settings.discord.token.get_secret_value()
    if not token:
        return None

    async def look(guild_id: int, channel_id: int, attaching: bool) -> list[str]:
        from bot.discordio import channel_permissions as permissions
        from bot.discordio.client import install_endpoints

        install_endpoints(settings.discord.api_url)
        needed = permissions.GALLERY_PERMISSIONS if attaching else permissions.LOG_PERMISSIONS
        return await permissions.lacking_by_discord(
            token, guild_id=guild_id, channel_id=channel_id, needed=needed
        )

    return look


def _image_api(options: argparse.Namespace) -> int:
    from sandbox import image_api_cli

    return asyncio.run(image_api_cli.serve(options.rest))


def _check(options: argparse.Namespace) -> int:
    from bot import check

    file = _config(options)
    where = file if file.exists() else f"the environment (no {file})"
    configuration = check.Finding("config", True, f"{where} is sound")
    try:
        _load(options, needs_secrets=True)
    except ConfigError as error:
        configuration = check.Finding("config", False, str(error))
    print(configuration)
    try:
        settings = _load(options, needs_secrets=False)
    except ConfigError:
        return ExitCode.CONFIG  # it is said; and nobody knows what else to look at
    findings = asyncio.run(check.look_at(_subject(settings)))
    for finding in findings:
        print(finding)
    if not configuration.is_well:
        return ExitCode.CONFIG
    return ExitCode.WELL if all(finding.is_well for finding in findings) else ExitCode.FAILED


def _subject(settings: Settings) -> Subject:
    from bot.check import Subject

    return Subject(
        store_url=settings.store.url,
        pictures=settings.store.pictures,
        base_url=settings.image_api.base_url,
        key=settings.image_api.key.get_secret_value(),
        api_url=settings.discord.api_url,
        token=settings.discord.token.get_secret_value(),
        message_content_intent=settings.discord.replies and settings.discord.message_content_intent,
        listen=settings.web.address,
        public_url=settings.web.public_url,
    )


def _migrate(options: argparse.Namespace) -> int:
    from bot.store.database import open_database
    from bot.store.migrate import migrate

    settings = _load(options, needs_secrets=False)

    async def go() -> bool:
        async with open_database(settings.store.url) as database:
            return await migrate(database)

    print("The database is brought up to date." if asyncio.run(go()) else "Nothing to do.")
    return ExitCode.WELL


def _backup(options: argparse.Namespace) -> int:
    from bot.store.database import open_database
    from bot.store.maintenance import backup

    settings = _load(options, needs_secrets=False)

    async def go() -> None:
        async with open_database(settings.store.url, alone=False) as database:
            await backup(database, options.file)

    asyncio.run(go())
    print(f"{options.file} is a copy of the database.")
    return ExitCode.WELL


def _export(options: argparse.Namespace) -> int:
    from bot import export
    from bot.store.database import open_database
    from bot.store.maintenance import EXPORTED, export_rows
    from bot.store.migrate import is_current

    settings = _load(options, needs_secrets=False)

    async def go() -> None:
        async with open_database(settings.store.url, alone=False) as database:
            if not await is_current(database):
                raise StoreError("the database is of an older version: say `darkroom migrate`")
            rows = export_rows(database, since=options.since)
            if options.format == "csv":
                await export.write_csv(rows, sys.stdout, columns=EXPORTED)
            else:
                await export.write_json(rows, sys.stdout)

    # Whoever reads may stop reading, as `head` does.
    signal.signal(signal.SIGPIPE, signal.SIG_DFL)
    asyncio.run(go())
    return ExitCode.WELL


if __name__ == "__main__":
    sys.exit(main())
