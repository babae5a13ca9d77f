"""The drafts' rows: `SqlDraftStore` is the engine's `DraftStore`.

Statements are in `draft_statements`, rows become values in `rows`.
"""

from __future__ import annotations

from datetime import datetime

from bot.domain.drafts import DRAFTS_MOST, Draft, DraftId
from bot.domain.errors import NotFound, StaleTransition
from bot.store import draft_statements as statements
from bot.store import rows
from bot.store.database import Database


class SqlDraftStore:
    """Drafts in SQL; implements `bot.engine.ports.DraftStore`.

    The job of a draft is the one that names it: nothing about it is written here.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    async def begin(self, draft: Draft) -> None:
        """Write down a draft that is new, its secret apart; end those that are too many."""
        async with self._database.writing() as connection:
            await connection.execute(statements.insert_draft(), rows.new_draft_columns(draft))
            await connection.execute(
                statements.end_oldest(),
                {"person_id": draft.requester_id, "now": draft.began_at, "skipped": DRAFTS_MOST},
            )
            if draft.answer_token is not None:
                await connection.execute(
                    statements.insert_token(),
                    {"draft_id": draft.id, **rows.token_columns(draft.answer_token)},
                )

    async def get(self, draft_id: DraftId, *, now: datetime) -> Draft:
        """Return the draft, its job and its living secret; raises `NotFound("draft")`."""
        async with self._database.reading() as connection:
            found = await connection.execute(
                statements.draft_by_id(), {"draft_id": draft_id, "now": now}
            )
            row = found.one_or_none()
        if row is None:
            raise NotFound("draft")
        return rows.draft_from_row(row)

    async def change(self, draft: Draft, *, now: datetime) -> None:
        """Write what has changed; raises `StaleTransition` where it is too late for that."""
        guard = {"draft_id": draft.id, "now": now}
        async with self._database.writing() as connection:
            changed = await connection.execute(
                statements.change_draft(), guard | rows.draft_changes(draft)
            )
        if not changed.rowcount:
            raise StaleTransition(f"draft {draft.id} has ended, or a job has come of it")

    async def end(self, draft_id: DraftId, *, now: datetime) -> None:
        """Let a draft end now."""
        async with self._database.writing() as connection:
            await connection.execute(statements.end_draft(), {"draft_id": draft_id, "now": now})

    async def forget(self, *, now: datetime) -> int:
        """Delete the drafts and the secrets that have ended; return how many drafts."""
        async with self._database.writing() as connection:
            await connection.execute(statements.forget_tokens(), {"now": now})
            return (await connection.execute(statements.forget_drafts(), {"now": now})).rowcount

    async def needed_pictures(self, *, now: datetime) -> frozenset[str]:
        """Return the SHA-256 of every picture of the drafts that have not ended."""
        async with self._database.reading() as connection:
            found = (await connection.execute(statements.needed_requests(), {"now": now})).all()
        return frozenset(
            sha256
            for row in found
            for sha256 in rows.picture_hashes(rows.request_from_text(row.request).sources)
        )
