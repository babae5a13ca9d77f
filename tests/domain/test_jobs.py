"""The state machine is the one that is drawn in docs/architecture.md, and has no dead ends."""

from datetime import UTC, datetime

import pytest

from bot.domain.jobs import (
    HELD,
    ON_ITS_WAY,
    SPENT,
    TRANSITIONS,
    UPSTREAM,
    AnswerToken,
    JobId,
    JobStatus,
    Move,
    undelivered_rule,
)

DRAWN = """
accepted -> submitting, cancelled, failed
submitting -> accepted, failed, in_doubt, running
in_doubt -> failed, accepted, running
running -> failed, ready
ready -> failed, posting
posting -> ready, posted, undelivered
undelivered -> ready
"""

ENDED = {JobStatus.POSTED, JobStatus.FAILED, JobStatus.CANCELLED}


def drawn_arrows():
    """Give every arrow of the diagram."""
    for line in DRAWN.strip().splitlines():
        was, targets = line.split(" -> ")
        for became in targets.split(", "):
            yield JobStatus(was), JobStatus(became)


def after(*starts):
    """Return every status that can be reached from these."""
    reached = set(starts)
    while more := {became for was, became in TRANSITIONS if was in reached} - reached:
        reached |= more
    return reached


def test_the_arrows_are_those_of_the_diagram():
    """No arrow is missing, and none was added in passing."""
    assert set(drawn_arrows()) == set(TRANSITIONS)


def test_every_arrow_has_a_name_of_its_own():
    """The names are what the history and the diagram say."""
    assert all(TRANSITIONS.values())
    assert len(TRANSITIONS) == len(set(TRANSITIONS.values()))


def test_every_status_can_be_reached():
    """There is no state that only a fault could bring about."""
    assert set(JobStatus) == after(JobStatus.ACCEPTED)


def test_no_arrow_leaves_what_has_ended():
    """Posted, failed and cancelled stay so; only these do."""
    assert set(JobStatus) - ENDED == {was for was, _ in TRANSITIONS}


@pytest.mark.parametrize("status", sorted(set(JobStatus) - ENDED))
def test_every_job_can_come_to_an_end(status):
    """From wherever it stands there is a way to an end."""
    assert after(status) & ENDED


def test_every_status_is_either_held_or_spent_or_returned():
    """The quota counts each job in one way."""
    returned = {JobStatus.IN_DOUBT, JobStatus.FAILED, JobStatus.CANCELLED}

    assert set(JobStatus) == HELD | SPENT | returned
    assert not HELD & SPENT
    assert not (HELD | SPENT) & returned


def test_what_is_upstream_is_on_its_way():
    """A place upstream is held only by a job that a person waits for."""
    assert UPSTREAM <= ON_ITS_WAY
    assert not ON_ITS_WAY & ENDED


def test_a_token_does_not_show_its_secret():
    """Logs and tracebacks print values."""
    token = AnswerToken(
        application_id=1, token="hunter2", expires_at=datetime(2026, 5, 17, tzinfo=UTC)
    )

    assert "hunter2" not in repr(token)
    assert "2026-05-17T00:00:00+00:00" in repr(token)


def move(became, note=""):
    """Return a line of some job's history."""
    moved_at = datetime(2026, 5, 17, tzinfo=UTC)
    return Move(
        job_id=JobId("abc"), was=JobStatus.POSTING, became=became, moved_at=moved_at, note=note
    )


@pytest.mark.parametrize(
    ("history", "rule"),
    [
        ([], ""),
        ([move(JobStatus.READY, "HTTP 503"), move(JobStatus.POSTED)], ""),
        ([move(JobStatus.UNDELIVERED, "forbidden"), move(JobStatus.READY)], "forbidden"),
        (
            [move(JobStatus.UNDELIVERED, "forbidden"), move(JobStatus.UNDELIVERED, "unsure")],
            "unsure",
        ),
    ],
)
def test_the_last_reason_why_nothing_could_be_delivered_counts(history, rule):
    """After a second try it may be another one."""
    assert rule == undelivered_rule(history)
