"""A line of the audit log in words, for `/admin audit` and for the server's log channel."""

from __future__ import annotations

from datetime import datetime

from bot.discordio.markup import as_written, mention, moment, money
from bot.domain.audit import Actor, AuditEntry
from bot.engine.auditing import ACTIONS, About
from bot.text.words import Value, Words

TEXT_SHOWN = 200
"""The most characters of anything that somebody typed."""


def entry_text(entry: AuditEntry, words: Words, locale: str) -> str:
    """Return what was done, by whom and to what: the sentence `audit-<action>`, filled.

    The entry's values go in by their names: `…_microusd` as money without that ending, `…_at` as a
    moment without it.
    """
    values: dict[str, Value] = {
        "who": who_text(entry, words, locale),
        "subject": _subject(entry),
        "job": "" if entry.job_id is None else f"`{entry.job_id}`",
    }
    for name, value in entry.values.items():
        if name.endswith("_microusd"):
            values[name.removesuffix("_microusd")] = money(int(value))
        elif name.endswith("_at"):
            values[name.removesuffix("_at")] = moment(datetime.fromisoformat(str(value)))
        else:
            values[name] = as_written(value, TEXT_SHOWN) if isinstance(value, str) else value
    sentence = words.say(f"audit-{entry.action}", locale, **values)
    if entry.link:
        sentence += f" [{words.say('audit-link', locale)}]({entry.link})"
    return sentence


def who_text(entry: AuditEntry, words: Words, locale: str) -> str:
    """Return who acted."""
    if entry.actor is Actor.PERSON and entry.actor_id is not None:
        return mention(entry.actor_id)
    return words.say("audit-operator" if entry.actor is Actor.OPERATOR else "audit-bot", locale)


def _subject(entry: AuditEntry) -> str:
    """Return whom or what the entry is about."""
    match ACTIONS[entry.action]:
        case About.PERSON:
            return f"<@{entry.subject_id}>"
        case About.ROLE:
            return f"<@&{entry.subject_id}>"
        case About.CHANNEL:
            return f"<#{entry.subject_id}>"
        case About.NOBODY:
            return ""
