"""Whose turn it is: weighted fair turns over servers, and over the people within a server.

Start-time fair queueing (Goyal, Vin and Cheng, 1996), on two levels. Each server, and each person
in it, has a virtual time that grows by one over the weight with every job served. The smallest is
next; who comes anew begins at the virtual time of now, so that nobody saves up turns, and nobody
pays for turns that no one else wanted. A person's own jobs keep their order.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from heapq import heapify, heappop, heappush, heapreplace

from bot.domain.jobs import JobId
from bot.domain.rules import MOST_WEIGHT

_TURN = math.lcm(*range(1, MOST_WEIGHT + 1))
"""The virtual time of one job at weight 1: a whole number at every weight, so that no share is
rounded.
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """A job in the queue: whose it is, and since when (`number` grows with every acceptance).

    `weight` (from 1) is the person's share of turns. Direct messages are one server, None.
    `may_go` is False while its pictures are not ready to be sent. `model` and `quality` tell how
    long it will take.
    """

    job_id: JobId
    guild_id: int | None
    requester_id: int
    number: int
    weight: int = 1
    may_go: bool = True
    model: str = ""
    quality: str | None = None


@dataclass(slots=True)
class _Times:
    """The virtual times of one level: when the turn of the last one served began, and when the
    turns of those served of late end.
    """

    now: int = 0
    ends: dict[int | None, int] = field(default_factory=dict)

    def serve(self, flow: int | None, weight: int) -> None:
        """Take note of a turn of a server, or a person. An end that is past says nothing more."""
        self.now = max(self.now, self.ends.get(flow, 0))
        self.ends[flow] = self.now + _TURN // weight
        self.ends = {each: end for each, end in self.ends.items() if end >= self.now}


class Turns:
    """The virtual times of servers and people. It lives in memory: what is forgotten at a restart
    is only who was served before it. Whom the others have caught up with is forgotten, too.
    """

    def __init__(self) -> None:
        """Begin with nobody served yet."""
        self._servers = _Times()
        self._people: dict[int | None, _Times] = {}

    def next(
        self,
        waiting: Collection[Waiting],
        *,
        server_weights: Mapping[int | None, int] | None = None,
    ) -> Waiting | None:
        """Return whose turn it is among those that may go; None where there is none. Changes
        nothing.
        """
        ready = [job for job in waiting if job.may_go]
        return next(self._in_turn(ready, server_weights or {}), None)

    def served(
        self, job: Waiting, *, server_weights: Mapping[int | None, int] | None = None
    ) -> None:
        """Take note that a job was sent."""
        self._servers.serve(job.guild_id, (server_weights or {}).get(job.guild_id, 1))
        self._people.setdefault(job.guild_id, _Times()).serve(job.requester_id, job.weight)
        for idle in self._people.keys() - self._servers.ends.keys():
            del self._people[idle]

    def order(
        self,
        waiting: Collection[Waiting],
        *,
        server_weights: Mapping[int | None, int] | None = None,
    ) -> list[Waiting]:
        """Return all that wait in the order in which they will be served, if nobody comes. Changes
        nothing. Those that may not go yet stand where they would.
        """
        return list(self._in_turn(waiting, server_weights or {}))

    def _in_turn(
        self, waiting: Collection[Waiting], server_weights: Mapping[int | None, int]
    ) -> Iterator[Waiting]:
        """Yield the jobs in the order of their turns, as long as they are asked for."""
        queues: dict[int | None, dict[int | None, list[Waiting]]] = {}
        for job in sorted(waiting, key=lambda job: job.number):
            queues.setdefault(job.guild_id, {}).setdefault(job.requester_id, []).append(job)
        servers = {
            guild_id: _merged(
                {person: iter(jobs) for person, jobs in people.items()},
                self._people.get(guild_id, _Times()),
                lambda job: job.weight,
            )
            for guild_id, people in queues.items()
        }
        return _merged(servers, self._servers, lambda job: server_weights.get(job.guild_id, 1))


def _merged(
    queues: Mapping[int | None, Iterator[Waiting]],
    times: _Times,
    weight_of: Callable[[Waiting], int],
) -> Iterator[Waiting]:
    """Yield the jobs of some queues in turn, each queue in its own order; none of them is empty.

    A queue's turn begins at the end of its last, or now; the earliest is next, of several the one
    whose job is older. Now is when the turn of the last one began.
    """
    now = times.now
    heads = {flow: next(queue) for flow, queue in queues.items()}
    later = [(times.ends.get(flow, 0), head.number, flow) for flow, head in heads.items()]
    due: list[tuple[int, int | None]] = []
    heapify(later)
    while heads:
        if not due:
            now = max(now, later[0][0])
        while later and later[0][0] <= now:
            _, number, flow = heappop(later)
            heappush(due, (number, flow))
        _, flow = heappop(due)
        job = heads.pop(flow)
        yield job
        head = next(queues[flow], None)
        if head is not None:
            heads[flow] = head
            heappush(later, (now + _TURN // weight_of(job), head.number, flow))


def expected_ready_at(
    order: Sequence[float], *, free_at: Sequence[datetime], now: datetime
) -> list[datetime]:
    """Return when each of the queue will probably be ready.

    `order` is how many seconds each takes, in the order of their turns; `free_at` when each place
    upstream (one at least) will probably be free (now, or in the past: it is).
    """
    places = [max(now, at) for at in free_at]
    heapify(places)
    ready = []
    for seconds in order:
        ready_at = places[0] + timedelta(seconds=seconds)
        heapreplace(places, ready_at)
        ready.append(ready_at)
    return ready
