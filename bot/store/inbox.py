"""The inbox as a file beside the database: one line of JSON a note, appended at once.

A note costs some microseconds and outlives the process, kill -9 included; a power cut may take the
newest, as it may take the acknowledgement itself. Interactions' secrets are in it: only its owner
may read it, and it is emptied whenever everything is settled.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import replace
from pathlib import Path

from pydantic import TypeAdapter, ValidationError

from bot.domain.jobs import Announcement

log = logging.getLogger(__name__)


class FileInbox:
    """Notes announcements in one file, held open from construction to `close`."""

    def __init__(self, path: Path) -> None:
        """Read what an earlier process left, and begin the file anew with it. Raises OSError."""
        self._codec = TypeAdapter(Announcement)
        self._left_behind = _unsettled(path, self._codec)
        self._open = set(self._left_behind)
        partial = path.with_name(f"{path.name}.new")
        partial.unlink(missing_ok=True)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_APPEND
        self._file = os.open(partial, flags, mode=0o600)
        for asked in self._left_behind.values():
            self._write({"asked": self._codec.dump_python(asked, mode="json")})
        partial.replace(path)

    def close(self) -> None:
        """Close the file; what is unsettled stays in it."""
        os.close(self._file)

    def announce(self, asked: Announcement) -> None:
        """Note a request that is about to be acknowledged."""
        self._open.add(asked.origin.event_id)
        self._write({"asked": self._codec.dump_python(asked, mode="json")})

    def acknowledged(self, event_id: int, *, progress_message_id: int | None) -> None:
        """Note that it was acknowledged."""
        self._write({"acknowledged": event_id, "progress_message_id": progress_message_id})

    def settle(self, event_id: int) -> None:
        """Forget it; the file is emptied when nothing is left."""
        self._left_behind.pop(event_id, None)
        self._open.discard(event_id)
        if self._open:
            self._write({"settled": event_id})
            return
        try:
            os.ftruncate(self._file, 0)
        except OSError as error:
            log.warning("the inbox cannot be emptied: %s", error)

    def left_behind(self) -> list[Announcement]:
        """Return what an earlier process left unsettled, oldest first."""
        return list(self._left_behind.values())

    def _write(self, note: dict[str, object]) -> None:
        """Append one line. A full disk costs the note, not the acknowledgement."""
        try:
            os.write(self._file, json.dumps(note).encode() + b"\n")
        except OSError as error:
            log.warning("the inbox cannot be written: %s", error)


def _unsettled(path: Path, codec: TypeAdapter[Announcement]) -> dict[int, Announcement]:
    """Return the announcements of a file that were not settled, by their event, in order.

    A line that is not whole was being written when the process died, and is passed over.
    """
    asked: dict[int, Announcement] = {}
    for line in path.read_bytes().splitlines() if path.exists() else ():
        try:
            note = json.loads(line)
            if "asked" in note:
                announcement = codec.validate_python(note["asked"])
                asked[announcement.origin.event_id] = announcement
            elif "settled" in note:
                asked.pop(note["settled"], None)
            elif note["acknowledged"] in asked:
                event_id = note["acknowledged"]
                asked[event_id] = replace(
                    asked[event_id],
                    is_acknowledged=True,
                    progress_message_id=note["progress_message_id"],
                )
        except (ValueError, KeyError, TypeError, ValidationError) as error:
            log.warning("a note of the inbox cannot be read: %s", type(error).__name__)
    return asked
