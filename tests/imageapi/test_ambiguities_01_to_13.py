"""What the API's documents leave open: numbers 1 to 13, a parametrised test each.

The rest is in test_ambiguities_14_to_25.py.
"""

from datetime import timedelta

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
    PictureGone,
    PictureRefused,
    SubmissionInDoubt,
)
from bot.domain.outcomes import FailureReason, RemoteState
from bot.imageapi import open_downloads
from tests.imageapi.numbered import ambiguity, http_date
from tests.imageapi.scripted import (
    ACCEPTED,
    NOON,
    TASK,
    Reply,
    request,
    task,
)


@ambiguity(
    1,
    ("status", "body", "expected"),
    array=(200, ACCEPTED, (TASK,)),
    object=(202, {"code": 202, "data": {"id": TASK, "status": "queued"}}, (TASK,)),
    id_in_array=(200, {"data": [{"id": TASK}]}, (TASK,)),
    flat=(200, {"id": TASK, "object": "generation.task", "status": "queued"}, (TASK,)),
    both_names=(200, {"data": {"id": "other", "task_id": TASK}}, (TASK,)),
    several=(200, {"data": [{"task_id": "a"}, {"task_id": "b"}, {"id": "a"}]}, ("a", "b")),
    some_without_an_id=(200, {"data": [None, {}, "x", {"task_id": "b"}]}, ("b",)),
    created=(201, {"data": {"task_id": 17}}, ("17",)),
)
async def test_a_submission_is_answered_in_many_shapes(api, client, status, body, expected):
    """The array or the object, `task_id` or `id`, 200 or 202: all ids are followed."""
    api.says(body, status=status)

    assert expected == await client.submit(request())


@ambiguity(
    2,
    ("remote_id", "path"),
    today=(TASK, f"/v1/tasks/{TASK}"),
    a_siblings=("tsk_img_9", "/v1/tasks/tsk_img_9"),
    a_slash=("a/../../balance", "/v1/tasks/a%2F..%2F..%2Fbalance"),
    a_query=("a?language=zh#b", "/v1/tasks/a%3Flanguage%3Dzh%23b"),
    an_encoded_slash=("a%2Fb", "/v1/tasks/a%252Fb"),
    words=("图 1", "/v1/tasks/%E5%9B%BE%201"),
)
async def test_a_task_id_is_opaque(api, client, remote_id, path):
    """Whatever it contains, it is one segment of the path."""
    api.says(task("pending"))

    await client.fetch(remote_id)

    assert path == api.asked[0].raw_path


@ambiguity(
    3,
    ("images", "expected"),
    a_string=([{"url": "https://r.example/1"}], ["https://r.example/1"]),
    an_array=(
        [{"url": ["https://r.example/1", "https://r.example/2"]}],
        ["https://r.example/1", "https://r.example/2"],
    ),
    several_entries=(
        [{"url": ["https://r.example/1"]}, {"url": "https://r.example/2"}],
        ["https://r.example/1", "https://r.example/2"],
    ),
    twice_the_same=(
        [{"url": ["https://r.example/1", "https://r.example/1"]}, {"url": "https://r.example/1"}],
        ["https://r.example/1"],
    ),
    bare_strings=(["https://r.example/1"], ["https://r.example/1"]),
    one_object=({"url": "http://r.example/1"}, ["http://r.example/1"]),
    not_addresses=([{"url": ["", None, 3, "data:image/png;base64,AA", "ftp://x"]}, 7], []),
    none=([], []),
)
async def test_results_lie_in_many_shapes(api, client, images, expected):
    """They are flattened in order; fewer than asked for is what was delivered."""
    api.says(task("completed", result={"images": images}))

    outcome = await client.fetch(TASK)

    assert RemoteState.FINISHED is outcome.state
    assert expected == [picture.url for picture in outcome.pictures]


@ambiguity(
    4,
    ("words", "expected"),
    finished=(("completed", "succeeded", "success", "SUCCESS"), RemoteState.FINISHED),
    failed=(("failed", "error", "expired", "FAILURE"), RemoteState.FAILED),
    cancelled=(("cancelled", "canceled"), RemoteState.CANCELLED),
    waiting=(
        ("submitted", "pending", "processing", "in_progress", "queued", "running", "", "dreaming"),
        RemoteState.WAITING,
    ),
)
async def test_a_status_has_synonyms_and_unknown_ones_wait(api, client, words, expected):
    """Only words that surely end a task end it."""
    for word in words:
        api.says(task(word))

        assert expected is (await client.fetch(TASK)).state


@ambiguity(
    5,
    ("fields", "expected"),
    no_progress=({}, None),
    stuck_at_zero=({"progress": 0, "estimated_time": 100}, 100.0),
    a_string=({"progress": "45%", "estimated_time": "60"}, 60.0),
    zero=({"estimated_time": 0}, None),
    negative=({"estimated_time": -5}, None),
    absurd=({"estimated_time": 1e9}, None),
    true=({"estimated_time": True}, None),
    an_object=({"estimated_time": {"seconds": 3}}, None),
)
async def test_progress_is_ignored_and_an_estimate_is_a_hint(api, client, fields, expected):
    """Only a believable estimate is passed on."""
    api.says(task("processing", **fields))

    outcome = await client.fetch(TASK)

    assert (RemoteState.WAITING, expected) == (outcome.state, outcome.estimated_seconds)


@ambiguity(
    6,
    ("fields", "reason", "detail"),
    an_object=(
        {"error": {"code": "task_failed", "message": "The model is busy", "param": ""}},
        FailureReason.UPSTREAM_FAILED,
        "The model is busy",
    ),
    code_is_a_number=(
        {"error": {"code": 500, "message": "The model is busy"}},
        FailureReason.UPSTREAM_FAILED,
        "The model is busy",
    ),
    a_string=({"error": "The model is busy"}, FailureReason.UPSTREAM_FAILED, "The model is busy"),
    fail_reason=({"fail_reason": "Out of time"}, FailureReason.UPSTREAM_FAILED, "Out of time"),
    missing=({}, FailureReason.UPSTREAM_FAILED, ""),
    null=({"error": None}, FailureReason.UPSTREAM_FAILED, ""),
    empty=({"error": {}}, FailureReason.UPSTREAM_FAILED, ""),
    a_list=({"error": ["no"]}, FailureReason.UPSTREAM_FAILED, ""),
    moderated_by_code=(
        {"error": {"code": "moderation_blocked", "message": "No.", "moderation_details": 1}},
        FailureReason.MODERATED,
        "No.",
    ),
    moderated_by_words=(
        {"error": {"message": "rejected by the safety system. safety_violations=[sexual]"}},
        FailureReason.MODERATED,
        "rejected by the safety system. safety_violations=[sexual]",
    ),
    moderated_with_categories=(
        {"error": {"message": "No.", "moderation_details": {"categories": ["violence", "self"]}}},
        FailureReason.MODERATED,
        "No. [violence, self]",
    ),
)
async def test_a_failure_comes_in_many_shapes(api, client, fields, reason, detail):
    """On HTTP 200, with an error of any form, or none."""
    api.says(task("failed", **fields))

    outcome = await client.fetch(TASK)

    assert RemoteState.FAILED is outcome.state
    assert (reason, detail) == (outcome.failure.reason, outcome.failure.detail)


@ambiguity(
    7,
    ("body", "on_submit", "on_fetch"),
    error_402=({"error": {"code": 402, "message": "no money"}}, ApiForbidden, ApiForbidden),
    code_402=({"code": 402, "message": "insufficient balance"}, ApiForbidden, ApiForbidden),
    code_as_string=({"code": "429", "message": "slowly"}, ApiThrottled, ApiThrottled),
    by_its_type=(
        {"error": {"type": "invalid_request_error", "message": "no"}},
        ApiRejected,
        ApiRejected,
    ),
    code_500=({"code": 500, "message": "oh"}, SubmissionInDoubt, ApiUnavailable),
    success_false=({"success": False, "message": "oh"}, SubmissionInDoubt, ApiProtocolError),
    error_string=({"error": "something"}, SubmissionInDoubt, ApiProtocolError),
    error_true=({"error": True, "message": "something"}, SubmissionInDoubt, ApiProtocolError),
    unknown_code=({"code": 1001, "message": "oh"}, SubmissionInDoubt, ApiProtocolError),
    id_of_the_request=(
        {"id": "req_1", "code": "invalid_request_error", "message": "no"},
        ApiRejected,
        ApiRejected,
    ),
    moderated=(
        {"success": False, "message": "content moderation failed: sensitive content detected"},
        ApiRejected,
        ApiProtocolError,
    ),
)
async def test_an_error_may_come_with_http_200(api, client, body, on_submit, on_fetch):
    """The body is read; where it does not say that it refused, a submission is in doubt."""
    api.says(body)

    with pytest.raises(on_submit):
        await client.submit(request())
    with pytest.raises(on_fetch):
        await client.fetch(TASK)


@ambiguity(
    8,
    ("message", "code", "expected", "moderated", "said"),
    parameter=(
        "build_request_failed: invalid size: 9:1, allowed: 1:1",
        "",
        ApiRejected,
        False,
        "invalid size: 9:1, allowed: 1:1",
    ),
    moderation=(
        "build_request_failed: content moderation failed: sensitive content detected",
        "",
        ApiRejected,
        True,
        "content moderation failed: sensitive content detected",
    ),
    in_the_code=("invalid size", "build_request_failed", ApiRejected, False, "invalid size"),
    blocked=("No.", "moderation_blocked", ApiRejected, True, "No."),
    quoting=("cannot draw 'sensitive content'", "", SubmissionInDoubt, False, "HTTP 500"),
    other=("internal error", "get_channel_failed", SubmissionInDoubt, False, "HTTP 500"),
)
async def test_a_refusal_may_come_as_http_500(
    api, client, message, code, expected, moderated, said
):
    """Known refusals are not asked again; any other 500 leaves a submission in doubt."""
    api.says({"error": {"message": message, "code": code, "type": "apimart_error"}}, status=500)

    with pytest.raises(expected) as caught:
        await client.submit(request())

    assert said in str(caught.value)
    assert moderated is getattr(caught.value, "moderated", False)


@ambiguity(
    9,
    ("status", "on_submit", "on_fetch"),
    bad_request=(400, ApiRejected, ApiProtocolError),
    forbidden=(403, ApiForbidden, ApiForbidden),
    teapot=(418, ApiRejected, ApiProtocolError),
    throttled=(429, ApiThrottled, ApiThrottled),
    bad_gateway=(502, SubmissionInDoubt, ApiUnavailable),
    gateway_timeout=(504, SubmissionInDoubt, ApiUnavailable),
)
async def test_an_error_may_be_a_page(api, client, status, on_submit, on_fetch):
    """HTML and a wrong content type are judged by the status, and quoted for the operator."""
    page = f"<html><style>b {{}}</style><b>Oops {status}</b>{' filler' * 900}</html>"
    api.says(page, status=status, Content_Type="text/event-stream")

    with pytest.raises(on_submit):
        await client.submit(request())
    with pytest.raises(on_fetch) as caught:
        await client.fetch(TASK)

    assert f"HTTP {status}: Oops {status} filler" in str(caught.value)
    assert len(str(caught.value)) <= 300


@ambiguity(
    10,
    ("status", "body"),
    not_found=(404, {"error": {"message": "nothing here", "code": 404}}),
    not_found_page=(404, "<html>404</html>"),
    not_found_in_200=(200, {"code": 404, "message": "nothing"}),
    chinese=(400, {"error": {"message": "任务不存在或已过期", "type": "apimart_error"}}),
    chinese_in_200=(200, {"success": False, "message": "任务不存在或已过期"}),
    english=(500, {"error": {"message": "Task not found or expired"}}),
    invalid=(400, {"error": {"code": 400, "message": "Invalid task ID"}}),
    by_code=(400, {"code": "task_not_exist", "message": "no"}),
)
async def test_an_unknown_task_is_an_outcome(api, client, status, body):
    """Too early or too late is for the engine to tell: it knows when the task was made."""
    api.says(body, status=status)

    assert RemoteState.UNKNOWN is (await client.fetch(TASK)).state


SERVER_NOON = NOON.timestamp()


@ambiguity(
    11,
    ("expires_at", "expected"),
    a_day=(SERVER_NOON + 86_400, NOON + timedelta(hours=24)),
    three_days=(SERVER_NOON + 259_200, NOON + timedelta(hours=72)),
    a_string=(str(int(SERVER_NOON) + 60), NOON + timedelta(minutes=1)),
    absent=(None, None),
    zero=(0, None),
    milliseconds=(SERVER_NOON * 1000, None),
    not_a_number=("tomorrow", None),
)
async def test_the_expiry_is_the_servers_or_not_known(api, client, expires_at, expected):
    """No figure of the documents is put in its place."""
    entry = {"url": "https://r.example/1"} | ({"expires_at": expires_at} if expires_at else {})
    api.says(task("completed", result={"images": [entry]}), Date=http_date(NOON))

    (picture,) = (await client.fetch(TASK)).pictures

    assert expected == picture.expires_at


@ambiguity(
    12,
    ("status", "expected"),
    forbidden=(403, PictureGone),
    not_found=(404, PictureGone),
    gone=(410, PictureGone),
)
async def test_a_result_lives_elsewhere_and_expires(client, other, status, expected):
    """Another host, no key, and 403 is how it says that the time is over."""
    other.will(Reply(body=b"bytes"), Reply(status=status))

    assert b"bytes" == await client.download(f"{other.url}/f/1.png")
    with pytest.raises(expected):
        await client.download(f"{other.url}/f/1.png")

    assert all("Authorization" not in asked.headers for asked in other.asked)


@ambiguity(12, (), private=())
async def test_a_result_on_a_private_address_is_refused(make_client, other):
    """It might be anything in the operator's own network."""
    async with open_downloads(allow_private=False) as downloads:
        client = make_client("https://gccai.example", downloads=downloads)
        with pytest.raises(PictureRefused):
            await client.download(f"{other.url}/f/1.png")

    assert [] == other.asked


@ambiguity(
    13,
    ("name", "content_type"),
    jpeg_by_name=("1.jpeg", "image/jpeg"),
    text_by_type=("1.png", "text/plain"),
    no_name=("download?id=1", "application/octet-stream"),
)
async def test_the_bytes_are_taken_as_they_are(client, other, name, content_type):
    """Neither name nor type decides what they are."""
    other.says(b"\x89PNG\r\n", Content_Type=content_type)

    assert b"\x89PNG\r\n" == await client.download(f"{other.url}/{name}")
