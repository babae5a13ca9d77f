"""The messages by which a draft is gone on with: a mask to choose or to agree to, a choice of
picture.

What is said and shown is put together here, from the draft alone; the buttons under it, and what a
click does, are `draft_buttons`'. Sending is left to whoever asks.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import discord
from discord import ui

from bot.discordio.draft_buttons import Cells, Discard, Exact, Make, MaskOf, Pick
from bot.discordio.files import picture_file
from bot.discordio.markup import as_written, money
from bot.domain.drafts import Draft, DraftKind
from bot.engine.drafts import Terms
from bot.engine.ports import Picture
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

PROMPT_SHOWN = 400
MOST_NUMBERS = 15
"""How many pictures can be told apart on a sheet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftMessage:
    """A draft as people see it, to be sent once. `stem` and `alt_text` are its picture's."""

    content: str
    picture: Picture
    stem: str
    alt_text: str
    view: ui.View

    def file(self) -> discord.File:
        """Return what to attach; new at every call."""
        return picture_file(self.picture, self.stem, alt_text=self.alt_text)


async def mask_message(bot: DarkroomBot, draft: Draft, locale: str) -> DraftMessage:
    """Return a draft that is to have a mask; where that is still open, ask which picture is meant.

    Raises InvalidRequest where a picture is gone.
    """
    if draft.kind is DraftKind.MASK_PICK:
        return await _which_message(bot, draft, locale)
    return await _region_message(bot, draft, locale)


async def pick_message(bot: DarkroomBot, draft: Draft, locale: str) -> DraftMessage:
    """Return the question which of several pictures is meant; the answer makes the job.

    Raises InvalidRequest where a picture is gone.
    """
    words, request = bot.words, draft.request
    price = bot.engine.catalogue.get(request.model).price_microusd(
        size=request.size, quality=request.quality, count=request.count
    )
    count = len(draft.choices)
    lines = [
        words.say("draft-pick", locale),
        *_prompt_lines(draft, words, locale),
        words.say("draft-pick-price", locale, price=money(price)),
    ]
    view = ui.View(timeout=None)
    for number in (*range(1, min(count, MOST_NUMBERS) + 1), 0):
        view.add_item(Pick.of(draft, words, locale, number=number))
    view.add_item(Discard.of(draft, words, locale))
    alt = words.say("draft-alt-sheet", locale, count=count)
    return _message(draft, lines, await bot.engine.drafts.sheet(draft), alt, view)


async def _region_message(bot: DarkroomBot, draft: Draft, locale: str) -> DraftMessage:
    """Return the first picture under the grid; once there is a mask, what will be repainted."""
    words, terms = bot.words, bot.engine.drafts.terms(draft)
    has_mask = draft.request.mask is not None
    if has_mask:
        picture, alt = await bot.engine.drafts.preview(draft), words.say("draft-alt-mask", locale)
    else:
        picture, alt = await bot.engine.drafts.grid(draft), words.say("draft-alt-grid", locale)
    link = _painter_link(bot, draft)
    lines = _mask_lines(draft, words, locale) if has_mask else [words.say("draft-region", locale)]
    if draft.request.references[0].is_first_frame:
        lines.append(words.say("draft-first-frame", locale))
    if has_mask or not terms.may_be_exact:
        lines.append(_exact_line(draft, terms, words, locale))
    lines += _prompt_lines(draft, words, locale)
    lines.append(words.say("draft-price", locale, price=money(terms.price_microusd)))
    if link is not None:
        lines.append(words.say("draft-paint", locale))
    return _message(draft, lines, picture, alt, _mask_view(draft, terms, words, locale, link=link))


async def _which_message(bot: DarkroomBot, draft: Draft, locale: str) -> DraftMessage:
    words, count = bot.words, len(draft.choices)
    view = ui.View(timeout=None)
    for number in range(1, min(count, MOST_NUMBERS) + 1):
        view.add_item(MaskOf.of(draft, words, locale, number=number))
    view.add_item(Discard.of(draft, words, locale))
    lines = [words.say("draft-which", locale), *_prompt_lines(draft, words, locale)]
    alt = words.say("draft-alt-sheet", locale, count=count)
    return _message(draft, lines, await bot.engine.drafts.sheet(draft), alt, view)


def _message(
    draft: Draft, lines: list[str], picture: Picture, alt_text: str, view: ui.View
) -> DraftMessage:
    return DraftMessage(
        content="\n".join(lines),
        picture=picture,
        stem=f"draft-{draft.id}",
        alt_text=alt_text,
        view=view,
    )


def _mask_lines(draft: Draft, words: Words, locale: str) -> list[str]:
    """Return how much will be repainted, and how that was read."""
    # Neither nothing nor everything is a mask, so it is not said of one either.
    percent = max(1, min(99, round(100 * (draft.covered or 0))))
    lines = [words.say("draft-covered", locale, percent=percent)]
    if draft.reading is not None:
        count, cells = len(draft.cells), ", ".join(map(str, draft.cells))
        reading = draft.reading.value
        lines.append(words.say("draft-read", locale, reading=reading, count=count, cells=cells))
    return lines


def _exact_line(draft: Draft, terms: Terms, words: Words, locale: str) -> str:
    size = draft.request.size or ""
    return words.say("draft-exact", locale, state=_exact_state(terms), size=size)


def _exact_state(terms: Terms) -> str:
    if not terms.may_be_exact:
        return "never"
    return "on" if terms.is_exact else "off"


def _prompt_lines(draft: Draft, words: Words, locale: str) -> list[str]:
    """Return what was said to be drawn, or that it is asked for later."""
    prompt = as_written(draft.request.prompt, PROMPT_SHOWN)
    return [f"> {prompt}"] if prompt else [words.say("draft-prompt-later", locale)]


def _painter_link(bot: DarkroomBot, draft: Draft) -> str | None:
    """Return the address of the page to paint on; whoever has it may use it, so that no message
    has it which others see.
    """
    if bot.mask_links is None or draft.origin.reply_to_id is not None:
        return None
    return bot.mask_links(draft.id)


def _mask_view(
    draft: Draft, terms: Terms, words: Words, locale: str, *, link: str | None
) -> ui.View:
    view = ui.View(timeout=None)
    view.add_item(Cells.of(draft, words, locale))
    view.add_item(Make.of(draft, words, locale, row=1, is_disabled=draft.request.mask is None))
    if draft.request.mask is not None:
        state = _exact_state(terms)
        view.add_item(
            Exact.of(
                draft,
                words,
                locale,
                number=0 if terms.is_exact else 1,
                row=1,
                is_disabled=not terms.may_be_exact,
                state=state,
            )
        )
    view.add_item(Discard.of(draft, words, locale, row=1))
    if link is not None:
        view.add_item(ui.Button(label=words.say("draft-paint-link", locale), url=link, row=1))
    return view
