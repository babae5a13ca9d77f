"""Whose turn it is: fair between servers and between people, whoever comes and however many."""

from collections import Counter
from copy import deepcopy
from datetime import UTC, datetime, timedelta
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.fairness import Turns, Waiting, expected_ready_at
from bot.domain.jobs import JobId

NOON = datetime(2026, 5, 15, 12, tzinfo=UTC)


def job(number, person=1, server=1, **fields):
    """Return a job that waits."""
    return Waiting(
        job_id=JobId(f"{number:012d}"),
        guild_id=server,
        requester_id=person,
        number=number,
        **fields,
    )


def queue(*people):
    """Return the jobs of some (server, person, how many), those of the first before all others."""
    owners = [(server, person) for server, person, jobs in people for _ in range(jobs)]
    return [job(number, person, server) for number, (server, person) in enumerate(owners)]


def served_one_by_one(turns, waiting, server_weights=None):
    """Return the jobs in the order in which they are really served."""
    turns, waiting, served = deepcopy(turns), list(waiting), []
    while waiting:
        job = turns.next(waiting, server_weights=server_weights)
        turns.served(job, server_weights=server_weights)
        waiting.remove(job)
        served.append(job)
    return served


def test_who_asks_for_one_is_second_after_forty_of_another():
    """They wait for one job, not for all that came before theirs."""
    waiting = queue((1, 1, 40), (1, 2, 1))

    assert [0, 40, 1] == [job.number for job in Turns().order(waiting)][:3]


def test_who_comes_late_waits_for_nobodys_past():
    """Forty were served already; whoever had turns alone owes one at most, and nobody saved up."""
    turns = Turns()
    for each in queue((1, 1, 40)):
        turns.served(each)
    waiting = [job(50, 1), job(51, 1), job(52, 2), job(53, 2)]

    assert [52, 50, 53, 51] == [each.number for each in turns.order(waiting)]


def test_a_crowd_in_one_server_takes_no_more_than_its_servers_share():
    """A hundred people there, one here: every second turn is theirs."""
    waiting = queue(*((1, person, 1) for person in range(100)), (2, 1, 10))

    assert 10 == [each.guild_id for each in Turns().order(waiting)][:20].count(2)


def test_one_persons_jobs_keep_their_order():
    """The older is first, in whatever order they are handed over."""
    waiting = queue((1, 1, 5))

    assert waiting == Turns().order(waiting[::-1])


def test_a_job_that_may_not_go_holds_up_nobody():
    """Its pictures are fetched while others are served; its place is still told."""
    waiting = [job(1, may_go=False), job(2), job(3, person=2)]
    turns = Turns()

    assert 2 == turns.next(waiting).number
    assert [1, 3, 2] == [each.number for each in turns.order(waiting)]
    assert turns.next(waiting[:1]) is None
    assert turns.next([]) is None


def test_direct_messages_are_one_server():
    """Who is in no server has a share all the same."""
    waiting = queue((1, 1, 3), (None, 2, 3))

    assert [1, None, 1, None, 1, None] == [each.guild_id for each in Turns().order(waiting)]


def test_turns_are_shared_by_weight():
    """Of a server with weight 3, a person with weight 2: exactly in proportion, round by round."""
    heavy = [job(number, 1, 1, weight=2) for number in range(80)]
    light = [job(number, 2, 1) for number in range(100, 180)]
    other = [job(number, 3, 2) for number in range(200, 280)]
    order = Turns().order([*heavy, *light, *other], server_weights={1: 3})

    assert {1: 24, 2: 12, 3: 12} == Counter(each.requester_id for each in order[:48])


def test_looking_changes_nothing():
    """A place in the queue can be told as often as somebody asks."""
    waiting = queue((1, 1, 3), (1, 2, 3), (2, 3, 3))
    turns = Turns()
    turns.served(waiting[0])
    before = turns.order(waiting)
    turns.next(waiting)

    assert before == turns.order(waiting)


def test_who_was_caught_up_with_is_forgotten():
    """A thousand people and servers that came once leave nothing behind."""
    turns = Turns()
    for person in range(1000):
        turns.served(job(person, person, server=person))
    for number in range(1000, 1003):
        turns.served(job(number, 1, server=1))

    assert {1} == set(turns._servers.ends) == set(turns._people)
    assert {1} == set(turns._people[1].ends)


owners = st.tuples(st.sampled_from([None, 1, 2]), st.integers(1, 3))
weights = st.integers(1, 100)
server_weights = st.dictionaries(st.sampled_from([None, 1, 2]), weights)
person_weights = st.dictionaries(st.integers(1, 3), weights, min_size=3, max_size=3)


@st.composite
def crowds(draw, weights=person_weights):
    """Return jobs of several people in several servers, each person with one weight."""
    weight_of = draw(weights)
    who = draw(st.lists(owners, max_size=25))
    return [
        job(number, person, server, weight=weight_of[person])
        for number, (server, person) in enumerate(who)
    ]


@st.composite
def turns_after_some(draw):
    """Return turns that have seen others before."""
    turns = Turns()
    for each in draw(crowds()):
        turns.served(each)
    return turns


@given(turns_after_some(), crowds(), server_weights)
def test_the_order_that_is_told_is_the_order_that_is_served(turns, waiting, shares):
    """A place in the queue is true, as long as nobody else comes."""
    order = turns.order(waiting, server_weights=shares)

    assert served_one_by_one(turns, waiting, shares) == order


class PlainTurns:
    """Start-time fair queueing as the paper has it: fractions, no heaps, nothing forgotten."""

    def __init__(self):
        self.now = Counter()
        self.ends = Counter()

    def start(self, level, flow):
        """Return the start tag of a flow's next job."""
        return max(self.now[level], self.ends[level, flow])

    def next(self, waiting):
        """Return the job of the earliest person of the earliest server; the older of several."""
        firsts = {}
        for each in sorted(waiting, key=lambda each: each.number):
            firsts.setdefault((each.guild_id, each.requester_id), each)
        heads = {}
        for (server, person), each in firsts.items():
            key = (self.start(("in", server), person), each.number)
            heads[server] = min(heads.get(server, (key, each)), (key, each), key=lambda at: at[0])
        return min(
            (self.start("servers", server), each.number, each.job_id, each)
            for server, (_, each) in heads.items()
        )[-1]

    def served(self, each, shares):
        """Move both levels on."""
        for level, flow, weight in (
            ("servers", each.guild_id, shares.get(each.guild_id, 1)),
            (("in", each.guild_id), each.requester_id, each.weight),
        ):
            self.now[level] = self.start(level, flow)
            self.ends[level, flow] = self.now[level] + Fraction(1, weight)


@given(crowds(), server_weights)
def test_turns_are_those_of_the_plain_rule(waiting, shares):
    """Heaps, whole numbers and forgetting make it quick, not different."""
    turns, plain, left = Turns(), PlainTurns(), list(waiting)
    while left:
        due = plain.next(left)

        assert due == turns.next(left, server_weights=shares)
        plain.served(due, shares)
        turns.served(due, server_weights=shares)
        left.remove(due)


equals = crowds(st.just({1: 1, 2: 1, 3: 1}))


@given(equals, st.sampled_from([None, 1, 2]))
def test_whoever_comes_is_served_within_a_round(before, server):
    """Nobody starves: a turn of each other, and one that their server may owe, is all they wait."""
    turns = Turns()
    for each in before:
        turns.served(each)
    people = ((1, 1), (1, 2), (2, 1), (None, 3))
    crowd = [job(10 * n + p, p, s) for n in range(100, 109) for s, p in people]
    newcomer = job(9999, 9, server)
    rounds = (3 if server == 1 else 2) + 1

    assert turns.order([*crowd, newcomer]).index(newcomer) < 3 * rounds


@given(equals, st.integers(1, 60))
def test_forty_of_one_delay_no_others_first_by_more_than_one(before, many):
    """However many somebody asks for: who was not served of late is first or second."""
    turns = Turns()
    for each in before:
        turns.served(each)
    waiting = [job(100 + n, 1, 1) for n in range(many)] + [job(1000, 9, 1)]

    assert turns.order(waiting).index(waiting[-1]) <= 1


@given(weights, weights, st.integers(1, 5))
def test_shares_never_stray_from_the_weights_by_more_than_a_turn(one, other, rounds):
    """Over any time, what two people who always wait get is in proportion to their weights."""
    turns, served = Turns(), Counter()
    heads = [job(1, 1, weight=one), job(2, 2, weight=other)]
    for _ in range(min(120, rounds * (one + other))):
        turn = turns.next(heads)
        turns.served(turn)
        served[turn.requester_id] += 1

        assert abs(Fraction(served[1], one) - Fraction(served[2], other)) <= (
            Fraction(1, one) + Fraction(1, other)
        )


def test_each_is_ready_when_a_place_was_free_for_as_long_as_it_takes():
    """Two places, one of them free at once; the next goes to the first that is free."""
    soon = NOON + timedelta(seconds=10)
    ready = expected_ready_at([30, 5, 20], free_at=[NOON - timedelta(hours=1), soon], now=NOON)

    assert [30, 15, 35] == [(each - NOON).total_seconds() for each in ready]


def test_where_nobody_waits_nobody_is_told_anything():
    """No queue, no times."""
    assert [] == expected_ready_at([], free_at=[NOON], now=NOON)
