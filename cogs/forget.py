"""`/forget`: have one's words, pictures and settings blanked. Asked back first."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.forgetting import forget_page, forget_view

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Forget(commands.Cog):
    """Blank what is kept about a person."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def forget(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Answer at once, to the person alone: nothing has to be looked up, nothing happens yet."""
        words, locale = self._bot.words, interaction.locale.value
        await interaction.response.send_message(
            embed=forget_page(words, locale), view=forget_view(words, locale), ephemeral=True
        )


async def setup(bot: DarkroomBot) -> None:
    """Load the cog."""
    await bot.add_cog(Forget(bot))
