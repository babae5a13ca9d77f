"""Asking after a task: what is no answer, and what becomes of it."""

import json

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
)
from bot.domain.outcomes import FailureReason, RemoteState
from bot.imageapi import Timeouts
from tests.imageapi.scripted import KEY, TASK, Reply, finished, task

HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


async def test_a_question_carries_the_key_and_nothing_else(api, client):
    """A GET, without a body."""
    api.says(task("pending"))

    await client.fetch(TASK)

    (asked,) = api.asked
    assert ("GET", b"") == (asked.method, asked.body)
    assert f"Bearer {KEY}" == asked.headers["Authorization"]


@pytest.mark.parametrize(
    "body",
    [
        {"code": 200, "data": {"id": TASK, "status": "processing"}},
        {"code": 200, "data": [{"id": TASK, "status": "processing"}]},
        {"id": TASK, "status": "processing"},
        {"id": TASK, "status": "processing", "data": None},
        {"code": "success", "data": {"status": "processing"}, "success": True},
    ],
)
async def test_a_task_may_be_wrapped_or_not(api, client, body):
    """In `data`, in a list there, or flat as webhooks are said to send it."""
    api.says(body)

    assert RemoteState.WAITING is (await client.fetch(TASK)).state


async def test_finished_without_pictures_is_finished(api, client):
    """What that means for the job is the engine's to say."""
    api.says(task("completed", cost=0.01))

    outcome = await client.fetch(TASK)

    assert (RemoteState.FINISHED, ()) == (outcome.state, outcome.pictures)


async def test_a_cancelled_task_says_so(api, client):
    """With a sentence where there is one."""
    api.says(task("cancelled", error="stopped by an operator"))

    outcome = await client.fetch(TASK)

    assert FailureReason.UPSTREAM_CANCELLED is outcome.failure.reason
    assert "stopped by an operator" == outcome.failure.detail


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(raw=b""), id="closed before the answer"),
        pytest.param(Reply(raw=HEAD + b"Content-Length: 90\r\n\r\n{"), id="closed in the body"),
        pytest.param(Reply(status=408), id="408"),
        pytest.param(Reply(status=500, body={"error": {"message": "oh"}}), id="500"),
        pytest.param(Reply(status=503, body="<html>"), id="503"),
    ],
)
async def test_a_lost_answer_to_a_question_is_asked_for_again(api, client, reply):
    """Nothing is lost by asking."""
    api.will(reply)

    with pytest.raises(ApiUnavailable):
        await client.fetch(TASK)


async def test_no_answer_in_time_is_asked_for_again(api, make_client):
    """Also when it took the server too long."""
    api.will(Reply(hangs=True))

    with pytest.raises(ApiUnavailable):
        await make_client(api.url, timeouts=Timeouts(read_seconds=0.05)).fetch(TASK)


async def test_a_closed_port_is_unavailable(make_client, unused_tcp_port):
    """Nobody is there."""
    with pytest.raises(ApiUnavailable, match="cannot be reached"):
        await make_client(f"http://127.0.0.1:{unused_tcp_port}").fetch(TASK)


async def test_an_unavailable_api_may_say_for_how_long(api, client):
    """HTTP 503 with Retry-After."""
    api.says("", status=503, Retry_After="12")

    with pytest.raises(ApiUnavailable) as caught:
        await client.fetch(TASK)

    assert 12.0 == caught.value.retry_after_seconds


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(body="null"), id="null"),
        pytest.param(Reply(body="<html>Welcome</html>"), id="a page"),
        pytest.param(Reply(body={}), id="an empty object"),
        pytest.param(Reply(body={"data": {"id": TASK}}), id="no status"),
        pytest.param(Reply(body={"data": {"status": 3}}), id="a status that is no word"),
        pytest.param(Reply(body={"status": "ok", "data": [1]}), id="a list of numbers"),
        pytest.param(Reply(body={"status": 500, "error": "Internal"}), id="a framework's error"),
        pytest.param(Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), id="not HTTP"),
        pytest.param(Reply(body=finished("x" * 5 * 1024**2)), id="more than 4 MiB"),
        pytest.param(Reply(status=302, headers={"Location": "/elsewhere"}), id="a redirect"),
    ],
)
async def test_nonsense_is_a_protocol_error(api, client, reply):
    """It is neither an outcome nor a reason to believe that the API is down."""
    api.will(reply)

    with pytest.raises(ApiProtocolError):
        await client.fetch(TASK)


@pytest.mark.parametrize(
    ("status", "expected"),
    [(401, ApiForbidden), (402, ApiForbidden), (403, ApiForbidden), (429, ApiThrottled)],
)
async def test_a_locked_door_does_not_make_a_task_unknown(api, client, status, expected):
    """Whatever the sentence says, a paid task is not given up for it."""
    api.says({"error": {"message": "task not found"}}, status=status)

    with pytest.raises(expected):
        await client.fetch(TASK)


async def test_a_refused_question_is_a_refusal(api, client):
    """A 400 that explains itself."""
    api.says({"error": {"message": "unsupported language"}}, status=400)

    with pytest.raises(ApiRejected, match="unsupported language"):
        await client.fetch(TASK)


@pytest.mark.parametrize("remote_id", ["", ".", "..", "a\nb", "a\x00", "\ud800"])
async def test_an_id_that_no_path_can_carry_is_not_asked_after(api, client, remote_id):
    """It would ask for something else."""
    with pytest.raises(ApiProtocolError):
        await client.fetch(remote_id)

    assert [] == api.asked


async def test_a_byte_order_mark_is_no_nonsense(api, client):
    """Some servers write one."""
    api.says(b"\xef\xbb\xbf" + json.dumps(task("pending")).encode())

    assert RemoteState.WAITING is (await client.fetch(TASK)).state
