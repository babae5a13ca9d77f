"""The log: one line a record, and no secret in it."""

import logging
import re
import subprocess
import sys
from pathlib import Path

import pytest

from bot.logs import OneLine

ROOT = Path(__file__).parent.parent
TOKEN = "aW50ZXJhY3Rpb246MTIzNDU2Nzg5MDEyMzQ1Njc4OTA6c2VjcmV0"

CONFIGURED = """
import asyncio, logging, warnings
from bot.logs import configure

configure(verbose={verbose}, secrets=["hunter2"])
logging.getLogger("bot.engine").debug("ours, in detail")
logging.getLogger("bot.engine").info("ours with hunter2")
logging.getLogger("discord.http").debug("a whole request")
logging.getLogger("discord.http").warning("throttled")
warnings.warn("old-fashioned")
"""


def line(message, *args, error=None, secrets=()):
    """Format one record."""
    record = logging.LogRecord("bot.test", logging.INFO, __file__, 1, message, args, error)
    record.created = 1_790_000_000.0625
    return OneLine(secrets=secrets).format(record)


def test_a_record_is_time_level_name_and_message():
    """In UTC, whatever the machine's zone."""
    assert "2026-09-21T14:13:20.062Z INFO bot.test: hello you" == line("hello %s", "you")


def test_a_record_with_a_traceback_is_one_line():
    """A tool that reads the log never has to guess where a record ends."""
    try:
        raise ValueError("first\nsecond")
    except ValueError:
        written = line("failed", error=sys.exc_info())

    assert 1 == len(written.splitlines())
    assert r"failed\nTraceback (most recent call last):\n" in written
    assert written.endswith(r"ValueError: first\nsecond")


def test_nobodys_words_move_the_cursor():
    """A prompt is shown in a terminal as what it is."""
    assert line("%s", "a\x1b[2Jb\r\tc").endswith(r": a\x1b[2Jb\x0d" + "\tc")


def test_nobodys_words_end_a_line_or_turn_it():
    """Some programs know more ends of a line than one, and terminals more than one Escape."""
    written = line("%s", "a\x85b\u2028c\x9b2Jd\u202ee")

    assert 1 == len(written.splitlines())
    assert written.endswith(r": a\x85b\u2028c\x9b2Jd\u202ee")


@pytest.mark.parametrize(
    ("message", "written"),
    [
        (
            f"PATCH https://discord.com/api/v10/webhooks/123/{TOKEN}/messages/@original: 404",
            "PATCH https://discord.com/api/v10/webhooks/123/…/messages/@original: 404",
        ),
        (
            f"POST /interactions/123/{TOKEN}/callback?with_response=1",
            "POST /interactions/123/…/callback?with_response=1",
        ),
        (f"URL('http://127.0.0.1/webhooks/1/{TOKEN}')", "URL('http://127.0.0.1/webhooks/1/…')"),
        (f"GET /mask/{TOKEN}?x=1", "GET /mask/…?x=1"),
        (f"{{'Authorization': 'Bot {TOKEN}'}}", "{'Authorization': 'Bot …'}"),
        (f"Authorization: Bearer {TOKEN}, Accept", "Authorization: Bearer …, Accept"),
        (f"('authorization', '{TOKEN}')", "('authorization', '…')"),
        (f"sent Bearer {TOKEN}", "sent Bearer …"),
        ("the key is hunter2!", "the key is …!"),
    ],
)
def test_what_opens_anything_is_blanked(message, written):
    """Wherever it comes from: a message, an argument, an error."""
    assert line("%s", message, secrets=["hunter2"]).endswith(f": {written}")


def test_a_secret_in_a_traceback_is_blanked():
    """An error of a library holds the address that it asked."""
    try:
        raise OSError(f"/webhooks/1/{TOKEN}")
    except OSError:
        written = line("failed", error=sys.exc_info())

    assert "OSError: /webhooks/1/…" in written
    assert TOKEN not in written


def test_a_secret_that_is_not_set_blanks_nothing():
    """An empty word stands between any two letters."""
    assert line("hello", secrets=["", ""]).endswith(": hello")


@pytest.mark.parametrize(
    ("verbose", "levels"),
    [
        (False, ["INFO bot.engine", "WARNING discord.http", "WARNING py.warnings"]),
        (
            True,
            [
                "DEBUG bot.engine",
                "INFO bot.engine",
                "WARNING discord.http",
                "WARNING py.warnings",
            ],
        ),
    ],
)
def test_everything_goes_to_standard_error_and_only_we_are_ever_verbose(verbose, levels):
    """The library's details hold tokens; a warning is a record as others."""
    done = subprocess.run(
        [sys.executable, "-c", CONFIGURED.format(verbose=verbose)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    assert "" == done.stdout
    assert levels == re.findall(r"^\S+Z (\w+ [\w.]+): ", done.stderr, flags=re.MULTILINE)
    assert "hunter2" not in done.stderr
