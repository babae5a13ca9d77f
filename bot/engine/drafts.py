"""What is being put together: a choice of picture, a mask, a form. Nothing here costs anything."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import islice

from bot.clock import Clock
from bot.domain.drafts import (
    DRAFT_LIVES,
    TRAY_MOST,
    Draft,
    DraftId,
    DraftKind,
    MaskReading,
    numbered,
)
from bot.domain.errors import NotYours, StaleTransition, TooLate
from bot.domain.jobs import Announcement, AnswerToken, Job, JobId, Origin
from bot.domain.models import Catalogue
from bot.domain.requests import ImageRequest, Mask, SourceImage, may_be_exact
from bot.domain.rules import Standing
from bot.engine.beginnings import Beginnings
from bot.engine.intake import Intake, new_id
from bot.engine.ports import DraftStore, MaskMade, Picture, PictureLab
from bot.engine.references import References, told_by

MASK = "mask"
"""What the mask is called among the sources."""

MOST_COMPARED = 4
"""How many pairs of pictures are compared for one reply: each takes up to seconds of everybody's.
"""

SAME_SHAPE = 0.02
"""How far two ratios may be apart for one picture to be a copy of the other."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a draft would be made on.

    `price_microusd` is the most that it can cost. `is_exact` says that what is not masked stays as
    it is; `may_be_exact` that the size allows for it.
    """

    price_microusd: int
    is_exact: bool
    may_be_exact: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Scribble:
    """A picture that was drawn over, found: the request with that picture first and its mask."""

    request: ImageRequest
    covered: float


class Drafts:
    """Begins drafts, changes them as their person says, and shows what they have come to."""

    def __init__(
        self,
        *,
        store: DraftStore,
        references: References,
        lab: PictureLab,
        intake: Intake,
        beginnings: Beginnings,
        catalogue: Catalogue,
        clock: Clock,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._references = references
        self._lab = lab
        self._intake = intake
        self._beginnings = beginnings
        self._catalogue = catalogue
        self._clock = clock

    def new_id(self) -> DraftId:
        """Return an id for a draft that is begun later: a form's, which cannot wait."""
        return DraftId(new_id())

    async def begin(
        self,
        kind: DraftKind,
        *,
        requester_id: int,
        origin: Origin,
        request: ImageRequest,
        standing: Standing,
        parent_id: JobId | None = None,
        answer_token: AnswerToken | None = None,
        answer_message_id: int | None = None,
        draft_id: DraftId | None = None,
        choice_count: int = 0,
        reading: MaskReading | None = None,
        covered: float | None = None,
    ) -> Draft:
        """Write down a draft; the prompt may still be empty.

        Of the references the first `choice_count` are to choose from (0: all). A request that has
        its mask comes with how that was read, and how much it covers. The picture to mask is looked
        at first: raises InvalidRequest where it cannot be had or used.
        """
        now = self._clock.now()
        draft = Draft(
            id=draft_id or self.new_id(),
            kind=kind,
            requester_id=requester_id,
            origin=origin,
            standing=standing,
            request=replace(request, references=numbered(request.references)),
            parent_id=parent_id,
            answer_token=answer_token,
            answer_message_id=answer_message_id,
            choice_count=choice_count,
            reading=reading,
            covered=covered,
            began_at=now,
            expires_at=now + DRAFT_LIVES,
        )
        # From here on, and before anything is awaited: whoever asks for it waits.
        with self._beginnings.writing(draft.id):
            if kind is DraftKind.MASK:
                draft = await self._with_first_kept(draft)
            return await self._written(draft)

    async def get(self, draft_id: DraftId, *, by: int | None) -> Draft:
        """Return a draft to its person, or to whoever bears its link (`by` None).

        Raises NotFound, NotYours, and TooLate where a job has come of it.
        """
        draft = await self._store.get(draft_id, now=self._clock.now())
        if by is not None and draft.requester_id != by:
            raise NotYours("draft")
        if draft.job_id is not None:
            raise TooLate("draft")
        return draft

    # --- what is said ---

    async def narrow(self, draft_id: DraftId, *, by: int, pick: int) -> Draft:
        """Take one of several pictures as the one to mask; raises InvalidRequest."""
        draft = await self.get(draft_id, by=by)
        request = replace(draft.request, references=numbered(draft.picked((pick,))))
        narrowed = replace(draft, kind=DraftKind.MASK, request=request, choice_count=0)
        return await self._changed(await self._with_first_kept(narrowed))

    async def choose_cells(self, draft_id: DraftId, *, by: int, cells: Sequence[int]) -> Draft:
        """Repaint these cells of the grid; raises InvalidRequest where it is none, or all."""
        draft = await self.get(draft_id, by=by)
        width, height = _size_of(draft)
        with told_by(MASK):
            made = await self._lab.mask_of_cells(cells, width=width, height=height)
        return await self._masked(draft, made, cells=tuple(sorted(set(cells))))

    async def read_mask(self, draft_id: DraftId, *, by: int, mask: SourceImage) -> Draft:
        """Repaint what an attached mask says; raises InvalidRequest."""
        draft = await self.get(draft_id, by=by)
        with told_by(mask.name):
            content = await self._references.fetch(mask)
        return await self._read(draft, content)

    async def set_exact(self, draft_id: DraftId, *, by: int, is_exact: bool) -> Draft:
        """Switch whether what is not masked stays exactly as it is."""
        return await self._exactly(await self.get(draft_id, by=by), is_exact=is_exact)

    async def find_scribble(
        self, request: ImageRequest, drawn: Sequence[SourceImage]
    ) -> tuple[ImageRequest, Scribble | None]:
        """Look whether one of the pictures `drawn` is a drawn-over copy of a reference.

        Returns the request with everything that was looked at kept, those of `drawn` behind its own
        references; and the first such copy, if there is one: what else was drawn goes along as
        references. At most `MOST_COMPARED` pairs of one shape are compared. Raises InvalidRequest
        for a picture that cannot be had or used.
        """
        references = [await self._kept(each) for each in request.references]
        copies = [await self._kept(each) for each in drawn]
        everything = replace(request, references=numbered((*references, *copies)))
        pairs = (
            (reference, copy)
            for copy in copies
            for reference in references
            if _has_shape_of(reference, copy)
        )
        for reference, copy in islice(pairs, MOST_COMPARED):
            async with self._references.looked_at(reference, copy) as (original, over):
                made = await self._lab.mask_of_scribble(original, over)
            if made is not None:
                others = (each for each in copies if each is not copy)
                masked = replace(request, references=numbered((reference, *others)))
                found = await self._with_mask(masked, made)
                return everything, Scribble(request=found, covered=made.covered)
        return everything, None

    async def submit_painted(
        self, draft_id: DraftId, *, content: bytes, prompt: str, is_exact: bool
    ) -> Job:
        """Make the job of a draft whose mask was painted by the bearer of its link, once.

        Raises NotFound, TooLate (it was used), InvalidRequest (nothing is lost), QuotaExceeded.
        """
        draft = await self.get(draft_id, by=None)
        self._intake.check(replace(draft.request, prompt=prompt))
        draft = await self._read(draft, content, reading=MaskReading.PAINTED)
        draft = await self._exactly(draft, is_exact=is_exact)
        asked = Announcement(
            requester_id=draft.requester_id,
            origin=draft.origin,
            standing=draft.standing,
            answer_token=draft.answer_token,
            progress_message_id=draft.answer_message_id,
            draft_id=draft.id,
            prompt=prompt,
            is_acknowledged=True,
        )
        self._intake.announce(asked)
        return await self._intake.admit(asked)

    async def discard(self, draft_id: DraftId, *, by: int) -> None:
        """End a draft now: nobody can go on with it, nor bear its link. Raises as `get` does."""
        await self.get(draft_id, by=by)
        await self._store.end(draft_id, now=self._clock.now())

    # --- what is shown ---

    def terms(self, draft: Draft) -> Terms:
        """Return what the draft would be made on, as it stands."""
        request = draft.request
        may_be = may_be_exact(request, self._catalogue)
        size = request.size
        if size is None:
            first = request.references[0]
            model = self._catalogue.get(request.model)
            size = model.nearest_size(first.width or 1, first.height or 1)
        return Terms(
            price_microusd=self._catalogue.get(request.model).price_microusd(
                size=size, quality=request.quality, count=request.count
            ),
            is_exact=may_be and (request.mask is None or request.mask.is_exact),
            may_be_exact=may_be,
        )

    async def first_picture(self, draft: Draft) -> Picture:
        """Return the picture to mask; raises InvalidRequest where it is gone."""
        first = draft.request.references[0]
        with told_by(first.name):
            return await self._references.picture(await self._references.keep(first))

    async def grid(self, draft: Draft) -> Picture:
        """Return the picture to mask under the grid; raises InvalidRequest where it is gone."""
        first = await self._kept(draft.request.references[0])
        async with self._references.looked_at(first) as (content,):
            return await self._lab.grid(content)

    async def preview(self, draft: Draft) -> Picture:
        """Return the picture to mask with what will be repainted made plain; raises as `grid`."""
        if draft.request.mask is None:
            raise ValueError(f"draft {draft.id} has no mask")
        first = await self._kept(draft.request.references[0])
        mask = draft.request.mask.source
        async with self._references.looked_at(first, mask) as (content, masked):
            return await self._lab.preview(content, masked, is_numbered=bool(draft.cells))

    async def sheet(self, draft: Draft) -> Picture:
        """Return numbered thumbnails of the pictures to choose from; raises as `grid` does."""
        kept = [await self._kept(source) for source in draft.choices[:TRAY_MOST]]
        return await self._references.sheet(kept)

    # --- how ---

    async def _written(self, draft: Draft) -> Draft:
        draft = replace(draft, parent_id=await self._intake.known(draft.parent_id))
        await self._store.begin(draft)
        return draft

    async def _kept(self, source: SourceImage) -> SourceImage:
        with told_by(source.name):
            return await self._references.keep(source)

    async def _with_first_kept(self, draft: Draft) -> Draft:
        first, *others = draft.request.references
        references = (await self._kept(first), *others)
        return replace(draft, request=replace(draft.request, references=references))

    async def _read(
        self, draft: Draft, content: bytes, *, reading: MaskReading | None = None
    ) -> Draft:
        width, height = _size_of(draft)
        with told_by(MASK):
            made = await self._lab.read_mask(content, width=width, height=height)
        return await self._masked(draft, replace(made, reading=reading or made.reading))

    async def _masked(self, draft: Draft, made: MaskMade, *, cells: tuple[int, ...] = ()) -> Draft:
        # What was switched while the mask was made stays switched.
        draft = await self.get(draft.id, by=None)
        request = await self._with_mask(draft.request, made)
        changed = replace(
            draft, request=request, reading=made.reading, covered=made.covered, cells=cells
        )
        return await self._changed(changed)

    async def _with_mask(self, request: ImageRequest, made: MaskMade) -> ImageRequest:
        source = await self._references.put(SourceImage(name=MASK, url=""), made.picture)
        mask = Mask(source=replace(source, is_as_given=False))
        if request.mask is not None:
            mask = replace(mask, is_exact=request.mask.is_exact)
        return replace(request, mask=mask)

    async def _exactly(self, draft: Draft, *, is_exact: bool) -> Draft:
        mask = draft.request.mask
        if mask is None or mask.is_exact == is_exact:
            return draft
        request = replace(draft.request, mask=replace(mask, is_exact=is_exact))
        return await self._changed(replace(draft, request=request))

    async def _changed(self, draft: Draft) -> Draft:
        try:
            await self._store.change(draft, now=self._clock.now())
        except StaleTransition:
            # It has ended, or become a job, since it was read: that is what its person is told.
            await self.get(draft.id, by=None)
            raise
        return draft


def _size_of(draft: Draft) -> tuple[int, int]:
    first = draft.request.references[0]
    if not first.width or not first.height:
        raise ValueError(f"draft {draft.id}: nobody has looked at {first.name} yet")
    return first.width, first.height


def _has_shape_of(one: SourceImage, other: SourceImage) -> bool:
    """Tell whether two pictures have the same ratio, as near as a copy has."""
    left = (one.width or 0) * (other.height or 0)
    right = (one.height or 0) * (other.width or 0)
    return left > 0 and right > 0 and abs(left - right) <= SAME_SHAPE * max(left, right)
