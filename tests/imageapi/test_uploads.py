"""Making a picture reachable, and asking for the balance."""

from datetime import timedelta
from email.parser import BytesParser

import pytest

from bot.domain.errors import (
    ApiForbidden,
    ApiProtocolError,
    ApiRejected,
    ApiThrottled,
    ApiUnavailable,
)
from bot.engine.ports import Picture
from bot.imageapi import Timeouts
from tests.imageapi.scripted import KEY, NOON, Reply

URL = "https://files.example/f/1.png"


def picture(*, content: bytes = b"bytes", kind: str = "png") -> Picture:
    """Return a picture; the client does not look into it."""
    return Picture(content=content, kind=kind, width=1, height=1)


def parts_of(asked):
    """Return the parts of a multipart body."""
    head = f"Content-Type: {asked.headers['Content-Type']}\r\n\r\n".encode()
    return BytesParser().parsebytes(head + asked.body).get_payload()


@pytest.mark.parametrize(
    ("name", "kind", "filename", "content_type"),
    [
        ("photo.png", "png", "photo.png", "image/png"),
        ("photo.png", "jpeg", "photo.jpg", "image/jpeg"),
        ("image1", "webp", "image1.webp", "image/webp"),
        ("my cat (2).tar.gif", "gif", "my-cat-2-tar.gif", "image/gif"),
        ("../../etc/passwd", "png", "passwd.png", "image/png"),
        ('a"; name="b\r\nX: 1', "png", "a-name-b-X-1.png", "image/png"),
        ("猫.png", "png", "picture.png", "image/png"),
        ("", "png", "picture.png", "image/png"),
        ("x" * 300, "png", "x" * 60 + ".png", "image/png"),
    ],
)
async def test_an_upload_is_one_file_with_its_true_kind(
    api, client, name, kind, filename, content_type
):
    """The field `file`, named harmlessly; the ending and the type are the bytes' own."""
    api.says({"url": URL})

    await client.upload(picture(kind=kind), name=name)

    (part,) = parts_of(api.asked[0])
    assert "file" == part.get_param("name", header="Content-Disposition")
    assert (filename, content_type) == (part.get_filename(), part.get_content_type())
    assert b"bytes" == part.get_payload(decode=True)
    assert f"Bearer {KEY}" == api.asked[0].headers["Authorization"]


async def test_a_large_picture_arrives_whole(api, client):
    """Up to the API's 20 MB."""
    content = bytes(range(256)) * 8192
    api.says({"url": URL})

    await client.upload(picture(content=content), name="a.png")

    assert content in api.asked[0].body


@pytest.mark.parametrize("body", [{"url": URL, "bytes": 5}, {"code": 200, "data": {"url": URL}}])
async def test_an_upload_is_kept_for_72_hours(api, client, body):
    """Flat as documented, or wrapped like everything else there."""
    api.says(body)

    uploaded = await client.upload(picture(), name="a.png")

    assert (URL, NOON + timedelta(hours=72)) == (uploaded.url, uploaded.expires_at)


@pytest.mark.parametrize(
    ("reply", "expected"),
    [
        (Reply(status=413, body="<html>too large</html>"), ApiRejected),
        (Reply(status=415), ApiRejected),
        (Reply(status=422, body={"error": {"message": "no"}}), ApiRejected),
        (Reply(status=401, body={"error": {"message": "no"}}), ApiForbidden),
        (Reply(status=429, body={"error": {"message": "no"}}), ApiThrottled),
        (Reply(status=500, body={"error": {"message": "no"}}), ApiUnavailable),
        (Reply(raw=b""), ApiUnavailable),
        (Reply(body={"error": {"code": 400, "message": "no"}}), ApiRejected),
        (Reply(body={"url": "/f/1.png"}), ApiProtocolError),
        (Reply(body={"url": "https://files.example/\ud800"}), ApiProtocolError),
        (Reply(body={}), ApiProtocolError),
        (Reply(body="[]"), ApiProtocolError),
    ],
)
async def test_a_failed_upload_is_one_of_our_errors(api, client, reply, expected):
    """As for a question: nothing is charged for an upload."""
    api.will(reply)

    with pytest.raises(expected):
        await client.upload(picture(), name="a.png")


async def test_an_upload_has_its_own_time(api, make_client):
    """It may take longer than a question."""
    api.will(Reply(hangs=True))

    with pytest.raises(ApiUnavailable):
        await make_client(api.url, timeouts=Timeouts(upload_seconds=0.05)).upload(
            picture(), name="a.png"
        )


@pytest.mark.parametrize(("status", "expected"), [(401, ApiForbidden), (502, ApiUnavailable)])
async def test_a_balance_may_fail_with_its_status_too(api, client, status, expected):
    """The status counts where there is one."""
    api.says({"error": {"message": "no"}}, status=status)

    with pytest.raises(expected):
        await client.balance()
