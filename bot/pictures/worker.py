"""What runs in the worker process; named from here, so Pillow is imported only when called."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

PATIENCE_SECONDS = 60
"""No picture takes so long; bytes made to keep a decoder busy do, and cost the worker its life."""


def begin(leash: Connection) -> None:
    """Set the process up to live exactly as long as somebody holds the other end of the leash.

    A terminal's Ctrl-C and a supervisor's SIGTERM reach the whole group: they are for the bot,
    which lets go of the leash when it has finished, or when it dies, by whatever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    threading.Thread(target=_exit_when_let_go, args=(leash,), daemon=True).start()


def _exit_when_let_go(leash: Connection) -> None:
    leash.poll(None)
    os._exit(0)


def read(content: bytes, most_pixels: int) -> tuple[str, int, int]:
    """Run `reading.read`."""
    from bot.pictures import reading

    with _bounded():
        return reading.read(content, most_pixels=most_pixels)


def shrink(content: bytes, most_bytes: int, most_pixels: int) -> tuple[bytes, str, int, int]:
    """Run `shrinking.shrink`."""
    from bot.pictures import shrinking

    with _bounded():
        return shrinking.shrink(content, most_bytes=most_bytes, most_pixels=most_pixels)


@contextmanager
def _bounded() -> Iterator[None]:
    """Let the alarm kill this process, as it does unless somebody listens: a decoder does not."""
    signal.alarm(PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
