"""`/quota`: how one stands with the limits, drawn. Answered to the person alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.params import origin_of, requester_of, standing_of
from bot.discordio.quota_page import quota_page

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Quota(commands.Cog):
    """Show the limits."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def quota(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show what is used, held and left, and when it comes back."""
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()
        report = await self._bot.engine.quotas.report(
            requester_of(interaction),
            origin=origin_of(interaction),
            standing=standing_of(interaction),
        )
        page = quota_page(
            report,
            self._bot.words,
            interaction.locale.value,
            is_in_server=interaction.guild_id is not None,
        )
        await interaction.edit_original_response(embed=page)


async def setup(bot: DarkroomBot) -> None:
    """Load the cog."""
    await bot.add_cog(Quota(bot))
