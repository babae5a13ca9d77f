"""What was last synced with Discord: syncing is rate limited, so the same set is not sent twice."""

from __future__ import annotations

import json
from collections.abc import Mapping

from sqlalchemy import bindparam, delete, insert, select

from bot.store.database import Database
from bot.store.schema import command_sync


class CommandSyncs:
    """The digest and the ids of the commands of each scope: `global`, or a guild's id as text."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def load(self, scope: str) -> str | None:
        """Return the digest of the commands that were synced last, None where none were."""
        query = select(command_sync.c.digest).where(command_sync.c.scope == scope)
        async with self._database.reading() as connection:
            return (await connection.execute(query)).scalar_one_or_none()

    async def command_ids(self, scope: str) -> dict[str, int]:
        """Return the commands' ids by name, as Discord gave them; empty where none were synced."""
        query = select(command_sync.c.command_ids).where(command_sync.c.scope == scope)
        async with self._database.reading() as connection:
            stored = (await connection.execute(query)).scalar_one_or_none()
        return {} if stored is None else json.loads(stored)

    async def save(self, scope: str, digest: str, ids: Mapping[str, int]) -> None:
        """Write what was synced just now in the place of what was before."""
        row = {"scope": scope, "digest": digest, "command_ids": json.dumps(dict(ids))}
        async with self._database.writing() as connection:
            await connection.execute(
                delete(command_sync).where(command_sync.c.scope == bindparam("of_scope")),
                {"of_scope": scope},
            )
            await connection.execute(insert(command_sync), row)
