"""Several answers of the image API become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.domain.outcomes import (
    MOST_PICTURES,
    Failure,
    FailureReason,
    RemoteOutcome,
    RemotePicture,
    RemoteState,
    content_categories,
    merged,
)

A, B, C = (RemotePicture(url=f"https://pictures.example/{name}.png") for name in "abc")


def finished(*pictures, cost=None):
    """Return the answer about a task that made pictures."""
    return RemoteOutcome(state=RemoteState.FINISHED, pictures=pictures, cost_microusd=cost)


def waiting(estimate=None):
    """Return the answer about a task that has not ended."""
    return RemoteOutcome(state=RemoteState.WAITING, estimated_seconds=estimate)


def ended(state, detail=""):
    """Return the answer about a task that ended without a picture."""
    failure = Failure(reason=FailureReason.UPSTREAM_FAILED, detail=detail)
    return RemoteOutcome(state=state, failure=failure)


@pytest.mark.parametrize("outcome", [finished(A, cost=5), waiting(3.0), ended(RemoteState.FAILED)])
def test_one_answer_is_taken_as_it_is(outcome):
    """Nearly always there is just one task."""
    assert outcome == merged([outcome])


def test_it_waits_while_one_task_does():
    """The pictures come together, in one message; the slowest estimate counts."""
    outcomes = [finished(A), waiting(10.0), waiting(20.0), waiting(), ended(RemoteState.FAILED)]

    assert waiting(20.0) == merged(outcomes)


def test_it_waits_without_an_estimate_where_nobody_has_one():
    """Nothing is made up."""
    assert waiting() == merged([waiting(), finished(A)])


def test_pictures_come_together_in_the_order_of_the_tasks():
    """The first picture asked for is the first one shown."""
    assert finished(A, B, C, cost=7) == merged([finished(A, cost=3), finished(B, C, cost=4)])


def test_pictures_are_kept_where_other_tasks_failed():
    """What was made is shown, and paid for; what failed costs nothing."""
    outcomes = [ended(RemoteState.FAILED), finished(B, cost=4), ended(RemoteState.UNKNOWN)]

    assert finished(B, cost=4) == merged(outcomes)


def test_a_cost_that_one_task_does_not_tell_is_not_known():
    """Half a sum would be a wrong sum."""
    assert merged([finished(A, cost=3), finished(B)]).cost_microusd is None


@pytest.mark.parametrize(
    ("states", "said"),
    [
        ([RemoteState.UNKNOWN, RemoteState.FAILED], RemoteState.FAILED),
        ([RemoteState.UNKNOWN, RemoteState.CANCELLED], RemoteState.CANCELLED),
        ([RemoteState.CANCELLED, RemoteState.FAILED], RemoteState.FAILED),
        ([RemoteState.UNKNOWN, RemoteState.UNKNOWN], RemoteState.UNKNOWN),
    ],
)
def test_of_several_bad_ends_the_one_that_says_most_is_told(states, said):
    """A failure has a sentence; "unknown" has none."""
    outcomes = [ended(state, detail=state) for state in states]

    assert ended(said, detail=said) == merged(outcomes)


outcomes = st.builds(
    RemoteOutcome,
    state=st.sampled_from(RemoteState),
    pictures=st.lists(st.sampled_from([A, B, C]), max_size=4).map(tuple),
    cost_microusd=st.none() | st.integers(0, 10**6),
)


@given(st.lists(outcomes, min_size=2, max_size=5))
def test_no_picture_made_is_lost_and_none_is_invented(answers):
    """Whatever the mixture, the end is one, and its pictures are those of the finished tasks."""
    outcome = merged(answers)
    states = {answer.state for answer in answers}

    if RemoteState.WAITING in states:
        assert RemoteState.WAITING is outcome.state
    elif RemoteState.FINISHED in states:
        made = [p for a in answers if a.state is RemoteState.FINISHED for p in a.pictures]

        assert (RemoteState.FINISHED, tuple(made[:MOST_PICTURES])) == (
            outcome.state,
            outcome.pictures,
        )
    else:
        assert outcome in answers


@pytest.mark.parametrize(("field", "is_theirs"), [("image1", True), ("", False)])
def test_a_failure_with_a_field_is_the_persons_to_mend(field, is_theirs):
    """Bad input is told to the one who can change it."""
    failure = Failure(reason=FailureReason.REFERENCE_GONE, field=field)

    assert is_theirs == failure.is_the_persons_to_mend


def test_of_many_pictures_as_many_as_a_message_holds_are_taken():
    """However many tasks there were."""
    pictures = [RemotePicture(url=f"https://pictures.example/{n}") for n in range(15)]

    together = merged([finished(*pictures[:8]), finished(*pictures[8:])])

    assert tuple(pictures[:MOST_PICTURES]) == together.pictures


@pytest.mark.parametrize(
    ("detail", "categories"),
    [
        ("safety_violations=[sexual, minors].", ["minors", "sexual"]),
        ("content moderation failed: sensitive content detected", []),
        ("Rejected [violence, self-harm]", ["violence", "self-harm"]),
        ("hateful content; Harassment/threatening", ["hate", "harassment"]),
        ("illicit/violent, third-party content", ["violence", "illicit", "copyright"]),
        ("", []),
    ],
)
def test_the_kinds_of_refused_content_are_read_from_the_apis_sentence(detail, categories):
    """However the upstream spells them."""
    assert categories == list(content_categories(detail))
