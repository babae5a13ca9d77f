"""What is being put together before it becomes a job (a mask, a choice of picture, a form), and
the references that somebody collects.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NewType

from bot.domain.errors import InvalidRequest
from bot.domain.jobs import AnswerToken, JobId, Origin
from bot.domain.requests import ImageRequest, SourceImage
from bot.domain.rules import Standing

DraftId = NewType("DraftId", str)
"""Twelve letters and digits, opaque, as a job's."""

DRAFT_ID_PATTERN = r"[0-9a-z]{12}"

DRAFT_LIVES = timedelta(hours=24)
"""How long a draft can be gone on with: as long as Discord's addresses of its pictures live."""

DRAFTS_MOST = 20
"""How many drafts a person can have at once; the oldest ends when another begins."""

TRAY_LIVES = timedelta(hours=24)
TRAY_MOST = 15
"""How long a picture lies on a person's tray, and how many may."""

GRID_SIDE = 5
GRID_CELLS = GRID_SIDE * GRID_SIDE
"""The grid over a picture: cells are numbered from 1, row by row; a select menu holds as many."""


class DraftKind(StrEnum):
    """What is still to be said."""

    PICK = "pick"
    """Which of several pictures is meant; everything else is there."""
    MASK_PICK = "mask-pick"
    """Which of several pictures is to be masked; then it is a mask."""
    MASK = "mask"
    """Which region of the first picture to repaint, and perhaps the prompt."""
    FORM = "form"
    """A form is open: its answers are put onto these pictures."""


class MaskReading(StrEnum):
    """How a mask was made, or read from what somebody gave."""

    CELLS = "cells"
    ALPHA = "alpha"
    BLACK_AND_WHITE = "black-and-white"
    SCRIBBLE = "scribble"
    PAINTED = "painted"


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A request being put together by one person.

    `request.references` are the pictures to choose from (the first `choice_count`, 0: all) and
    those that go along in any case, or the picture to mask and those that go with it; its mask is
    set once there is one, then `reading` says how and `covered` which share of the picture (0 to 1)
    it repaints. `cells` are the chosen cells of the grid. `answer_message_id` is the
    answer that shows it, which `answer_token` opens. `job_id` is the job that has come of it:
    there is never a second one. `standing` is what the person was there when it began.
    """

    id: DraftId
    kind: DraftKind
    requester_id: int
    origin: Origin
    request: ImageRequest
    began_at: datetime
    expires_at: datetime
    parent_id: JobId | None = None
    reading: MaskReading | None = None
    covered: float | None = None
    cells: tuple[int, ...] = ()
    answer_message_id: int | None = None
    answer_token: AnswerToken | None = None
    job_id: JobId | None = None
    choice_count: int = 0
    standing: Standing = Standing()

    @property
    def choices(self) -> tuple[SourceImage, ...]:
        """The pictures to choose from."""
        return self.request.references[: self.choice_count or None]

    def picked(self, picks: Sequence[int]) -> tuple[SourceImage, ...]:
        """Return those of the choices with these numbers, then what goes along; see `chosen`."""
        return (*chosen(self.choices, picks), *self.request.references[len(self.choices) :])


@dataclass(frozen=True, slots=True, kw_only=True)
class TrayPicture:
    """A reference on somebody's tray: its number there (from 1), and until when it lies there."""

    number: int
    source: SourceImage
    expires_at: datetime


def chosen(references: Sequence[SourceImage], picks: Sequence[int]) -> tuple[SourceImage, ...]:
    """Return the references with these numbers (from 1), in the order in which they were named.

    A number twice is one picture; no number at all means all. Raises InvalidRequest for a number
    that no picture has.
    """
    for pick in picks:
        if not 1 <= pick <= len(references):
            raise InvalidRequest(
                "no-such-picture", field="picture", value=pick, least=1, most=len(references)
            )
    return tuple(references[pick - 1] for pick in dict.fromkeys(picks)) or tuple(references)


def numbered(references: Sequence[SourceImage]) -> tuple[SourceImage, ...]:
    """Return the references by names that tell them apart: their own, else by their place
    (`image1` …).
    """
    if len({source.name for source in references}) == len(references):
        return tuple(references)
    return tuple(
        source if source.name.startswith("tray") else replace(source, name=f"image{number}")
        for number, source in enumerate(references, 1)
    )
