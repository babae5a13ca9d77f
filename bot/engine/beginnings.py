"""Which drafts are being written down just now: a form can come back before its draft is there."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager


class Beginnings:
    """Lets whoever asks for a draft wait until it is written, if it is about to be."""

    def __init__(self) -> None:
        """Know of none."""
        self._written: dict[str, asyncio.Event] = {}

    @contextmanager
    def writing(self, draft_id: str) -> Iterator[None]:
        """Let others wait for this draft while the block runs, however it ends."""
        written = self._written[draft_id] = asyncio.Event()
        try:
            yield
        finally:
            del self._written[draft_id]
            written.set()

    async def written(self, draft_id: str) -> None:
        """Return at once, or as soon as a draft that is being written is there or is given up."""
        written = self._written.get(draft_id)
        if written is not None:
            await written.wait()
