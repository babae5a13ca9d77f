"""A person's results as they look through them, page by page.

The answer is theirs alone. The buttons carry the place (where each page begins, and the words that
are searched for), and show whoever clicks their own results.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Self

import discord
from discord import ui

from bot.discordio.markup import as_written, moment, one_line
from bot.discordio.pages import SAFELIGHT, jump_link
from bot.discordio.params import requester_of
from bot.discordio.render import status_text
from bot.discordio.tree import answering_errors
from bot.domain.jobs import Job
from bot.text import Words

if TYPE_CHECKING:
    from bot.discordio.client import DarkroomBot

A_PAGE = 8
PROMPT_SHOWN = 80

MOST_STEPS = 3
"""How many pages a button leads back one by one; from further away the next is the newest."""

MOST_SEARCHED = 30
"""The most characters that are searched for: a button's id has 100 in all."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A page of a history: results with these words, older than the last of `steps`.

    `steps` are where the pages up to this one begin, in microseconds since 1970; the newest has
    none.
    """

    words: str = ""
    steps: tuple[int, ...] = ()

    @property
    def before(self) -> datetime | None:
        """The moment before which its results were asked for."""
        return _EPOCH + self.steps[-1] * _MICROSECOND if self.steps else None

    def older(self, last: Job) -> Place:
        """Return the page after this one, whose last result is given."""
        step = (last.accepted_at - _EPOCH) // _MICROSECOND
        return replace(self, steps=(*self.steps, step)[-MOST_STEPS:])

    def newer(self) -> Place:
        """Return the page before this one."""
        return replace(self, steps=self.steps[:-1])


class _Turn(ui.DynamicItem[ui.Button[ui.View]], template=r"(?!)"):
    """A button that turns to another page."""

    verb: ClassVar[str]

    def __init__(self, place: Place, *, label: str) -> None:
        steps = ".".join(str(step) for step in place.steps)
        super().__init__(ui.Button(label=label, custom_id=f"{self.verb}:{steps}:{place.words}"))
        self.place = place

    @classmethod
    async def from_custom_id(
        cls, interaction: discord.Interaction[Any], item: ui.Item[Any], match: re.Match[str], /
    ) -> Self:
        """Rebuild the button that was clicked from its id."""
        steps = tuple(int(step) for step in match["steps"].split(".") if step)
        return cls(Place(words=match["words"], steps=steps), label=cls.verb)

    async def callback(self, interaction: discord.Interaction[Any]) -> None:
        """Do what the click asks for; errors become words."""
        await answering_errors(interaction, self.turn)

    async def turn(self, interaction: discord.Interaction[DarkroomBot]) -> None:
        """Acknowledge silently, and show the other page in place of this one."""
        bot = interaction.client
        await bot.acknowledgements.defer(interaction, thinking=False)
        await bot.acknowledgements.quiet()
        await show_history(interaction, self.place)


_PLACE = r"(?P<steps>(?:\d{1,17}(?:\.\d{1,17})*)?):(?P<words>.*)"


class Older(_Turn, template=f"older:{_PLACE}"):
    """Turn to what was asked for earlier."""

    verb = "older"


class Newer(_Turn, template=f"newer:{_PLACE}"):
    """Turn back to what was asked for later."""

    verb = "newer"


HISTORY_ITEMS = (Older, Newer)
"""What the client must know to recognise a click on a history of any age."""


async def show_history(interaction: discord.Interaction[DarkroomBot], place: Place) -> None:
    """Put a page of the person's own results into the acknowledged answer."""
    bot, locale = interaction.client, interaction.locale.value
    # One more than is shown tells whether there is an older page.
    found = await bot.engine.operations.history(
        requester_of(interaction), words=place.words, before=place.before, limit=A_PAGE + 1
    )
    page = history_page(found[:A_PAGE], place, bot.words, locale)
    view = _view(found, place, bot.words, locale)
    await interaction.edit_original_response(embed=page, view=view)


def history_page(jobs: Sequence[Job], place: Place, words: Words, locale: str) -> discord.Embed:
    """Return results, newest first: what was asked for, and where the pictures are."""
    search = as_written(place.words, MOST_SEARCHED) or "none"
    if not jobs:
        empty = words.say("history-empty", locale, search=search)
        return discord.Embed(description=empty, colour=SAFELIGHT)
    return discord.Embed(
        title=words.say("history-title", locale, search=search),
        description="\n".join(_line(job, words, locale) for job in jobs),
        colour=SAFELIGHT,
    )


def searched(words: str | None) -> str:
    """Return what is searched for as a button can carry it: one line, not too long."""
    return one_line(words or "")[:MOST_SEARCHED]


def _view(found: Sequence[Job], place: Place, words: Words, locale: str) -> ui.View | None:
    turns: list[_Turn] = []
    if place.steps:
        turns.append(Newer(place.newer(), label=words.say("button-newer", locale)))
    if len(found) > A_PAGE:
        older = place.older(found[A_PAGE - 1])
        turns.append(Older(older, label=words.say("button-older", locale)))
    if not turns:
        return None
    view = ui.View(timeout=None)
    for turn in turns:
        view.add_item(turn)
    return view


def _line(job: Job, words: Words, locale: str) -> str:
    if job.is_private:
        where = words.say("history-private", locale)
    elif job.message_id is None:
        where = status_text(job.status, words, locale)
    else:
        where = f"[{words.say('jobs-jump', locale)}]({jump_link(job)})"
    count = words.say("choice-count", locale, count=len(job.pictures))
    prompt = as_written(job.request.prompt, PROMPT_SHOWN)
    return f"> {prompt}\n-# {moment(job.accepted_at)} · {count} · `{job.id}` · {where}"
