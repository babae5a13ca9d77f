"""The inbox: what is noted there outlives the process, and nothing else does."""

import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from bot.domain.jobs import Announcement
from bot.store.inbox import FileInbox
from tests.factories import ALICE, answer_token, image_request, mask, origin, source_image


def announcement(**fields):
    """Return a request of Alice's with all that one can have."""
    usual = {
        "requester_id": ALICE,
        "origin": origin(),
        "answer_token": answer_token(),
        "request": image_request(
            prompt="雪中の灯台 \N{FOX FACE}\n", references=(source_image(),), mask=mask()
        ),
    }
    return Announcement(**usual | fields)


@pytest.fixture
def path(tmp_path):
    """Where the inbox is."""
    return tmp_path / "jobs.db.inbox"


@pytest.fixture
def inbox(path):
    """An inbox, open."""
    inbox = FileInbox(path)
    yield inbox
    inbox.close()


def next_life(path):
    """Return what a new process finds."""
    inbox = FileInbox(path)
    inbox.close()
    return inbox.left_behind()


def test_a_note_comes_back_whole(inbox, path):
    """Every field, in the order in which they came."""
    one, other = announcement(), announcement(request=None, parent_id="parent000000")
    inbox.announce(one)
    inbox.announce(other)
    inbox.acknowledged(other.origin.event_id, progress_message_id=77)

    acknowledged = replace(other, is_acknowledged=True, progress_message_id=77)
    assert [one, acknowledged] == next_life(path)


def test_a_note_outlives_lives(inbox, path):
    """Until somebody settles it."""
    asked = announcement()
    inbox.announce(asked)
    inbox.acknowledged(asked.origin.event_id, progress_message_id=None)

    assert next_life(path) == next_life(path)
    assert [replace(asked, is_acknowledged=True)] == next_life(path)


def test_what_is_settled_is_gone(inbox, path):
    """Beside what is not."""
    one, other = announcement(), announcement()
    inbox.announce(one)
    inbox.announce(other)
    inbox.settle(one.origin.event_id)

    assert [other] == next_life(path)


def test_with_everything_settled_nothing_is_kept(inbox, path):
    """Interactions' secrets are in it."""
    asked = announcement()
    inbox.announce(asked)
    inbox.settle(asked.origin.event_id)

    assert b"" == path.read_bytes()


def test_what_was_left_behind_is_settled_too(inbox, path):
    """By the process that finds it."""
    asked = announcement()
    inbox.announce(asked)
    later = FileInbox(path)
    later.settle(asked.origin.event_id)
    later.close()

    assert [] == later.left_behind()
    assert [] == next_life(path)


def test_only_its_owner_reads_it(inbox, path):
    """From its first byte on."""
    inbox.announce(announcement())

    assert 0o600 == stat.S_IMODE(path.stat().st_mode)


def test_a_line_that_was_being_written_is_passed_over(inbox, path, caplog):
    """And so is what no version of ours has written."""
    asked = announcement()
    inbox.announce(asked)
    whole = path.read_bytes()
    path.write_bytes(b'{"asked": 3}\n[]\n{"x": 1}\n' + whole + whole[:100])

    assert [asked] == next_life(path)
    assert asked.answer_token.token not in caplog.text


def test_a_disk_that_refuses_costs_the_note_only(path, caplog):
    """The acknowledgement goes out all the same; it is said in the log."""
    inbox = FileInbox(path)
    inbox.close()
    asked = announcement()
    inbox.announce(asked)
    inbox.settle(asked.origin.event_id)

    assert "cannot be written" in caplog.text
    assert "cannot be emptied" in caplog.text


def test_a_note_outlives_kill_9(path):
    """It is the system's, as soon as it is made."""
    script = (
        "import os, signal, sys; from pathlib import Path\n"
        "from bot.store.inbox import FileInbox\n"
        "from tests.store.test_inbox import announcement\n"
        "FileInbox(Path(sys.argv[1])).announce(announcement())\n"
        "os.kill(os.getpid(), signal.SIGKILL)"
    )
    root = Path(__file__).parents[2]
    subprocess.run(
        [sys.executable, "-c", script, str(path)],
        env=os.environ | {"PYTHONPATH": str(root)},
        check=False,
    )

    [asked] = next_life(path)
    assert "雪中の灯台" in asked.request.prompt
