"""A person's tray as they see it: the references that lie on it, and what takes them away.

The answer is theirs alone, and whoever clicks acts on their own tray. What a tray takes is decided
in the engine.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio.files import picture_file
from bot.discordio.markup import moment, one_line, shortened
from bot.discordio.params import requester_of
from bot.discordio.render import error_text, option_name
from bot.discordio.tree import answering_errors
from bot.domain.drafts import TRAY_MOST, TrayPicture
from bot.domain.errors import InvalidRequest
from bot.engine.ports import Picture
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

MAX_LABEL = 100
"""The most characters of a line in a menu."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayMessage:
    """A tray as a message: what is said, its numbered thumbnails, and what takes pictures away.

    An empty tray has neither thumbnails nor anything to click.
    """

    content: str
    alt_text: str = ""
    sheet: Picture | None = None
    view: ui.View | None = None

    def files(self) -> list[discord.File]:
        """Return what to attach; new at every call."""
        if self.sheet is None:
            return []
        return [picture_file(self.sheet, "tray", alt_text=self.alt_text)]


async def show_tray(
    interaction: discord.Interaction[DarkroomBot],
    pictures: Sequence[TrayPicture],
    *,
    added: int | None = None,
) -> None:
    """Put the tray into the answer that was deferred, or that the click stands on.

    `added` is how many of the pictures are new there, where somebody wanted to add some.
    """
    bot, locale = interaction.client, interaction.locale.value
    sheet, trouble = None, ""
    if pictures:
        try:
            sheet = await bot.engine.tray.sheet(pictures)
        except InvalidRequest as error:
            # A picture that is lost must not be in the way of taking it off the tray.
            trouble = f"{error_text(error, bot.words, locale)}\n"
    message = tray_message(pictures, sheet, words=bot.words, locale=locale, added=added)
    await interaction.edit_original_response(
        content=f"{trouble}{message.content}", attachments=message.files(), view=message.view
    )


def tray_message(
    pictures: Sequence[TrayPicture],
    sheet: Picture | None,
    *,
    words: Words,
    locale: str,
    added: int | None = None,
) -> TrayMessage:
    """Return the tray as a message; `sheet` shows its pictures, by their numbers."""
    if not pictures:
        return TrayMessage(content=words.say("tray-empty", locale))
    count = len(pictures)
    ends = moment(min(picture.expires_at for picture in pictures))
    held = words.say("tray-count", locale, count=count, most=TRAY_MOST, ends=ends)
    if added is not None:
        held = f"{words.say('tray-added', locale, count=added)}\n{held}"
    use = words.say("tray-use", locale, option=option_name("tray", words, locale))
    view = ui.View(timeout=None)
    view.add_item(TrayDrop.of(pictures, words, locale))
    view.add_item(TrayClear.of(words, locale))
    return TrayMessage(
        content=f"{held}\n{use}",
        alt_text=words.say("tray-alt", locale, count=count),
        sheet=sheet,
        view=view,
    )


class TrayDrop(ui.DynamicItem[ui.Select[ui.View]], template="traydrop"):
    """Take the chosen pictures off the tray.

    They are chosen by their bytes: on an old message the numbers may mean others by now.
    """

    verb: ClassVar[str] = "traydrop"

    @classmethod
    def of(cls, pictures: Sequence[TrayPicture], words: Words, locale: str) -> Self:
        """Build the menu for a tray."""
        menu: ui.Select[ui.View] = ui.Select(
            custom_id=cls.verb,
            placeholder=words.say("button-traydrop", locale),
            max_values=len(pictures),
            options=[
                discord.SelectOption(
                    label=_label(picture, words, locale), value=picture.source.sha256 or ""
                )
                for picture in pictures
            ],
        )
        return cls(menu)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take the menu that was used as it stands in the message."""
        return cls(item)  # type: ignore[arg-type]  # the id is that of a menu

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the choice asks for; errors become words."""
        await answering_errors(interaction, self.drop)

    async def drop(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Acknowledge silently, take the pictures away, and show what is left in their place."""
        bot, requester_id = interaction.client, requester_of(interaction)
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        numbers = [
            picture.number
            for picture in await bot.engine.tray.of(requester_id)
            if picture.source.sha256 in self.item.values
        ]
        await show_tray(interaction, await bot.engine.tray.remove(requester_id, numbers))


class TrayClear(ui.DynamicItem[ui.Button[ui.View]], template="trayclear"):
    """Take everything off the tray."""

    verb: ClassVar[str] = "trayclear"

    @classmethod
    def of(cls, words: Words, locale: str) -> Self:
        """Build the button."""
        label = words.say("button-trayclear", locale)
        style = discord.ButtonStyle.danger
        return cls(ui.Button(style=style, label=label, custom_id=cls.verb))

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Take the button that was clicked as it stands in the message."""
        return cls(item)  # type: ignore[arg-type]  # the id is that of a button

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the click asks for; errors become words."""
        await answering_errors(interaction, self.clear)

    async def clear(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Acknowledge silently, then say that the tray is empty."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        await bot.engine.tray.clear(requester_of(interaction))
        await show_tray(interaction, ())


TRAY_ITEMS = (TrayDrop, TrayClear)
"""What the client must know to recognise a click on a tray of any age."""


def _label(picture: TrayPicture, words: Words, locale: str) -> str:
    """Name a picture by its number, and by its file."""
    name = shortened(one_line(picture.source.filename), MAX_LABEL) or picture.source.name
    label = words.say("tray-picture", locale, number=picture.number, name=name)
    return shortened(label, MAX_LABEL)
