"""The tree of errors is drawn in its module's docstring, and the drawing is true."""

import inspect
from datetime import UTC, datetime

import pytest

from bot.domain import errors
from bot.domain.errors import (
    ApiRejected,
    ApiThrottled,
    DarkroomError,
    InvalidRequest,
    NotFound,
    PictureGone,
    PictureRefused,
    QuotaExceeded,
    Undeliverable,
    UserError,
)


def drawn():
    """Return (name, parent's name) for every line of the drawing; three columns are one level."""
    pairs, path = set(), []
    for line in errors.__doc__.splitlines()[2:]:
        if not line.strip():
            continue
        art = line[: len(line) - len(line.lstrip("├└─│ "))]
        name = line[len(art) :].split()[0]
        del path[len(art) // 3 :]
        pairs.add((name, path[-1] if path else "Exception"))
        path.append(name)
    return pairs


def test_the_tree_is_the_one_that_the_docstring_draws():
    """A reader learns every error from one page, so none is missing there and none is invented."""
    defined = {
        (name, error.__base__.__name__)
        for name, error in inspect.getmembers(errors, inspect.isclass)
        if error.__module__ == errors.__name__
    }

    assert defined == drawn()


def test_kinds_of_user_errors_differ():
    """A sentence is found by kind and rule: two errors of one kind would share sentences."""
    kinds = [error.kind for error in UserError.__subclasses__()]

    assert len(kinds) == len(set(kinds))
    assert UserError.kind not in kinds


def test_a_user_error_says_its_sentence_and_values():
    """The log shows which sentence the person read, and with which values."""
    error = InvalidRequest("range", field="count", value=5, least=1, most=4)

    assert "invalid-range (field=count, value=5, least=1, most=4)" == str(error)
    assert {"field": "count", "value": 5, "least": 1, "most": 4} == error.values
    assert "count" == error.field


def test_a_user_error_without_values_says_its_sentence_alone():
    """There are no empty brackets in the log."""
    assert "not-found-job" == str(NotFound("job"))


@pytest.mark.parametrize("ends_at", [None, datetime(2026, 5, 1, tzinfo=UTC)])
def test_a_reached_limit_says_when_it_ends(ends_at):
    """The moment is a time for the person, not a value for the sentence."""
    error = QuotaExceeded("jobs-at-once", ends_at=ends_at, limit=3)

    assert ends_at == error.ends_at
    assert {"limit": 3} == error.values


def test_an_api_error_keeps_how_long_to_stay_away():
    """The pause that the API asked for reaches the one who decides on it."""
    assert 7.5 == ApiThrottled("slow down", retry_after_seconds=7.5).retry_after_seconds
    assert ApiThrottled("slow down").retry_after_seconds is None


def test_a_refusal_says_whether_it_is_about_the_content():
    """A moderated prompt gets a sentence of its own."""
    assert ApiRejected("no", moderated=True).moderated
    assert not ApiRejected("no").moderated


@pytest.mark.parametrize("error", [PictureGone, PictureRefused, Undeliverable])
def test_a_reason_is_its_own_message_where_there_is_no_other(error):
    """The log is never empty."""
    assert "too-large" == str(error("too-large"))
    assert "25 MB" == str(error("too-large", "25 MB"))
    assert "too-large" == error("too-large", "25 MB").rule


def test_everything_raised_on_purpose_is_a_darkroom_error():
    """One root tells trouble that we know from faults that we do not."""
    raised = {error for error in vars(errors).values() if inspect.isclass(error)}

    assert all(issubclass(error, DarkroomError) for error in raised if issubclass(error, Exception))
