"""Tell Discord which commands there are, and only when they have changed.

Discord counts new commands (200 a day), and an unchanged set needs no request at all.
"""

from __future__ import annotations

import hashlib
import json
import logging
from collections.abc import Mapping
from typing import TYPE_CHECKING, Protocol

import discord

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

log = logging.getLogger(__name__)

GLOBAL = "global"


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

    A guild that we are not in is passed over with a warning.
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
        try:
            await _sync(bot, kept, guild=guild)
        except discord.Forbidden as error:
            log.warning("discord.guild_ids: no commands in guild %s: %s", guild.id, error)


async def _sync(bot: DarkroomBot, kept: CommandSync, *, guild: discord.Object | None) -> None:
    scope = GLOBAL if guild is None else str(guild.id)
    digest = await commands_digest(bot, guild=guild)
    if await kept.load(scope) == digest:
        log.info("commands (%s) are as Discord knows them", scope)
        return
    synced = await bot.tree.sync(guild=guild)
    await kept.save(scope, digest, {command.name: command.id for command in synced})
    log.info("told Discord %d commands (%s)", len(synced), scope)


async def commands_digest(bot: DarkroomBot, *, guild: discord.abc.Snowflake | None) -> str:
    """Return a digest of the commands as they would be sent, in every language."""
    return hashlib.sha256(
        json.dumps(
            [
                discord.__version__,
                bot.application_id,
                await commands_payload(bot.tree, guild=guild),
            ],
            sort_keys=True,
        ).encode()
    ).hexdigest()


async def commands_payload(
    tree: discord.app_commands.CommandTree[DarkroomBot], *, guild: discord.abc.Snowflake | None
) -> list[dict[str, object]]:
    """Return the commands as `tree.sync` would send them, in a fixed order."""
    translator = tree.translator
    payload = [
        await command.get_translated_payload(tree, translator)
        if translator
        else command.to_dict(tree)
        for command in tree._get_all_commands(guild=guild)
    ]
    return sorted(payload, key=lambda command: (command["type"], command["name"]))
