"""`/quota`, drawn: what of every limit is used, held and left, and when it comes back. Pure
functions.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from itertools import groupby

import discord

from bot.discordio.markup import moment, money
from bot.discordio.pages import SAFELIGHT
from bot.discordio.render import error_text
from bot.domain.quota import Spending, next_month_begins_at, returns
from bot.engine.quotas import QuotaReport
from bot.text.words import Value, Words

CELLS = 10
"""How many characters a bar has."""

FULL, EMPTY = "▰", "▱"

RETURNS_SHOWN = 5
GRANTS_SHOWN = 5


def quota_page(
    report: QuotaReport, words: Words, locale: str, *, is_in_server: bool
) -> discord.Embed:
    """Return how somebody stands with every limit there is; first why they may ask for nothing,
    where that is so.
    """
    embed = discord.Embed(
        title=words.say("allowance-title", locale, place="server" if is_in_server else "dm"),
        description=(
            None if report.blocked is None else f"⛔ {error_text(report.blocked, words, locale)}"
        ),
        colour=SAFELIGHT,
    )
    page = _Page(report, words, locale)
    for name, value in (
        ("allowance-images", page.images()),
        ("allowance-usd", page.microusd()),
        ("allowance-returns", page.returns()),
        ("allowance-grants", page.grants()),
        ("allowance-jobs", page.jobs()),
        ("allowance-cooldown", page.cooldown()),
        ("allowance-server", page.server() if is_in_server else ""),
    ):
        if value:
            embed.add_field(name=words.say(name, locale), value=value, inline=False)
    return embed


def bar(filled: int, of: int) -> str:
    """Return how much is filled as a row of characters: full only where nothing is left, empty
    only where nothing is filled.
    """
    shown = math.ceil(CELLS * filled / of)
    most = CELLS if filled >= of else CELLS - 1
    shown = min(shown, most)
    return FULL * shown + EMPTY * (CELLS - shown)


def _minute(returned: tuple[datetime, int, int]) -> datetime:
    return returned[0].replace(second=0, microsecond=0)


class _Page:
    """The facts of one report in one language; an empty text where there is nothing to tell."""

    def __init__(self, report: QuotaReport, words: Words, locale: str) -> None:
        self._report = report
        self._allowance = report.allowance
        self._words = words
        self._locale = locale
        self._returns = returns(report.usage, report.allowance)

    def images(self) -> str:
        """Pictures of the rolling day."""
        held = sum(each.images for each in self._held("images_per_day"))
        used = sum(images for _, images, _ in self._returns)
        return self._of_the_day(used, held, self._allowance.images_per_day, str)

    def microusd(self) -> str:
        """Dollars of the rolling day."""
        held = sum(each.microusd for each in self._held("microusd_per_day"))
        used = sum(microusd for _, _, microusd in self._returns)
        return self._of_the_day(used, held, self._allowance.microusd_per_day, money)

    def returns(self) -> str:
        """What comes back next of the limits that there are, and when."""
        lines = []
        # What comes back within a minute comes back together: a person may ask for much at once.
        for _, group in groupby(self._returns, key=_minute):
            together = list(group)
            images = sum(each[1] for each in together)
            microusd = sum(each[2] for each in together)
            facts = [moment(together[-1][0])]
            if self._allowance.images_per_day and images:
                facts.append(self._say("choice-count", count=images))
            if self._allowance.microusd_per_day and microusd:
                facts.append(money(microusd))
            if len(facts) > 1:
                lines.append(" · ".join(facts))
        return "\n".join(lines[:RETURNS_SHOWN])

    def grants(self) -> str:
        """What is granted beyond, and until when."""
        lines = []
        for left in self._report.grants[:GRANTS_SHOWN]:
            facts = [self._say("choice-count", count=left.images)] if left.images else []
            if left.microusd:
                facts.append(money(left.microusd))
            if facts:
                ends = moment(left.grant.expires_at)
                facts.append(self._say("allowance-grant-ends", ends=ends))
                lines.append(" · ".join(facts))
        return "\n".join(lines)

    def jobs(self) -> str:
        """Jobs on their way."""
        usage, most = self._report.usage, self._allowance.jobs_at_once
        jobs = usage.jobs_here if "jobs_at_once" in self._allowance.own else usage.jobs
        if not most:
            return self._say("allowance-jobs-free", jobs=jobs)
        return f"{bar(jobs, most)} {self._say('allowance-jobs-value', jobs=jobs, limit=most)}"

    def cooldown(self) -> str:
        """The pause between two requests, and when it is over."""
        usage, seconds = self._report.usage, self._allowance.cooldown_seconds
        if not seconds:
            return ""
        is_own = "cooldown_seconds" in self._allowance.own
        last = usage.last_accepted_here_at if is_own else usage.last_accepted_at
        ends_at = None if last is None else last + timedelta(seconds=seconds)
        is_over = ends_at is None or ends_at <= self._report.now
        ends = "none" if ends_at is None or is_over else moment(ends_at)
        return self._say("allowance-cooldown-value", seconds=seconds, ends=ends)

    def server(self) -> str:
        """The server's budget of this month."""
        used, limit = self._report.usage.server_microusd, self._allowance.server_microusd_per_month
        if not limit:
            return ""
        ends = moment(next_month_begins_at(self._report.now))
        return (
            f"{self._drawn(used, limit, money)}\n-# {self._say('allowance-server-ends', ends=ends)}"
        )

    def _held(self, limit: str) -> Iterator[Spending]:
        """Yield what is held and counts against that limit."""
        is_own = limit in self._allowance.own
        for spending in self._report.usage.spendings:
            if spending.is_held and (spending.is_here or not is_own):
                yield spending

    def _of_the_day(self, taken: int, held: int, limit: int, write: Callable[[int], str]) -> str:
        """Return what is taken of a daily limit; a part of that is only held as yet."""
        held = min(held, taken)
        used = self._say("allowance-used", used=write(taken - held), held=write(held))
        if not limit:
            return f"{self._say('allowance-free')}\n-# {used}"
        return f"{self._drawn(taken, limit, write)}\n-# {used}"

    def _drawn(self, taken: int, limit: int, write: Callable[[int], str]) -> str:
        left, of = write(max(0, limit - taken)), write(limit)
        return f"{bar(taken, limit)} {self._say('allowance-left', left=left, limit=of)}"

    def _say(self, message_id: str, **values: Value) -> str:
        return self._words.say(message_id, self._locale, **values)
