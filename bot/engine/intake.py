"""Accept a request: check it, judge it, write it down. Nothing is sent from here."""

from __future__ import annotations

import secrets
import string
from dataclasses import replace

from bot.clock import Clock
from bot.domain import requests
from bot.domain.drafts import Draft, DraftId, DraftKind, numbered
from bot.domain.errors import InvalidRequest, NotFound, NotYours, TooLate
from bot.domain.jobs import Announcement, AnswerToken, Job, JobId, NewJob, Origin
from bot.domain.models import Catalogue
from bot.domain.people import with_usual
from bot.domain.requests import ImageRequest
from bot.domain.rules import Standing
from bot.engine.beginnings import Beginnings
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import DraftStore, Inbox, JobStore, PeopleStore, TrayStore
from bot.engine.quotas import Quotas
from bot.engine.tray import sources_on
from bot.engine.wakes import Wakes

_ALPHABET = string.digits + string.ascii_lowercase


def new_id() -> str:
    """Return a new id: 12 of 36 letters and digits (62 bits), not to be guessed."""
    return "".join(secrets.choice(_ALPHABET) for _ in range(12))


class Intake:
    """The one door by which a request becomes a job."""

    def __init__(
        self,
        *,
        store: JobStore,
        drafts: DraftStore,
        tray: TrayStore,
        people: PeopleStore,
        beginnings: Beginnings,
        catalogue: Catalogue,
        quotas: Quotas,
        inbox: Inbox,
        clock: Clock,
        wakes: Wakes,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._drafts = drafts
        self._tray = tray
        self._people = people
        self._beginnings = beginnings
        self._inbox = inbox
        self._catalogue = catalogue
        self._quotas = quotas
        self._clock = clock
        self._wakes = wakes

    def check(self, request: ImageRequest) -> ImageRequest:
        """Return the request as it will be sent; raises InvalidRequest. Awaits nothing, costs
        nothing.
        """
        return requests.check(request, self._catalogue)

    def announce(self, asked: Announcement) -> None:
        """Note a request that is about to be acknowledged, so that it is not lost if we die."""
        self._inbox.announce(asked)

    def acknowledged(self, asked: Announcement) -> None:
        """Note that what was announced is acknowledged: it will be accepted, whatever happens."""
        self._inbox.acknowledged(
            asked.origin.event_id, progress_message_id=asked.progress_message_id
        )

    def withdraw(self, asked: Announcement) -> None:
        """Forget what was announced: the person knows that nothing came of it."""
        self._inbox.settle(asked.origin.event_id)

    async def admit(self, asked: Announcement) -> Job:
        """Accept what was announced and acknowledged; whatever comes of it, the person is told.

        So it is noted no more. Raises NotFound (the parent or the draft is gone), NotYours (the
        draft), TooLate (a job has come of the draft), StoreError, and what `accept` raises.
        """
        try:
            return await self.readmit(asked)
        except Exception:
            self._inbox.settle(asked.origin.event_id)
            raise

    async def readmit(self, asked: Announcement) -> Job:
        """Accept what was left behind; it stays noted where that raises, as `admit` does."""
        job = await self._admitted(asked)
        self._inbox.settle(asked.origin.event_id)
        return job

    async def _admitted(self, asked: Announcement) -> Job:
        draft = await self._draft_of(asked)
        origin = asked.origin
        if draft is not None:
            # What the result replies to is the message that the draft began with.
            origin = replace(origin, reply_to_id=draft.origin.reply_to_id)
        job = await self.accept(
            await self._request_of(asked, draft),
            requester_id=asked.requester_id,
            origin=origin,
            standing=asked.standing,
            is_private=asked.is_private,
            progress_message_id=asked.progress_message_id,
            answer_token=asked.answer_token,
            parent_id=await self.known(asked.parent_id or (draft.parent_id if draft else None)),
            draft_id=asked.draft_id,
        )
        if job.origin.event_id != origin.event_id:
            raise TooLate("draft")
        return job

    async def known(self, job_id: JobId | None) -> JobId | None:
        """Return the id of a job that exists, else None: results may be older than the database."""
        if job_id is None:
            return None
        try:
            return (await self._store.get(job_id)).id
        except NotFound:
            return None

    async def _draft_of(self, asked: Announcement) -> Draft | None:
        if asked.draft_id is None:
            return None
        await self._beginnings.written(asked.draft_id)
        draft = await self._drafts.get(DraftId(asked.draft_id), now=self._clock.now())
        if draft.requester_id != asked.requester_id:
            raise NotYours("draft")
        if draft.kind is DraftKind.MASK and draft.request.mask is None:
            raise InvalidRequest("mask-empty", field="mask")
        return draft

    async def _request_of(self, asked: Announcement, draft: Draft | None) -> ImageRequest:
        """Return the request, put together from where its parts are."""
        request = asked.request
        if draft is not None:
            pictures = draft.picked(asked.picks)
            if request is None:
                request = replace(draft.request, references=pictures)
            else:
                # A form asks for these only; what else was chosen before is the draft's.
                request = replace(
                    draft.request,
                    prompt=request.prompt,
                    size=request.size,
                    count=request.count,
                    quality=request.quality,
                    references=(*pictures, *request.references),
                )
        elif request is None:
            if asked.parent_id is None:
                raise NotFound("job")
            request = (await self._kept(asked.parent_id, asked.requester_id)).request
        elif asked.left_open is not None:
            usual = await self._quotas.usual_here(
                (await self._people.person(asked.requester_id)).usual,
                request,
                guild_id=asked.origin.guild_id,
                standing=asked.standing,
            )
            request = with_usual(request, usual, self._catalogue, left_open=asked.left_open)
        if asked.prompt is not None:
            request = replace(request, prompt=asked.prompt)
        if asked.references:
            request = replace(request, references=asked.references, mask=None)
        if asked.takes_tray:
            tray = await self._tray.of(asked.requester_id, now=self._clock.now())
            request = replace(request, references=(*request.references, *sources_on(tray)))
        if asked.needs_picture and not request.references:
            raise InvalidRequest("no-picture", field="image1")
        return replace(request, references=numbered(request.references))

    async def _kept(self, job_id: JobId, requester_id: int) -> Job:
        """Return a job whose words are still there, and not for another alone; raises NotFound."""
        job = await self._store.get(job_id)
        if job.is_forgotten or not job.is_shown_to(requester_id):
            raise NotFound("job")
        return job

    async def accept(
        self,
        request: ImageRequest,
        *,
        requester_id: int,
        origin: Origin,
        progress_message_id: int | None,
        answer_token: AnswerToken | None,
        standing: Standing = Standing(),
        is_private: bool = False,
        parent_id: JobId | None = None,
        draft_id: str | None = None,
    ) -> Job:
        """Judge the request and write the job down, in one transaction.

        The same event, or the same draft, again returns the job there is. Raises InvalidRequest,
        Blocked or QuotaExceeded; then nothing was written. Without a size and without pictures the
        model's own size is taken; with pictures the first one settles it, when its bytes are read.
        """
        request = _as_new(self.check(request))
        hearing = await self._quotas.hearing(
            request, requester_id=requester_id, origin=origin, standing=standing
        )
        request = hearing.request
        if request.size is None and not request.references:
            request = replace(request, size=self._catalogue.get(request.model).default_size)
        now = self._clock.now()
        new = NewJob(
            id=JobId(new_id()),
            request=request,
            requester_id=requester_id,
            origin=origin,
            price_microusd=self._price(request),
            accepted_at=now,
            progress_message_id=progress_message_id,
            answer_token=answer_token,
            parent_id=parent_id,
            draft_id=draft_id,
            weight=hearing.allowance.weight,
            is_private=is_private,
            is_spoiler=hearing.posts_spoilers,
        )
        judge = hearing.judge_of(images=request.count, microusd=new.price_microusd, now=now)
        job = await finish_even_if_cancelled(
            self._store.accept(new, judge=judge, refused_since=hearing.strikes.refused_since(now))
        )
        if job.id == new.id:
            self._wakes.moved(job, None)
            await self._quotas.note_crossed(judge.crossed, guild_id=origin.guild_id, now=now)
        return job

    async def ask_again(self, job: Job, *, standing: Standing) -> Job:
        """Have one in doubt sent once more, judged like a new one: it came back to its person, and
        may be paid twice.

        Raises StaleTransition, Blocked, InvalidRequest or QuotaExceeded; then it stays in doubt.
        """
        hearing = await self._quotas.hearing(
            job.request, requester_id=job.requester_id, origin=job.origin, standing=standing
        )
        now = self._clock.now()
        judge = hearing.judge_of(images=job.request.count, microusd=job.price_microusd, now=now)
        asked = await finish_even_if_cancelled(
            self._store.ask_again_if_it_fits(
                job.id, judge=judge, refused_since=hearing.strikes.refused_since(now), now=now
            )
        )
        await self._quotas.note_crossed(judge.crossed, guild_id=job.origin.guild_id, now=now)
        return asked

    def _price(self, request: ImageRequest) -> int:
        """Return the most that the request can cost, in micro-dollars."""
        return self._catalogue.get(request.model).price_microusd(
            size=request.size, quality=request.quality, count=request.count
        )


def _as_new(request: ImageRequest) -> ImageRequest:
    """Return a request without what was made for another job: addresses that may end with it."""
    sources = tuple(
        replace(source, sent_sha256=None, reachable_url=None, reachable_until=None)
        for source in request.sources
    )
    return request.with_sources(sources)
