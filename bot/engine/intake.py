"""Accept a request: check it, judge it, write it down. Nothing is sent from here."""

from __future__ import annotations

import secrets
import string
from dataclasses import replace

from bot.clock import Clock
from bot.domain import quota, requests
from bot.domain.jobs import AnswerToken, Job, JobId, NewJob, Origin
from bot.domain.models import Catalogue
from bot.domain.quota import Allowance, Usage
from bot.domain.requests import ImageRequest
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import JobStore
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
        clock: Clock,
        wakes: Wakes,
    ) -> None:
        """Take the collaborators; the allowance holds for everybody."""
        self._store = store
        self._catalogue = catalogue
        self._allowance = allowance
        self._clock = clock
        self._wakes = wakes

    def check(self, request: ImageRequest) -> ImageRequest:
        """Return the request as it will be sent; raises InvalidRequest. Awaits nothing, costs
        nothing.
        """
        return requests.check(request, self._catalogue)

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
