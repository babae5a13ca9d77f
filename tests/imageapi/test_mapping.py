"""Arbitrary JSON never raises anything but our own error."""

import json
from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.domain.errors import ApiError, ApiProtocolError
from bot.domain.outcomes import RemoteState
from bot.imageapi import mapping
from bot.imageapi.answers import Answer, http_date
from bot.imageapi.failures import is_unknown_task, read_failure, submit_failure
from bot.imageapi.sentences import cleaned
from bot.imageapi.wire import Accepted, Envelope

NAMES = st.sampled_from(
    [
        *("code", "data", "error", "success", "message", "msg", "detail", "type", "retry_after"),
        *("id", "task_id", "status", "result", "images", "url", "cost", "expires_at"),
        *("estimated_time", "fail_reason", "moderation_details", "categories"),
        *("remain_balance", "used_balance", "unlimited_quota"),
    ]
)
WORDS = st.one_of(
    st.text(max_size=8),
    st.text(alphabet=st.characters(min_codepoint=0xD7F0, max_codepoint=0xE00F), max_size=3),
    st.sampled_from(
        [
            "completed",
            "failed",
            "cancelled",
            "https://r.example/1",
            "402",
            "success",
            "1e999",
            "NaN",
        ]
    ),
)
VALUES = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(),
        st.floats(),
        st.sampled_from([10**400, 200, 402, 500, 1_790_000_000]),
        WORDS,
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=4), st.dictionaries(st.one_of(NAMES, WORDS), inner, max_size=6)
    ),
    max_leaves=20,
)
SHAPES = st.fixed_dictionaries(
    {"status": WORDS},
    optional=dict.fromkeys(("error", "result", "cost", "estimated_time", "fail_reason"), VALUES),
)
PAYLOADS = st.one_of(VALUES, SHAPES, st.fixed_dictionaries({"data": st.one_of(VALUES, SHAPES)}))
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


def storable(text: str) -> bool:
    """Tell whether a database takes it."""
    return text == text.encode("utf-8", "replace").decode()


@given(PAYLOADS, st.timedeltas())
def test_any_task_is_an_outcome_or_none(payload, skew):
    """And whatever it holds can be stored, and is well formed."""
    task = mapping.task_in(payload)
    if task is None:
        return

    outcome = mapping.outcome(task, skew=skew, clean=cleaned)

    assert (outcome.failure is not None) == (
        outcome.state in (RemoteState.FAILED, RemoteState.CANCELLED)
    )
    assert outcome.failure is None or storable(outcome.failure.detail)
    assert outcome.cost_microusd is None or outcome.cost_microusd > 0
    assert outcome.estimated_seconds is None or 0 < outcome.estimated_seconds <= 3600
    assert len({picture.url for picture in outcome.pictures}) == len(outcome.pictures)
    assert all(storable(picture.url) for picture in outcome.pictures)


def test_an_expiry_beyond_the_calendar_is_not_known():
    """A server whose clock is millennia off cannot be compared with ours."""
    images = [{"url": "https://r.example/1", "expires_at": 200_000_000_000}]
    task = mapping.task_in({"status": "completed", "result": {"images": images}})

    outcome = mapping.outcome(task, skew=timedelta(days=1_000_000), clean=cleaned)

    assert [None] == [picture.expires_at for picture in outcome.pictures]


def test_half_a_character_is_left_out_of_words_and_spoils_an_id():
    """JSON can spell it; no database takes it, and an id must not change."""
    assert "a?" == Envelope.model_validate({"message": "a\ud800"}).message
    assert "" == Accepted.model_validate({"task_id": "a\ud800"}).task_id


@given(PAYLOADS)
def test_any_answer_to_a_submission_is_ids_or_an_error(payload):
    """Ids can be stored and asked after."""
    ids = mapping.task_ids(payload)

    assert len(set(ids)) == len(ids)
    assert all(mapping.is_task_id(remote_id) and storable(remote_id) for remote_id in ids)


@given(PAYLOADS, st.integers(100, 999))
def test_any_answer_can_be_complained_about(payload, status):
    """Every table has an entry for every body."""
    answer = Answer(status=status, payload=payload, text="", received_at=NOW)

    errors = submit_failure(answer, cleaned), read_failure(answer, cleaned)

    assert all(isinstance(error, ApiError) and storable(str(error)) for error in errors)
    assert is_unknown_task(answer) in (True, False)


@given(PAYLOADS)
def test_any_upload_is_an_address_or_none(payload):
    """Kept for three days from now."""
    uploaded = mapping.uploaded(Answer(status=200, payload=payload, text="", received_at=NOW))

    assert uploaded is None or uploaded.url.lower().startswith("http")
    assert uploaded is None or NOW + timedelta(hours=72) == uploaded.expires_at


@given(PAYLOADS)
def test_any_balance_is_a_number_or_a_protocol_error(payload):
    """Without a limit there is no number."""
    try:
        balance = mapping.balance(payload)
    except ApiProtocolError:
        return

    assert balance.unlimited == (balance.remaining is None)


@given(st.one_of(st.text(), st.datetimes().map(lambda moment: f"{moment:%d %b %Y %H:%M:%S} -2359")))
def test_any_date_is_a_moment_or_none(text):
    """Headers hold anything."""
    moment = http_date(text)

    assert moment is None or UTC is moment.tzinfo


def test_a_date_without_a_zone_is_utc():
    """That is what `-0000` means in mail, and HTTP knows nothing else."""
    assert datetime(2026, 3, 1, 12, tzinfo=UTC) == http_date("Sun, 01 Mar 2026 12:00:00 -0000")


@given(VALUES)
def test_the_strategy_makes_json(value):
    """What is tested above could really come over the wire."""
    assert json.dumps(value)
