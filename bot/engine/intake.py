"""Accept a request: check it, judge it, write it down. Nothing is sent from here."""

from __future__ import annotations

import secrets
import string
from dataclasses import replace

from bot.clock import Clock
from bot.domain import quota, requests
from bot.domain.errors import NotFound, UserError
from bot.domain.jobs import Announcement, AnswerToken, Job, JobId, NewJob, Origin
from bot.domain.models import Catalogue
from bot.domain.quota import Allowance, Usage
from bot.domain.requests import ImageRequest
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import Inbox, JobStore
from bot.engine.wakes import Wakes

_ALPHABET = string.digits + string.ascii_lowercase


def new_job_id() -> JobId:
    """Return a new id: 12 of 36 letters and digits (62 bits), not to be guessed."""
    return JobId("".join(secrets.choice(_ALPHABET) for _ in range(12)))


class Intake:
    """The one door by which a request becomes a job."""

    def __init__(
        self,
        *,
        store: JobStore,
        catalogue: Catalogue,
        allowance: Allowance,
        inbox: Inbox,
        clock: Clock,
        wakes: Wakes,
    ) -> None:
        """Take the collaborators; the allowance holds for everybody."""
        self._store = store
        self._inbox = inbox
        self._catalogue = catalogue
        self._allowance = allowance
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
        """Accept what was announced and acknowledged; then it need not be noted any more.

        Raises NotFound where the parent is gone, and what `accept` raises: then it is settled, too.
        A StoreError leaves the note: nothing is decided.
        """
        event_id = asked.origin.event_id
        try:
            job = await self.accept(
                await self._request_of(asked),
                requester_id=asked.requester_id,
                origin=asked.origin,
                progress_message_id=asked.progress_message_id,
                answer_token=asked.answer_token,
                parent_id=asked.parent_id,
            )
        except UserError:
            self._inbox.settle(event_id)
            raise
        self._inbox.settle(event_id)
        return job

    async def _request_of(self, asked: Announcement) -> ImageRequest:
        if asked.request is not None:
            return asked.request
        if asked.parent_id is None:
            raise NotFound("job")
        return (await self._store.get(asked.parent_id)).request

    async def accept(
        self,
        request: ImageRequest,
        *,
        requester_id: int,
        origin: Origin,
        progress_message_id: int | None,
        answer_token: AnswerToken | None,
        parent_id: JobId | None = None,
    ) -> Job:
        """Judge the request and write the job down, in one transaction.

        The same event again returns the job there is. Raises InvalidRequest or QuotaExceeded; then
        nothing was written. Without a size and without pictures the model's own size is taken; with
        pictures the size is settled by the first one, when its bytes are read.
        """
        request = self.check(request)
        model = self._catalogue.get(request.model)
        if request.size is None and not request.references:
            request = replace(request, size=model.default_size)
        price = model.price_microusd(
            size=request.size, quality=request.quality, count=request.count
        )
        now = self._clock.now()

        def judge(usage: Usage) -> None:
            quota.judge(
                images=request.count,
                microusd=price,
                allowance=self._allowance,
                usage=usage,
                now=now,
            )

        new = NewJob(
            id=new_job_id(),
            request=request,
            requester_id=requester_id,
            origin=origin,
            price_microusd=price,
            accepted_at=now,
            progress_message_id=progress_message_id,
            answer_token=answer_token,
            parent_id=parent_id,
        )
        job = await finish_even_if_cancelled(self._store.accept(new, judge=judge))
        if job.id == new.id:
            self._wakes.moved(job, None)
        return job
