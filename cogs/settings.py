"""`/settings`: the options that hold where a person gives none. Answered to them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord
from discord import app_commands
from discord.ext import commands

from bot.discordio.params import offer_choices, requester_of, yes_or_no
from bot.discordio.settings_page import OPTIONS, settings_page
from bot.discordio.translation import text
from bot.domain.errors import InvalidRequest
from bot.domain.people import UsualOptions

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


@app_commands.allowed_installs(guilds=True, users=False)
@app_commands.allowed_contexts(guilds=True, dms=True, private_channels=False)
class Settings(commands.GroupCog, group_name="settings"):
    """A person's usual options."""

    def __init__(self, bot: DarkroomBot) -> None:
        self._bot = bot

    @app_commands.command()
    async def show(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Show them."""
        await self._acknowledge(interaction)
        await self._show(
            interaction, await self._bot.engine.people.usual(requester_of(interaction))
        )

    @app_commands.command(name="set")
    @app_commands.rename(output_format="format")
    async def set_usual(
        self,
        interaction: discord.Interaction[DarkroomBot],
        model: str | None = None,
        size: str | None = None,
        count: int | None = None,
        quality: str | None = None,
        background: str | None = None,
        output_format: str | None = None,
        compression: app_commands.Range[int, 0, 100] | None = None,
        moderation: str | None = None,
        private: str | None = None,
    ) -> None:
        """Change those that are given; the others stay as they are."""
        given: dict[str, str | int | None] = {
            "model": model,
            "size": size,
            "count": count,
            "quality": quality,
            "background": background,
            "output_format": output_format,
            "compression": compression,
            "moderation": moderation,
            "is_private": yes_or_no("private", private),
        }
        changes = {name: value for name, value in given.items() if value is not None}
        await self._acknowledge(interaction)
        people = self._bot.engine.people
        await self._show(interaction, await people.set_usual(requester_of(interaction), **changes))

    @app_commands.command()
    async def reset(
        self, interaction: discord.Interaction[DarkroomBot], option: str | None = None
    ) -> None:
        """Forget one of them, or all."""
        if option is not None and option not in OPTIONS:
            allowed = ", ".join(OPTIONS)
            raise InvalidRequest("choice", field="option", value=option, allowed=allowed)
        await self._acknowledge(interaction)
        people, requester_id = self._bot.engine.people, requester_of(interaction)
        if option is None:
            await people.reset(requester_id)
            await self._show(interaction, UsualOptions())
        else:
            usual = await people.set_usual(requester_id, **{OPTIONS[option]: None})
            await self._show(interaction, usual)

    async def _acknowledge(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        await self._bot.acknowledgements.defer(interaction, ephemeral=True)
        await self._bot.acknowledgements.quiet()

    async def _show(
        self, interaction: discord.Interaction[DarkroomBot], usual: UsualOptions
    ) -> None:
        page = settings_page(
            usual,
            catalogue=self._bot.engine.catalogue,
            words=self._bot.words,
            locale=interaction.locale.value,
        )
        await interaction.edit_original_response(embed=page)


async def setup(bot: DarkroomBot) -> None:
    """Load the cog, with the choices that the catalogue has."""
    cog = Settings(bot)
    offer_choices(cog.set_usual, bot.engine.catalogue, bot.words, default_model=bot.default_model)
    app_commands.choices(
        option=[
            app_commands.Choice(name=text(bot.words, f"option-{name}"), value=name)
            for name in OPTIONS
        ]
    )(cog.reset)
    await bot.add_cog(cog)
