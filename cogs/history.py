"""`/history`: look through one's own results, and find one by its words. For the person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.history import MOST_SEARCHED, Place, searched, show_history

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class History(commands.Cog):
    """A person's results."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def history(
        self,
        interaction: discord.Interaction[DarkroomBot],
        search: app_commands.Range[str, 1, MOST_SEARCHED] | None = None,
    ) -> None:
        """Show the newest page."""
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()
        await show_history(interaction, Place(words=searched(search)))


async def setup(bot: DarkroomBot) -> None:
    """Load the cog."""
    await bot.add_cog(History(bot))
