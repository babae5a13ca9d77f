"""The references that a person collects: looked at when they are put there, kept for a day."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.clock import Clock
from bot.domain.drafts import TRAY_LIVES, TrayPicture
from bot.domain.requests import SourceImage
from bot.engine.ports import Picture, TrayStore
from bot.engine.references import References, told_by


class Tray:
    """Everybody's trays."""

    def __init__(self, *, store: TrayStore, references: References, clock: Clock) -> None:
        """Take the collaborators."""
        self._store = store
        self._references = references
        self._clock = clock

    async def add(self, requester_id: int, sources: Sequence[SourceImage]) -> list[TrayPicture]:
        """Put pictures on a person's tray; return it as it is then.

        Raises InvalidRequest for a picture that cannot be had or used, and where the tray is full.
        """
        kept = []
        for source in sources:
            with told_by(source.name):
                kept.append(await self._references.keep(source))
        now = self._clock.now()
        return await self._store.add(requester_id, kept, now=now, expires_at=now + TRAY_LIVES)

    async def of(self, requester_id: int) -> list[TrayPicture]:
        """Return a person's tray."""
        return await self._store.of(requester_id, now=self._clock.now())

    async def remove(self, requester_id: int, numbers: Sequence[int]) -> list[TrayPicture]:
        """Take pictures away; return what is left."""
        await self._store.remove(requester_id, numbers, now=self._clock.now())
        return await self.of(requester_id)

    async def clear(self, requester_id: int) -> None:
        """Take everything away."""
        await self._store.clear(requester_id)

    async def sheet(self, pictures: Sequence[TrayPicture]) -> Picture:
        """Return numbered thumbnails; raises InvalidRequest where one is gone."""
        return await self._references.sheet([picture.source for picture in pictures])


def sources_on(tray: Sequence[TrayPicture]) -> tuple[SourceImage, ...]:
    """Return the references of a tray, named by their numbers there: `tray1` …"""
    return tuple(replace(each.source, name=f"tray{each.number}") for each in tray)
