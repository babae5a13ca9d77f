"""The lab: what is done to pictures, in a process of its own, so that the bot keeps its beat."""

from __future__ import annotations

import asyncio
import multiprocessing
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing.connection import Connection
from typing import TypeVar, TypeVarTuple

from bot.domain.errors import PictureRefused, PictureUnavailable
from bot.domain.requests import MAX_REFERENCE_PIXELS
from bot.engine.ports import Picture
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

    async def read(self, content: bytes, *, most_pixels: int) -> Picture:
        """Decode the picture and tell what it is. Raises PictureRefused."""
        kind, width, height = await self._run(worker.read, content, most_pixels)
        return Picture(content=content, kind=kind, width=width, height=height)

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
        content, kind, width, height = await self._run(
            worker.shrink, picture.content, most_bytes, MAX_REFERENCE_PIXELS
        )
        return Picture(content=content, kind=kind, width=width, height=height)

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
                try:
                    return await loop.run_in_executor(self._started(), work, *arguments)
                except BrokenProcessPool:
                    await self._discard()
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
