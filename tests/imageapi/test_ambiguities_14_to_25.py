"""What the API's documents leave open: numbers 14 to 25, a parametrised test each.

Where a question is closed by refusing early, the test is of the rule that refuses.
"""

import json
from datetime import UTC, datetime, timedelta

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    InvalidRequest,
    SubmissionInDoubt,
)
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import Balance, FailureReason
from bot.domain.requests import check
from bot.engine.ports import Picture
from tests.imageapi import test_ambiguities_01_to_13
from tests.imageapi.numbered import ambiguity, http_date
from tests.imageapi.scripted import (
    ACCEPTED,
    NOON,
    TASK,
    Reply,
    mask,
    request,
    source,
    task,
)


@ambiguity(
    14,
    ("status", "body"),
    not_found=(404, "<html>404</html>"),
    not_allowed=(405, ""),
    refused=(400, {"error": {"message": "unsupported image type: application/pdf"}}),
)
async def test_the_upload_endpoint_may_not_be_there(api, client, status, body):
    """A refusal, upon which the engine gives the API Discord's own address; never base64."""
    api.says(body, status=status)

    with pytest.raises(ApiRejected):
        await client.upload(Picture(content=b"x", kind="png", width=1, height=1), name="a.png")


@ambiguity(
    15,
    ("fields", "field"),
    sixteen_references=({"references": tuple(source(n) for n in range(16))}, "image"),
    automatic_size=({"size": "auto"}, "size"),
    pixels=({"size": "1536x1024"}, "size"),
    webp=({"output_format": "webp"}, "format"),
    mask_alone=({"mask": mask()}, "mask"),
)
async def test_only_what_the_page_offers_is_accepted(fields, field):
    """What siblings of the models take is refused before money is spent."""
    with pytest.raises(InvalidRequest) as caught:
        check(request(**fields), DEFAULT_CATALOGUE)

    assert field == caught.value.field


@ambiguity(15, (), fifteen_references=())
async def test_fifteen_references_are_sent(api, client):
    """The page's limit."""
    api.says(ACCEPTED)

    await client.submit(request(references=tuple(source(n) for n in range(15))))

    urls = json.loads(api.asked[0].body)["image_urls"]
    assert [f"https://files.example/{n}.png" for n in range(15)] == urls


@ambiguity(16, (), mask_without_a_picture=())
async def test_a_mask_without_a_picture_is_refused():
    """What the server would do is not documented."""
    with pytest.raises(InvalidRequest) as caught:
        check(request(mask=mask()), DEFAULT_CATALOGUE)

    assert "mask-without-picture" == caught.value.rule


@ambiguity(
    17,
    ("fields", "rule"),
    transparent_jpeg=(
        {"background": "transparent", "output_format": "jpeg"},
        "transparent-with-jpeg",
    ),
    transparent_and_compressed=(
        {"background": "transparent", "compression": 50},
        "transparent-with-jpeg",
    ),
    compressed_png=({"compression": 50, "output_format": "png"}, "compression-with-png"),
)
async def test_options_that_do_not_agree_are_refused(fields, rule):
    """What the server would do is not documented, or a silent change."""
    with pytest.raises(InvalidRequest) as caught:
        check(request(**fields), DEFAULT_CATALOGUE)

    assert rule == caught.value.rule


@ambiguity(
    18,
    ("status", "fields", "expected"),
    final=("completed", {"cost": 0.0272, "credits_cost": 0.272}, 27_200),
    noisy=("completed", {"cost": 0.047920000000000004}, 47_920),
    a_string=("completed", {"cost": "0.006"}, 6_000),
    reserved=("processing", {"cost": 0.006}, None),
    failed=("failed", {"cost": 0.006}, None),
    absent=("completed", {"usage": {"total_tokens": 210}}, None),
    credits_alone=("completed", {"credits_cost": 0.272}, None),
    zero=("completed", {"cost": 0}, None),
    less_than_a_millionth=("completed", {"cost": 1e-9}, None),
    negative=("completed", {"cost": -0.1}, None),
    absurd=("completed", {"cost": 1e300}, None),
    not_a_number=("completed", {"cost": float("nan")}, None),
    beyond_numbers=("completed", {"cost": 10**400}, None),
    words=("completed", {"cost": "free"}, None),
    true=("completed", {"cost": True}, None),
)
async def test_a_cost_counts_only_when_it_is_final(api, client, status, fields, expected):
    """In micro-dollars, rounded; otherwise the catalogue's price stands."""
    api.says(task(status, **fields))

    assert expected == (await client.fetch(TASK)).cost_microusd


@ambiguity(
    19,
    ("body", "expected"),
    plain=(
        {"success": True, "remain_balance": 10.5, "used_balance": 2.3, "unlimited_quota": False},
        Balance(remaining=10.5, used=2.3),
    ),
    unlimited=(
        {"success": True, "remain_balance": -1, "unlimited_quota": True},
        Balance(remaining=None, unlimited=True),
    ),
    minus_one=({"remain_balance": -1}, Balance(remaining=None, unlimited=True)),
    in_debt=({"remain_balance": -0.5}, Balance(remaining=-0.5)),
    wrapped=({"code": 200, "data": {"remain_balance": "3"}}, Balance(remaining=3.0)),
)
async def test_a_balance_may_be_without_limit(api, client, body, expected):
    """Minus one is no debt."""
    api.says(body)

    assert expected == await client.balance()


@ambiguity(
    19,
    ("body", "expected"),
    no_token=({"success": False, "message": "Failed to get token info"}, ApiForbidden),
    no_header=({"success": False, "message": "No Authorization header"}, ApiForbidden),
    no_quota=({"success": False, "message": "Failed to get user quota"}, ApiProtocolError),
    code_401=({"success": False, "code": 401, "message": "no"}, ApiForbidden),
    nothing=({"success": True}, ApiProtocolError),
    a_list=([], ApiProtocolError),
    a_page=("<html>", ApiProtocolError),
)
async def test_a_balance_may_fail_with_http_200(api, client, body, expected):
    """Where it is the key, it is the operator's to mend."""
    api.says(body)

    with pytest.raises(expected):
        await client.balance()


@ambiguity(20, (), lost_answer=())
async def test_a_lost_submission_is_not_sent_again(api, client):
    """No key of ours would make a second one free; so none is sent, and it goes out once."""
    api.will(Reply(raw=b""))

    with pytest.raises(SubmissionInDoubt):
        await client.submit(request())

    (asked,) = api.asked
    assert not {"Idempotency-Key", "X-APIMart-Response-Version"} & set(asked.headers)


@ambiguity(20, (), lost_on_an_old_connection=())
async def test_a_submission_on_a_kept_connection_is_not_sent_again(api, client):
    """aiohttp repeats a GET on a connection that was closed meanwhile; a POST it must not."""
    api.will(Reply(body=task("pending")), Reply(raw=b""), Reply(body=ACCEPTED))
    await client.fetch(TASK)

    with pytest.raises(SubmissionInDoubt):
        await client.submit(request())

    assert ["GET", "POST"] == [asked.method for asked in api.asked]


@ambiguity(
    21,
    ("headers", "body", "expected"),
    seconds=({"Retry_After": "7"}, {}, 7.0),
    a_date=(
        {"Retry_After": http_date(NOON), "Date": http_date(NOON - timedelta(seconds=30))},
        {},
        30.0,
    ),
    a_date_gone_by=(
        {"Retry_After": http_date(NOON - timedelta(hours=1)), "Date": http_date(NOON)},
        {},
        0.0,
    ),
    in_the_body=({}, {"retry_after": 5}, 5.0),
    in_the_error=({}, {"error": {"message": "slowly", "retry_after": "2.5"}}, 2.5),
    header_first=({"Retry_After": "7"}, {"retry_after": 5}, 7.0),
    not_a_time=({"Retry_After": "soon"}, {}, None),
    negative=({"Retry_After": "-4"}, {"retry_after": -4}, None),
    years=({"Retry_After": "1e12"}, {}, 86_400.0),
    absent=({}, {}, None),
)
async def test_retry_after_comes_in_many_forms(api, client, headers, body, expected):
    """Seconds, a date by the server's own clock, in the body, or not at all."""
    api.says({"message": "slowly", **body}, status=429, **headers)

    with pytest.raises(ApiThrottled) as caught:
        await client.submit(request())

    assert expected == caught.value.retry_after_seconds


@ambiguity(
    22,
    ("fields", "absent", "numbers"),
    no_pictures=({}, ("image_urls", "mask_url", "output_compression"), {"n": 1}),
    numbers=(
        {"count": 2, "compression": 0, "output_format": "jpeg"},
        ("image_urls",),
        {"n": 2, "output_compression": 0},
    ),
)
async def test_lists_are_never_empty_and_numbers_are_numbers(api, client, fields, absent, numbers):
    """A quoted number is an error there, and so may be an empty list."""
    api.says(ACCEPTED)

    await client.submit(request(**fields))

    body = json.loads(api.asked[0].body)
    assert set(absent).isdisjoint(body)
    assert numbers == {name: body[name] for name in numbers}
    assert all(type(body[name]) is int for name in numbers)


@ambiguity(
    23,
    ("message",),
    english=("The image could not be generated",),
    chinese=("图片生成失败",),
    german=("Das Bild konnte nicht erzeugt werden",),
)
async def test_the_language_of_a_message_decides_nothing(api, client, message):
    """No language is asked for, and the sentence is only passed on."""
    api.says(task("failed", error={"code": "task_failed", "message": message}))

    outcome = await client.fetch(TASK)

    assert FailureReason.UPSTREAM_FAILED is outcome.failure.reason
    assert message == outcome.failure.detail
    assert "language" not in api.asked[0].raw_path


@ambiguity(24, (), documented_paths_only=())
async def test_only_documented_endpoints_are_called(api, client):
    """No batch, no cancelling, no webhook: nobody says what they answer."""
    api.says({**ACCEPTED, "url": "https://files.example/1"})
    await client.submit(request())
    api.says(task("pending"))
    await client.fetch(TASK)
    api.says({"url": "https://files.example/1"})
    await client.upload(Picture(content=b"x", kind="png", width=1, height=1), name="a.png")
    api.says({"remain_balance": 1})
    await client.balance()

    assert "webhook" not in json.loads(api.asked[0].body)
    assert [
        ("POST", "/v1/images/generations"),
        ("GET", f"/v1/tasks/{TASK}"),
        ("POST", "/v1/uploads/images"),
        ("GET", "/v1/balance"),
    ] == [(asked.method, asked.raw_path) for asked in api.asked]


@ambiguity(
    25,
    ("server_noon",),
    right=(NOON,),
    behind=(NOON - timedelta(hours=3),),
    ahead=(NOON + timedelta(days=40),),
)
async def test_the_servers_clock_may_be_wrong(api, client, server_noon):
    """An hour from now by its clock is an hour from now by ours."""
    expires_at = (server_noon + timedelta(hours=1)).timestamp()
    entry = {"url": "https://r.example/1", "expires_at": expires_at}
    api.says(task("completed", result={"images": [entry]}), Date=http_date(server_noon))

    (picture,) = (await client.fetch(TASK)).pictures

    assert NOON + timedelta(hours=1) == picture.expires_at


@ambiguity(
    25,
    ("date",),
    absent=(b"",),
    nonsense=(b"Date: yesterday\r\n",),
    out_of_range=(b"Date: Fri, 31 Dec 9999 23:59:59 -2300\r\n",),
)
async def test_a_server_without_a_clock_is_believed(api, client, date):
    """Then its seconds are taken as they are."""
    expires_at = int(NOON.timestamp()) + 60
    images = [{"url": "https://r.example/1", "expires_at": expires_at}]
    body = json.dumps(task("completed", result={"images": images})).encode()
    length = f"Content-Length: {len(body)}\r\n".encode()
    api.will(Reply(raw=b"HTTP/1.1 200 OK\r\n" + date + length + b"\r\n" + body))

    (picture,) = (await client.fetch(TASK)).pictures

    assert datetime.fromtimestamp(expires_at, UTC) == picture.expires_at


def test_every_ambiguity_has_a_test():
    """They are numbered from 1 to 25."""
    numbers = {
        int(case.id.split("-")[1])
        for test in [*vars(test_ambiguities_01_to_13).values(), *globals().values()]
        for mark in getattr(test, "pytestmark", [])
        for case in mark.args[1]
    }

    assert set(range(1, 26)) == numbers
