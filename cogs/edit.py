"""`/edit`: change a picture, or make a new one from up to fifteen: the whole image API.

A filled tray comes after the command's own pictures. A mask is shown before anything is paid for.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.acknowledge import answer_message_id_of
from bot.discordio.admission import admit
from bot.discordio.drafting import mask_message
from bot.discordio.params import (
    answer_token_of,
    left_open,
    offer_choices,
    origin_of,
    request_of,
    requester_of,
    sources_of,
    standing_of,
)
from bot.domain.drafts import DraftKind
from bot.domain.errors import InvalidRequest
from bot.domain.requests import ImageRequest, SourceImage
from bot.engine.tray import sources_on

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Edit(commands.Cog):
    """Make a picture from pictures."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    @app_commands.rename(output_format="format")
    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def edit(
        self,
        interaction: discord.Interaction[DarkroomBot],
        prompt: app_commands.Range[str, 1, 6000],
        image1: discord.Attachment | None = None,
        image2: discord.Attachment | None = None,
        image3: discord.Attachment | None = None,
        image4: discord.Attachment | None = None,
        image5: discord.Attachment | None = None,
        image6: discord.Attachment | None = None,
        image7: discord.Attachment | None = None,
        image8: discord.Attachment | None = None,
        image9: discord.Attachment | None = None,
        image10: discord.Attachment | None = None,
        image11: discord.Attachment | None = None,
        image12: discord.Attachment | None = None,
        image13: discord.Attachment | None = None,
        image14: discord.Attachment | None = None,
        image15: discord.Attachment | None = None,
        mask: discord.Attachment | None = None,
        model: str | None = None,
        size: str | None = None,
        count: int | None = None,
        quality: str | None = None,
        background: str | None = None,
        output_format: str | None = None,
        compression: app_commands.Range[int, 0, 100] | None = None,
        moderation: str | None = None,
    ) -> None:
        """Check at once; with a mask show what it repaints, else write the job down."""
        images = (
            *(image1, image2, image3, image4, image5, image6, image7, image8),
            *(image9, image10, image11, image12, image13, image14, image15),
        )
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
            images={f"image{number}": image for number, image in enumerate(images, 1)},
        )
        # Awaits nothing: what is wrong is told in the acknowledgement itself, to the person alone.
        request = self._bot.engine.intake.check(request)
        if mask is None:
            await admit(
                interaction,
                request=request,
                takes_tray=True,
                needs_picture=True,
                left_open=left_open(model=model, count=count),
            )
        else:
            [its_source] = sources_of({"mask": mask})
            await self._show_mask(interaction, request, its_source)

    async def _show_mask(
        self,
        interaction: discord.Interaction[DarkroomBot],
        request: ImageRequest,
        mask: SourceImage,
    ) -> None:
        """Answer, to the person alone, with what will be repainted; nothing is asked for yet."""
        bot, requester_id = self._bot, requester_of(interaction)
        await bot.acknowledgements.defer(interaction, ephemeral=True)
        await bot.acknowledgements.quiet()
        tray = sources_on(await bot.engine.tray.of(requester_id))
        request = bot.engine.intake.check(replace(request, references=(*request.references, *tray)))
        if not request.references:
            raise InvalidRequest("no-picture", field="image1")
        draft = await bot.engine.drafts.begin(
            DraftKind.MASK,
            requester_id=requester_id,
            origin=origin_of(interaction),
            standing=standing_of(interaction),
            request=request,
            answer_token=answer_token_of(interaction),
            answer_message_id=answer_message_id_of(interaction),
        )
        draft = await bot.engine.drafts.read_mask(draft.id, by=requester_id, mask=mask)
        shown = await mask_message(bot, draft, interaction.locale.value)
        await interaction.edit_original_response(
            content=shown.content, attachments=[shown.file()], view=shown.view
        )


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with the choices that the catalogue has."""
    cog = Edit(bot)
    offer_choices(cog.edit, bot.engine.catalogue, bot.words, default_model=bot.default_model)
    await bot.add_cog(cog)
