"""Shared pictures: who may share what, and the drip that brings it to its channel, once."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import (
    Blocked,
    DeliveryError,
    DeliveryUnavailable,
    InvalidRequest,
    NotFound,
    NotYours,
    PictureError,
    PictureGone,
    PictureUnavailable,
    StaleTransition,
    TooLate,
    Undeliverable,
)
from bot.domain.jobs import Job, JobId
from bot.domain.pacing import pause_by_age
from bot.domain.people import PersonRow
from bot.domain.rules import EVERYWHERE
from bot.domain.sharing import Share, ShareStatus, judge_share
from bot.engine.intake import new_id
from bot.engine.loops import finish_even_if_cancelled, persist
from bot.engine.ports import (
    Courier,
    JobStore,
    PeopleStore,
    Picture,
    PictureLab,
    ReferenceSource,
    RuleStore,
    ShareStore,
)
from bot.engine.rulebook import RuleBook

log = logging.getLogger(__name__)

WEEK = timedelta(days=7)

TOP_SHOWN = 10
"""How many of the week's best are shown."""

OWN_SHOWN = 25
"""How many of their own a person is shown."""

SHARES_AT_ONCE = 4
"""How many shares are brought to their channels side by side; each holds a picture."""

LEASE = timedelta(minutes=10)

PATIENCE = timedelta(hours=24)
"""How long a picture is tried for whose address does not answer."""

NONCE_LIVES = timedelta(seconds=100)
"""How long the nonce is trusted: Discord says "the past few minutes"."""

MOST_BYTES = 100 * 1024**2
"""The most bytes of a picture that is fetched: what Discord takes in the best of servers."""

_OF_THE_PICTURE = frozenset({"too-large", "refused"})
"""Why one picture is not taken, where the channel takes others."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """What was written down, and how many more their maker may share today (None: no limit)."""

    shares: list[Share]
    left: int | None


class Sharing:
    """The verbs on shared pictures, each with the rule of who may."""

    def __init__(
        self,
        *,
        shares: ShareStore,
        people: PeopleStore,
        rules: RuleStore,
        rulebook: RuleBook,
        store: JobStore,
        courier: Courier,
        shares_per_day: int,
        clock: Clock,
    ) -> None:
        """Take the collaborators; `shares_per_day` is a person's in a server's gallery (0: no
        limit).
        """
        self._shares = shares
        self._people = people
        self._rules = rules
        self._rulebook = rulebook
        self._store = store
        self._courier = courier
        self._shares_per_day = shares_per_day
        self._clock = clock

    async def share(
        self,
        job_id: JobId,
        *,
        by: int,
        guild_id: int | None,
        pictures: Sequence[tuple[int, str]],
        with_prompt: bool,
        locale: str,
        source: tuple[int, int] | None,
        to_channel_id: int | None = None,
    ) -> Shared:
        """Share pictures of one's own result, given by number (from 1) and address, in the server's
        gallery; or in the channel `to_channel_id`, out of a private answer.

        `source` is the channel and the message that shows them. Raises NotFound (the job, or there
        is no gallery), NotYours, Blocked, InvalidRequest, QuotaExceeded, and TooLate where all of
        them are shared already.
        """
        job = await self._store.get(job_id)
        if job.requester_id != by:
            raise NotYours("share")
        if job.is_forgotten:
            raise NotFound("job")
        chosen = _chosen(job, pictures)
        here = await self._rulebook.of(guild_id)
        await self._check_person(by, guild_id)
        is_gallery = to_channel_id is None
        channel_id = here.gallery.channel_id if to_channel_id is None else to_channel_id
        if channel_id is None or (is_gallery and guild_id is None):
            raise NotFound("gallery")
        now = self._clock.now()
        new = [
            Share(
                id=new_id(),
                job_id=job_id,
                picture=number,
                maker_id=by,
                guild_id=guild_id or EVERYWHERE,
                channel_id=channel_id,
                asked_at=now,
                due_at=now,
                locale=locale,
                url=url,
                prompt=job.request.prompt if with_prompt else "",
                source_channel_id=None if source is None else source[0],
                source_message_id=None if source is None else source[1],
                is_gallery=is_gallery,
                is_spoiler=job.is_spoiler or here.posts_spoilers,
            )
            for number, url in await self._not_yet_shared(job_id, chosen, is_gallery=is_gallery)
        ]
        return await self._written(
            new,
            shares_per_day=self._shares_per_day if is_gallery else 0,
            seconds_between=here.gallery.seconds_between if is_gallery else 0,
            now=now,
        )

    async def star(self, share_id: str, *, by: int) -> Share:
        """Give a star to somebody else's picture, or take it back; raises NotFound, NotYours."""
        share = await self._shares.get(share_id)
        if share.maker_id == by:
            raise NotYours("star")
        return await self._shares.star(share_id, person_id=by, now=self._clock.now())

    async def remove(self, share_id: str, *, by: int, is_moderator: bool) -> Share:
        """Have one's own picture taken away, or anybody's by who may manage messages there.

        Raises NotFound, NotYours.
        """
        share = await self._shares.get(share_id)
        now = self._clock.now()
        if share.maker_id == by:
            return await self._shares.remove(share_id, now=now)
        if not is_moderator:
            raise NotYours("remove")
        entry = AuditEntry(
            guild_id=share.guild_id,
            at=now,
            actor=Actor.PERSON,
            actor_id=by,
            action="share-removed",
            subject_id=share.maker_id,
            job_id=share.job_id,
            key=f"share-removed:{share_id}",
        )

        async def remove_and_write() -> Share:
            removed = await self._shares.remove(share_id, now=now)
            await self._rules.append(entry)
            return removed

        return await finish_even_if_cancelled(remove_and_write())

    async def top(self, guild_id: int) -> list[Share]:
        """Return the pictures with the most stars of the last seven days."""
        since = self._clock.now() - WEEK
        return await self._shares.top(guild_id, since=since, limit=TOP_SHOWN)

    async def pictures_of(self, shares: Sequence[Share]) -> list[str | None]:
        """Return where each of these pictures is to be seen now (None: it is not to be had)."""
        return list(await asyncio.gather(*(self._picture_of(share) for share in shares)))

    async def mine(self, person_id: int, guild_id: int) -> list[Share]:
        """Return what somebody shared in a server, newest first."""
        return await self._shares.of_maker(person_id, guild_id, limit=OWN_SHOWN)

    async def set_listed(self, person_id: int, is_listed: bool) -> PersonRow:
        """Say whether somebody's pictures may stand among the week's best."""
        return await self._people.change(person_id, lambda row: replace(row, is_listed=is_listed))

    async def _picture_of(self, share: Share) -> str | None:
        if share.message_id is None:
            return None
        try:
            urls = await self._courier.picture_urls(share.channel_id, share.message_id)
        except DeliveryError as error:
            log.info("share %s cannot be looked at: %s", share.id, error)
            return None
        return urls[0] if urls else None

    async def _check_person(self, person_id: int, guild_id: int | None) -> None:
        for place in (EVERYWHERE, guild_id):
            block = (await self._rulebook.of(place)).blocks.get(person_id)
            if block is not None and block.is_in_force(self._clock.now()):
                raise Blocked("person", ends_at=block.ends_at, reason=block.reason)

    async def _not_yet_shared(
        self, job_id: JobId, chosen: Sequence[tuple[int, str]], *, is_gallery: bool
    ) -> list[tuple[int, str]]:
        """Return those that are not shared; raises TooLate where all are."""
        shared = {
            share.picture
            for share in await self._shares.shared_of(job_id)
            if share.is_gallery is is_gallery and share.status is not ShareStatus.FAILED
        }
        new = [each for each in chosen if each[0] not in shared]
        if not new:
            raise TooLate("shared")
        return new

    async def _written(
        self, new: Sequence[Share], *, shares_per_day: int, seconds_between: int, now: datetime
    ) -> Shared:
        shared_before = 0

        def judge(shared_at: Sequence[datetime]) -> None:
            nonlocal shared_before
            shared_before = len(shared_at)
            judge_share(
                pictures=len(new), shared_at=shared_at, shares_per_day=shares_per_day, now=now
            )

        written = await finish_even_if_cancelled(
            self._shares.share(new, judge=judge, seconds_between=seconds_between)
        )
        if not written:
            raise TooLate("shared")
        left = max(0, shares_per_day - shared_before - len(written)) if shares_per_day else None
        return Shared(shares=written, left=left)


def _chosen(job: Job, pictures: Sequence[tuple[int, str]]) -> list[tuple[int, str]]:
    """Return the chosen pictures in their order, each once; raises InvalidRequest."""
    by_number = dict(pictures)
    if not by_number:
        raise InvalidRequest("no-picture-chosen", field="picture")
    for number in by_number:
        if not 1 <= number <= len(job.pictures):
            raise InvalidRequest(
                "no-such-picture", field="picture", value=number, least=1, most=len(job.pictures)
            )
    return sorted(by_number.items())


class Drip:
    """Brings what is due to its channel, one picture after another, and takes away what leaves.

    A share is claimed (posting), searched for where an earlier attempt may have posted it, posted
    with its nonce, and written down.
    """

    name = "share"

    def __init__(
        self,
        *,
        shares: ShareStore,
        rules: RuleStore,
        rulebook: RuleBook,
        source: ReferenceSource,
        lab: PictureLab,
        courier: Courier,
        clock: Clock,
    ) -> None:
        """Take the collaborators."""
        self._shares = shares
        self._rules = rules
        self._rulebook = rulebook
        self._source = source
        self._lab = lab
        self._courier = courier
        self._clock = clock

    async def step(self) -> int:
        """Do what is due now, several channels side by side; return how many shares."""
        done = 0
        while due := await self._claimed():
            await asyncio.gather(*(self._perform(share) for share in due))
            done += len(due)
        return done

    async def _claimed(self) -> list[Share]:
        claimed: list[Share] = []
        while len(claimed) < SHARES_AT_ONCE:
            now = self._clock.now()
            share = await self._shares.claim_due(now=now, lease_until=now + LEASE)
            if share is None:
                break
            claimed.append(share)
        return claimed

    async def _perform(self, share: Share) -> None:
        """Act on a share; an unexpected error is logged, and it is tried again in a minute."""
        try:
            if share.status is ShareStatus.LEAVING:
                await self._take_away(share)
            else:
                await self._bring(share)
        except StaleTransition as error:
            log.info("share %s has gone on meanwhile: %s", share.id, error)
        except Exception:
            log.exception("share %s met an unexpected error", share.id)
            await self._release(share, least=timedelta(minutes=1))

    async def _bring(self, share: Share) -> None:
        if share.attempts > 1 and await self._is_settled_by_search(share):
            return
        try:
            picture = await self._picture(share)
        except (PictureUnavailable, DeliveryUnavailable) as error:
            if self._age(share) >= PATIENCE:
                await self._lose(share, error)
                return
            log.info("share %s: its picture cannot be had now: %s", share.id, error)
            await self._release(share)
            return
        except (PictureError, Undeliverable) as error:
            await self._lose(share, error)
            return
        try:
            message_id = await self._courier.share(share, picture)
        except DeliveryUnavailable as error:
            log.info("share %s: Discord does not take it now: %s", share.id, error)
            await self._release(share)
        except Undeliverable as error:
            await self._refused(share, error)
        else:
            await self._posted(share, message_id)

    async def _is_settled_by_search(self, share: Share) -> bool:
        """Tell whether an earlier attempt has settled it: its message is there, or we cannot
        know.
        """
        try:
            message_id = await self._courier.find_shared(share)
        except DeliveryUnavailable as error:
            log.info("share %s: its channel cannot be searched now: %s", share.id, error)
            await self._release(share)
            return True
        except Undeliverable as error:
            if self._age(share) < NONCE_LIVES:
                return False
            await self._refused(share, error)
            return True
        if message_id is None:
            return False
        log.info("share %s was posted before, as message %s", share.id, message_id)
        await self._posted(share, message_id)
        return True

    async def _picture(self, share: Share) -> Picture:
        """Return the picture; where its address has ended, from a fresh one.

        Raises PictureError, DeliveryUnavailable, Undeliverable.
        """
        try:
            content = await self._source.fetch(share.url, most_bytes=MOST_BYTES)
        except PictureGone:
            if share.source_channel_id is None or share.source_message_id is None:
                raise
            urls = await self._courier.picture_urls(
                share.source_channel_id, share.source_message_id
            )
            if len(urls) < share.picture:
                raise
            content = await self._source.fetch(urls[share.picture - 1], most_bytes=MOST_BYTES)
        return await self._lab.identify(content)

    async def _posted(self, share: Share, message_id: int) -> None:
        rules = await self._rulebook.of(share.guild_id)
        between = timedelta(seconds=rules.gallery.seconds_between)

        async def write() -> None:
            now = self._clock.now()
            await self._shares.record_posted(
                share.id, message_id=message_id, now=now, next_at=now + between
            )

        await persist(write, clock=self._clock)

    async def _refused(self, share: Share, error: Undeliverable) -> None:
        """Give a share up that its channel does not take; the managers learn of the channel once a
        day.
        """
        if error.rule in _OF_THE_PICTURE:
            await self._lose(share, error)
            return
        log.warning("share %s: its channel does not take it: %s", share.id, error)
        now = self._clock.now()
        entry = AuditEntry(
            guild_id=share.guild_id,
            at=now,
            actor=Actor.BOT,
            action="gallery-unreachable",
            subject_id=share.channel_id,
            values={"rule": error.rule},
            key=f"gallery-unreachable:{share.channel_id}:{now:%Y-%m-%d}",
        )
        await self._fail(share, entry if share.is_gallery else None)

    async def _lose(self, share: Share, error: Exception) -> None:
        """Give a share up whose picture is not to be had, or not to be shown."""
        log.warning("share %s is lost: %s", share.id, error)
        entry = AuditEntry(
            guild_id=share.guild_id,
            at=self._clock.now(),
            actor=Actor.BOT,
            action="share-lost",
            subject_id=share.maker_id,
            job_id=share.job_id,
            key=f"share-lost:{share.id}",
        )
        await self._fail(share, entry if share.is_gallery else None)

    async def _fail(self, share: Share, entry: AuditEntry | None) -> None:
        async def write() -> None:
            if entry is not None:
                await self._rules.append(entry)
            await self._shares.record_failed(share.id)

        await finish_even_if_cancelled(write())

    async def _take_away(self, share: Share) -> None:
        """Delete the message, where there is one; what cannot be deleted any more is as good as."""
        try:
            if share.message_id is None and share.posting_began_at is not None:
                share = replace(share, message_id=await self._courier.find_shared(share))
            if share.message_id is not None:
                await self._courier.unshare(share)
        except DeliveryUnavailable as error:
            log.info("share %s cannot be taken away now: %s", share.id, error)
            await self._release(share)
            return
        except Undeliverable as error:
            log.warning("share %s cannot be taken away: %s", share.id, error)
        await self._shares.record_removed(share.id)

    async def _release(self, share: Share, *, least: timedelta = timedelta()) -> None:
        pause = timedelta(seconds=pause_by_age(self._age(share).total_seconds()))
        await self._shares.release(share.id, due_at=self._clock.now() + max(pause, least))

    def _age(self, share: Share) -> timedelta:
        """Return how long ago it was first tried."""
        return self._clock.now() - (share.posting_began_at or share.due_at)
