"""The limits, each at its very edge, and when there is room again."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import Blocked, QuotaExceeded
from bot.domain.jobs import Draw, Left
from bot.domain.quota import (
    Allowance,
    Spending,
    Usage,
    Verdict,
    allowance_of,
    counted_refusals,
    day_began_at,
    grants_left,
    judge,
    judge_refusals,
    month_began_at,
    next_month_begins_at,
    paused_until,
    returns,
)
from bot.domain.rules import Grant, PersonLimits, ServerRules, StrikeRule, grants_of
from tests.factories import ALICE, BOB

NOW = datetime(2026, 5, 17, 12, tzinfo=UTC)
DAY = timedelta(days=1)


def hours_ago(hours):
    """Return the moment so many hours before now."""
    return NOW - timedelta(hours=hours)


def spending(hours, images=1, microusd=0, **fields):
    """Return what somebody asked for so many hours ago."""
    return Spending(accepted_at=hours_ago(hours), images=images, microusd=microusd, **fields)


def grant(name, *, images=0, microusd=0, hours=1):
    """Return what somebody was granted, for so many hours from now."""
    return Grant(
        id=name,
        requester_id=ALICE,
        images=images,
        microusd=microusd,
        granted_at=hours_ago(1),
        expires_at=NOW + timedelta(hours=hours),
        by_id=BOB,
    )


def judged(allowance, usage, *, images=1, microusd=100, grants=()):
    """Return the verdict on a request; raises QuotaExceeded."""
    return judge(
        images=images, microusd=microusd, allowance=allowance, usage=usage, now=NOW, grants=grants
    )


def verdict(allowance, usage, **asked):
    """Return None where the request fits, else the refusal."""
    try:
        judged(allowance, usage, **asked)
    except QuotaExceeded as refusal:
        return refusal
    return None


@pytest.mark.parametrize(
    ("allowance", "fits", "exceeds", "rule"),
    [
        (Allowance(queue_limit=5), Usage(waiting=4), Usage(waiting=5), "queue-full"),
        (Allowance(jobs_at_once=3), Usage(jobs=2), Usage(jobs=3), "jobs-at-once"),
        (
            Allowance(cooldown_seconds=60),
            Usage(last_accepted_at=NOW - timedelta(seconds=60)),
            Usage(last_accepted_at=NOW - timedelta(seconds=59)),
            "cooldown",
        ),
        (
            Allowance(images_per_day=10),
            Usage(spendings=(spending(1, images=9),)),
            Usage(spendings=(spending(1, images=10),)),
            "images-per-day",
        ),
        (
            Allowance(microusd_per_day=1000),
            Usage(spendings=(spending(1, microusd=900),)),
            Usage(spendings=(spending(1, microusd=901),)),
            "usd-per-day",
        ),
        (
            Allowance(server_microusd_per_month=1000),
            Usage(server_microusd=900),
            Usage(server_microusd=901),
            "server-per-month",
        ),
        (
            Allowance(total_microusd_per_day=1000),
            Usage(total_microusd=900),
            Usage(total_microusd=901),
            "total-per-day",
        ),
    ],
)
def test_a_limit_can_be_filled_to_the_brim_and_no_further(allowance, fits, exceeds, rule):
    """The last picture that is allowed is allowed."""
    assert verdict(allowance, fits) is None
    assert rule == verdict(allowance, exceeds).rule


GREEDY = Usage(
    spendings=(spending(1, images=10**6, microusd=10**12),),
    last_accepted_at=NOW,
    jobs=10**6,
    waiting=10**6,
    server_microusd=10**12,
    total_microusd=10**12,
    total_oldest_at=hours_ago(5),
)


def test_zero_is_no_limit():
    """An operator who sets nothing limits nothing."""
    assert verdict(Allowance(), GREEDY) is None


def test_nobody_cools_down_before_their_first_request():
    """Who never asked need not wait."""
    assert verdict(Allowance(cooldown_seconds=60), Usage()) is None


def test_the_nearest_limit_is_told_first():
    """Of several limits the person hears of the one to wait for: queue, pace, own, the purse."""
    order = {
        "queue_limit": "queue-full",
        "jobs_at_once": "jobs-at-once",
        "cooldown_seconds": "cooldown",
        "images_per_day": "images-per-day",
        "microusd_per_day": "usd-per-day",
        "server_microusd_per_month": "server-per-month",
        "total_microusd_per_day": "total-per-day",
    }
    limits = dict.fromkeys(order, 1)
    told = []
    for limit in order:
        told.append(verdict(Allowance(**limits), GREEDY).rule)
        del limits[limit]

    assert list(order.values()) == told


@pytest.mark.parametrize(
    ("allowance", "usage", "values", "ends_at"),
    [
        (Allowance(queue_limit=5), Usage(waiting=7), {"waiting": 7}, None),
        (Allowance(jobs_at_once=3), Usage(jobs=3), {"limit": 3}, None),
        (
            Allowance(cooldown_seconds=60),
            Usage(last_accepted_at=NOW - timedelta(seconds=10)),
            {"seconds": 60},
            NOW + timedelta(seconds=50),
        ),
        (
            Allowance(images_per_day=10),
            Usage(spendings=(spending(20, images=4), spending(2, images=5))),
            {"limit": 10, "left": 1, "asked": 2},
            hours_ago(20) + DAY,
        ),
        (
            Allowance(microusd_per_day=1000),
            Usage(spendings=(spending(20, microusd=50), spending(2, microusd=900))),
            {"limit_microusd": 1000, "left_microusd": 50, "asked_microusd": 100},
            hours_ago(20) + DAY,
        ),
        (
            Allowance(server_microusd_per_month=1000),
            Usage(server_microusd=950),
            {"limit_microusd": 1000, "left_microusd": 50},
            datetime(2026, 6, 1, tzinfo=UTC),
        ),
        (
            Allowance(total_microusd_per_day=1000),
            Usage(total_microusd=950, total_oldest_at=hours_ago(3)),
            {"limit_microusd": 1000, "left_microusd": 50},
            hours_ago(3) + DAY,
        ),
        (
            Allowance(total_microusd_per_day=1000),
            Usage(total_microusd=1950),
            {"limit_microusd": 1000, "left_microusd": 0},
            None,
        ),
    ],
)
def test_a_refusal_says_what_is_left_and_when_it_ends(allowance, usage, values, ends_at):
    """The person learns how much they may still ask for, and when there is more."""
    refusal = verdict(allowance, usage, images=2)

    assert (values, ends_at) == (refusal.values, refusal.ends_at)


def test_room_is_counted_from_the_oldest_spending_that_must_leave():
    """Two pictures need the second-oldest to leave as well."""
    usage = Usage(spendings=(spending(20), spending(10), spending(1)))
    allowance = Allowance(images_per_day=3)

    assert hours_ago(20) + DAY == verdict(allowance, usage, images=1).ends_at
    assert hours_ago(10) + DAY == verdict(allowance, usage, images=2).ends_at
    assert hours_ago(1) + DAY == verdict(allowance, usage, images=3).ends_at


@pytest.mark.parametrize(
    "allowance",
    [
        Allowance(images_per_day=1),
        Allowance(microusd_per_day=99),
        Allowance(server_microusd_per_month=99),
        Allowance(total_microusd_per_day=99),
    ],
)
def test_more_than_the_whole_limit_never_has_room(allowance):
    """Nobody is sent away to come back in vain."""
    usage = Usage(spendings=(spending(1),), total_microusd=1, total_oldest_at=hours_ago(1))

    assert verdict(allowance, usage, images=2, microusd=100).ends_at is None


amounts = st.integers(0, 20)
histories = st.lists(st.tuples(st.floats(0, 24), amounts, amounts), max_size=8).map(
    lambda rows: tuple(spending(h, i, m) for h, i, m in sorted(rows, reverse=True))
)


@given(histories, st.integers(1, 4), amounts, st.integers(1, 30), st.integers(1, 30))
def test_there_is_room_when_a_refusal_says_so(spendings, images, microusd, most_images, most_money):
    """Asking again at that very moment succeeds, as far as the person's own limits go."""
    allowance = Allowance(images_per_day=most_images, microusd_per_day=most_money)
    refusal = verdict(allowance, Usage(spendings=spendings), images=images, microusd=microusd)
    if refusal is None:
        assert sum(s.images for s in spendings) + images <= most_images
        assert not microusd or sum(s.microusd for s in spendings) + microusd <= most_money
    elif refusal.ends_at is None:
        assert images > most_images or microusd > most_money
    else:
        left = tuple(s for s in spendings if s.accepted_at > refusal.ends_at - DAY)
        again = verdict(allowance, Usage(spendings=left), images=images, microusd=microusd)

        assert again is None or again.rule != refusal.rule


TEN = Allowance(images_per_day=10)


def test_what_is_left_is_told_with_the_verdict():
    """Of each limit that there is, this request taken off."""
    usage = Usage(spendings=(spending(2, images=3, microusd=400),))
    allowance = Allowance(images_per_day=10, microusd_per_day=1000)

    assert Left() == judged(Allowance(), usage).left
    assert (
        Left(images=5, images_limit=10, microusd=500, microusd_limit=1000)
        == judged(allowance, usage, images=2).left
    )


@pytest.mark.parametrize(("images", "is_near"), [(4, False), (5, True), (7, True)])
def test_four_fifths_of_a_limit_are_near(images, is_near):
    """This request counts: it is the last moment at which a warning is of use."""
    usage = Usage(spendings=(spending(2, images=3),))

    assert is_near == judged(TEN, usage, images=images).left.is_near


@pytest.mark.parametrize(
    ("server", "total", "crossed"),
    [
        (699, 699, ()),
        (700, 699, ("server-per-month",)),
        (799, 700, ("server-per-month", "total-per-day")),
        (800, 900, ()),
    ],
)
def test_a_budget_is_crossed_once(server, total, crossed):
    """By the request that brings it to four fifths, and by none after it."""
    allowance = Allowance(server_microusd_per_month=1000, total_microusd_per_day=1000)
    usage = Usage(server_microusd=server, total_microusd=total)

    assert crossed == judged(allowance, usage, microusd=100).crossed


def test_a_budget_that_is_none_is_never_crossed():
    """There is nothing to warn of."""
    assert Verdict() == judged(Allowance(), GREEDY)


def test_what_a_server_laid_down_counts_what_was_asked_for_there():
    """A server's limit is not used up elsewhere; the operator's is."""
    usage = Usage(
        spendings=(spending(2, images=9, microusd=900, is_here=False), spending(1, images=1)),
        jobs=5,
        jobs_here=1,
        last_accepted_at=NOW,
        last_accepted_here_at=hours_ago(1),
    )
    limits = {
        "images_per_day": "images-per-day",
        "microusd_per_day": "usd-per-day",
        "jobs_at_once": "jobs-at-once",
        "cooldown_seconds": "cooldown",
    }
    sizes = {"images_per_day": 2, "microusd_per_day": 100, "jobs_at_once": 2, "cooldown_seconds": 9}

    for limit, rule in limits.items():
        everywhere = Allowance(**{limit: sizes[limit]})
        here = Allowance(**{limit: sizes[limit]}, own=frozenset({limit}))

        assert rule == verdict(everywhere, usage).rule
        assert verdict(here, usage) is None


def test_what_is_beyond_the_day_is_drawn_from_grants():
    """First what the day leaves, then the grant that ends first, then the next."""
    usage = Usage(spendings=(spending(2, images=9),))
    grants = [grant("late", images=5, hours=9), grant("soon", images=2, hours=1)]

    assert () == judged(TEN, usage, images=1, grants=grants).draws
    assert (Draw(grant_id="soon", images=2), Draw(grant_id="late", images=1)) == judged(
        TEN, usage, images=4, grants=grants
    ).draws


def test_pictures_and_money_are_drawn_each_from_what_was_granted_of_them():
    """A grant of pictures pays for none, one of money makes none."""
    allowance = Allowance(images_per_day=1, microusd_per_day=50)
    pictures, both = grant("a", images=1), grant("b", images=4, microusd=500)
    found = judged(allowance, Usage(), images=3, microusd=150, grants=[pictures, both])

    assert (Draw(grant_id="a", images=1), Draw(grant_id="b", images=1, microusd=100)) == found.draws
    assert (0, 0, 3, 400) == (
        found.left.images,
        found.left.microusd,
        found.left.granted_images,
        found.left.granted_microusd,
    )


def test_what_grants_bear_does_not_count_against_the_day():
    """Else it would be paid for twice."""
    bears = (Draw(grant_id="a", images=3),)
    usage = Usage(spendings=(spending(2, images=9, draws=bears),))

    assert verdict(TEN, usage, images=4) is None
    assert 4 == verdict(TEN, usage, images=5).values["left"]


def test_a_grant_is_used_once():
    """Whatever was drawn from it, at any time, is gone."""
    drawn = spending(200, images=3, draws=(Draw(grant_id="a", images=3, microusd=70),))
    usage = Usage(granted=(drawn,))
    [left] = grants_left([grant("a", images=5, microusd=50)], usage)

    assert (2, 0) == (left.images, left.microusd)


def test_a_refusal_counts_on_no_grant_that_will_have_ended():
    """There is room when enough of the day is free again without it."""
    usage = Usage(spendings=(spending(23, images=6), spending(1, images=4)))
    ends = {}
    for hours in (0.5, 1.5):
        refusal = verdict(TEN, usage, images=9, grants=[grant("a", images=3, hours=hours)])
        ends[hours] = refusal.ends_at

        assert 3 == refusal.values["left"]
    assert {0.5: hours_ago(1) + DAY, 1.5: hours_ago(23) + DAY} == ends


def test_a_grant_that_ended_is_not_drawn_from():
    """At the moment at which it ends it is gone."""
    usage = Usage(spendings=(spending(1, images=10),))
    grants = [grant("a", images=5, hours=0)]

    assert 0 == verdict(TEN, usage, grants=grants).values["left"]
    assert () == grants_of([ServerRules(grants=tuple(grants))], ALICE, now=NOW)


def test_a_person_has_the_grants_of_their_server_and_of_the_operator():
    """Their own, the one that ends first first."""
    mine = [grant("late", images=1, hours=3), grant("soon", images=1, hours=2)]
    laid_down = [ServerRules(grants=(each,)) for each in mine]

    assert tuple(mine[::-1]) == grants_of(laid_down, ALICE, now=NOW)
    assert () == grants_of(laid_down, BOB, now=NOW)


def test_what_comes_back_is_told_in_its_order():
    """What grants bear does not; what counts nowhere here does not either."""
    usage = Usage(
        spendings=(
            spending(20, images=4, microusd=40, draws=(Draw(grant_id="a", images=3),)),
            spending(10, images=2, is_here=False),
            spending(5, images=1, microusd=0),
        )
    )
    own = Allowance(own=frozenset({"images_per_day", "microusd_per_day"}))

    assert [(hours_ago(20) + DAY, 1, 40), (hours_ago(5) + DAY, 1, 0)] == returns(usage, own)
    assert 3 == len(returns(usage, Allowance()))


def in_force(here, everywhere=ServerRules(), roles=(), **defaults):  # noqa: B008
    """Return the limits for Alice, with these roles."""
    return allowance_of(
        Allowance(**defaults), here=here, everywhere=everywhere, requester_id=ALICE, role_ids=roles
    )


def test_the_nearest_layer_lays_down_each_limit():
    """The person's, else their roles', else the server's, else the operator's, else the default."""
    layers = {
        "person": PersonLimits(images_per_day=1),
        "role": PersonLimits(images_per_day=2, microusd_per_day=20),
        "server": PersonLimits(images_per_day=3, microusd_per_day=30, jobs_at_once=300),
    }
    here = ServerRules(
        limits=layers["server"],
        role_limits={7: layers["role"]},
        person_limits={ALICE: layers["person"], BOB: PersonLimits(images_per_day=99)},
    )
    everywhere = ServerRules(
        limits=PersonLimits(images_per_day=4, cooldown_seconds=4),
        person_limits={ALICE: PersonLimits(weight=5)},
    )
    found = in_force(
        here, everywhere, (7, 8), images_per_day=6, queue_limit=500, cooldown_seconds=9
    )

    assert (
        Allowance(
            images_per_day=1,
            microusd_per_day=20,
            jobs_at_once=300,
            cooldown_seconds=4,
            weight=5,
            queue_limit=500,
            own=frozenset({"images_per_day", "microusd_per_day", "jobs_at_once"}),
        )
        == found
    )


def test_the_best_of_a_persons_roles_wins_limit_by_limit():
    """The largest, or none at all; the shortest pause, the largest share."""
    here = ServerRules(
        role_limits={
            1: PersonLimits(images_per_day=5, microusd_per_day=0, cooldown_seconds=60, weight=2),
            2: PersonLimits(images_per_day=9, microusd_per_day=70, cooldown_seconds=0, weight=1),
            3: PersonLimits(images_per_day=99),
        }
    )
    found = in_force(here, roles=(1, 2), cooldown_seconds=10)

    assert (9, 0, 0, 2) == (
        found.images_per_day,
        found.microusd_per_day,
        found.cooldown_seconds,
        found.weight,
    )


def test_in_direct_messages_the_operators_rules_are_nobodys_own():
    """What counts there counts everywhere."""
    rules = ServerRules(limits=PersonLimits(images_per_day=3), budget_microusd_per_month=7)
    found = in_force(rules, rules)

    assert (3, 7, frozenset()) == (
        found.images_per_day,
        found.server_microusd_per_month,
        found.own,
    )


@pytest.mark.parametrize(
    ("here", "ceiling", "everywhere", "budget"),
    [
        (None, None, None, 10),
        (None, None, 20, 20),
        (None, 30, 20, 30),
        (None, 0, 20, 0),
        (5, None, 20, 5),
        (5, 0, 20, 5),
        (25, 30, 20, 25),
        (25, None, 20, 20),
        (0, None, 20, 20),
        (0, 30, 20, 30),
    ],
)
def test_a_servers_budget_is_its_own_below_the_operators_ceiling(here, ceiling, everywhere, budget):
    """Which is that for this server, else for all, else the default; 0 is none."""
    found = in_force(
        ServerRules(budget_microusd_per_month=here, ceiling_microusd_per_month=ceiling),
        ServerRules(budget_microusd_per_month=everywhere),
        server_microusd_per_month=10,
    )

    assert budget == found.server_microusd_per_month


RULE = StrikeRule(refusals=3, window_seconds=3600, pause_seconds=1800)


@pytest.mark.parametrize(
    ("minutes_ago", "until"),
    [
        ((), None),
        ((20, 10), None),
        ((20, 10, 5), 25),
        ((70, 20, 10), 20),
        ((71, 20, 10), None),
        ((50, 40, 30), None),
        ((50, 40, 29), 1),
        ((25, 20, 15, 5), 25),
    ],
)
def test_so_many_refusals_within_the_window_are_a_pause(minutes_ago, until):
    """From the moment of the last of them on."""
    refused_at = [NOW - timedelta(minutes=minutes) for minutes in minutes_ago]
    ends_at = None if until is None else NOW + timedelta(minutes=until)

    assert ends_at == paused_until(refused_at, RULE, now=NOW)
    assert paused_until(refused_at, StrikeRule(refusals=0), now=NOW) is None
    assert paused_until(refused_at, StrikeRule(refusals=len(refused_at) + 2), now=NOW) is None


def test_a_pause_is_told_with_its_end():
    """And with how many refusals it takes."""
    with pytest.raises(Blocked) as refusal:
        judge_refusals([NOW - timedelta(minutes=each) for each in (9, 6, 3)], RULE, now=NOW)
    assert ("refusals", NOW + timedelta(minutes=27), {"count": 3}) == (
        refusal.value.rule,
        refusal.value.ends_at,
        refusal.value.values,
    )
    judge_refusals([NOW - timedelta(minutes=each) for each in (6, 3)], RULE, now=NOW)


def test_refusals_count_everywhere_unless_the_server_has_a_rule_of_its_own():
    """What was forgiven counts nowhere."""
    here = [NOW - timedelta(minutes=each) for each in (9, 3)]
    usage = Usage(refused_at=[*here, NOW], refused_here_at=here)
    plain, own = ServerRules(), ServerRules(strikes=RULE)
    pardoning = ServerRules(pardoned_at={ALICE: here[0], BOB: NOW})

    def counted(*rules):
        return counted_refusals(usage, rules=rules, requester_id=ALICE)

    assert [*here, NOW] == counted(plain) == counted(own, plain) == counted(own)
    assert here == counted(plain, own)
    assert [here[1], NOW] == counted(plain, pardoning) == counted(pardoning, plain)


grant_lists = st.lists(st.tuples(amounts, amounts, st.integers(1, 30)), max_size=3).map(
    lambda rows: [
        grant(f"g{number}", images=images, microusd=microusd, hours=hours)
        for number, (images, microusd, hours) in enumerate(rows)
    ]
)


@given(st.lists(st.tuples(st.integers(1, 4), amounts), max_size=25), grant_lists)
def test_nobody_gets_more_than_the_limits_and_the_grants(asked, grants):
    """Request after request: what was accepted is the day and what was granted, at most; and no
    request that would have fitted was refused.
    """
    allowance = Allowance(images_per_day=10, microusd_per_day=30)
    spendings = ()
    most_images = 10 + sum(each.images for each in grants)
    most_microusd = 30 + sum(each.microusd for each in grants)
    for images, microusd in asked:
        usage = Usage(spendings=spendings, granted=spendings)
        had_images = sum(each.images for each in spendings)
        had_microusd = sum(each.microusd for each in spendings)
        fits = had_images + images <= most_images and had_microusd + microusd <= most_microusd
        try:
            found = judged(allowance, usage, images=images, microusd=microusd, grants=grants)
        except QuotaExceeded:
            assert not fits
            continue

        assert fits
        assert most_images - had_images - images == found.left.images + found.left.granted_images
        spendings += (spending(0, images, microusd, draws=found.draws),)


def test_a_day_is_the_last_24_hours():
    """There is no midnight at which everybody asks at once."""
    assert datetime(2026, 5, 16, 12, tzinfo=UTC) == day_began_at(NOW)


@pytest.mark.parametrize(
    ("moment", "began", "next_begins"),
    [
        ((2026, 5, 17, 12), (2026, 5, 1), (2026, 6, 1)),
        ((2026, 12, 31, 23, 59, 59, 999_999), (2026, 12, 1), (2027, 1, 1)),
        ((2027, 1, 1), (2027, 1, 1), (2027, 2, 1)),
        ((2027, 1, 31, 23), (2027, 1, 1), (2027, 2, 1)),
        ((2028, 2, 29), (2028, 2, 1), (2028, 3, 1)),
    ],
)
def test_a_month_runs_from_its_first_moment_to_the_next(moment, began, next_begins):
    """December is followed by January of the next year."""
    now = datetime(*moment, tzinfo=UTC)

    assert datetime(*began, tzinfo=UTC) == month_began_at(now)
    assert datetime(*next_begins, tzinfo=UTC) == next_month_begins_at(now)


def test_a_month_is_that_of_utc():
    """It is already June in Tokyo, and still May for the budget."""
    tokyo = datetime(2026, 6, 1, 8, tzinfo=timezone(timedelta(hours=9)))

    assert datetime(2026, 5, 1, tzinfo=UTC) == month_began_at(tokyo)
