"""When to ask again, when to try again: bounds that hold for every number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.pacing import (
    ASKED_RARELY_SECONDS,
    Polling,
    expected_seconds,
    pause_by_age,
    seconds_to_next_poll,
    seconds_to_next_try,
    silent_seconds,
)

POLLING = Polling(floor_seconds=1.0, ceiling_seconds=10.0, deadline_seconds=900.0)

jitters = st.floats(0, 1)
seconds = st.floats(0, 10**6)


@pytest.mark.parametrize(
    ("past", "silent"),
    [
        ([], 0.0),
        ([10.0] * 4, 0.0),
        ([10.0] * 5, 9.0),
        ([50.0, 40.0, 30.0, 20.0, 10.0], 9.0),
        ([float(n) for n in range(10, 20)], 9.9),
        ([float(n) for n in range(10, 60)], 13.5),
    ],
)
def test_nothing_is_asked_until_nearly_the_time_of_the_quickest(past, silent):
    """The tenth percentile, so that one lucky job does not cost questions; few jobs say nothing."""
    assert pytest.approx(silent) == silent_seconds(past)


@given(st.lists(st.floats(0, 10**4), max_size=60))
def test_hardly_a_job_ends_in_the_silence(past):
    """At most one of ten past jobs ended before the first question."""
    silent = silent_seconds(past)

    assert sum(seconds < silent for seconds in past) <= len(past) / 10


def next_poll(waited, silent=0.0, jitter=0.0):
    """Return the pause before the next question, within the bounds above."""
    return seconds_to_next_poll(
        waited_seconds=waited, silent_seconds=silent, polling=POLLING, jitter=jitter
    )


@pytest.mark.parametrize(
    ("past", "upstream", "expected"),
    [
        ([], None, None),
        ([], 30.0, 30.0),
        ([10.0, 20.0, 90.0], 30.0, 20.0),
        ([10.0, 20.0], None, 15.0),
    ],
)
def test_the_past_is_believed_more_than_upstream(past, upstream, expected):
    """The median, so that one stuck job does not spoil the estimate."""
    assert expected == expected_seconds(past, upstream)


@pytest.mark.parametrize(
    ("waited", "silent", "pause"),
    [
        (0.0, 0.0, 1.0),
        (0.0, 6.0, 6.0),
        (4.0, 6.0, 2.0),
        (6.0, 6.0, 1.0),
        (50.0, 6.0, 6.0),
        (0.0, 100.0, 10.0),
        (500.0, 6.0, 10.0),
        (899.9, 0.0, 10.0),
        (900.0, 0.0, 60.0),
        (5000.0, 10_000.0, 60.0),
    ],
)
def test_a_running_job_is_asked_after_when_it_may_have_ended(waited, silent, pause):
    """Not in the silence, then more seldom the longer it takes, within bounds."""
    assert pytest.approx(pause) == next_poll(waited, silent)


@given(seconds, seconds, jitters)
def test_the_pause_is_within_its_bounds(waited, silent, jitter):
    """Between floor and ceiling, and a minute after the deadline; jitter adds at most a tenth."""
    pause = next_poll(waited, silent, jitter)
    least, most = (1.0, 10.0) if waited < 900.0 else (ASKED_RARELY_SECONDS, ASKED_RARELY_SECONDS)

    assert least <= pause <= most * 1.1 + 1e-9


@given(seconds, seconds)
def test_without_a_past_the_pause_never_shrinks(one, other):
    """The longer a job has run, the less a second matters."""
    shorter, longer = sorted((one, other))

    assert next_poll(shorter) <= next_poll(longer)


@given(seconds, seconds, jitters)
def test_a_longer_silence_never_means_an_earlier_question(one, other, jitter):
    """A slow quality is not asked after sooner than a fast one."""
    shorter, longer = sorted((one, other))

    assert next_poll(0.0, shorter, jitter) <= next_poll(0.0, longer, jitter)


@given(seconds, jitters, jitters)
def test_jitter_spreads_jobs_that_began_together(waited, one, other):
    """More jitter is a later question."""
    less, more = sorted((one, other))

    assert next_poll(waited, 0.0, less) <= next_poll(waited, 0.0, more)


def next_try(failures, retry_after=None, jitter=0.5, most=300.0):
    """Return the pause before the next try; half of the jitter is none."""
    return seconds_to_next_try(
        failures=failures, retry_after_seconds=retry_after, jitter=jitter, most_seconds=most
    )


@pytest.mark.parametrize(
    ("failures", "pause"), [(1, 1), (2, 2), (3, 4), (9, 256), (10, 300), (10_000, 300)]
)
def test_the_pause_doubles_with_every_failure_up_to_a_bound(failures, pause):
    """Quick after a blip, patient in an outage."""
    assert pause == next_try(failures)


@given(st.integers(1, 100), jitters, st.floats(1, 1000))
def test_jitter_spreads_the_tries_around_the_pause(failures, jitter, most):
    """A quarter less to a quarter more, so that many do not come back at once."""
    middle = next_try(failures, most=most)

    assert 0.75 * middle <= next_try(failures, jitter=jitter, most=most) <= 1.25 * middle


@given(st.integers(1, 100), st.floats(0, 10**5), jitters)
def test_we_stay_away_as_long_as_we_were_asked_to(failures, retry_after, jitter):
    """A good guest comes back no sooner, and no sooner than without being asked."""
    pause = next_try(failures, retry_after, jitter)

    assert pause >= retry_after
    assert pause >= next_try(failures, None, jitter)


@pytest.mark.parametrize(
    ("age", "pause"), [(-5.0, 1.0), (0.0, 1.0), (2.0, 1.0), (10.0, 5.0), (120.0, 60.0), (1e6, 60.0)]
)
def test_old_trouble_is_looked_at_less_often(age, pause):
    """Half its age, between a second and a minute; a clock set back does no harm."""
    assert pause == pause_by_age(age)
