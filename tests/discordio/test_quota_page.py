"""`/quota` drawn: every limit with what is used, held and left, and when it comes back."""

from datetime import timedelta

import pytest

from bot.discordio.quota_page import bar, quota_page
from bot.domain.errors import Blocked
from bot.domain.quota import Allowance, GrantLeft, Spending, Usage
from bot.domain.rules import Grant
from bot.engine.quotas import QuotaReport
from bot.text import Words
from tests.discordio.specimens import LOCALES
from tests.factories import ALICE, BOB, NOON

WORDS = Words(strict=True)
LIMITS = Allowance(
    images_per_day=50,
    microusd_per_day=5_000_000,
    jobs_at_once=4,
    cooldown_seconds=30,
    server_microusd_per_month=100_000_000,
)


def ago(**time):
    """Return a moment before noon."""
    return NOON - timedelta(**time)


def at(moment):
    """Return how Discord is told a moment."""
    return f"<t:{int(moment.timestamp())}:R>"


USAGE = Usage(
    spendings=(
        Spending(accepted_at=ago(hours=20), images=20, microusd=1_000_000, is_here=False),
        Spending(accepted_at=ago(hours=3), images=3, microusd=500_000),
        Spending(accepted_at=ago(seconds=10), images=2, microusd=400_000, is_held=True),
    ),
    last_accepted_at=ago(seconds=10),
    jobs=1,
    server_microusd=25_000_000,
)


def report(allowance=LIMITS, usage=USAGE, **fields):
    """Return how Alice stands at noon."""
    usual = {"grants": (), "blocked": None, "now": NOON}
    return QuotaReport(allowance=allowance, usage=usage, **usual | fields)


def shown(stands, *, locale="en-US", is_in_server=True):
    """Return the facts of the page by their names."""
    page = quota_page(stands, WORDS, locale, is_in_server=is_in_server)
    return {field.name: field.value for field in page.fields}


@pytest.mark.parametrize(
    ("filled", "drawn"),
    [(0, "▱▱▱▱▱▱▱▱▱▱"), (1, "▰▱▱▱▱▱▱▱▱▱"), (500, "▰▰▰▰▰▱▱▱▱▱"), (999, "▰▰▰▰▰▰▰▰▰▱")]
    + [(amount, "▰▰▰▰▰▰▰▰▰▰") for amount in (1000, 2000)],
)
def test_a_bar_is_full_only_where_nothing_is_left(filled, drawn):
    """And empty only where nothing is taken."""
    assert drawn == bar(filled, 1000)


def test_every_limit_is_drawn_with_what_is_held_and_what_comes_back():
    """Short lines: they are read on a phone."""
    assert {
        "Pictures in 24 hours": "▰▰▰▰▰▱▱▱▱▱ 25 of 50 left\n-# 23 used · 2 held",
        "Dollars in 24 hours": "▰▰▰▰▱▱▱▱▱▱ $3.10 of $5.00 left\n-# $1.50 used · $0.40 held",
        "Coming back": (
            f"{at(NOON + timedelta(hours=4))} · 20 pictures · $1.00\n"
            f"{at(NOON + timedelta(hours=21))} · 3 pictures · $0.50\n"
            f"{at(NOON + timedelta(hours=24, seconds=-10))} · 2 pictures · $0.40"
        ),
        "Jobs at once": "▰▰▰▱▱▱▱▱▱▱ 1 of 4 on their way",
        "Pause between two requests": f"30 s · your turn {at(NOON + timedelta(seconds=20))}",
        "This server, this month": (
            "▰▰▰▱▱▱▱▱▱▱ $75.00 of $100.00 left\n-# The next month begins <t:1780272000:R>"
        ),
    } == shown(report())


def test_without_limits_it_says_so():
    """And has nothing to say of what would come back."""
    assert {
        "Pictures in 24 hours": "No limit\n-# 23 used · 2 held",
        "Dollars in 24 hours": "No limit\n-# $1.50 used · $0.40 held",
        "Jobs at once": "No limit · 1 on their way",
    } == shown(report(Allowance()))


def test_a_servers_own_limit_counts_what_was_asked_for_there():
    """The others count everything."""
    own = Allowance(images_per_day=10, jobs_at_once=2, own=frozenset({"images_per_day"}))

    facts = shown(report(own))

    assert facts["Pictures in 24 hours"].startswith("▰▰▰▰▰▱▱▱▱▱ 5 of 10 left")
    assert "$1.50 used" in facts["Dollars in 24 hours"]


def test_what_comes_back_within_a_minute_comes_back_together():
    """Forty jobs of one minute are one line, and only the next few lines are shown."""
    burst = [ago(hours=9, seconds=number) for number in (59, 58, 57)]
    later = [ago(hours=hours) for hours in (8, 7, 6, 5, 4)]
    usage = Usage(
        spendings=[Spending(accepted_at=each, images=1, microusd=0) for each in (*burst, *later)]
    )

    lines = shown(report(usage=usage))["Coming back"].splitlines()

    assert 5 == len(lines)
    assert f"{at(burst[-1] + timedelta(days=1))} · 3 pictures" == lines[0]


def test_what_is_granted_has_its_end():
    """One that is used up is not shown."""
    grant = Grant(
        id="g",
        requester_id=ALICE,
        images=9,
        microusd=0,
        granted_at=NOON,
        expires_at=NOON + timedelta(days=1),
        by_id=BOB,
    )
    grants = (
        GrantLeft(grant=grant, images=7, microusd=0),
        GrantLeft(grant=grant, images=0, microusd=0),
    )

    facts = shown(report(grants=grants))

    assert f"7 pictures · ends {at(grant.expires_at)}" == facts["Granted beyond that"]


def test_who_is_blocked_sees_why_and_until_when_before_all_else():
    """The limits are of no use to them now."""
    blocked = Blocked("refusals", ends_at=NOON + timedelta(hours=1), count=3)

    page = quota_page(report(blocked=blocked), WORDS, "en-US", is_in_server=True)

    assert at(NOON + timedelta(hours=1)) in page.description


@pytest.mark.parametrize("locale", LOCALES)
def test_direct_messages_have_no_servers_budget(locale):
    """In every language."""
    assert 6 == len(shown(report(), locale=locale))
    assert 5 == len(shown(report(), locale=locale, is_in_server=False))
