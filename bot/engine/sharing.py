"""Shared pictures: who may share what, and who may take it away. How it comes there is `drip`'s."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import (
    DeliveryError,
    InvalidRequest,
    NotFound,
    NotYours,
    TooLate,
)
from bot.domain.jobs import Job, JobId
from bot.domain.people import PersonRow
from bot.domain.permission import check_person
from bot.domain.rules import EVERYWHERE
from bot.domain.sharing import Share, ShareStatus, judge_share
from bot.engine.intake import new_id
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.ports import (
    Courier,
    JobStore,
    PeopleStore,
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
        guild_id: int,
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
        if job.is_forgotten or job.origin.guild_id != guild_id:
            raise NotFound("job")
        chosen = _chosen(job, pictures)
        everywhere, here = await self._rulebook.of(EVERYWHERE), await self._rulebook.of(guild_id)
        now = self._clock.now()
        check_person((everywhere, here), by, now=now)
        is_gallery = to_channel_id is None
        channel_id = here.gallery.channel_id if to_channel_id is None else to_channel_id
        if channel_id is None:
            raise NotFound("gallery")
        new = [
            Share(
                id=new_id(),
                job_id=job_id,
                picture=number,
                maker_id=by,
                guild_id=guild_id,
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

    async def star(self, share_id: str, *, by: int, channel_id: int | None) -> Share:
        """Give a star to somebody else's picture where it is shown, or take it back.

        Raises NotFound, NotYours.
        """
        share = await self._shown(share_id, channel_id)
        if share.maker_id == by:
            raise NotYours("star")
        return await self._shares.star(share_id, person_id=by, now=self._clock.now())

    async def remove(
        self, share_id: str, *, by: int, channel_id: int | None, is_moderator: bool
    ) -> Share:
        """Have one's own picture taken away, or anybody's by who may manage messages in the channel
        where it is shown.

        Raises NotFound, NotYours.
        """
        share = await self._shown(share_id, channel_id)
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

    async def _shown(self, share_id: str, channel_id: int | None) -> Share:
        """Return a share of a channel: what somebody may do elsewhere says nothing of it."""
        share = await self._shares.get(share_id)
        if share.channel_id != channel_id:
            raise NotFound("share")
        return share

    async def _picture_of(self, share: Share) -> str | None:
        if share.message_id is None:
            return None
        try:
            urls = await self._courier.picture_urls(share.channel_id, share.message_id)
        except DeliveryError as error:
            log.info("share %s cannot be looked at: %s", share.id, error)
            return None
        return urls[0] if urls else None

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
