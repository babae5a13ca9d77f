"""The edit form, opened from the menu of any message with pictures; and every form that comes back.

What a form asks and how it is read is `bot.discordio.forms`'; the rules are the engine's.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.admission import admit
from bot.discordio.forms import MASK_FORM, FilledForm, ask_for_edit, filled_form, is_form
from bot.discordio.gallery_buttons import is_share_form, share_as_filled
from bot.discordio.message_pictures import pictures_in, result_job_of
from bot.discordio.tree import answering_errors
from bot.domain.errors import InvalidRequest
from bot.domain.requests import ImageRequest

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


class Forms(commands.Cog):
    """Ask in a form what to change about a picture, and do it."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.allowed_installs(guilds=True, users=False)
    @app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
    async def edit_image(
        self, interaction: discord.Interaction[DarkroomBot], message: discord.Message
    ) -> None:
        """Open the form about the pictures of anybody's message; nothing is looked up before."""
        request = ImageRequest(
            prompt="", model=self._bot.default_model, references=pictures_in(message)
        )
        await ask_for_edit(interaction, request, parent_id=result_job_of(message))

    @commands.Cog.listener()
    async def on_interaction(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Take every form of ours that comes back, whoever sent it out; errors become words."""
        if is_form(interaction):
            await answering_errors(interaction, self._submit)
        elif is_share_form(interaction):
            await answering_errors(interaction, share_as_filled)

    async def _submit(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        form = filled_form(interaction)
        await (self._mask if form.form == MASK_FORM else self._edit)(interaction, form)

    async def _mask(self, interaction: discord.Interaction[DarkroomBot], form: FilledForm) -> None:
        """Acknowledge silently: the message of the draft becomes the progress answer."""
        await admit(interaction, draft_id=form.draft_id, prompt=form.prompt, is_silent=True)

    async def _edit(self, interaction: discord.Interaction[DarkroomBot], form: FilledForm) -> None:
        """Answer in public, as `/edit` does."""
        picks, request = form.picks, form.request(self._bot.default_model)
        # Told in the acknowledgement itself, to the person alone; all else depends on the draft.
        if not request.prompt.strip():
            raise InvalidRequest("prompt-empty", field="prompt")
        await admit(interaction, request=request, draft_id=form.draft_id, picks=picks)


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with its menu on messages."""
    cog = Forms(bot)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Edit image", callback=cog.edit_image))
