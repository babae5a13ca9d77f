"""`/help`: what the bot does, how, and what it costs."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.pages import help_page

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Help(commands.Cog):
    """Explain the bot."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def help(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Answer at once, to the person alone: nothing has to be looked up."""
        embed = help_page(self._bot.engine.catalogue, self._bot.words, interaction.locale.value)
        await interaction.response.send_message(embed=embed, ephemeral=True)


async def setup(bot: DarkroomBot) -> None:
    """Load the cog."""
    await bot.add_cog(Help(bot))
