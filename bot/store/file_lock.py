"""One process a database file: a lock that the kernel gives back however the process ends."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from bot.domain.errors import AlreadyRunning, StoreError


@contextmanager
def held(path: Path) -> Iterator[None]:
    """Hold `<path>.lock` meanwhile; raise `AlreadyRunning` where another process does.

    Links are followed first: a file that two names lead to has one lock.
    The file stays when the lock is gone: removing it would let two processes lock two files of one
    name.
    """
    there = path.resolve()
    lock = there.with_name(f"{there.name}.lock")
    try:
        descriptor = os.open(lock, os.O_RDWR | os.O_CREAT, mode=0o600)
    except OSError as error:
        raise StoreError(f"{lock}: {error.strerror}") from error
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning(
                f"{path} is in use: another Darkroom runs on this database"
            ) from error
        yield
    finally:
        os.close(descriptor)
