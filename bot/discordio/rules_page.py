"""What is laid down for a server, as a page for its managers. Pure functions.

One field a fact, one line a role, a person or a channel; what is too long for the page ends with
how many more there are.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import discord

from bot.discordio.markup import as_written, code_block, mention, moment, money
from bot.discordio.pages import MAX_DESCRIPTION, MAX_FIELD, SAFELIGHT
from bot.discordio.render import model_label
from bot.domain.models import Catalogue
from bot.domain.rules import Block, PersonLimits, ServerRules
from bot.text.words import Value, Words

ROOM_AMONG_OTHERS = 450
"""The most characters of a list on a page of many: an embed has at most 6000."""

REASON_SHOWN = 100

_LIMITS = (
    ("images_per_day", "admin-images", "admin-images-value"),
    ("microusd_per_day", "admin-usd", "admin-usd-value"),
    ("jobs_at_once", "admin-jobs-at-once", "admin-jobs-at-once-value"),
    ("cooldown_seconds", "admin-cooldown", "admin-cooldown-value"),
    ("weight", "admin-weight", "admin-weight-value"),
)
"""Each limit, what it is called, and how it reads in a line."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Fact:
    """A field of the page; short ones stand side by side."""

    name: str
    value: str
    is_short: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RulesPage:
    """The rules of a server at a moment, in words; `gone_roles` are there no more."""

    rules: ServerRules
    gone_roles: frozenset[int]
    catalogue: Catalogue
    words: Words
    locale: str
    now: datetime

    def embed(self, *sections: str) -> discord.Embed:
        """Return the page of these sections; of all of them where none is named."""
        makers: Mapping[str, Callable[[int], list[Fact]]] = {
            "pause": self._pause,
            "limits": self._limits,
            "budget": self._budget,
            "channels": self._channels,
            "options": self._options,
            "words": self._words,
            "gallery": self._gallery,
            "moderation": self._moderation,
            "people": self._people,
        }
        room = MAX_FIELD if sections else ROOM_AMONG_OTHERS
        embed = discord.Embed(colour=SAFELIGHT)
        if not sections:
            embed.title = self.say("admin-title")
        for section in sections or makers:
            for fact in makers[section](room):
                embed.add_field(name=fact.name, value=fact.value, inline=fact.is_short)
        return embed

    def words_embed(self) -> tuple[discord.Embed, list[discord.File]]:
        """Return all words and patterns, as a file where they are too long for a page."""
        lines = [*self.rules.words, *(f"/{pattern}/" for pattern in self.rules.patterns)]
        shown = code_block("\n".join(lines)) if lines else self.say("admin-words-none")
        embed = discord.Embed(title=self.say("admin-words"), colour=SAFELIGHT)
        if len(shown) <= MAX_DESCRIPTION:
            embed.description = shown
            return embed, []
        embed.description = self.say("admin-words-attached", count=len(lines))
        return embed, [discord.File(io.BytesIO("\n".join(lines).encode()), filename="words.txt")]

    def limits_text(self, limits: PersonLimits) -> str:
        """Return limits in one line; what nothing is said of is left out."""
        said = [
            self._limit(name, value, message_id)
            for name, _, message_id in _LIMITS
            if (value := getattr(limits, name)) is not None
        ]
        return " · ".join(said) or self.say("admin-unset")

    def say(self, message_id: str, **values: Value) -> str:
        """Return a message in the reader's language."""
        return self.words.say(message_id, self.locale, **values)

    # sections

    def _pause(self, room: int) -> list[Fact]:
        pause = self.rules.pause
        if pause is None or not pause.is_in_force(self.now):
            return []
        return [Fact(name=self.say("admin-paused"), value=self._block(pause), is_short=False)]

    def _limits(self, room: int) -> list[Fact]:
        rules = self.rules
        facts = [
            Fact(
                name=self.say(name_id),
                value=self.say("admin-unset")
                if (value := getattr(rules.limits, name)) is None
                else self._limit(name, value, value_id),
            )
            for name, name_id, value_id in _LIMITS
        ]
        roles = [
            f"{self._role(role_id)}: {self.limits_text(limits)}"
            for role_id, limits in rules.role_limits.items()
        ]
        people = [
            f"{mention(person_id)}: {self.limits_text(limits)}"
            for person_id, limits in rules.person_limits.items()
        ]
        return (
            facts
            + self._list("admin-by-role", roles, room)
            + self._list("admin-by-person", people, room)
        )

    def _budget(self, room: int) -> list[Fact]:
        budget = self.rules.budget_microusd_per_month
        if not budget and self.rules.ceiling_microusd_per_month is not None:
            budget = self.rules.ceiling_microusd_per_month
        value = (
            self.say("admin-unset")
            if budget is None
            else self.say("admin-budget-value", price=money(budget), of=_zero(budget))
        )
        return [Fact(name=self.say("admin-budget"), value=value)]

    def _channels(self, room: int) -> list[Fact]:
        allowed = [_channel(each) for each in sorted(self.rules.channels_allowed)]
        refused = [_channel(each) for each in sorted(self.rules.channels_refused)]
        shown = self._list("admin-channels-allowed", allowed, room)
        if not allowed:
            value = self.say("admin-channels-all")
            shown = [Fact(name=self.say("admin-channels-allowed"), value=value, is_short=False)]
        return shown + self._list("admin-channels-refused", refused, room)

    def _options(self, room: int) -> list[Fact]:
        rules = self.rules
        models = ", ".join(model_label(self.catalogue, each) for each in sorted(rules.models))
        quality = rules.highest_quality or "any"
        return [
            Fact(name=self.say("admin-models"), value=models or self.say("admin-models-all")),
            Fact(
                name=self.say("admin-quality"),
                value=self.say("choice-highest_quality", value=quality),
            ),
            Fact(
                name=self.say("admin-count"),
                value=self.say("admin-count-value", count=rules.most_count or 0),
            ),
            Fact(
                name=self.say("admin-low"),
                value=self.say("choice-low_moderation", value=rules.low_moderation.value),
            ),
            Fact(
                name=self.say("admin-spoilers"),
                value=self.say("admin-yes" if rules.posts_spoilers else "admin-no"),
            ),
        ]

    def _words(self, room: int) -> list[Fact]:
        value = self.say(
            "admin-words-value", words=len(self.rules.words), patterns=len(self.rules.patterns)
        )
        return [Fact(name=self.say("admin-words"), value=value)]

    def _gallery(self, room: int) -> list[Fact]:
        gallery, log = self.rules.gallery, self.rules.log_channel_id
        value = self.say("admin-off")
        if gallery.channel_id is not None:
            value = self.say(
                "admin-gallery-value",
                channel=_channel(gallery.channel_id),
                seconds=gallery.seconds_between,
            )
        return [
            Fact(name=self.say("admin-gallery"), value=value),
            Fact(
                name=self.say("admin-log"),
                value=self.say("admin-off") if log is None else _channel(log),
            ),
        ]

    def _moderation(self, room: int) -> list[Fact]:
        rule = self.rules.strikes
        value = self.say("admin-unset")
        if rule is not None:
            value = self.say(
                "admin-strikes-value",
                count=rule.refusals,
                window=rule.window_seconds // 60,
                pause=rule.pause_seconds // 60,
            )
        return [Fact(name=self.say("admin-strikes"), value=value, is_short=False)]

    def _people(self, room: int) -> list[Fact]:
        blocked = [
            f"{mention(person_id)}: {self._block(block)}"
            for person_id, block in self.rules.blocks.items()
            if block.is_in_force(self.now)
        ]
        granted = [
            self.say(
                "admin-grant",
                who=mention(grant.requester_id),
                images=grant.images,
                price=money(grant.microusd),
                of=_zero(grant.microusd),
                ends=moment(grant.expires_at),
                id=f"`{grant.id}`",
            )
            + (f" · {as_written(grant.note, REASON_SHOWN)}" if grant.note else "")
            for grant in self.rules.grants
            if self.now < grant.expires_at
        ]
        return self._list("admin-blocked", blocked, room) + self._list(
            "admin-granted", granted, room
        )

    # pieces

    def _limit(self, name: str, value: int, message_id: str) -> str:
        if name == "microusd_per_day":
            return self.say(message_id, price=money(value), of=_zero(value))
        return self.say(message_id, count=value)

    def _role(self, role_id: int) -> str:
        if role_id in self.gone_roles:
            return self.say("admin-role-gone", id=str(role_id))
        return f"<@&{role_id}>"

    def _block(self, block: Block) -> str:
        return self.say(
            "admin-block",
            reason=as_written(block.reason, REASON_SHOWN) or "–",
            who=mention(block.by_id) if block.by_id else self.say("audit-operator"),
            ends="none" if block.ends_at is None else moment(block.ends_at),
        )

    def _list(self, name_id: str, lines: Sequence[str], room: int) -> list[Fact]:
        if not lines:
            return []
        value = fitting(lines, room, more=lambda count: self.say("admin-more", count=count))
        return [Fact(name=self.say(name_id), value=value, is_short=False)]


def fitting(lines: Iterable[str], room: int, *, more: Callable[[int], str]) -> str:
    """Return as many of the lines as fit into so many characters, and how many more there are."""
    every = list(lines)
    for kept in range(len(every), 0, -1):
        left = len(every) - kept
        text = "\n".join([*every[:kept], *([more(left)] if left else [])])
        if len(text) <= room:
            return text
    return more(len(every)) if every else ""


def _channel(channel_id: int) -> str:
    return f"<#{channel_id}>"


def _zero(value: int) -> str:
    return "none" if value == 0 else "some"
