"""`/imagine`: make pictures from words, from up to five pictures, and from those on one's tray.

The rules are the engine's, the choices the catalogue's; here options become a request.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.admission import admit
from bot.discordio.params import (
    is_yes,
    left_open,
    offer_choices,
    request_of,
    requester_of,
    yes_or_no,
)

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Imagine(commands.Cog):
    """Make a picture from words."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.rename(output_format="format")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def imagine(
        self,
        interaction: discord.Interaction[DarkroomBot],
        prompt: app_commands.Range[str, 1, 6000],
        model: str | None = None,
        size: str | None = None,
        count: int | None = None,
        quality: str | None = None,
        background: str | None = None,
        output_format: str | None = None,
        compression: app_commands.Range[int, 0, 100] | None = None,
        moderation: str | None = None,
        tray: str | None = None,
        private: str | None = None,
        image1: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        image5: discord.Attachment | None = None,
    ) -> None:
        """Check at once, acknowledge, then write the job down."""
        images = {
            "image1": image1,
            "image2": image2,
            "image3": image3,
            "image4": image4,
            "image5": image5,
        }
        request = request_of(
            prompt=prompt,
            default_model=self._bot.default_model,
            model=model,
            size=size,
            count=count,
            quality=quality,
            background=background,
            output_format=output_format,
            compression=compression,
            moderation=moderation,
            images=images,
        )
        # Awaits nothing: what is wrong is told in the acknowledgement itself, to the person alone.
        request = self._bot.engine.intake.check(request)
        takes_tray, is_private = is_yes("tray", tray), yes_or_no("private", private)
        if is_private is None:
            is_private = self._bot.engine.people.wants_private(requester_of(interaction))
        await admit(
            interaction,
            request=request,
            takes_tray=takes_tray,
            needs_picture=takes_tray,
            is_private=is_private,
            left_open=left_open(model=model, count=count),
        )


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with the choices that the catalogue has."""
    cog = Imagine(bot)
    offer_choices(cog.imagine, bot.engine.catalogue, bot.words, default_model=bot.default_model)
    await bot.add_cog(cog)
