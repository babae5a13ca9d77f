"""What has to be tidied now and then: secrets that have ended, pictures that no job needs."""

from __future__ import annotations

import logging

from bot.clock import Clock
from bot.engine.ports import JobStore, PictureStore

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Upkeep:
    """Deletes tokens after their 15 minutes, and the references of jobs that have ended."""

    def __init__(self, *, store: JobStore, pictures: PictureStore, clock: Clock) -> None:
        """Take the collaborators."""
        self._store = store
        self._pictures = pictures
        self._clock = clock

    async def step(self) -> None:
        """Tidy once."""
        tokens = await self._store.forget_tokens(now=self._clock.now())
        pictures = await self._pictures.keep_only(await self._store.needed_pictures())
        if tokens or pictures:
            log.debug("tidied %d secrets and %d pictures", tokens, pictures)
