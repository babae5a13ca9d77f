"""Tell Discord which commands there are, and only when they have changed.

Discord counts new commands (200 a day), and an unchanged set needs no request at all. Where it does
not take them, the bot runs on with those that it knows, and the next start tells them again.
"""

from __future__ import annotations

import asyncio
import hashlib
import json
import logging
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

import discord

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

log = logging.getLogger(__name__)

INVALID_FORM = 50035

Payload = list[dict[str, Any]]

GLOBAL = "global"

MOST_SECONDS = 60.0
"""How long Discord may take. The library sits out any `Retry-After`, which is hours once the day's
new commands are used up, and nobody is served meanwhile.
"""


class CommandSync(Protocol):
    """Where it is kept what Discord was told last, by scope (`global`, or a guild's id)."""

    async def load(self, scope: str) -> str | None:
        """Return the digest of what was told last, or None."""
        ...

    async def save(self, scope: str, digest: str, ids: Mapping[str, int]) -> None:
        """Keep the digest, and the ids that Discord gave the commands, by name."""
        ...


async def sync_commands(bot: DarkroomBot, kept: CommandSync, guild_ids: tuple[int, ...]) -> None:
    """Tell Discord the commands: to these guilds only, or globally where none is named.

    What Discord refuses, as for a guild that we are not in, is logged and passed over.
    """
    if not guild_ids:
        await _sync(bot, kept, guild=None)
        return
    guilds = [discord.Object(guild_id) for guild_id in guild_ids]
    for guild in guilds:
        bot.tree.copy_global_to(guild=guild)
    bot.tree.clear_commands(guild=None)
    if await kept.load(GLOBAL) is not None:
        # They were global once, and would show twice.
        await _sync(bot, kept, guild=None)
    for guild in guilds:
        await _sync(bot, kept, guild=guild)


async def _sync(bot: DarkroomBot, kept: CommandSync, *, guild: discord.Object | None) -> None:
    scope = GLOBAL if guild is None else str(guild.id)
    payload = await commands_payload(bot.tree, guild=guild)
    digest = commands_digest(bot, payload)
    if await kept.load(scope) == digest:
        log.info("commands (%s) are as Discord knows them", scope)
        return
    try:
        async with asyncio.timeout(MOST_SECONDS):
            # As the tree does it; but to say everything in every language takes a while, and is
            # done once.
            synced = await _told(bot, guild, payload)
    except discord.HTTPException as error:
        level = logging.WARNING if error.status >= 500 else logging.ERROR
        _log_refusal(level, scope, " ".join(str(error).split()))
        return
    except TimeoutError:
        _log_refusal(logging.WARNING, scope, f"no answer within {MOST_SECONDS:g} s")
        return
    await kept.save(scope, digest, {command["name"]: int(command["id"]) for command in synced})
    log.info("told Discord %d commands (%s)", len(synced), scope)


def _log_refusal(level: int, scope: str, said: str) -> None:
    log.log(
        level,
        "the commands (%s) could not be told to Discord, and stay as it knows them until the next "
        "start: %s",
        scope,
        said,
    )


async def _told(
    bot: DarkroomBot, guild: discord.Object | None, payload: Payload
) -> Sequence[Mapping[str, Any]]:
    """Tell Discord the commands, in place of those that it knows; return what it made of them."""
    if bot.application_id is None:
        raise discord.MissingApplicationID
    try:
        if guild is None:
            return await bot.http.bulk_upsert_global_commands(bot.application_id, payload)
        return await bot.http.bulk_upsert_guild_commands(bot.application_id, guild.id, payload)
    except discord.HTTPException as error:
        if error.status == 400 and error.code == INVALID_FORM:
            # It names the commands, where Discord names their places.
            commands = bot.tree._get_all_commands(guild=guild)
            raise discord.app_commands.CommandSyncFailure(error, commands) from None
        raise


def commands_digest(bot: DarkroomBot, payload: Payload) -> str:
    """Return a digest of the commands as they would be sent, in every language."""
    said = [discord.__version__, bot.application_id, payload]
    return hashlib.sha256(json.dumps(said, sort_keys=True).encode()).hexdigest()


async def commands_payload(
    tree: discord.app_commands.CommandTree[DarkroomBot], *, guild: discord.abc.Snowflake | None
) -> Payload:
    """Return the commands as `tree.sync` would send them, in a fixed order."""
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree._get_all_commands(guild=guild)
    ]
    return sorted(payload, key=lambda command: (command["type"], command["name"]))
