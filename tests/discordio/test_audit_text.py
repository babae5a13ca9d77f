"""Lines of the audit log in words: each action has its sentence, and what it tells is harmless."""

import pytest

from bot.discordio.audit_text import entry_text
from bot.domain.audit import Actor, AuditEntry
from bot.domain.jobs import JobId
from bot.domain.rules import GalleryRule, PersonLimits, ServerRules, StrikeRule
from bot.engine import changes
from bot.engine.auditing import ACTIONS
from bot.text import Words
from tests.discordio.specimens import LOCALES
from tests.factories import ALICE, BOB, NOON

WORDS = Words(strict=True)
LIMITS = PersonLimits(images_per_day=5, microusd_per_day=0, jobs_at_once=1, weight=2)
STRICT = ServerRules(highest_quality="low", most_count=1, posts_spoilers=True)

VALUES = {
    "limits": changes.limits(PersonLimits(images_per_day=0), LIMITS),
    "limits-role": changes.limits(PersonLimits(), LIMITS),
    "limits-person": changes.limits(LIMITS, LIMITS),
    "budget": changes.budget(None, 5_000_000),
    "weight": {"weight_was": 1, "weight": 2},
    "grant": changes.grant(3, 2_000_000, NOON, "for @everyone"),
    "block": {"reason": "*spam*", **changes.until(NOON)},
    "pause": {"reason": "a rest", **changes.until(None)},
    "models": changes.models((), ("one", "two")),
    "options": changes.options(ServerRules(), STRICT),
    "word-added": {"word": "cabbage"},
    "word-removed": {"word": "cabbage"},
    "pattern-added": {"pattern": "||"},
    "pattern-removed": {"pattern": "||"},
    "gallery": changes.gallery(GalleryRule(), GalleryRule(channel_id=5)),
    "gallery-off": changes.gallery(GalleryRule(channel_id=5), GalleryRule()),
    "log": changes.channel(None),
    "log-off": changes.channel(5),
    "strikes": changes.strikes(None, StrikeRule()),
    "job-found": {"id": "task-1"},
    "refusals": {"count": 3, "ends_at": NOON.isoformat()},
}
"""What comes with an action, as the engine writes it."""


def entry(action, **fields):
    """Return a line that Alice caused, about Bob."""
    usual = {
        "guild_id": 1,
        "at": NOON,
        "actor": Actor.PERSON,
        "actor_id": ALICE,
        "action": action,
        "subject_id": BOB,
        "job_id": JobId("0123456789ab"),
        "values": VALUES.get(action, {}),
    }
    return AuditEntry(**usual | fields)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("action", ACTIONS)
def test_every_action_has_its_sentence(action, locale):
    """The words are strict here: what is missing is an error."""
    said = entry_text(entry(action), WORDS, locale)

    assert said
    assert not any(left in said for left in ("kept", "unset", "{"))
    assert "@everyone" not in said


def test_a_line_says_what_was_and_what_is():
    """What stays as it was is left out."""
    changed = entry_text(entry("limits"), WORDS, "en-US")
    options = entry_text(entry("options"), WORDS, "en-US")

    assert (
        f"<@{ALICE}> set limits for everyone here. Pictures in 24 h: 5 (no limit before). "
        "Dollars in 24 h: no limit. Jobs at once: 1. Share of turns: 2."
    ) == changed
    assert (
        f"<@{ALICE}> changed the options. Highest quality: low. Largest count: 1. "
        "Pictures as spoilers: yes."
    ) == options


def test_a_line_leads_to_its_message():
    """Money, moments and mentions are as Discord shows them; the bot itself is not mentioned."""
    link = "https://discord.com/channels/1/2/3"
    granted = entry_text(entry("grant"), WORDS, "en-US")
    paused = entry_text(entry("refusals", actor=Actor.BOT, link=link), WORDS, "en-US")

    at = f"<t:{int(NOON.timestamp())}:R>"
    assert f"<@{BOB}> 3 pictures and $2.00 beyond the limits, ending {at}." in granted
    assert f"<@{BOB}> may ask again {at}" in paused
    assert paused.endswith(f"[to the message]({link})")
