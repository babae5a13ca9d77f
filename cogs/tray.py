"""The tray: references that a person collects from any message, for `/edit` and `/imagine`.

Answered to the person alone.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.message_pictures import pictures_in
from bot.discordio.params import requester_of
from bot.discordio.tray import show_tray
from bot.domain.errors import NotFound

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Tray(commands.Cog):
    """Collect references, and look at them."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def tray(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show what lies there."""
        await self._acknowledge(interaction)
        await show_tray(interaction, await self._bot.engine.tray.of(requester_of(interaction)))

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def use_as_reference(
        self, interaction: discord.Interaction[DarkroomBot], message: discord.Message
    ) -> None:
        """Put the pictures of anybody's message on the tray; show it."""
        sources = pictures_in(message)
        if not sources:
            raise NotFound("picture")
        await self._acknowledge(interaction)
        tray, requester_id = self._bot.engine.tray, requester_of(interaction)
        before = {picture.source.sha256 for picture in await tray.of(requester_id)}
        pictures = await tray.add(requester_id, sources)
        added = sum(picture.source.sha256 not in before for picture in pictures)
        await show_tray(interaction, pictures, added=added)

    async def _acknowledge(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with its menu on messages."""
    cog = Tray(bot)
    await bot.add_cog(cog)
    bot.tree.add_command(
        app_commands.ContextMenu(name="Use as reference", callback=cog.use_as_reference)
    )
