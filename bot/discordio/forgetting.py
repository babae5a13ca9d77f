"""`/forget`: what will be blanked and what stays, and the button that says yes to it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio.pages import SAFELIGHT
from bot.discordio.params import requester_of
from bot.discordio.tree import answering_errors
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot


def forget_page(words: Words, locale: str) -> discord.Embed:
    """Return what goes and what stays, before anything does."""
    embed = discord.Embed(
        title=words.say("forget-title", locale),
        description=words.say("forget-warning", locale),
        colour=SAFELIGHT,
    )
    for name, value in (
        ("forget-goes", words.say("forget-goes-text", locale)),
        ("forget-stays", words.say("forget-stays-text", locale)),
    ):
        embed.add_field(name=words.say(name, locale), value=value, inline=False)
    return embed


def forget_view(words: Words, locale: str) -> ui.View:
    """Build the button that says yes."""
    view = ui.View(timeout=None)
    view.add_item(Forget.of(words, locale))
    return view


class Forget(ui.DynamicItem[ui.Button[ui.View]], template="forget:yes"):
    """Blank whatever is kept about whoever clicks."""

    verb: ClassVar[str] = "forget"

    @classmethod
    def of(cls, words: Words, locale: str) -> Self:
        """Build the button."""
        label = words.say("button-forget", locale)
        style = discord.ButtonStyle.danger
        return cls(ui.Button(style=style, label=label, custom_id="forget:yes"))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take the button that was clicked as it stands in the message."""
        return cls(item)  # type: ignore[arg-type]  # the id is that of a button

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the click asks for; errors become words."""
        await answering_errors(interaction, self.forget)

    async def forget(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Acknowledge silently, then say in place of the question that it is done."""
        bot, requester_id = interaction.client, requester_of(interaction)
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        await bot.engine.people.forget(requester_id)
        bot.recent_jobs.forget(requester_id)
        bot.listed_jobs.forget(requester_id)
        done = bot.words.say("forget-done", interaction.locale.value)
        await interaction.edit_original_response(content=done, embed=None, view=None)


FORGET_ITEMS = (Forget,)
"""What the client must know to recognise a click on a question of any age."""
