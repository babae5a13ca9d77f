"""What managers lay down for their server, and the operator for any: rules, and verbs on its jobs.

Each value is looked at first (`bounds`); what is refused leaves the old rules. Each change writes
its line of the audit log in the same transaction, with what was there before (`changes`). Who may
manage a server is decided where Discord says it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Collection
from dataclasses import fields, replace
from datetime import datetime
from enum import Enum
from typing import Final, Literal, TypeVar

from bot.clock import Clock
from bot.domain.audit import Actor, AuditEntry, By
from bot.domain.errors import InvalidRequest, NotFound, NotYours
from bot.domain.models import AUTO, Catalogue
from bot.domain.quota import Allowance, ceiling_of
from bot.domain.rules import (
    EVERYWHERE,
    MOST_IMAGES,
    MOST_PATTERNS,
    MOST_WEIGHT,
    MOST_WORD_CHARS,
    MOST_WORDS,
    Block,
    GalleryRule,
    Grant,
    LowModeration,
    PersonLimits,
    ServerRules,
    StrikeRule,
)
from bot.engine import bounds, changes
from bot.engine.intake import new_id
from bot.engine.loops import finish_even_if_cancelled
from bot.engine.managing import Board, Listener, ManagedJobs
from bot.engine.ports import JobStore, RuleStore, WordMatcher
from bot.engine.rulebook import RuleBook

T = TypeVar("T")

Change = Callable[[ServerRules], tuple[ServerRules, changes.Values]]
"""Makes new rules of old ones, and says with which values the audit log tells of it."""


class Keep(Enum):
    """In place of an option's value: it stays as it is."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP


class Administration(ManagedJobs):
    """The rules of servers (`EVERYWHERE`: the operator's), and the jobs in them.

    Every verb raises InvalidRequest or NotFound for what cannot be; then nothing has changed.
    """

    def __init__(
        self,
        *,
        rules: RuleStore,
        rulebook: RuleBook,
        store: JobStore,
        matcher: WordMatcher,
        board: Board,
        catalogue: Catalogue,
        allowance: Allowance,
        clock: Clock,
        wakes: Listener,
    ) -> None:
        """Take the collaborators; `allowance` holds where nothing is laid down."""
        super().__init__(store=store, rules=rules, board=board, clock=clock, wakes=wakes)
        self._rulebook = rulebook
        self._matcher = matcher
        self._catalogue = catalogue
        self._allowance = allowance

    async def rules(self, guild_id: int) -> ServerRules:
        """Return what is laid down, as it is at this moment."""
        return await self._rules.rules(guild_id)

    # --- how much ---

    async def set_limits(
        self,
        guild_id: int,
        limits: PersonLimits,
        *,
        role_id: int | None = None,
        person_id: int | None = None,
        by: By,
    ) -> ServerRules:
        """Lay down limits for everybody, or for one role or one person; what is None stays."""
        bounds.person_limits(limits)
        given = {
            each.name: value
            for each in fields(limits)
            if (value := getattr(limits, each.name)) is not None
        }

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            old = changes.limits_of(rules, role_id, person_id)
            new = replace(old, **given)
            return changes.with_limits(rules, role_id, person_id, new), changes.limits(old, new)

        return await self._change(
            guild_id,
            f"limits{_whose(role_id, person_id)}",
            change,
            by=by,
            subject_id=role_id or person_id,
        )

    async def clear_limits(
        self,
        guild_id: int,
        *,
        role_id: int | None = None,
        person_id: int | None = None,
        by: By,
    ) -> ServerRules:
        """Lay down nothing any more for everybody, or for one role or one person."""

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            return changes.with_limits(rules, role_id, person_id, PersonLimits()), {}

        return await self._change(
            guild_id,
            f"limits-cleared{_whose(role_id, person_id)}",
            change,
            by=by,
            subject_id=role_id or person_id,
        )

    async def set_budget(self, guild_id: int, microusd: int | None, *, by: By) -> ServerRules:
        """Lay down what a server may spend a month, in micro-dollars (0: no limit; None: nothing is
        laid down). The operator's is the ceiling of the managers' own.
        """
        if microusd is not None:
            bounds.money("usd_per_month", microusd)
        everywhere = await self._rules.rules(EVERYWHERE)

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            if by.actor is Actor.OPERATOR and guild_id != EVERYWHERE:
                values = changes.budget(rules.ceiling_microusd_per_month, microusd)
                return replace(rules, ceiling_microusd_per_month=microusd), values
            most = ceiling_of(self._allowance, here=rules, everywhere=everywhere)
            asked = most if microusd is None else microusd
            if by.actor is Actor.PERSON and most and not 0 < asked <= most:
                raise InvalidRequest("over-budget", field="usd_per_month", most_microusd=most)
            values = changes.budget(rules.budget_microusd_per_month, microusd)
            return replace(rules, budget_microusd_per_month=microusd), values

        return await self._change(guild_id, "budget", change, by=by)

    async def set_weight(self, guild_id: int, weight: int, *, by: By) -> ServerRules:
        """Lay down a server's share of turns (1 to 100): the operator alone. Raises NotYours."""
        if by.actor is not Actor.OPERATOR:
            raise NotYours("weight")
        bounds.number("weight", weight, least=1, most=MOST_WEIGHT)
        return await self._change(
            guild_id,
            "weight",
            lambda rules: (
                replace(rules, weight=weight),
                {"weight_was": rules.weight, "weight": weight},
            ),
            by=by,
        )

    async def grant(
        self,
        guild_id: int,
        requester_id: int,
        *,
        images: int,
        microusd: int,
        expires_at: datetime,
        note: str,
        by: By,
    ) -> Grant:
        """Give somebody pictures or micro-dollars beyond their limits, until then."""
        bounds.number("images", images, most=MOST_IMAGES)
        bounds.money("usd", microusd)
        if not images and not microusd:
            raise InvalidRequest("nothing-given", field="images")
        now = self._clock.now()
        granted = Grant(
            id=new_id(),
            requester_id=requester_id,
            images=images,
            microusd=microusd,
            granted_at=now,
            expires_at=bounds.end("days", expires_at, now=now),
            by_id=by.actor_id or 0,
            note=bounds.text("note", note, may_be_empty=True),
        )

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            live = [each for each in rules.grants if now < each.expires_at]
            bounds.room("grant", live)
            values = changes.grant(images, microusd, expires_at, granted.note)
            return replace(rules, grants=(*live, granted)), values

        await self._change(guild_id, "grant", change, by=by, subject_id=requester_id)
        return granted

    async def revoke(self, guild_id: int, grant_id: str, *, by: By) -> ServerRules:
        """Take a grant back; raises NotFound."""
        rules = await self._rules.rules(guild_id)
        requester_id = next(
            (each.requester_id for each in rules.grants if each.id == grant_id), None
        )

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            others = tuple(each for each in rules.grants if each.id != grant_id)
            if len(others) == len(rules.grants):
                raise NotFound("grant")
            return replace(rules, grants=others), {}

        return await self._change(guild_id, "grant-revoked", change, by=by, subject_id=requester_id)

    # --- who, where and what ---

    async def block(
        self, guild_id: int, person_id: int, *, reason: str, ends_at: datetime | None, by: By
    ) -> ServerRules:
        """Let somebody ask for nothing, until then (None: until they are unblocked); what of theirs
        waits there is withdrawn.
        """
        now = self._clock.now()
        blocked = self._blocked(reason, ends_at, by)

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            blocks = {who: each for who, each in rules.blocks.items() if each.is_in_force(now)}
            bounds.room("member", blocks.keys() - {person_id})
            values = {"reason": blocked.reason, **changes.until(ends_at)}
            return replace(rules, blocks={**blocks, person_id: blocked}), values

        rules = await self._change(guild_id, "block", change, by=by, subject_id=person_id)
        await self.withdraw(None if guild_id == EVERYWHERE else guild_id, person_id)
        return rules

    async def unblock(self, guild_id: int, person_id: int, *, by: By) -> ServerRules:
        """Let somebody ask again; refusals of their content until now are forgiven."""
        now = self._clock.now()

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            blocks = {who: each for who, each in rules.blocks.items() if who != person_id}
            pardoned_at = {**rules.pardoned_at, person_id: now}
            return replace(rules, blocks=blocks, pardoned_at=pardoned_at), {}

        return await self._change(guild_id, "unblock", change, by=by, subject_id=person_id)

    async def pause(
        self, guild_id: int, *, reason: str, ends_at: datetime | None, by: By
    ) -> ServerRules:
        """Take no requests, until then (None: until `resume`)."""
        paused = self._blocked(reason, ends_at, by)
        values = {"reason": paused.reason, **changes.until(ends_at)}
        return await self._change(
            guild_id, "pause", lambda rules: (replace(rules, pause=paused), values), by=by
        )

    async def resume(self, guild_id: int, *, by: By) -> ServerRules:
        """Take requests again; raises NotFound where there is no pause."""

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            if rules.pause is None:
                raise NotFound("pause")
            return replace(rules, pause=None), {}

        return await self._change(guild_id, "resume", change, by=by)

    async def set_channel(
        self, guild_id: int, channel_id: int, *, allowed: bool | None, by: By
    ) -> ServerRules:
        """Allow a channel, refuse it, or say nothing of it (None)."""
        action = {True: "channel-allowed", False: "channel-refused", None: "channel-cleared"}

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            may, may_not = rules.channels_allowed, rules.channels_refused
            may, may_not = may - {channel_id}, may_not - {channel_id}
            bounds.room("channel", may | may_not)
            if allowed is not None:
                may, may_not = (
                    (may | {channel_id}, may_not) if allowed else (may, may_not | {channel_id})
                )
            return replace(rules, channels_allowed=may, channels_refused=may_not), {}

        return await self._change(guild_id, action[allowed], change, by=by, subject_id=channel_id)

    async def set_models(self, guild_id: int, models: Collection[str], *, by: By) -> ServerRules:
        """Allow these models alone (none: all)."""
        names = frozenset(self._catalogue.get(name).name for name in models)
        return await self._change(
            guild_id,
            "models",
            lambda rules: (replace(rules, models=names), changes.models(rules.models, names)),
            by=by,
        )

    async def set_options(
        self,
        guild_id: int,
        *,
        highest_quality: str | Literal[Keep.KEEP] | None = KEEP,
        most_count: int | Literal[Keep.KEEP] | None = KEEP,
        low_moderation: LowModeration | Literal[Keep.KEEP] = KEEP,
        posts_spoilers: bool | Literal[Keep.KEEP] = KEEP,
        by: By,
    ) -> ServerRules:
        """Lay down how far options may go (None: as far as the model lets them)."""
        if isinstance(highest_quality, str):
            allowed = [each for each in self._catalogue.union("qualities") if each != AUTO]
            bounds.choice("highest_quality", highest_quality, allowed)
        if isinstance(most_count, int):
            most = max(model.max_count for model in self._catalogue)
            bounds.number("largest_count", most_count, least=1, most=most)

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            new = replace(
                rules,
                highest_quality=_or_kept(highest_quality, rules.highest_quality),
                most_count=_or_kept(most_count, rules.most_count),
                low_moderation=_or_kept(low_moderation, rules.low_moderation),
                posts_spoilers=_or_kept(posts_spoilers, rules.posts_spoilers),
            )
            return new, changes.options(rules, new)

        return await self._change(guild_id, "options", change, by=by)

    async def add_word(self, guild_id: int, word: str, *, by: By) -> ServerRules:
        """Let no prompt with this word through, in any case and width."""
        kept = bounds.text("word", word, most=MOST_WORD_CHARS)

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            if _folded(kept) in map(_folded, rules.words):
                raise InvalidRequest("there-already", field="word")
            bounds.room("word", rules.words, most=MOST_WORDS)
            return replace(rules, words=(*rules.words, kept)), {"word": kept}

        return await self._change(guild_id, "word-added", change, by=by)

    async def remove_word(self, guild_id: int, word: str, *, by: By) -> ServerRules:
        """Let prompts with this word through again; raises NotFound."""
        gone = _folded(bounds.text("word", word, most=MOST_WORD_CHARS))

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            others = tuple(each for each in rules.words if _folded(each) != gone)
            if len(others) == len(rules.words):
                raise NotFound("word")
            return replace(rules, words=others), {"word": word}

        return await self._change(guild_id, "word-removed", change, by=by)

    async def add_pattern(self, guild_id: int, pattern: str, *, by: By) -> ServerRules:
        """Let no prompt through that this pattern is found in, once it is known to be quick."""
        pattern = bounds.pattern("pattern", pattern)
        await self._matcher.check_pattern(pattern)

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            if pattern in rules.patterns:
                raise InvalidRequest("there-already", field="pattern")
            bounds.room("pattern", rules.patterns, most=MOST_PATTERNS)
            return replace(rules, patterns=(*rules.patterns, pattern)), {"pattern": pattern}

        return await self._change(guild_id, "pattern-added", change, by=by)

    async def remove_pattern(self, guild_id: int, pattern: str, *, by: By) -> ServerRules:
        """Let prompts through again that this pattern is found in; raises NotFound."""
        pattern = bounds.pattern("pattern", pattern)

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            if pattern not in rules.patterns:
                raise NotFound("pattern")
            others = tuple(each for each in rules.patterns if each != pattern)
            return replace(rules, patterns=others), {"pattern": pattern}

        return await self._change(guild_id, "pattern-removed", change, by=by)

    # --- what is seen ---

    async def set_gallery(
        self, guild_id: int, channel_id: int | None, *, seconds_between: int | None, by: By
    ) -> ServerRules:
        """Let shared pictures go there (None: nowhere), one every so many seconds (None: as
        now).
        """
        if seconds_between is not None:
            bounds.number(
                "seconds_between", seconds_between, least=1, most=bounds.MOST_SECONDS_BETWEEN
            )

        def change(rules: ServerRules) -> tuple[ServerRules, changes.Values]:
            seconds = seconds_between or rules.gallery.seconds_between
            new = GalleryRule(channel_id=channel_id, seconds_between=seconds)
            return replace(rules, gallery=new), changes.gallery(rules.gallery, new)

        action = "gallery-off" if channel_id is None else "gallery"
        return await self._change(guild_id, action, change, by=by, subject_id=channel_id)

    async def set_log(self, guild_id: int, channel_id: int | None, *, by: By) -> ServerRules:
        """Let the audit log be told there as well (None: nowhere)."""
        return await self._change(
            guild_id,
            "log-off" if channel_id is None else "log",
            lambda rules: (
                replace(rules, log_channel_id=channel_id),
                changes.channel(rules.log_channel_id),
            ),
            by=by,
            subject_id=channel_id,
        )

    async def set_strikes(self, guild_id: int, rule: StrikeRule, *, by: By) -> ServerRules:
        """Lay down how many refusals pause a person, and for how long."""
        bounds.strike_rule(rule)
        return await self._change(
            guild_id,
            "strikes",
            lambda rules: (replace(rules, strikes=rule), changes.strikes(rules.strikes, rule)),
            by=by,
        )

    # --- how ---

    def _blocked(self, reason: str, ends_at: datetime | None, by: By) -> Block:
        now = self._clock.now()
        return Block(
            reason=bounds.text("reason", reason),
            by_id=by.actor_id or 0,
            began_at=now,
            ends_at=None if ends_at is None else bounds.end("hours", ends_at, now=now),
        )

    async def _change(
        self,
        guild_id: int,
        action: str,
        change: Change,
        *,
        by: By,
        subject_id: int | None = None,
    ) -> ServerRules:
        """Change the rules and write the line of it; have them read anew."""
        values: dict[str, str | int] = {}

        def changed(rules: ServerRules) -> ServerRules:
            # The line is written after this, in the same transaction: with what really was before.
            values.clear()
            new, told = change(rules)
            values.update(told)
            return new

        entry = AuditEntry(
            guild_id=guild_id,
            at=self._clock.now(),
            actor=by.actor,
            actor_id=by.actor_id,
            action=action,
            subject_id=subject_id,
            values=values,
        )
        rules = await finish_even_if_cancelled(self._rules.change(guild_id, changed, entry=entry))
        self._rulebook.drop(guild_id)
        return rules


def _whose(role_id: int | None, person_id: int | None) -> str:
    """Return the end of the action's name: whose limits they are."""
    if role_id is not None and person_id is not None:
        raise InvalidRequest("one-of-both", field="role")
    if role_id is not None:
        return "-role"
    return "" if person_id is None else "-person"


def _folded(word: str) -> str:
    """Return a word as it is compared: in one case and width."""
    return unicodedata.normalize("NFKC", word).casefold()


def _or_kept(given: T | Literal[Keep.KEEP], there: T) -> T:
    return there if given is KEEP else given
