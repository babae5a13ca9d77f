"""The command line, as a process of its own: what it says where, and how it ends."""

import asyncio
import contextlib
import csv
import io
import json
import os
import signal
import socket
import sqlite3
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest

from bot.__main__ import ExitCode
from bot.store.database import open_database
from bot.store.jobs import SqlJobStore
from bot.store.migrate import migrate
from tests import factories
from tests.store.machine import OWNER, NoonClock, anything_goes

ROOT = Path(__file__).parent.parent
COMMANDS = ("run", "demo", "check", "migrate", "backup", "export", "admin", "image-api")


@pytest.fixture
def darkroom(tmp_path):
    """Run the command in an empty folder; returns what it said and how it ended."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, "-m", "bot", *arguments],
            cwd=tmp_path,
            env=clean_environment() | environment,
            capture_output=True,
            text=True,
            check=False,
        )

    return run


def clean_environment():
    """Return ours without anything that configures a bot."""
    kept = {name: value for name, value in os.environ.items() if "DARKROOM_" not in name}
    return kept | {"PYTHONPATH": str(ROOT)}


@pytest.fixture
def database(tmp_path):
    """Keep two jobs, a day apart, where the configuration looks by default."""

    async def fill():
        async with open_database(f"sqlite:///{tmp_path}/data/darkroom.db") as database:
            await migrate(database)
            store = SqlJobStore(database, owner=OWNER, clock=NoonClock())
            for age in (timedelta(days=1), timedelta()):
                new = factories.new_job(accepted_at=factories.NOON - age)
                await store.accept(new, judge=anything_goes, refused_since=factories.NOON)

    asyncio.run(fill())
    return tmp_path / "data" / "darkroom.db"


def test_help_names_every_command(darkroom):
    """And the exit codes, for whoever writes a unit file."""
    done = darkroom("-h")

    assert ExitCode.WELL == done.returncode
    assert [] == [name for name in COMMANDS if f"\n    {name}" not in done.stdout]
    assert "78 the configuration is wrong" in " ".join(done.stdout.split())


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_has_help_of_its_own(darkroom, name):
    """Also those that are described elsewhere."""
    done = darkroom(name, "-h")

    assert ExitCode.WELL == done.returncode
    assert f"usage: darkroom {name}" in done.stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["develop"],
        ["run", "--colour"],
        ["backup"],
        ["export", "--since", "yesterday"],
        ["export", "--format", "xml"],
        ["demo", "--frobnicate"],
        ["image-api", "--frobnicate"],
    ],
)
def test_wrong_usage_is_2(darkroom, arguments):
    """With a sentence on standard error, and nothing on standard output."""
    done = darkroom(*arguments)

    assert (ExitCode.USAGE, "") == (done.returncode, done.stdout)
    assert "usage: darkroom" in done.stderr


def test_without_configuration_the_bot_says_what_is_missing(darkroom):
    """One line, and the code that tells a supervisor not to try again."""
    done = darkroom("run")

    assert (ExitCode.CONFIG, "") == (done.returncode, done.stdout)
    assert (
        "darkroom: config.toml: "
        "discord.token is missing (write it there, or set DARKROOM_DISCORD__TOKEN); "
        "image_api.key is missing (write it there, or set DARKROOM_IMAGE_API__KEY)\n"
    ) == done.stderr


@pytest.mark.parametrize(("named", "warnings"), [(["--config", "conf.toml"], 1), ([], 0)])
def test_a_file_that_was_named_and_is_not_there_is_missed_aloud(darkroom, named, warnings):
    """A typing error would else start a bot with other settings; a container has no file at all.

    The port is taken, so the bot ends again.
    """
    with socket.create_server(("127.0.0.1", 0)) as taken:
        address = f"127.0.0.1:{taken.getsockname()[1]}"
        done = darkroom(
            "run",
            *named,
            DARKROOM_DISCORD__TOKEN="bot-secret",
            DARKROOM_DISCORD__API_URL="http://127.0.0.1:1/api",
            DARKROOM_IMAGE_API__KEY="api-secret",
            DARKROOM_IMAGE_API__BASE_URL="http://127.0.0.1:1",
            DARKROOM_WEB__LISTEN=address,
        )

    missed = " WARNING bot: conf.toml: no such file: configured by the environment alone"
    assert warnings == done.stderr.count(missed)
    assert warnings == done.stderr.count("WARNING")
    assert ExitCode.CONFIG == done.returncode
    assert f"darkroom: web.listen: cannot listen on {address}" in done.stderr


@pytest.mark.parametrize("command", ["run", "migrate", "export"])
def test_a_fault_of_the_configuration_is_one_line(darkroom, tmp_path, command):
    """Whichever command meets it; the file is the one that was named."""
    (tmp_path / "other.toml").write_text("[stroe]\n", encoding="utf-8")
    done = darkroom(command, "--config", "other.toml")

    assert (ExitCode.CONFIG, "") == (done.returncode, done.stdout)
    assert "darkroom: other.toml: stroe: no such setting (did you mean store?)\n" == done.stderr


def test_check_says_all_that_it_can_without_secrets(darkroom):
    """The configuration is at fault, and the rest is looked at all the same."""
    done = darkroom(
        "check",
        DARKROOM_DISCORD__API_URL="http://127.0.0.1:1/api",
        DARKROOM_IMAGE_API__BASE_URL="http://127.0.0.1:1",
        DARKROOM_WEB__LISTEN="",
    )
    lines = done.stdout.splitlines()

    assert (ExitCode.CONFIG, "") == (done.returncode, done.stderr)
    assert lines[0].startswith("✗ config: config.toml: discord.token is missing")
    assert "✓ database: data/darkroom.db is not there yet; the first start makes it" in lines
    assert "✗ image API: image_api.key is missing" in lines


def test_check_of_an_unusable_configuration_is_one_line(darkroom, tmp_path):
    """There is nothing to look at."""
    (tmp_path / "config.toml").write_text("[stroe]\n", encoding="utf-8")
    done = darkroom("check")

    assert (ExitCode.CONFIG, "") == (done.returncode, done.stderr)
    assert ("✗ config: config.toml: stroe: no such setting (did you mean store?)\n") == done.stdout


def test_check_fails_where_anything_is_amiss(darkroom):
    """The configuration itself is sound."""
    done = darkroom(
        "check",
        DARKROOM_DISCORD__TOKEN="bot-secret",
        DARKROOM_DISCORD__API_URL="http://127.0.0.1:1/api",
        DARKROOM_IMAGE_API__KEY="api-secret",
        DARKROOM_IMAGE_API__BASE_URL="http://127.0.0.1:1",
        DARKROOM_WEB__LISTEN="",
    )

    assert (ExitCode.FAILED, "") == (done.returncode, done.stderr)
    assert "✓ config: the environment (no config.toml) is sound" == done.stdout.splitlines()[0]
    assert "✗ Discord token: http://127.0.0.1:1/api cannot be reached" in done.stdout
    assert "secret" not in done.stdout


def test_migrate_makes_the_database_and_then_has_nothing_to_do(darkroom, tmp_path):
    """Neither token nor key is needed for it."""
    first, second = darkroom("migrate"), darkroom("migrate")

    assert (ExitCode.WELL, "The database is brought up to date.\n") == (
        first.returncode,
        first.stdout,
    )
    assert (ExitCode.WELL, "Nothing to do.\n") == (second.returncode, second.stdout)
    assert (tmp_path / "data" / "darkroom.db").exists()


async def test_migrate_leaves_a_running_bot_alone(darkroom, tmp_path):
    """Who holds the file is told in one line."""
    async with open_database(f"sqlite:///{tmp_path}/data/darkroom.db"):
        done = await asyncio.to_thread(darkroom, "migrate")

    assert (ExitCode.FAILED, "") == (done.returncode, done.stdout)
    assert done.stderr.startswith("darkroom: data/darkroom.db is in use")
    assert 1 == len(done.stderr.splitlines())


async def test_a_backup_is_made_beside_a_running_bot(darkroom, tmp_path, database):
    """It is a database of its own, with everything in it."""
    async with open_database(f"sqlite:///{database}"):
        done = await asyncio.to_thread(darkroom, "backup", "copy.db")

    assert (ExitCode.WELL, "") == (done.returncode, done.stderr)
    assert 2 == count_jobs(tmp_path / "copy.db")


def count_jobs(path):
    """Count the jobs of a copy, by SQLite itself."""
    with contextlib.closing(sqlite3.connect(path)) as copy:
        return copy.execute("SELECT count(*) FROM job").fetchone()[0]


def test_a_backup_overwrites_nothing(darkroom, tmp_path, database):
    """Yesterday's may be the only good one."""
    (tmp_path / "copy.db").write_bytes(b"yesterday")
    done = darkroom("backup", "copy.db")

    assert ExitCode.FAILED == done.returncode
    assert done.stderr.startswith("darkroom: copy.db is there already")
    assert b"yesterday" == (tmp_path / "copy.db").read_bytes()


def test_without_a_database_there_is_nothing_to_back_up(darkroom, tmp_path):
    """And none is made."""
    done = darkroom("backup", "copy.db")

    assert ExitCode.FAILED == done.returncode
    assert "darkroom: data/darkroom.db: No such file or directory\n" == done.stderr
    assert [] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("since", "count"),
    [
        ([], 2),
        (["--since", "2026-05-15"], 1),
        (["--since", "2026-05-14T12:00+00:00"], 2),
        (["--since", "2026-05-14T12:00:01"], 1),
        (["--since", "2026-05-16"], 0),
    ],
)
def test_jobs_are_exported_from_a_moment_on(darkroom, database, since, count):
    """A moment without a zone is UTC."""
    done = darkroom("export", "--format", "json", *since)

    assert (ExitCode.WELL, "") == (done.returncode, done.stderr)
    assert count == len(json.loads(done.stdout))


def test_the_export_is_a_table_unless_it_is_said_otherwise(darkroom, database):
    """Oldest first."""
    done = darkroom("export")
    table = list(csv.DictReader(io.StringIO(done.stdout)))

    assert ExitCode.WELL == done.returncode
    assert ["2026-05-14T12:00:00+00:00", "2026-05-15T12:00:00+00:00"] == [
        row["accepted_at"] for row in table
    ]


def test_the_export_of_an_empty_database_names_its_columns(darkroom):
    """A spreadsheet that reads it every night finds what it looks for."""
    darkroom("migrate")
    done = darkroom("export")
    [head] = csv.reader(io.StringIO(done.stdout))

    assert ExitCode.WELL == done.returncode
    assert {"id", "prompt", "status", "accepted_at"} <= set(head)


def test_an_export_of_an_older_database_says_what_to_do(darkroom, tmp_path):
    """Its columns may be others."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "darkroom.db").touch()
    done = darkroom("export")

    assert (ExitCode.FAILED, "") == (done.returncode, done.stdout)
    assert "darkroom: the database is of an older version: say `darkroom migrate`\n" == done.stderr


def test_the_local_image_api_is_told_its_own_options(tmp_path):
    """What follows the command is its alone; SIGTERM ends it well."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bot", "image-api", "--port", "0"],
        cwd=tmp_path,
        env=clean_environment(),
        stdout=subprocess.PIPE,
        text=True,
    )
    with process:
        said = process.stdout.readline()
        process.send_signal(signal.SIGTERM)

    assert "http://127.0.0.1:" in said
    assert ExitCode.WELL == process.returncode


async def test_the_demo_says_which_extra_it_needs():
    """Who installed the bot alone reads what to install, and no traceback."""
    script = (
        "import sys; sys.modules['simcord'] = None\n"
        "from bot.__main__ import main; sys.exit(main(['demo', '--script']))"
    )
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, stderr=asyncio.subprocess.PIPE
    )
    _, said = await process.communicate()

    assert (1, "darkroom: the demo needs its extra: pip install 'darkroom[demo]'\n") == (
        process.returncode,
        said.decode(),
    )
