"""Who may ask for what and how much, with everything that is laid down: judged, and told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.domain import permission, quota
from bot.domain.audit import Actor, AuditEntry
from bot.domain.errors import Blocked, UserError
from bot.domain.jobs import Origin
from bot.domain.models import Catalogue
from bot.domain.people import UsualOptions
from bot.domain.quota import Allowance, GrantLeft, Usage, Verdict
from bot.domain.requests import ImageRequest
from bot.domain.rules import (
    EVERYWHERE,
    Grant,
    ServerRules,
    Standing,
    StrikeRule,
    grants_of,
    strikes_of,
)
from bot.engine.ports import JobStore, RuleStore, WordMatcher
from bot.engine.rulebook import RuleBook


@dataclass(frozen=True, slots=True, kw_only=True)
class QuotaReport:
    """How somebody stands with the limits at a place, at `now`.

    `blocked` is why they may ask for nothing at all, where that is so.
    """

    allowance: Allowance
    usage: Usage
    grants: tuple[GrantLeft, ...]
    blocked: Blocked | None
    now: datetime


@dataclass(slots=True, kw_only=True)
class Judge:
    """Judges one request at the moment at which it is written down.

    `crossed` names the budgets that it brought near their end.
    """

    hearing: Hearing
    images: int
    microusd: int
    now: datetime
    crossed: tuple[str, ...] = field(default=(), init=False)

    def __call__(self, usage: Usage) -> Verdict:
        """Return the verdict; raises UserError."""
        hearing = self.hearing
        if hearing.refusal is not None:
            raise hearing.refusal
        hearing.judge_refusals(usage, self.now)
        verdict = quota.judge(
            images=self.images,
            microusd=self.microusd,
            allowance=hearing.allowance,
            usage=usage,
            grants=hearing.grants,
            now=self.now,
        )
        self.crossed = verdict.crossed
        return verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Hearing:
    """Everything laid down that bears on one request, as it was a moment ago.

    `request` is what the rules make of it; `refusal` why they do not let it through at all.
    """

    request: ImageRequest
    refusal: UserError | None
    allowance: Allowance
    grants: tuple[Grant, ...]
    strikes: StrikeRule
    rules: tuple[ServerRules, ...]
    requester_id: int
    posts_spoilers: bool

    def judge_of(self, *, images: int, microusd: int, now: datetime) -> Judge:
        """Return who judges the request, once its price is known."""
        return Judge(hearing=self, images=images, microusd=microusd, now=now)

    def judge_refusals(self, usage: Usage, now: datetime) -> None:
        """Return quietly where the person is not paused for refused content; else raise Blocked."""
        refused_at = quota.counted_refusals(usage, rules=self.rules, requester_id=self.requester_id)
        quota.judge_refusals(refused_at, self.strikes, now=now)


class Quotas:
    """Puts rules, allowances and usage together."""

    def __init__(
        self,
        *,
        rulebook: RuleBook,
        rules: RuleStore,
        store: JobStore,
        matcher: WordMatcher,
        catalogue: Catalogue,
        allowance: Allowance,
        strikes: StrikeRule,
        clock: Clock,
    ) -> None:
        """Take the collaborators; `allowance` and `strikes` hold where nothing is laid down."""
        self._rulebook = rulebook
        self._rules = rules
        self._store = store
        self._matcher = matcher
        self._catalogue = catalogue
        self._allowance = allowance
        self._strikes = strikes
        self._clock = clock

    async def hearing(
        self, request: ImageRequest, *, requester_id: int, origin: Origin, standing: Standing
    ) -> Hearing:
        """Return what a request is judged by; what forbids it is in there, not raised."""
        rules = await self._rulebook.at(origin.guild_id)
        everywhere, here = rules[0], rules[-1]
        now = self._clock.now()
        refusal: UserError | None = None
        try:
            request = permission.permitted(
                request,
                rules=rules,
                standing=standing,
                channel_id=origin.channel_id,
                requester_id=requester_id,
                catalogue=self._catalogue,
                now=now,
            )
            await self._check_words(request.prompt, rules)
        except UserError as error:
            refusal = error
        return Hearing(
            request=request,
            refusal=refusal,
            allowance=self._allowance_of(everywhere, here, requester_id, standing),
            grants=grants_of(rules, requester_id, now=now),
            strikes=strikes_of(rules, self._strikes),
            rules=rules,
            requester_id=requester_id,
            posts_spoilers=any(each.posts_spoilers for each in rules),
        )

    async def usual_here(
        self,
        usual: UsualOptions,
        request: ImageRequest,
        *,
        guild_id: int | None,
        standing: Standing,
    ) -> UsualOptions:
        """Return somebody's usual options, as far as they are allowed at a place."""
        return permission.usual_here(
            usual,
            request,
            rules=await self._rulebook.at(guild_id),
            standing=standing,
            catalogue=self._catalogue,
        )

    async def report(self, requester_id: int, *, origin: Origin, standing: Standing) -> QuotaReport:
        """Return how somebody stands; nothing is changed."""
        plain = ImageRequest(prompt="", model=next(iter(self._catalogue)).name)
        hearing = await self.hearing(
            plain, requester_id=requester_id, origin=origin, standing=standing
        )
        now = self._clock.now()
        usage = await self._store.usage(
            requester_id, origin.guild_id, now=now, refused_since=hearing.strikes.refused_since(now)
        )
        blocked = hearing.refusal if isinstance(hearing.refusal, Blocked) else None
        try:
            hearing.judge_refusals(usage, now)
        except Blocked as error:
            blocked = blocked or error
        return QuotaReport(
            allowance=hearing.allowance,
            usage=usage,
            grants=quota.grants_left(hearing.grants, usage),
            blocked=blocked,
            now=now,
        )

    async def note_crossed(
        self, crossed: Sequence[str], *, guild_id: int | None, now: datetime
    ) -> None:
        """Write into the log, once, that a budget comes to its end."""
        for limit in crossed:
            of_server = limit == "server-per-month"
            place = (guild_id or EVERYWHERE) if of_server else EVERYWHERE
            window = f"{now:%Y-%m}" if of_server else f"{now:%Y-%m-%d}"
            await self._rules.append(
                AuditEntry(
                    guild_id=place,
                    at=now,
                    actor=Actor.BOT,
                    action=f"near-{limit}",
                    key=f"near:{limit}:{place}:{window}",
                )
            )

    async def _check_words(self, prompt: str, rules: Sequence[ServerRules]) -> None:
        words = tuple(word for each in rules for word in each.words)
        patterns = tuple(pattern for each in rules for pattern in each.patterns)
        if not (words or patterns):
            return
        if await self._matcher.found(prompt, words=words, patterns=patterns) is not None:
            # Which word it is, is not said: that would be a list of ways around it.
            raise Blocked("words")

    def _allowance_of(
        self, everywhere: ServerRules, here: ServerRules, requester_id: int, standing: Standing
    ) -> Allowance:
        return quota.allowance_of(
            self._allowance,
            here=here,
            everywhere=everywhere,
            requester_id=requester_id,
            role_ids=standing.role_ids,
        )
