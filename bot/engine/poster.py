"""ready -> posting -> posted | undelivered: fetch the pictures, put them into the channel, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.domain.errors import (
    ApiError,
    DeliveryUnavailable,
    PictureError,
    PictureGone,
    PictureRefused,
    PictureUnavailable,
    Undeliverable,
)
from bot.domain.jobs import AnswerToken, Job, JobStatus
from bot.domain.outcomes import MOST_PICTURES, Failure, FailureReason, RemotePicture
from bot.domain.pacing import pause_by_age
from bot.engine.loops import IDLE_SECONDS, finish_even_if_cancelled, persist
from bot.engine.pasting import Pasting
from bot.engine.ports import Courier, ImageApi, JobStore, Observer, Picture, PictureLab
from bot.engine.progress import ProgressBoard
from bot.engine.wakes import Wakes

log = logging.getLogger(__name__)

LEASE = timedelta(minutes=30)

KEPT_UPSTREAM = timedelta(hours=24)
"""How long results are tried for where upstream names no end."""

NONCE_LIVES = timedelta(seconds=100)
"""How long the nonce is trusted: Discord says "the past few minutes"."""

NOT_A_PICTURE_PATIENCE = timedelta(minutes=2)
"""How long an answer that is no picture is taken for a passing fault of the server."""


class Poster:
    """The step that shows a result exactly once."""

    name = "post"

    def __init__(
        self,
        *,
        store: JobStore,
        api: ImageApi,
        lab: PictureLab,
        pasting: Pasting,
        courier: Courier,
        board: ProgressBoard,
        clock: Clock,
        wakes: Wakes,
        observer: Observer,
    ) -> None:
        """Take the collaborators."""
        self._store = store
        self._api = api
        self._lab = lab
        self._pasting = pasting
        self._courier = courier
        self._board = board
        self._clock = clock
        self._wakes = wakes
        self._observer = observer

    async def claim(self) -> Job | None:
        """Claim the oldest ready job."""
        now = self._clock.now()
        return await self._store.claim_for_delivery(now=now, lease_until=now + LEASE)

    async def idle_seconds(self) -> float:
        """Rest; a job that becomes ready wakes the loop."""
        return IDLE_SECONDS

    async def act(self, job: Job) -> None:
        """Look whether it was posted before we died; else download, post, and write the message
        down.
        """
        if not job.pictures:
            await self._fail(job, FailureReason.NO_PICTURES)
            return
        if job.post_attempts and await self._settled_by_search(job):
            return
        began = self._clock.monotonic()
        try:
            downloaded = await self._downloaded(job)
            self._observer.stage("downloading", self._clock.monotonic() - began)
            shown, pictures = await self._pasting.finished(job, downloaded)
        except PictureUnavailable as error:
            log.info("job %s: its pictures cannot be had now: %s", job.id, error)
            await self._release(job)
            return
        if not pictures:
            await self._fail(job, FailureReason.PICTURES_GONE)
            return
        if (
            job.post_attempts
            and not self._is_nonce_alive(job)
            and await self._settled_by_search(job)
        ):
            # The nonce has ended while the pictures were fetched.
            return
        await self._post(shown, pictures)

    async def abandon(self, job: Job, error: Exception) -> None:
        """Leave it for a minute; where it had begun to post, the next try searches first."""
        await persist(lambda: self._left(job, error), clock=self._clock)

    async def _left(self, job: Job, error: Exception) -> None:
        if (await self._store.get(job.id)).status is JobStatus.POSTING:
            await self._postpone(job, type(error).__name__)
        else:
            await self._release(job, least=timedelta(minutes=1))

    async def _settled_by_search(self, job: Job) -> bool:
        """Tell whether an earlier attempt has settled the job: its message is there, or we cannot
        know.
        """
        try:
            message_id = await self._courier.find_posted(job)
        except DeliveryUnavailable as error:
            log.info("job %s: the channel cannot be searched now: %s", job.id, error)
            await self._release(job)
            return True
        except Undeliverable as error:
            if self._is_nonce_alive(job):
                return False
            posting = await self._begin(job)
            await finish_even_if_cancelled(self._undelivered(posting, error.rule))
            return True
        if message_id is None:
            return False
        log.info("job %s was posted before, as message %s", job.id, message_id)
        posting = await self._begin(job)
        await finish_even_if_cancelled(
            self._posted(posting, message_id, pictures=len(job.pictures))
        )
        return True

    def _is_nonce_alive(self, job: Job) -> bool:
        """Tell whether Discord surely still knows the nonce, so that posting again shows nothing
        twice.
        """
        began_at = job.posting_began_at
        return began_at is not None and self._clock.now() - began_at < NONCE_LIVES

    async def _post(self, job: Job, pictures: Sequence[Picture]) -> None:
        posting = replace(await self._begin(job), request=job.request)
        began = self._clock.monotonic()
        try:
            message_id = await self._courier.post(posting, pictures, await self._token(job))
        except DeliveryUnavailable as error:
            await finish_even_if_cancelled(self._postpone(posting, str(error)))
        except Undeliverable as error:
            log.warning("job %s cannot be delivered: %s", job.id, error)
            await finish_even_if_cancelled(self._undelivered(posting, error.rule))
        else:
            await persist(
                lambda: self._posted(posting, message_id, pictures=len(pictures)),
                clock=self._clock,
            )
            self._observer.stage("posting", self._clock.monotonic() - began)

    async def _token(self, job: Job) -> AnswerToken | None:
        """Return the secret of the answer that a private result goes into, and leave that to it."""
        if not job.is_private:
            return None
        await self._board.leave(job.id)
        return await self._store.answer_token(job.id, now=self._clock.now())

    async def _begin(self, job: Job) -> Job:
        now = self._clock.now()
        posting = await self._store.begin_posting(job.id, now=now, lease_until=now + LEASE)
        self._wakes.moved(posting, JobStatus.READY)
        return posting

    async def _posted(self, job: Job, message_id: int | None, *, pictures: int) -> None:
        now = self._clock.now()
        posted = await self._store.record_posted(job.id, message_id=message_id, now=now)
        self._observer.pictures_posted(pictures)
        self._observer.stage("total", (now - job.accepted_at).total_seconds())
        self._wakes.moved(posted, JobStatus.POSTING)

    async def _undelivered(self, job: Job, rule: str) -> None:
        undelivered = await self._store.record_undelivered(job.id, now=self._clock.now(), note=rule)
        self._wakes.moved(undelivered, JobStatus.POSTING)

    async def _postpone(self, job: Job, note: str) -> None:
        log.info("job %s: Discord does not take it now: %s", job.id, note)
        ready = await self._store.postpone_posting(
            job.id, not_before=self._clock.now() + self._pause(job), note=note
        )
        self._wakes.moved(ready, JobStatus.POSTING)

    async def _fail(self, job: Job, reason: FailureReason) -> None:
        failed = await finish_even_if_cancelled(
            self._store.fail(
                job.id, Failure(reason=reason), was=JobStatus.READY, now=self._clock.now()
            )
        )
        self._wakes.moved(failed, JobStatus.READY)

    async def _release(self, job: Job, *, least: timedelta = timedelta()) -> None:
        pause = max(self._pause(job), least)
        await self._store.release(job.id, not_before=self._clock.now() + pause)

    def _pause(self, job: Job) -> timedelta:
        return timedelta(seconds=pause_by_age(self._age(job).total_seconds()))

    def _age(self, job: Job) -> timedelta:
        return self._clock.now() - (job.ready_at or job.accepted_at)

    async def _downloaded(self, job: Job) -> list[Picture]:
        """Return the pictures that can be had, in order; raises PictureUnavailable while there is
        hope for more.
        """
        results = await self._download_all(job.pictures)
        if any(isinstance(result, PictureGone) for result in results):
            results = await self._download_all(await self._fresh(job))
        pictures = [result for result in results if isinstance(result, Picture)]
        for result in results:
            if isinstance(result, PictureUnavailable) and self._age(job) < KEPT_UPSTREAM:
                raise result
            if isinstance(result, PictureRefused) and self._age(job) < NOT_A_PICTURE_PATIENCE:
                raise PictureUnavailable(result.rule, str(result)) from result
            if isinstance(result, PictureError):
                log.warning("job %s: a picture is lost: %s", job.id, result)
        return pictures

    async def _download_all(
        self, pictures: Sequence[RemotePicture]
    ) -> list[Picture | PictureError]:
        return await asyncio.gather(*(self._download(picture.url) for picture in pictures))

    async def _download(self, url: str) -> Picture | PictureError:
        try:
            return await self._lab.identify(await self._api.download(url))
        except PictureError as error:
            return error

    async def _fresh(self, job: Job) -> tuple[RemotePicture, ...]:
        """Ask upstream for new addresses of the same results; the old ones where it has none."""
        pictures: list[RemotePicture] = []
        try:
            for remote_id in job.remote_ids:
                pictures.extend((await self._api.fetch(remote_id)).pictures)
        except ApiError as error:
            if self._age(job) < KEPT_UPSTREAM:
                raise PictureUnavailable("pictures-gone", str(error)) from error
            return job.pictures
        if len(pictures) < len(job.pictures):
            return job.pictures
        fresh = tuple(pictures[:MOST_PICTURES])
        await self._store.record_fresh_pictures(job.id, pictures=fresh)
        return fresh
