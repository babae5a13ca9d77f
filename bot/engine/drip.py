"""Bring each shared picture to its channel, once and at its pace; take away what leaves."""

from __future__ import annotations

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta

from bot.clock import Clock
from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import (
    DeliveryUnavailable,
    PictureError,
    PictureGone,
    PictureUnavailable,
    StaleTransition,
    Undeliverable,
)
from bot.domain.pacing import pause_by_age
from bot.domain.rules import EVERYWHERE
from bot.domain.sharing import Share, ShareStatus
from bot.engine.loops import finish_even_if_cancelled, persist
from bot.engine.ports import Courier, Picture, PictureLab, ReferenceSource, RuleStore, ShareStore
from bot.engine.poster import NONCE_LIVES
from bot.engine.rulebook import RuleBook

log = logging.getLogger(__name__)

SHARES_AT_ONCE = 4
"""How many shares are brought to their channels side by side; each holds a picture."""

LEASE = timedelta(minutes=10)

PATIENCE = timedelta(hours=24)
"""How long a picture is tried for whose address does not answer."""

MOST_BYTES = 100 * 1024**2
"""The most bytes of a picture that is fetched: what Discord takes in the best of servers."""

_OF_THE_PICTURE = frozenset({"too-large", "refused"})
"""Why one picture is not taken, where the channel takes others."""


class Drip:
    """Brings what is due to its channel, one picture after another, and takes away what leaves.

    A share is claimed (posting), searched for where an earlier attempt may have posted it, posted
    with its nonce, and written down.
    """

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
        if not await self._is_wanted(share):
            log.info("share %s: its gallery or its maker has been taken out", share.id)
            await self._fail(share, None)
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

    async def _is_wanted(self, share: Share) -> bool:
        """Tell whether the managers still want it: the gallery is where it was, and its maker is
        not blocked since.
        """
        here = await self._rulebook.of(share.guild_id)
        everywhere = await self._rulebook.of(EVERYWHERE)
        if share.is_gallery and here.gallery.channel_id != share.channel_id:
            return False
        now = self._clock.now()
        blocks = (rules.blocks.get(share.maker_id) for rules in (everywhere, here))
        return not any(block is not None and block.is_in_force(now) for block in blocks)

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
