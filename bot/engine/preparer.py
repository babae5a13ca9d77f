"""accepted, still: fetch the references, bring their bytes into order, make them reachable for the
API. Costs nothing.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Literal
from urllib.parse import parse_qs, urlsplit

from bot.clock import Clock
from bot.domain.errors import (
    ApiError,
    ApiProtocolError,
    ApiRejected,
    ApiUnavailable,
    DarkroomError,
    DeliveryUnavailable,
    InvalidRequest,
    PictureError,
    PictureUnavailable,
    Undeliverable,
)
from bot.domain.jobs import Job, JobStatus
from bot.domain.models import Catalogue, Model
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.pacing import pause_by_age
from bot.domain.requests import ImageRequest, Mask, SourceImage, may_be_exact
from bot.engine.loops import IDLE_SECONDS, finish_even_if_cancelled
from bot.engine.ports import AttachmentHost, ImageApi, JobStore, PictureLab, Uploaded
from bot.engine.references import References
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)

STILL_GOOD = timedelta(minutes=30)
"""A reference must stay reachable for at least so long, or it is made reachable anew."""

SIGNED_FOR_LONG = timedelta(hours=1)
"""An address of Discord's that ends sooner is not handed on: the API may fetch it late."""

AT_LEAST = timedelta(minutes=5)
"""How long an address that answered just now is taken to answer, whatever it says."""

PATIENCE = timedelta(minutes=10)
"""How long a reference that cannot be fetched now is tried for."""

Way = Literal["auto", "upload", "discord"]
"""How pictures reach the API: through its own upload, by an address of Discord's, or whichever
there is.
"""


class Preparer:
    """The step that makes a job's pictures reachable before anything is sent."""

    name = "prepare"

    def __init__(
        self,
        *,
        store: JobStore,
        references: References,
        lab: PictureLab,
        api: ImageApi,
        host: AttachmentHost,
        catalogue: Catalogue,
        way: Way,
        clock: Clock,
        wakes: Wakes,
        prepared: Callable[[], None],
    ) -> None:
        """Take the collaborators; `prepared` is called when a job has become ready to submit."""
        self._store = store
        self._references = references
        self._lab = lab
        self._api = api
        self._host = host
        self._catalogue = catalogue
        self._way: Way = way
        self._clock = clock
        self._wakes = wakes
        self._prepared = prepared

    async def claim(self) -> Job | None:
        """Claim an accepted job whose references are not reachable."""
        now = self._clock.now()
        return await self._store.claim_for_preparation(now=now, lease_until=now + LEASE)

    async def idle_seconds(self) -> float:
        """Rest; acceptance wakes the loop."""
        return IDLE_SECONDS

    async def act(self, job: Job) -> None:
        """Make every source reachable, settle the size and the price, and write it down; or end the
        job.
        """
        try:
            model = self._catalogue.get(job.request.model)
        except InvalidRequest as error:
            # It was on offer when the request was accepted.
            await self._fail(job, Failure(reason=FailureReason.REJECTED, detail=str(error)))
            return
        source = job.request.references[0]
        try:
            kept: list[SourceImage] = []
            for source in job.request.references:
                kept.append(await self._references.keep(source))
            request = replace(job.request, references=tuple(kept))
            if request.mask is not None:
                source = request.mask.source
                request = await self._with_mask_kept(request, request.mask)
            request = await self._sized(request, model)
            reachable: list[SourceImage] = []
            for source in request.sources:
                reachable.append(
                    await self._reachable(job, source, was_kept=source in job.request.sources)
                )
        except (PictureError, ApiError, DeliveryUnavailable, Undeliverable) as error:
            await self._stopped(job, source, error)
        else:
            await self._record(job, request.with_sources(tuple(reachable)), model)

    async def abandon(self, job: Job, error: Exception) -> None:
        """Leave it for a minute: nothing has been spent."""
        await self._store.release(job.id, not_before=self._clock.now() + timedelta(minutes=1))

    async def _with_mask_kept(self, request: ImageRequest, mask: Mask) -> ImageRequest:
        """Bring the mask into its normal form, unless it is kept in it already."""
        if mask.source.sha256 is None:
            first = request.references[0]
            made = await self._lab.read_mask(
                await self._references.fetch(mask.source),
                width=first.width or 1,
                height=first.height or 1,
            )
            source = replace(
                await self._references.put(mask.source, made.picture), is_as_given=False
            )
        else:
            source = await self._references.keep(mask.source)
        return replace(request, mask=replace(mask, source=source))

    async def _sized(self, request: ImageRequest, model: Model) -> ImageRequest:
        """Settle the size; for an exact edit, frame the first picture and the mask for it."""
        first, mask = request.references[0], request.mask
        is_exact = mask is not None and mask.is_exact and may_be_exact(request, self._catalogue)
        if request.size is None:
            size = model.nearest_size(first.width or 1, first.height or 1)
            request = replace(request, size=size)
        if mask is None:
            return request
        if not is_exact:
            return replace(request, mask=replace(mask, is_exact=False))
        contents = [await self._references.content(each) for each in (first, mask.source)]
        framed = await self._lab.frame(*contents, ratio=model.sizes[request.size or ""])
        sent = []
        for source, content, picture in zip((first, mask.source), contents, framed, strict=True):
            if picture.content != content:
                sha256 = (await self._references.put(source, picture)).sha256
                source = replace(source, sent_sha256=sha256)
            sent.append(source)
        return replace(
            request,
            references=(sent[0], *request.references[1:]),
            mask=replace(mask, source=sent[1]),
        )

    async def _reachable(self, job: Job, source: SourceImage, *, was_kept: bool) -> SourceImage:
        """Return the source with an address that the API can fetch.

        `was_kept`: its bytes have been here for a while, and its own address may have ended.
        """
        now = self._clock.now()
        if source.is_reachable(now + STILL_GOOD):
            return source
        if self._way != "discord":
            try:
                picture = await self._references.sent(source)
                uploaded = await self._api.upload(picture, name=f"{source.name}.{picture.kind}")
            except (ApiRejected, ApiProtocolError, ApiUnavailable):
                # The endpoint is not there, is broken, or a page of the gateway answers instead.
                if self._way == "upload":
                    raise
            else:
                return _at(source, uploaded)
        if source.is_as_given and source.sent_sha256 is None and not _is_copy(source.url):
            until = discord_url_ends_at(source.url, now=now)
            is_long = until > now + SIGNED_FOR_LONG
            if is_long and (not was_kept or await self._references.is_there(source)):
                return _at(source, Uploaded(url=source.url, expires_at=until))
        picture = await self._references.sent(source)
        token = await self._store.answer_token(job.id, now=now)
        name = f"{source.name}.{picture.kind}"
        return _at(source, await self._host.attach(picture, name=name, job=job, token=token))

    async def _record(self, job: Job, request: ImageRequest, model: Model) -> None:
        price = model.price_microusd(
            size=request.size, quality=request.quality, count=request.count
        )
        until = min(source.reachable_until for source in request.sources if source.reachable_until)
        await self._store.record_sources(
            job.id, request=request, price_microusd=price, prepared_until=until
        )
        self._prepared()

    async def _stopped(self, job: Job, source: SourceImage, error: DarkroomError) -> None:
        """End the job or leave it for later, as what happened to this source demands."""
        unreachable = Failure(reason=FailureReason.REFERENCE_UNREACHABLE, field=source.name)
        match error:
            case PictureUnavailable():
                await self._later_or_fail(job, source, error)
            case PictureError():
                await self._fail(job, Failure(reason=FailureReason(error.rule), field=source.name))
            case ApiRejected() | ApiProtocolError():
                log.warning("job %s: the API refuses to take %s: %s", job.id, source.name, error)
                await self._fail(job, unreachable)
            case DeliveryUnavailable() if self._is_out_of_patience(job):
                await self._fail(job, unreachable)
            case Undeliverable():
                log.warning("job %s: Discord does not take %s: %s", job.id, source.name, error)
                await self._fail(job, unreachable)
            case _:
                log.info("job %s: %s cannot be uploaded now: %s", job.id, source.name, error)
                await self._later(job, getattr(error, "retry_after_seconds", None))

    async def _later_or_fail(
        self, job: Job, source: SourceImage, error: PictureUnavailable
    ) -> None:
        if self._is_out_of_patience(job):
            await self._fail(job, Failure(reason=FailureReason(error.rule), field=source.name))
        else:
            await self._later(job, None)

    def _is_out_of_patience(self, job: Job) -> bool:
        return self._clock.now() - job.accepted_at > PATIENCE

    async def _later(self, job: Job, retry_after_seconds: float | None) -> None:
        now = self._clock.now()
        pause = max(
            retry_after_seconds or 0.0, pause_by_age((now - job.accepted_at).total_seconds())
        )
        await self._store.release(job.id, not_before=now + timedelta(seconds=pause))

    async def _fail(self, job: Job, failure: Failure) -> None:
        failed = await finish_even_if_cancelled(
            self._store.fail(job.id, failure, was=JobStatus.ACCEPTED, now=self._clock.now())
        )
        self._wakes.moved(failed, JobStatus.ACCEPTED)


def _is_copy(url: str) -> bool:
    """Tell whether an address is that of Discord's copy of a picture from elsewhere: nobody says
    how long it answers.
    """
    return (urlsplit(url).hostname or "").startswith("images-ext-")


def _at(source: SourceImage, uploaded: Uploaded) -> SourceImage:
    return replace(source, reachable_url=uploaded.url, reachable_until=uploaded.expires_at)


def discord_url_ends_at(url: str, *, now: datetime) -> datetime:
    """Return when a signed address of Discord's, which answered just now, ends: its `ex`,
    hexadecimal seconds.

    An address without one is taken for good for a day, as they are since 2024. One that says it has
    ended already, though it answered, is given as long as a submission needs.
    """
    expiry = parse_qs(urlsplit(url).query).get("ex", [""])[0]
    try:
        ends_at = datetime.fromtimestamp(int(expiry, 16), UTC)
    except (ValueError, OverflowError, OSError):
        ends_at = now + timedelta(days=1)
    return max(ends_at, now + AT_LEAST)
