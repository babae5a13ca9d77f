"""The lab: what is done to pictures, in a process of its own, so that the bot keeps its beat."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from datetime import date
from multiprocessing.connection import Connection
from typing import TypeVar, TypeVarTuple

from bot.domain.drafts import MaskReading
from bot.domain.errors import PictureRefused, PictureUnavailable
from bot.domain.reports import ReportRow
from bot.domain.requests import MAX_REFERENCE_PIXELS
from bot.engine.ports import MaskMade, Normalised, Picture
from bot.pictures import headers, worker

Answer = TypeVar("Answer")
Arguments = TypeVarTuple("Arguments")

TRIES = 2
"""A worker may be killed for another's fault (memory); one that dies twice died of the picture."""


class PooledPictureLab:
    """The engine's `PictureLab`. The worker is started by the first picture that needs it.

    One picture at a time: a worker that dies then takes no other picture's work along. It is a
    fresh interpreter (spawned): forking a process with threads and open sockets is not safe.
    """

    def __init__(self) -> None:
        """Start nothing yet."""
        self._turn = asyncio.Lock()
        self._executor: ProcessPoolExecutor | None = None
        self._leash: Connection | None = None
        self._is_closed = False

    async def chart(self, rows: Sequence[ReportRow], *, since: date, until: date) -> Picture:
        """Draw a report as one PNG; `until` is its last day."""
        return _picture(*await self._run(worker.chart, tuple(rows), since, until))

    async def read(self, content: bytes, *, most_pixels: int) -> Picture:
        """Decode the picture and tell what it is. Raises PictureRefused."""
        kind, width, height = await self._run(worker.read, content, most_pixels)
        return Picture(content=content, kind=kind, width=width, height=height)

    async def normalise(self, content: bytes, *, most_pixels: int) -> Normalised:
        """Return the picture upright and without metadata. Raises PictureRefused."""
        content, kind, width, height, is_as_given, is_first_frame = await self._run(
            worker.normalise, content, most_pixels
        )
        return Normalised(
            picture=_picture(content, kind, width, height),
            is_as_given=is_as_given,
            is_first_frame=is_first_frame,
        )

    async def read_mask(self, content: bytes, *, width: int, height: int) -> MaskMade:
        """Read a mask that somebody attached or painted. Raises PictureRefused."""
        mask, reading, covered = await self._run(worker.read_mask, content, width, height)
        return _mask(mask, width, height, reading, covered)

    async def mask_of_cells(self, cells: Sequence[int], *, width: int, height: int) -> MaskMade:
        """Make the mask of some cells of the grid. Raises PictureRefused."""
        mask, covered = await self._run(worker.mask_of_cells, tuple(cells), width, height)
        return _mask(mask, width, height, MaskReading.CELLS, covered)

    async def mask_of_scribble(self, original: bytes, drawn: bytes) -> MaskMade | None:
        """Return what was drawn over a copy of the picture, or None. Raises PictureRefused."""
        found = await self._run(worker.mask_of_scribble, original, drawn)
        if found is None:
            return None
        mask, width, height, covered = found
        return _mask(mask, width, height, MaskReading.SCRIBBLE, covered)

    async def grid(self, content: bytes) -> Picture:
        """Return the picture under the numbered grid. Raises PictureRefused."""
        return _picture(*await self._run(worker.grid, content))

    async def preview(self, content: bytes, mask: bytes, *, is_numbered: bool = False) -> Picture:
        """Return the picture with what will be repainted made plain. Raises PictureRefused."""
        return _picture(*await self._run(worker.preview, content, mask, is_numbered))

    async def thumbnail(self, content: bytes) -> Picture:
        """Return the picture as small as a sheet needs it. Raises PictureRefused."""
        return _picture(*await self._run(worker.thumbnail, content))

    async def sheet(self, contents: Sequence[bytes]) -> Picture:
        """Return a sheet of numbered thumbnails. Raises PictureRefused."""
        return _picture(*await self._run(worker.sheet, tuple(contents)))

    async def frame(
        self, first: bytes, mask: bytes, *, ratio: tuple[int, int]
    ) -> tuple[Picture, Picture]:
        """Return picture and mask as they are sent for an exact edit. Raises PictureRefused."""
        picture, framed_mask = await self._run(worker.frame, first, mask, ratio)
        return _picture(*picture), _picture(*framed_mask)

    async def paste_back(
        self,
        first: bytes,
        mask: bytes,
        made: bytes,
        *,
        ratio: tuple[int, int],
        kind: str,
        quality: int | None = None,
    ) -> Picture:
        """Return what was made with everything outside the mask put back. Raises PictureRefused."""
        return _picture(
            *await self._run(worker.paste_back, first, mask, made, ratio, kind, quality)
        )

    async def identify(self, content: bytes) -> Picture:
        """Tell what the bytes are by their header: a few fields, so it is done here and now.

        Raises PictureRefused, also where the end is missing.
        """
        kind, width, height = headers.identify(content)
        if not headers.is_whole(content, kind):
            raise PictureRefused(headers.NOT_A_PICTURE, f"a {kind} without its end")
        return Picture(content=content, kind=kind, width=width, height=height)

    async def shrink(self, picture: Picture, *, most_bytes: int) -> Picture:
        """Return a JPEG or WebP of at most so many bytes. Raises PictureRefused."""
        return _picture(
            *await self._run(worker.shrink, picture.content, most_bytes, MAX_REFERENCE_PIXELS)
        )

    async def close(self) -> None:
        """End the worker, whatever it is at; what waits for it raises PictureUnavailable."""
        self._is_closed = True
        await self._discard()

    async def _run(self, work: Callable[[*Arguments], Answer], *arguments: *Arguments) -> Answer:
        loop = asyncio.get_running_loop()
        async with self._turn:
            for _ in range(TRIES):
                if self._is_closed:
                    raise PictureUnavailable("picture-lab-closed")
                began = loop.time()
                try:
                    return await loop.run_in_executor(self._started(), work, *arguments)
                except BrokenProcessPool:
                    await self._discard()
                    if loop.time() - began >= worker.PATIENCE_SECONDS:
                        raise PictureRefused(headers.NOT_A_PICTURE, "it takes too long") from None
        raise PictureRefused(headers.NOT_A_PICTURE, "the worker died of it, twice")

    def _started(self) -> ProcessPoolExecutor:
        if self._executor is None:
            context = multiprocessing.get_context("spawn")
            held_by_worker, self._leash = context.Pipe(duplex=False)
            self._executor = ProcessPoolExecutor(
                1, mp_context=context, initializer=worker.begin, initargs=(held_by_worker,)
            )
        return self._executor

    async def _discard(self) -> None:
        executor, leash = self._executor, self._leash
        self._executor = self._leash = None
        if leash is not None:
            leash.close()
        if executor is not None:
            await asyncio.to_thread(executor.shutdown, cancel_futures=True)


def _picture(content: bytes, kind: str, width: int, height: int) -> Picture:
    return Picture(content=content, kind=kind, width=width, height=height)


def _mask(
    content: bytes, width: int, height: int, reading: MaskReading, covered: float
) -> MaskMade:
    return MaskMade(
        picture=_picture(content, "png", width, height), reading=reading, covered=covered
    )
