"""`Image details` in the menu of a result: everything about how it was made, to whoever asks."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.buttons import show_details
from bot.discordio.message_pictures import result_job_of
from bot.domain.errors import NotFound

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Details(commands.Cog):
    """Tell how a result was made."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def image_details(
        self, interaction: discord.Interaction[DarkroomBot], message: discord.Message
    ) -> None:
        """Answer to the person alone; what is not a result of ours is said at once."""
        job_id = result_job_of(message)
        if job_id is None:
            raise NotFound("result")
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()
        await show_details(interaction, job_id)


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with its menu on messages."""
    cog = Details(bot)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Image details", callback=cog.image_details))
