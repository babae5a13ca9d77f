"""What has to be tidied now and then: what has ended, and pictures that nothing needs any more."""

from __future__ import annotations

import logging

from bot.clock import Clock
from bot.engine.ports import DraftStore, JobStore, PictureStore, TrayStore

log = logging.getLogger(__name__)

EVERY_SECONDS = 60.0


class Upkeep:
    """Deletes secrets after their 15 minutes, drafts and trays after their day, and the pictures
    that neither these nor a job needs; keeps the sums of days that have ended.
    """

    def __init__(
        self,
        *,
        store: JobStore,
        drafts: DraftStore,
        tray: TrayStore,
        pictures: PictureStore,
        clock: Clock,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._drafts = drafts
        self._tray = tray
        self._pictures = pictures
        self._clock = clock

    async def step(self) -> None:
        """Tidy once."""
        now = self._clock.now()
        tokens = await self._store.forget_tokens(now=now)
        drafts = await self._drafts.forget(now=now)
        collected = await self._tray.forget(now=now)
        # A draft that becomes a job in between is in one of the two: the drafts are asked first.
        needed = await self._drafts.needed_pictures(now=now)
        needed |= await self._tray.needed_pictures(now=now)
        needed |= await self._store.needed_pictures(now=now)
        pictures = await self._pictures.keep_only(needed)
        await self._store.settle_days(now=now)
        if tokens or drafts or collected or pictures:
            log.debug(
                "tidied %d secrets, %d drafts, %d of trays, %d pictures",
                tokens,
                drafts,
                collected,
                pictures,
            )
