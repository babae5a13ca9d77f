"""`/admin channels` and `/admin words`: where pictures may be asked for, and in which words not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands

from bot.discordio.admin_group import Acting, AdminGroup, put_under_admin
from bot.discordio.admin_options import Place
from bot.domain.rules import ServerRules

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Channels(AdminGroup, name="channels"):
    """Where pictures may be asked for; a category stands for its channels."""

    @app_commands.command()
    async def allow(
        self,
        interaction: discord.Interaction[DarkroomBot],
        channel: Place,
    ) -> None:
        """Allow it here, and from then on only where it is allowed."""
        await self._set(interaction, channel, allowed=True)

    @app_commands.command()
    async def refuse(
        self,
        interaction: discord.Interaction[DarkroomBot],
        channel: Place,
    ) -> None:
        """Refuse it there."""
        await self._set(interaction, channel, allowed=False)

    @app_commands.command()
    async def reset(
        self,
        interaction: discord.Interaction[DarkroomBot],
        channel: Place,
    ) -> None:
        """Lay nothing down for it."""
        await self._set(interaction, channel, allowed=None)

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show where it is allowed and refused."""
        acting = await self._begin(interaction)
        await acting.show_rules(await acting.verbs.rules(acting.guild_id), "channels")

    async def _set(
        self,
        interaction: discord.Interaction[DarkroomBot],
        channel: Place,
        *,
        allowed: bool | None,
    ) -> None:
        acting = await self._begin(interaction)
        rules = await acting.verbs.set_channel(
            acting.guild_id, channel, allowed=allowed, by=acting.by
        )
        await acting.show_rules(rules, "channels", said=acting.text("admin-channels-done"))


class BlockedWords(AdminGroup, name="words"):
    """What may not stand in a prompt."""

    @app_commands.command()
    async def add(self, interaction: discord.Interaction[DarkroomBot], word: str) -> None:
        """Keep prompts with a word out."""
        acting = await self._begin(interaction)
        await self._done(acting, await acting.verbs.add_word(acting.guild_id, word, by=acting.by))

    @app_commands.command()
    async def remove(self, interaction: discord.Interaction[DarkroomBot], word: str) -> None:
        """Let prompts with a word in again."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.remove_word(acting.guild_id, word, by=acting.by)
        await self._done(acting, rules)

    @app_commands.command()
    async def add_pattern(
        self, interaction: discord.Interaction[DarkroomBot], pattern: str
    ) -> None:
        """Keep prompts that match a pattern out."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.add_pattern(acting.guild_id, pattern, by=acting.by)
        await self._done(acting, rules)

    @app_commands.command()
    async def remove_pattern(
        self, interaction: discord.Interaction[DarkroomBot], pattern: str
    ) -> None:
        """Let prompts that match a pattern in again."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.remove_pattern(acting.guild_id, pattern, by=acting.by)
        await self._done(acting, rules)

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show all words and patterns."""
        acting = await self._begin(interaction)
        rules = await acting.verbs.rules(acting.guild_id)
        await acting.show(*acting.rules_page(rules).words_embed())

    async def _done(self, acting: Acting, rules: ServerRules) -> None:
        await acting.show_rules(rules, "words", said=acting.text("admin-words-done"))


async def setup(bot: DarkroomBot) -> None:
    """Load both parts."""
    put_under_admin(bot, Channels(bot))
    put_under_admin(bot, BlockedWords(bot))
