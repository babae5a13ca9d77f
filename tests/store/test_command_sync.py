"""What was synced with Discord last, by scope."""

from __future__ import annotations

from bot.store.command_sync import CommandSyncs


async def test_nothing_was_synced_at_first(database):
    """The first start syncs."""
    syncs = CommandSyncs(database)

    assert await syncs.load("global") is None
    assert {} == await syncs.command_ids("global")


async def test_the_newest_sync_of_a_scope_counts(database):
    """Scopes do not know each other."""
    syncs = CommandSyncs(database)
    await syncs.save("global", "old", {"imagine": 1, "jobs": 2})
    await syncs.save("21", "other", {})
    await syncs.save("global", "new", {"imagine": 3})

    assert ("new", {"imagine": 3}) == (
        await syncs.load("global"),
        await syncs.command_ids("global"),
    )
    assert ("other", {}) == (
        await syncs.load("21"),
        await syncs.command_ids("21"),
    )
