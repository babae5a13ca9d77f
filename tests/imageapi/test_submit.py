"""What is sent for a request, and what becomes of its answer."""

import asyncio
import json
import socket

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

from bot.domain.errors import (
    ApiForbidden,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    SubmissionInDoubt,
)
from bot.imageapi import Timeouts
from tests.imageapi.scripted import ACCEPTED, KEY, TASK, Reply, mask, request, source

MINIMUM = {"model": "gpt-image-1.5-official", "prompt": "a brass compass", "size": "1:1", "n": 1}


async def sent(api, client, **fields) -> dict[str, object]:
    """Submit, and return the JSON that arrived."""
    api.says(ACCEPTED)
    await client.submit(request(**fields))
    return json.loads(api.asked[-1].body)


async def test_what_nobody_gave_is_not_sent(api, client):
    """Model, prompt, size and n go always, with the model's default size; nothing else does."""
    assert await sent(api, client) == MINIMUM


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"size": "3:2"}, {"size": "3:2"}),
        ({"count": 4}, {"n": 4}),
        ({"count": 0}, {"n": 1}),
        ({"count": -3}, {"n": 1}),
        ({"count": 9}, {"n": 4}),
        ({"quality": "high"}, {"quality": "high"}),
        ({"quality": "auto"}, {"quality": "auto"}),
        ({"background": "transparent"}, {"background": "transparent"}),
        ({"moderation": "low"}, {"moderation": "low"}),
        ({"output_format": "jpeg"}, {"output_format": "jpeg"}),
        ({"compression": 0}, {"output_compression": 0}),
        ({"compression": 85}, {"output_compression": 85}),
        ({"model": "gpt-image-1-official"}, {"model": "gpt-image-1-official"}),
        ({"references": (source(1),)}, {"image_urls": ["https://files.example/1.png"]}),
        (
            {"references": (source(1), source(2)), "mask": mask()},
            {
                "image_urls": ["https://files.example/1.png", "https://files.example/2.png"],
                "mask_url": "https://files.example/mask.png",
            },
        ),
    ],
)
async def test_what_somebody_gave_is_sent_by_its_name(api, client, given, expected):
    """Each option is one field more, and no other changes; n comes into its range."""
    assert {**MINIMUM, **expected} == await sent(api, client, **given)


async def test_a_submission_is_one_post_with_the_key(api, client):
    """The key travels in the Authorization header, the body as JSON."""
    await sent(api, client)

    (asked,) = api.asked
    assert ("POST", "/v1/images/generations") == (asked.method, asked.raw_path)
    assert f"Bearer {KEY}" == asked.headers["Authorization"]
    assert "application/json" == asked.headers["Content-Type"]


@pytest.mark.parametrize("tail", ["/gate/api", "/gate/api/", "/gate/api//"])
async def test_the_base_url_may_have_a_path_and_a_slash(api, make_client, tail):
    """A gateway may live under a prefix."""
    api.says(ACCEPTED)

    await make_client(api.url + tail).submit(request())

    assert "/gate/api/v1/images/generations" == api.asked[0].raw_path


@pytest.mark.parametrize(
    "base_url",
    [
        "gccai.example",
        "ftp://gccai.example",
        "https://",
        "https://user:pass@gccai.example",
        "https://gccai.example/?a=b",
        "https://gccai.example/#part",
        "https://" + "a" * 64 + ".example",
        "",
    ],
)
async def test_a_base_url_that_is_none_is_refused_at_once(make_client, base_url):
    """Not at the first picture."""
    with pytest.raises(ValueError, match=r"base_url|idna|label"):
        make_client(base_url)


@pytest.mark.parametrize("key", ["sk-two words", "sk-lïne", "sk-a\r\nX-Evil: 1"])
async def test_a_key_that_no_header_can_carry_is_refused_and_not_shown(make_client, key):
    """aiohttp would complain in the middle of a submission."""
    with pytest.raises(ValueError, match="no header") as caught:
        make_client("https://gccai.example", key=key)

    assert key not in str(caught.value)


async def test_space_around_the_key_is_a_slip_of_the_editor(api, make_client):
    """A newline at the end of a secret file is no part of the key."""
    api.says(ACCEPTED)

    await make_client(api.url, key=f" {KEY}\n").submit(request())

    assert f"Bearer {KEY}" == api.asked[0].headers["Authorization"]


async def test_a_reference_that_is_not_reachable_is_our_mistake(api, client):
    """The engine makes all sources reachable before it submits."""
    with pytest.raises(ValueError, match="image2 is not reachable"):
        await client.submit(request(references=(source(1), source(2, reachable=False))))

    assert [] == api.asked


async def test_a_model_that_is_gone_from_the_catalogue_is_a_refusal(api, client):
    """The configuration may change while a job waits; nothing is sent then."""
    with pytest.raises(ApiRejected, match="gpt-image-0"):
        await client.submit(request(model="gpt-image-0"))

    assert [] == api.asked


class NoNames(AbstractResolver):
    """A resolver for which no name exists."""

    async def resolve(self, host, port=0, family=socket.AF_INET):
        """Find nothing."""
        raise OSError(None, "no such name")

    async def close(self):
        """Nothing to release."""


async def test_a_closed_port_means_surely_not_sent(make_client, unused_tcp_port):
    """Nobody is there: the job may be sent again."""
    client = make_client(f"http://127.0.0.1:{unused_tcp_port}")

    with pytest.raises(ApiUnavailable, match="no connection"):
        await client.submit(request())


async def test_a_name_that_is_not_found_means_surely_not_sent(make_client):
    """DNS fails before anything is sent."""
    connector = aiohttp.TCPConnector(resolver=NoNames())
    async with aiohttp.ClientSession(connector=connector) as session:
        client = make_client("http://gccai.example", session=session)
        with pytest.raises(ApiUnavailable):
            await client.submit(request())


async def test_a_failed_handshake_means_surely_not_sent(api, make_client):
    """TLS against a server that speaks none."""
    with pytest.raises(ApiUnavailable, match="no connection"):
        await make_client(api.url.replace("http:", "https:")).submit(request())


async def test_no_connection_in_time_means_surely_not_sent(api, make_client):
    """The only connection is taken: the second submission waits for one, in vain."""
    api.will(Reply(hangs=True))
    connector = aiohttp.TCPConnector(limit=1)
    async with aiohttp.ClientSession(connector=connector) as session:
        first = asyncio.create_task(make_client(api.url, session=session).submit(request()))
        await api.is_asked()
        hasty = make_client(api.url, session=session, timeouts=Timeouts(connect_seconds=0.01))
        with pytest.raises(ApiUnavailable):
            await hasty.submit(request())
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first

    assert 1 == len(api.asked)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(raw=b""), id="closed before the answer"),
        pytest.param(Reply(raw=HEAD[:20]), id="closed in the head"),
        pytest.param(Reply(raw=HEAD + b"Content-Length: 90\r\n\r\n{"), id="closed in the body"),
        pytest.param(
            Reply(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n"), id="garbled chunks"
        ),
        pytest.param(Reply(raw=b"SSH-2.0-OpenSSH_9.2\r\n\r\n"), id="not HTTP"),
        pytest.param(
            Reply(body=b"not gzip", headers={"Content-Encoding": "gzip"}), id="garbled compression"
        ),
        pytest.param(Reply(body=""), id="empty"),
        pytest.param(Reply(status=204), id="no content"),
        pytest.param(Reply(body="<html>Welcome</html>"), id="a page"),
        pytest.param(Reply(body="[" * 100_000), id="JSON too deep"),
        pytest.param(Reply(body=b"\xff\xfe\xfa"), id="not text"),
        pytest.param(Reply(body={"code": 200, "data": []}), id="no task"),
        pytest.param(Reply(body={"code": 200, "data": [{"status": "submitted"}]}), id="no id"),
        pytest.param(Reply(body={"data": [{"task_id": ".."}]}), id="an id that is a path"),
        pytest.param(Reply(body={"data": [{"task_id": "a\ud800"}]}), id="an id that is no text"),
        pytest.param(Reply(body="null"), id="null"),
        pytest.param(Reply(body=ACCEPTED | {"more": "x" * 4 * 1024**2}), id="more than 4 MiB"),
    ],
)
async def test_an_answer_that_is_lost_or_senseless_is_in_doubt(api, client, reply):
    """It may have been taken and charged: never sent again by itself."""
    api.will(reply)

    with pytest.raises(SubmissionInDoubt):
        await client.submit(request())

    assert 1 == len(api.asked)


@pytest.mark.parametrize(
    "timeouts", [Timeouts(submit_seconds=0.05), Timeouts(submit_seconds=0.05, connect_seconds=5)]
)
async def test_no_answer_in_time_is_in_doubt(api, make_client, timeouts):
    """It was sent, and we stopped listening."""
    api.will(Reply(hangs=True))

    with pytest.raises(SubmissionInDoubt, match="TimeoutError"):
        await make_client(api.url, timeouts=timeouts).submit(request())


@pytest.mark.parametrize("status", [301, 302, 307, 308])
async def test_a_redirect_is_not_followed_and_is_the_operators_to_mend(api, client, other, status):
    """Something before the API sends us elsewhere: `base_url` is wrong, and the key stays home."""
    api.says("", status=status, Location=other.url + "/v1/images/generations")

    with pytest.raises(ApiForbidden, match=f"HTTP {status}"):
        await client.submit(request())

    assert [] == other.asked


async def test_see_other_may_mean_that_it_was_done(api, client, other):
    """HTTP 303 answers a POST that was carried out."""
    api.says("", status=303, Location=other.url)

    with pytest.raises(SubmissionInDoubt):
        await client.submit(request())


@pytest.mark.parametrize(
    ("status", "code", "expected"),
    [
        (503, "idempotency_unavailable", ApiUnavailable),
        (409, "idempotency_in_progress", SubmissionInDoubt),
        (409, "idempotency_result_indeterminate", SubmissionInDoubt),
        (409, "idempotency_key_reused", ApiRejected),
        (403, "insufficient_user_quota", ApiForbidden),
        (429, "insufficient_quota", ApiForbidden),
        (400, "billing_hard_limit_reached", ApiForbidden),
        (429, "rate_limit_exceeded", ApiThrottled),
        (503, "model_not_found", SubmissionInDoubt),
        (422, "bad_response_status_code", ApiRejected),
        (401, "moderation_blocked", ApiForbidden),
        (402, "moderation_blocked", ApiForbidden),
        (429, "moderation_blocked", ApiThrottled),
    ],
)
async def test_some_codes_say_more_than_the_status(api, client, status, code, expected):
    """What was not executed may be sent again; an empty purse is the operator's."""
    api.says({"error": {"code": code, "message": "no", "type": "apimart_error"}}, status=status)

    with pytest.raises(expected):
        await client.submit(request())


async def test_a_code_may_stand_in_the_type(api, client):
    """Some gateways leave `code` empty."""
    api.says({"error": {"code": "", "type": "insufficient_quota", "message": "no"}}, status=429)

    with pytest.raises(ApiForbidden):
        await client.submit(request())


async def test_a_refusal_of_content_with_403_does_not_stop_everyone(api, client):
    """One person's words must not look like a locked key."""
    api.says({"error": {"message": "rejected by our safety system", "code": 403}}, status=403)

    with pytest.raises(ApiRejected) as caught:
        await client.submit(request())

    assert caught.value.moderated


async def test_a_refusal_is_the_apis_own_sentence_cleaned(api, client):
    """It may be shown to the person who asked."""
    message = "Your request was rejected by the safety system. (request id: 20261001120000)"
    api.says(
        {
            "error": {
                "code": "moderation_blocked",
                "message": message,
                "moderation_details": {"moderation_stage": "input", "categories": ["violence"]},
            }
        },
        status=400,
    )

    with pytest.raises(ApiRejected) as caught:
        await client.submit(request())

    expected = "Your request was rejected by the safety system. [violence]"
    assert expected == str(caught.value)
    assert caught.value.moderated


@pytest.mark.parametrize("body", [{"message": "no such route"}, {"detail": "no such route"}])
async def test_a_plain_message_is_a_sentence_too(api, client, body):
    """With an HTTP error no envelope is needed."""
    api.says(body, status=404)

    with pytest.raises(ApiRejected, match=r"^no such route$"):
        await client.submit(request())


async def test_a_refusal_without_words_shows_no_proxys_page(api, client):
    """A person sees the status, not HTML."""
    api.says("<html><h1>413 Too Large</h1></html>", status=413)

    with pytest.raises(ApiRejected, match=r"^HTTP 413$"):
        await client.submit(request())


async def test_a_submission_that_is_cancelled_stays_cancelled(api, client):
    """What then becomes of the job is the engine's to say."""
    api.will(Reply(hangs=True))
    submission = asyncio.create_task(client.submit(request()))
    await api.is_asked()

    submission.cancel()

    with pytest.raises(asyncio.CancelledError):
        await submission


async def test_a_task_id_wins_over_a_complaint(api, client):
    """A task that exists may have been charged: it is followed."""
    api.says({"success": False, "error": "odd", "data": [{"task_id": TASK}]})

    assert (TASK,) == await client.submit(request())
