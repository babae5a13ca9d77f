"""What runs in the worker process; named from here, so Pillow and Matplotlib are imported only when
called.
"""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from multiprocessing.connection import Connection
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from bot.domain.drafts import MaskReading

if TYPE_CHECKING:  # it imports Pillow
    from bot.domain.reports import ReportRow
    from bot.pictures.plain import Drawn

PATIENCE_SECONDS = 30
"""No picture takes so long; bytes made to keep a decoder busy do, and cost the worker its life."""

NICENESS = 10
"""How far the worker stands back: the bot answers people while a picture is worked on."""


def begin(leash: Connection) -> None:
    """Set the process up to live exactly as long as somebody holds the other end of the leash.

    A terminal's Ctrl-C and a supervisor's SIGTERM reach the whole group: they are for the bot,
    which lets go of the leash when it has finished, or when it dies, by whatever.
    """
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    os.nice(NICENESS)
    threading.Thread(target=_exit_when_let_go, args=(leash,), daemon=True).start()


def _exit_when_let_go(leash: Connection) -> None:
    leash.poll(None)
    os._exit(0)


def read(content: bytes, most_pixels: int) -> tuple[str, int, int]:
    """Run `reading.read`."""
    from bot.pictures import reading

    with _bounded():
        return reading.read(content, most_pixels=most_pixels)


def normalise(content: bytes, most_pixels: int) -> tuple[bytes, str, int, int, bool, bool]:
    """Run `normalising.normalise`."""
    from bot.pictures import normalising

    with _bounded():
        return normalising.normalise(content, most_pixels=most_pixels)


def read_mask(content: bytes, width: int, height: int) -> tuple[bytes, MaskReading, float]:
    """Run `masks.read_mask`."""
    from bot.pictures import masks

    with _bounded():
        return masks.read_mask(content, width=width, height=height)


def mask_of_cells(cells: Sequence[int], width: int, height: int) -> tuple[bytes, float]:
    """Run `masks.mask_of_cells`."""
    from bot.pictures import masks

    with _bounded():
        return masks.mask_of_cells(cells, width=width, height=height)


def mask_of_scribble(original: bytes, drawn: bytes) -> tuple[bytes, int, int, float] | None:
    """Run `scribble.mask_of_scribble`."""
    from bot.pictures import scribble

    with _bounded():
        return scribble.mask_of_scribble(original, drawn)


def grid(content: bytes) -> Drawn:
    """Run `showing.grid`."""
    from bot.pictures import showing

    with _bounded():
        return showing.grid(content)


def thumbnail(content: bytes) -> Drawn:
    """Run `showing.thumbnail`."""
    from bot.pictures import showing

    with _bounded():
        return showing.thumbnail(content)


def preview(content: bytes, mask: bytes, is_numbered: bool) -> Drawn:
    """Run `showing.preview`."""
    from bot.pictures import showing

    with _bounded():
        return showing.preview(content, mask, is_numbered=is_numbered)


def sheet(contents: Sequence[bytes]) -> Drawn:
    """Run `showing.sheet`."""
    from bot.pictures import showing

    with _bounded():
        return showing.sheet(contents)


def frame(first: bytes, mask: bytes, ratio: tuple[int, int]) -> tuple[Drawn, Drawn]:
    """Run `exact.frame`."""
    from bot.pictures import exact

    with _bounded():
        return exact.frame(first, mask, ratio=ratio)


def paste_back(
    first: bytes, mask: bytes, made: bytes, ratio: tuple[int, int], kind: str, quality: int | None
) -> Drawn:
    """Run `exact.paste_back`."""
    from bot.pictures import exact

    with _bounded():
        return exact.paste_back(first, mask, made, ratio=ratio, kind=kind, quality=quality)


def shrink(content: bytes, most_bytes: int, most_pixels: int) -> Drawn:
    """Run `shrinking.shrink`."""
    from bot.pictures import shrinking

    with _bounded():
        return shrinking.shrink(content, most_bytes=most_bytes, most_pixels=most_pixels)


def chart(rows: Sequence[ReportRow], since: date, until: date) -> Drawn:
    """Run `chart.chart`."""
    with _bounded(), _scratch():
        from bot.pictures import chart

        return chart.chart(rows, since=since, until=until)


@contextmanager
def _scratch() -> Iterator[None]:
    """Give Matplotlib, as it is imported, a folder of its own in which to note the fonts that it
    finds: the bot's home may be read-only, and what stands there is none of our business.
    """
    with TemporaryDirectory(prefix="darkroom-", ignore_cleanup_errors=True) as folder:
        os.environ["MPLCONFIGDIR"] = folder  # noqa: TID251 - its only way in, to a process of our own
        yield


@contextmanager
def _bounded() -> Iterator[None]:
    """Let the alarm kill this process, as it does unless somebody listens: a decoder does not."""
    signal.alarm(PATIENCE_SECONDS)
    try:
        yield
    finally:
        signal.alarm(0)
