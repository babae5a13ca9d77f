"""accepted, still: fetch the references, check their bytes, make them reachable for the API. Costs
nothing.
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
    InvalidRequest,
    PictureError,
    PictureUnavailable,
)
from bot.domain.jobs import Job, JobStatus
from bot.domain.models import Catalogue
from bot.domain.outcomes import Failure, FailureReason
from bot.domain.pacing import pause_by_age
from bot.domain.requests import MAX_REFERENCE_BYTES, MAX_REFERENCE_PIXELS, SourceImage
from bot.engine.loops import IDLE_SECONDS, finish_even_if_cancelled
from bot.engine.ports import ImageApi, JobStore, PictureLab, PictureStore, ReferenceSource
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=10)

STILL_GOOD = timedelta(minutes=30)
"""A reference must stay reachable for at least so long, or it is made reachable anew."""

AT_LEAST = timedelta(minutes=5)
"""How long an address that answered just now is taken to answer, whatever it says."""

PATIENCE = timedelta(minutes=10)
"""How long a reference that cannot be fetched now is tried for."""

References = Literal["auto", "upload", "discord"]


class Preparer:
    """The step that makes a job's pictures reachable before anything is sent."""

    name = "prepare"

    def __init__(
        self,
        *,
        store: JobStore,
        pictures: PictureStore,
        source: ReferenceSource,
        lab: PictureLab,
        api: ImageApi,
        catalogue: Catalogue,
        references: References,
        clock: Clock,
        wakes: Wakes,
        prepared: Callable[[], None],
    ) -> None:
        """Take the collaborators; `prepared` is called when a job has become ready to submit."""
        self._store = store
        self._pictures = pictures
        self._source = source
        self._lab = lab
        self._api = api
        self._catalogue = catalogue
        self._references: References = references
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
        prepared: list[SourceImage] = []
        for source in job.request.sources:
            try:
                prepared.append(await self._reachable(source))
            except PictureUnavailable as error:
                await self._later_or_fail(job, source, error)
                return
            except PictureError as error:
                await self._fail(job, Failure(reason=FailureReason(error.rule), field=source.name))
                return
            except (ApiRejected, ApiProtocolError) as error:
                log.warning("job %s: the API refuses to take %s: %s", job.id, source.name, error)
                reason = FailureReason.REFERENCE_UNREACHABLE
                await self._fail(job, Failure(reason=reason, field=source.name))
                return
            except ApiError as error:
                log.info("job %s: %s cannot be uploaded now: %s", job.id, source.name, error)
                await self._later(job, error.retry_after_seconds)
                return
        await self._record(job, tuple(prepared))

    async def abandon(self, job: Job, error: Exception) -> None:
        """Leave it for a minute: nothing has been spent."""
        await self._store.release(job.id, not_before=self._clock.now() + timedelta(minutes=1))

    async def _reachable(self, source: SourceImage) -> SourceImage:
        """Return the source with its bytes kept and an address that the API can fetch."""
        if source.sha256 is not None and source.is_reachable(self._clock.now() + STILL_GOOD):
            return source
        kept = await self._pictures.get(source.sha256) if source.sha256 else None
        content = kept if kept is not None else await self._fetched(source)
        picture = await self._lab.read(content, most_pixels=MAX_REFERENCE_PIXELS)
        source = replace(
            source,
            sha256=await self._pictures.put(picture.content),
            size_bytes=len(picture.content),
            kind=picture.kind,
            width=picture.width,
            height=picture.height,
        )
        if self._references != "discord":
            try:
                uploaded = await self._api.upload(picture, name=f"{source.name}.{picture.kind}")
            except (ApiRejected, ApiProtocolError, ApiUnavailable):
                # The endpoint is not there, is broken, or a page of the gateway answers instead.
                if self._references == "upload":
                    raise
            else:
                return replace(
                    source, reachable_url=uploaded.url, reachable_until=uploaded.expires_at
                )
        if kept is not None:
            # Its address may have ended since its bytes were fetched.
            await self._fetched(source)
        until = discord_url_ends_at(source.url, now=self._clock.now())
        return replace(source, reachable_url=source.url, reachable_until=until)

    async def _fetched(self, source: SourceImage) -> bytes:
        return await self._source.fetch(source.url, most_bytes=MAX_REFERENCE_BYTES)

    async def _record(self, job: Job, sources: tuple[SourceImage, ...]) -> None:
        request = job.request.with_sources(sources)
        try:
            model = self._catalogue.get(request.model)
        except InvalidRequest as error:
            # It was on offer when the request was accepted.
            await self._fail(job, Failure(reason=FailureReason.REJECTED, detail=str(error)))
            return
        first = request.references[0]
        if request.size is None and first.width and first.height:
            request = replace(request, size=model.nearest_size(first.width, first.height))
        price = model.price_microusd(
            size=request.size, quality=request.quality, count=request.count
        )
        until = min(source.reachable_until for source in sources if source.reachable_until)
        await self._store.record_sources(
            job.id, request=request, price_microusd=price, prepared_until=until
        )
        self._prepared()

    async def _later_or_fail(
        self, job: Job, source: SourceImage, error: PictureUnavailable
    ) -> None:
        if self._clock.now() - job.accepted_at > PATIENCE:
            await self._fail(job, Failure(reason=FailureReason(error.rule), field=source.name))
        else:
            await self._later(job, None)

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
