"""A painter on a real server, over a small stand-in for the engine's drafts.

The stand-in keeps one draft; of it comes one job. It judges nothing: what a mask must be is the
engine's to say, so a test that is about a refusal puts the error there.
"""

from __future__ import annotations

import asyncio
import io
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta

from PIL import Image, ImageDraw

from bot.domain.drafts import Draft, DraftId, DraftKind
from bot.domain.errors import DarkroomError, NotFound, TooLate
from bot.engine.ports import Picture
from tests import factories

DRAFT = DraftId("draft0000001")
SECRET = b"a secret of the tests"
PUBLIC_URL = "https://darkroom.example/painter"


@dataclass(frozen=True, kw_only=True)
class Terms:
    """What the job costs, and whether it is exact."""

    price_microusd: int = 40_000
    is_exact: bool = True
    may_be_exact: bool = True


@dataclass(frozen=True, kw_only=True)
class Job:
    """What comes of a draft, as far as the page knows it."""

    id: str = "job000000001"


@dataclass(frozen=True, kw_only=True)
class Submission:
    """What the engine was given."""

    content: bytes
    prompt: str
    is_exact: bool

    @property
    def mask(self):
        """The mask as a picture of one channel."""
        return Image.open(io.BytesIO(self.content)).convert("L")


def draft(prompt="a red scarf", locale="en-US"):
    """Return a draft of a mask that nobody has painted yet."""
    return Draft(
        id=DRAFT,
        kind=DraftKind.MASK,
        requester_id=factories.ALICE,
        origin=factories.origin(locale=locale),
        request=factories.image_request(
            prompt=prompt, size=None, references=(factories.source_image(),)
        ),
        began_at=datetime(2026, 5, 15, 12, 0, tzinfo=UTC),
        expires_at=datetime(2026, 5, 15, 12, 0, tzinfo=UTC) + timedelta(hours=24),
    )


def picture(width=640, height=480):
    """Draw a picture with something in it: a sky, a sea and a sun."""
    image = Image.new("RGB", (width, height), "#7fa6b8")
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, height * 0.62, width, height), fill="#2d5566")
    side = min(width, height)
    pen.ellipse(
        (width * 0.6, height * 0.2, width * 0.6 + side / 4, height * 0.2 + side / 4), fill="#f3d9a4"
    )
    pen.polygon(
        [(width * 0.1, height * 0.62), (width * 0.3, height * 0.3), (width * 0.52, height * 0.62)],
        fill="#4b4a52",
    )
    content = io.BytesIO()
    image.save(content, "PNG")
    return Picture(content=content.getvalue(), kind="png", width=width, height=height)


MARK = (400, 100, 440, 140)
"""Where the mark of the marked picture lies: left, top, right and bottom."""


def marked_picture(width=640, height=480, mark=MARK):
    """Draw a green picture with one blue mark: both are found again on a screen."""
    image = Image.new("RGB", (width, height), "#00ff00")
    image.paste("#0000ff", mark)
    content = io.BytesIO()
    image.save(content, "PNG")
    return Picture(content=content.getvalue(), kind="png", width=width, height=height)


@dataclass
class Drafts:
    """The stand-in."""

    draft: Draft = field(default_factory=draft)
    picture: Picture = field(default_factory=picture)
    the_terms: Terms = Terms()
    submissions: list[Submission] = field(default_factory=list)
    refusals: list[DarkroomError] = field(default_factory=list)
    asked_by: list[int | None] = field(default_factory=list)
    may_go_on: asyncio.Event = field(default_factory=asyncio.Event)
    wanted: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(0))
    people: Iterator[int] | None = None
    pictures_in_hand: int = 0
    most_pictures_in_hand: int = 0

    def __post_init__(self):
        """Hold nobody up."""
        self.may_go_on.set()

    async def get(self, draft_id, *, by):
        """Return the draft while nothing has come of it."""
        self.asked_by.append(by)
        if draft_id != self.draft.id:
            raise NotFound("draft")
        if self.submissions:
            raise TooLate("draft", status="accepted")
        if self.people is not None:
            return replace(self.draft, requester_id=next(self.people))
        return self.draft

    async def first_picture(self, draft):
        """Return the picture, as soon as the test allows it."""
        self.pictures_in_hand += 1
        self.most_pictures_in_hand = max(self.most_pictures_in_hand, self.pictures_in_hand)
        self.wanted.release()
        await self.may_go_on.wait()
        self.pictures_in_hand -= 1
        return self.picture

    async def has_wanted(self, count):
        """Wait until so many pictures have been asked for."""
        for _ in range(count):
            await self.wanted.acquire()

    def terms(self, draft):
        """Return what the test says."""
        return self.the_terms

    async def submit_painted(self, draft_id, *, content, prompt, is_exact):
        """Take a painting, or refuse it once as the test says."""
        if self.refusals:
            raise self.refusals.pop(0)
        await self.get(draft_id, by=None)
        self.submissions.append(Submission(content=content, prompt=prompt, is_exact=is_exact))
        return Job()

    def speaks(self, locale):
        """Make the draft somebody's of that locale."""
        self.draft = replace(self.draft, origin=replace(self.draft.origin, locale=locale))
