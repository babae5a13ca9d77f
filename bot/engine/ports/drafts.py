"""What is being put together, and what is collected: rows, as the jobs are."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Protocol

from bot.domain.drafts import Draft, DraftId, TrayPicture
from bot.domain.requests import SourceImage


class DraftStore(Protocol):
    """The drafts, each one person's."""

    async def begin(self, draft: Draft) -> None:
        """Write down a draft that is new; of more than `DRAFTS_MOST` of its person's, the oldest
        ends.
        """
        ...

    async def get(self, draft_id: DraftId, *, now: datetime) -> Draft:
        """Return the draft, with the job that has come of it and its secret while that lives.

        Raises NotFound("draft") where there is none, or none any more.
        """
        ...

    async def change(self, draft: Draft, *, now: datetime) -> None:
        """Write what has changed: kind, request, reading, covered, cells, choice count.

        Guarded: raises StaleTransition where a job has come of it, or it has ended.
        """
        ...

    async def end(self, draft_id: DraftId, *, now: datetime) -> None:
        """Let a draft end now; one that has ended before is left alone."""
        ...

    async def forget(self, *, now: datetime) -> int:
        """Delete the drafts that have ended, and the secrets that have; return how many drafts."""
        ...

    async def needed_pictures(self, *, now: datetime) -> frozenset[str]:
        """Return the SHA-256 of every source of the drafts that have not ended."""
        ...


class TrayStore(Protocol):
    """The references that each person collects, numbered from 1 without gaps, oldest first."""

    async def add(
        self,
        requester_id: int,
        sources: Sequence[SourceImage],
        *,
        now: datetime,
        expires_at: datetime,
    ) -> list[TrayPicture]:
        """Put pictures at the end, in one transaction; return the tray.

        A picture that lies there already (the same bytes) is not put there twice. Raises
        InvalidRequest("tray-full", field="tray", most=TRAY_MOST) where there is no room for all of
        them; then none was put there.
        """
        ...

    async def of(self, requester_id: int, *, now: datetime) -> list[TrayPicture]:
        """Return a person's tray."""
        ...

    async def remove(self, requester_id: int, numbers: Sequence[int], *, now: datetime) -> None:
        """Take the pictures with these numbers away."""
        ...

    async def clear(self, requester_id: int) -> None:
        """Take everything away."""
        ...

    async def forget(self, *, now: datetime) -> int:
        """Delete what has lain there long enough; return how many pictures."""
        ...

    async def needed_pictures(self, *, now: datetime) -> frozenset[str]:
        """Return the SHA-256 of every picture on a tray."""
        ...
