"""Bring a database to the schema of this version, at start.

Alembic is imported only where there is something to do: it costs 24 MB, and nearly every start
finds nothing. Migrations are the files of `migrations/versions`, named by their number, each with a
header that says what it changes and why.
"""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, inspect, text

from bot.domain.errors import SchemaTooNew
from bot.store.database import Database

_MIGRATIONS = Path(__file__).with_name("migrations")


def versions() -> list[str]:
    """Return the numbers of the schemas that this version knows, oldest first."""
    return sorted(path.name[:4] for path in _MIGRATIONS.glob("versions/[0-9]*_*.py"))


async def is_current(database: Database) -> bool:
    """Tell whether the schema is this version's; raise `SchemaTooNew` where it is a newer one's."""
    async with database.reading() as connection:
        version = await connection.run_sync(_version)
    if version is not None and version not in versions():
        raise SchemaTooNew(
            f"{database.path} was written by a newer Darkroom (schema {version}):"
            " update, or restore a backup"
        )
    return version == versions()[-1]


async def migrate(database: Database) -> bool:
    """Bring the schema to this version's, all or nothing; tell whether anything was to do.

    Raises SchemaTooNew, and StoreError where the database refuses.
    """
    if await is_current(database):
        return False
    async with database.rebuilding() as connection:
        await connection.run_sync(upgrade, versions()[-1])
    return True


def upgrade(connection: Connection, version: str) -> None:
    """Go up to a version within the connection's transaction."""
    from alembic import command
    from alembic.config import Config

    config = Config(attributes={"connection": connection})
    # Alembic reads % as the start of a variable.
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    command.upgrade(config, version)


def _version(connection: Connection) -> str | None:
    """Return the number of the schema as it is, None for an empty database."""
    if not inspect(connection).has_table("alembic_version"):
        return None
    version: str | None = connection.execute(
        text("SELECT version_num FROM alembic_version")
    ).scalar_one_or_none()
    return version
