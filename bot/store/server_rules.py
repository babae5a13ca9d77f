"""The rules' rows and the audit log beside them: `SqlRuleStore` is the engine's `RuleStore`.

Statements are in `community_statements`, the rules' text is made in `documents`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import Executable, Row
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.domain.audit import AuditEntry
from bot.domain.rules import EVERYWHERE, ServerRules
from bot.store import community_statements as statements
from bot.store.community_rows import entry_columns, entry_from_row
from bot.store.database import Database
from bot.store.documents import rules_from, rules_text

_BEYOND_ALL = 2**63 - 1
"""A number that no line of the log has."""


class SqlRuleStore:
    """Rules in SQL, a document a server; implements `bot.engine.ports.RuleStore`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def rules(self, guild_id: int) -> ServerRules:
        """Return what is laid down; where nothing is, the rules that allow everything."""
        async with self._database.reading() as connection:
            return _rules(await _row(connection, guild_id))

    async def change(
        self,
        guild_id: int,
        change: Callable[[ServerRules], ServerRules],
        *,
        entry: AuditEntry | None,
    ) -> ServerRules:
        """Change the rules and write the line of the log, in one transaction; return the new rules.

        What `change` raises leaves everything as it was.
        """
        async with self._database.writing() as connection:
            row = await _row(connection, guild_id)
            changed = change(_rules(row))
            said = {"document": rules_text(changed), "weight": changed.weight}
            if row is None:
                await connection.execute(statements.insert_rules(), {"guild_id": guild_id, **said})
            else:
                await connection.execute(statements.change_rules(), {"guild": guild_id, **said})
            if entry is not None:
                await _append(connection, entry)
        return changed

    async def all_weights(self) -> dict[int | None, int]:
        """Return the weight of every server that has another than 1 (`EVERYWHERE` as None)."""
        return {
            None if row.guild_id == EVERYWHERE else row.guild_id: row.weight
            for row in await self._all(statements.weights())
        }

    async def append(self, entry: AuditEntry) -> bool:
        """Write a line; False where its `key` is there already."""
        async with self._database.writing() as connection:
            return await _append(connection, entry)

    async def entries(
        self,
        guild_id: int | None,
        *,
        limit: int,
        before: int | None = None,
        subject_id: int | None = None,
    ) -> list[AuditEntry]:
        """Return lines, newest first: of a server, or all; older than the number `before`."""
        found = await self._all(
            statements.entries(of_guild=guild_id is not None, of_subject=subject_id is not None),
            guild=guild_id,
            subject=subject_id,
            before=_BEYOND_ALL if before is None else before,
            most=limit,
        )
        return [entry_from_row(row) for row in found]

    async def unlogged(self, *, limit: int) -> list[AuditEntry]:
        """Return the lines that the log channel has still to get, oldest first."""
        found = await self._all(statements.unlogged(), most=limit)
        return [entry_from_row(row) for row in found]

    async def record_logged(self, number: int) -> None:
        """Write that the log channel has it, or never will."""
        async with self._database.writing() as connection:
            await connection.execute(statements.record_logged(), {"line": number})

    async def _all(self, statement: Executable, **parameters: object) -> list[Row[Any]]:
        async with self._database.reading() as connection:
            return list(await connection.execute(statement, parameters))


async def _row(connection: AsyncConnection, guild_id: int) -> Row[Any] | None:
    return (await connection.execute(statements.rules(), {"guild": guild_id})).one_or_none()


def _rules(row: Row[Any] | None) -> ServerRules:
    return ServerRules() if row is None else rules_from(row.document, weight=row.weight)


async def _append(connection: AsyncConnection, entry: AuditEntry) -> bool:
    """Write a line, unless its key is there."""
    if entry.key is not None:
        known = await connection.execute(statements.entry_by_key(), {"of_key": entry.key})
        if known.first() is not None:
            return False
    await connection.execute(statements.insert_entry(), entry_columns(entry))
    return True
