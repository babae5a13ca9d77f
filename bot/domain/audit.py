"""What managers and the bot itself did to a community: the lines of the audit log."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from bot.domain.jobs import JobId


class Actor(StrEnum):
    """Who acted."""

    PERSON = "person"
    """A manager, by a command; `actor_id` says who."""
    OPERATOR = "operator"
    """The operator, by the command line."""
    BOT = "bot"
    """The bot itself, by a rule."""


@dataclass(frozen=True, slots=True, kw_only=True)
class By:
    """Who acts; `actor_id` is a person's."""

    actor: Actor
    actor_id: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AuditEntry:
    """One line. `action` names its sentence (`audit-<action>`), `values` fill it.

    `subject_id` is the person, the role or the channel that it is about. An entry whose `key` is
    there already is not written again. `number` is 0 until it is written.
    """

    guild_id: int
    at: datetime
    actor: Actor
    action: str
    actor_id: int | None = None
    subject_id: int | None = None
    job_id: JobId | None = None
    link: str = ""
    values: Mapping[str, str | int] = field(default_factory=dict)
    key: str | None = None
    number: int = 0
