"""`/gallery`: the best of the week, what one has shared, and whether one may be among the best.

Answered to the person alone; sharing itself begins with a button under a result.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.gallery_page import mine_page, top_page
from bot.discordio.params import is_yes, offer_choices, requester_of
from bot.domain.errors import NotFound

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


PICTURED = 3
"""How many of the best are shown with their picture."""


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=False, private_channels=False)
class Gallery(commands.GroupCog, group_name="gallery"):
    """The pictures that people of a server share."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot
        self._words = bot.words

    @app_commands.command()
    async def top(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show the best of the week, the first few with their picture."""
        guild_id = await self._acknowledge(interaction)
        sharing = self._bot.engine.sharing
        shares = await sharing.top(guild_id)
        pictures = await sharing.pictures_of(shares[:PICTURED])
        pages = top_page(shares, pictures, self._words, interaction.locale.value)
        await interaction.edit_original_response(embeds=pages)

    @app_commands.command()
    async def mine(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show what one has shared here."""
        guild_id = await self._acknowledge(interaction)
        shares = await self._bot.engine.sharing.mine(requester_of(interaction), guild_id)
        page = mine_page(shares, self._words, interaction.locale.value)
        await interaction.edit_original_response(embed=page)

    @app_commands.command()
    async def listed(self, interaction: discord.Interaction[DarkroomBot], show: str) -> None:
        """Say whether one's pictures may be among the best."""
        is_listed = is_yes("show", show)
        await self._acknowledge(interaction)
        await self._bot.engine.sharing.set_listed(requester_of(interaction), is_listed)
        sentence = self._words.say("gallery-listed", interaction.locale.value, state=show)
        await interaction.edit_original_response(content=sentence)

    async def _acknowledge(self, interaction: discord.Interaction[DarkroomBot]) -> int:
        """Acknowledge; return the server. Raises NotFound: elsewhere there is no gallery."""
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()
        if interaction.guild_id is None:
            raise NotFound("gallery")
        return interaction.guild_id


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with the choices of its option."""
    cog = Gallery(bot)
    offer_choices(cog.listed, bot.engine.catalogue, bot.words)
    await bot.add_cog(cog)
