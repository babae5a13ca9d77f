"""The buttons and the menu under a draft. They carry its id, and work until it ends.

Whose draft it is, and what becomes of it, the engine says; how it then reads is `drafting`'s.
"""

from __future__ import annotations

import contextlib
import re
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio.admission import admit
from bot.discordio.forms import mask_form, number_of, open_form, soon
from bot.discordio.params import requester_of
from bot.discordio.tree import answering_errors
from bot.domain.drafts import DRAFT_ID_PATTERN, GRID_CELLS, Draft, DraftId
from bot.domain.errors import InvalidRequest, NotFound
from bot.text import Words
from bot.text.words import Value

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

    Click = discord.Interaction[DarkroomBot]

DRAFT_PATTERN = rf"(?P<draft>{DRAFT_ID_PATTERN})"
"""The part of an id that names the draft."""

NUMBER_PATTERN = r"(?P<number>[0-9]{1,2})"
"""The part of an id that says which, where there are several."""


class DraftButton(ui.DynamicItem[ui.Button[ui.View]], template=r"(?!)"):
    """A button about a draft. `verb` begins its id, and names its label: `button-<verb>`."""

    verb: ClassVar[str]
    style: ClassVar[discord.ButtonStyle] = discord.ButtonStyle.secondary

    def __init__(self, button: ui.Button[ui.View], *, draft_id: DraftId, number: int) -> None:
        """Take the button as it stands in the message, and what its id says."""
        super().__init__(button)
        self.draft_id = draft_id
        self.number = number

    @classmethod
    def of(
        cls,
        draft: Draft,
        words: Words,
        locale: str,
        *,
        number: int | None = None,
        row: int | None = None,
        is_disabled: bool = False,
        **values: Value,
    ) -> Self:
        """Build the button for a message about the draft; `values` fill its label."""
        custom_id = f"{cls.verb}:{draft.id}"
        if number is not None:
            custom_id += f":{number}"
            values["number"] = number
        button = ui.Button[ui.View](
            style=cls.style,
            label=words.say(f"button-{cls.verb}", locale, **values),
            custom_id=custom_id,
            disabled=is_disabled,
            row=row,
        )
        return cls(button, draft_id=draft.id, number=number or 0)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was clicked from its id."""
        return cls(
            item,  # type: ignore[arg-type]  # the ids are those of buttons
            draft_id=DraftId(match["draft"]),
            number=int(match.groupdict().get("number") or 0),
        )

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the click asks for; errors become words."""
        await answering_errors(interaction, self.press)

    async def press(self, interaction: Click) -> None:
        """Do what the click asks for; the first await is the acknowledgement."""
        raise NotImplementedError


class Pick(DraftButton, template=f"pick:{DRAFT_PATTERN}:{NUMBER_PATTERN}"):
    """Choose one of several pictures, or all of them (0): that was all there was to say."""

    verb = "pick"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently: the message becomes the progress answer."""
        picks = (self.number,) if self.number else ()
        await admit(interaction, draft_id=self.draft_id, picks=picks, is_silent=True)


class MaskOf(DraftButton, template=f"maskof:{DRAFT_PATTERN}:{NUMBER_PATTERN}"):
    """Choose which of several pictures to mask."""

    verb = "maskof"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently, then show that picture under the grid."""
        await _acknowledge(interaction)
        drafts = interaction.client.engine.drafts
        await _redraw(
            interaction,
            await drafts.narrow(self.draft_id, by=requester_of(interaction), pick=self.number),
        )


class Exact(DraftButton, template=f"exact:{DRAFT_PATTERN}:(?P<number>[01])"):
    """Switch whether what is not masked stays exactly as it is; the id says to what."""

    verb = "exact"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently, then show how it stands."""
        await _acknowledge(interaction)
        drafts = interaction.client.engine.drafts
        await _redraw(
            interaction,
            await drafts.set_exact(
                self.draft_id, by=requester_of(interaction), is_exact=self.number == 1
            ),
        )


class Make(DraftButton, template=f"make:{DRAFT_PATTERN}"):
    """Make it; where nobody has said yet what, ask."""

    verb = "make"
    style = discord.ButtonStyle.primary

    async def press(self, interaction: Click) -> None:
        """Open the form where there is no prompt, else acknowledge silently.

        Which of the two, only the draft says. Where that takes too long, the form asks.
        """
        bot = interaction.client
        is_complete, prompt = await soon(self._look(interaction)) or (False, "")
        if is_complete:
            await admit(interaction, draft_id=self.draft_id, is_silent=True)
            return
        form = mask_form(
            self.draft_id, prompt=prompt, words=bot.words, locale=interaction.locale.value
        )
        await open_form(interaction, form)

    async def _look(self, interaction: Click) -> tuple[bool, str]:
        """Tell whether the draft says all; where it does not, with what its picture was made from.

        Raises InvalidRequest where there is no mask, and what `Drafts.get` raises.
        """
        engine = interaction.client.engine
        draft = await engine.drafts.get(self.draft_id, by=requester_of(interaction))
        if draft.request.mask is None:
            raise InvalidRequest("mask-empty", field="mask")
        if draft.request.prompt or draft.parent_id is None:
            return bool(draft.request.prompt), ""
        return False, (await engine.operations.get(draft.parent_id)).request.prompt


class Discard(DraftButton, template=f"discard:{DRAFT_PATTERN}"):
    """End the draft, and take its message away: neither a click nor a link goes on with it."""

    verb = "discard"

    async def press(self, interaction: Click) -> None:
        """Acknowledge silently; a draft that has ended is nobody's any more."""
        await _acknowledge(interaction)
        with contextlib.suppress(NotFound):
            await interaction.client.engine.drafts.discard(
                self.draft_id, by=requester_of(interaction)
            )
        # Acknowledged silently, the "original response" is the message of the button.
        with contextlib.suppress(discord.NotFound):
            await interaction.delete_original_response()


class Cells(ui.DynamicItem[ui.Select[ui.View]], template=f"cells:{DRAFT_PATTERN}"):
    """The menu of the grid's cells: those that are chosen are repainted."""

    verb: ClassVar[str] = "cells"

    def __init__(self, menu: ui.Select[ui.View], *, draft_id: DraftId) -> None:
        """Take the menu as it stands in the message, and whose it is."""
        super().__init__(menu)
        self.draft_id = draft_id

    @classmethod
    def of(cls, draft: Draft, words: Words, locale: str) -> Self:
        """Build the menu, with the cells chosen that the draft has."""
        menu = ui.Select[ui.View](
            custom_id=f"{cls.verb}:{draft.id}",
            placeholder=words.say(f"button-{cls.verb}", locale),
            min_values=1,
            max_values=GRID_CELLS,
            options=[
                discord.SelectOption(
                    label=words.say("draft-cell", locale, number=cell),
                    value=str(cell),
                    default=cell in draft.cells,
                )
                for cell in range(1, GRID_CELLS + 1)
            ],
            row=0,
        )
        return cls(menu, draft_id=draft.id)

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the menu that was used from its id."""
        return cls(item, draft_id=DraftId(match["draft"]))  # type: ignore[arg-type]  # of a menu

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the choice asks for; errors become words."""
        await answering_errors(interaction, self.choose)

    async def choose(self, interaction: Click) -> None:
        """Acknowledge silently, then show what will be repainted."""
        await _acknowledge(interaction)
        cells = [number_of(self.verb, value) for value in self.item.values]
        for cell in cells:
            if not 1 <= cell <= GRID_CELLS:
                raise InvalidRequest("range", field=self.verb, value=cell, least=1, most=GRID_CELLS)
        drafts = interaction.client.engine.drafts
        await _redraw(
            interaction,
            await drafts.choose_cells(self.draft_id, by=requester_of(interaction), cells=cells),
        )


DRAFT_ITEMS = (Pick, MaskOf, Cells, Make, Exact, Discard)
"""What the client must know to recognise a click on a draft."""


async def _acknowledge(interaction: Click) -> None:
    await interaction.client.acknowledgements.defer(interaction, thinking=False)
    await interaction.client.acknowledgements.quiet()


async def _redraw(interaction: Click, draft: Draft) -> None:
    """Show the draft as it is now, in the message that was clicked on."""
    # The message has these very buttons under it: neither module can be without the other.
    from bot.discordio.drafting import mask_message

    shown = await mask_message(interaction.client, draft, interaction.locale.value)
    await interaction.edit_original_response(
        content=shown.content, attachments=[shown.file()], view=shown.view
    )
