"""The key is sent to the API's own host, in one header, and is found nowhere else."""

import logging
import traceback

import pytest

from bot.domain.errors import ApiError, PictureError
from bot.engine.ports import Picture
from tests.imageapi.scripted import KEY, TASK, Reply, request, task

ECHO = f"invalid key {KEY} (also {KEY.removeprefix('sk-')})"
TROUBLE = [
    *(Reply(status=status, body={"error": {"message": ECHO}}) for status in (302, 400, 401, 500)),
    *(Reply(status=status, body=f"<html>{ECHO}</html>") for status in (404, 403, 418, 429, 503)),
    Reply(body={"success": False, "message": ECHO}),
    Reply(body=ECHO),
    Reply(raw=b""),
    Reply(raw=f"{ECHO}\r\n\r\n".encode()),
    Reply(raw=f"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{ECHO}\r\n".encode()),
    Reply(raw=f"HTTP/1.1 200 {ECHO}\r\n{ECHO} {ECHO}\r\n\r\n".encode()),
    Reply(body="x", headers={"Content-Encoding": "gzip", "X-Echo": ECHO}),
]


def all_words_of(error: BaseException) -> str:
    """Return everything that a logger could find on an error."""
    words = ["".join(traceback.format_exception(error))]
    seen: BaseException | None = error
    while seen is not None:
        words += [str(seen), repr(seen), repr(vars(seen))]
        seen = seen.__cause__ or seen.__context__
    return "\n".join(words)


@pytest.mark.parametrize("reply", TROUBLE)
async def test_the_key_is_in_no_error_and_no_log(api, client, caplog, reply):
    """Whatever the server does, even where it echoes the key."""
    caplog.set_level(logging.DEBUG, logger="aiohttp.client")
    picture = Picture(content=b"x", kind="png", width=1, height=1)
    api.will(reply)
    words = [repr(client), str(client)]
    for call in (
        lambda: client.submit(request()),
        lambda: client.fetch(TASK),
        lambda: client.upload(picture, name="a.png"),
        client.balance,
    ):
        try:
            words.append(repr(await call()))
        except ApiError as error:
            words.append(all_words_of(error))

    assert 6 == len(words)
    # aiohttp itself repeats a GET whose connection was closed.
    assert len(api.asked) >= 4
    assert KEY.removeprefix("sk-") not in "\n".join(words)
    assert all(KEY not in record.getMessage() for record in caplog.records)


async def test_the_key_is_in_no_failure_of_a_task(api, client):
    """It may be shown to the person who asked."""
    api.says(task("failed", error={"message": ECHO}))

    outcome = await client.fetch(TASK)

    assert "invalid key … (also …)" == outcome.failure.detail


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_the_key_never_follows_a_redirect(api, other, client, status):
    """Not from the API to elsewhere, with any verb."""
    api.says("", status=status, Location=f"{other.url}/v1/images/generations")
    other.says({})
    picture = Picture(content=b"x", kind="png", width=1, height=1)

    for call in (
        client.submit(request()),
        client.fetch(TASK),
        client.upload(picture, name="a.png"),
        client.balance(),
    ):
        with pytest.raises(ApiError):
            await call

    assert [] == other.asked


async def test_a_download_knows_no_key_even_from_the_api_itself(api, client):
    """Nor cookies that the API may have set."""
    api.says(task("pending"), Set_Cookie="session=1; Path=/")
    await client.fetch(TASK)
    api.will(
        Reply(status=302, headers={"Location": "/f/2.png", "Set-Cookie": "a=b; Path=/"}),
        Reply(body=b"bytes"),
    )

    await client.download(f"{api.url}/f/1.png")

    assert 3 == len(api.asked)
    for asked in api.asked[1:]:
        assert {"Authorization", "Cookie"}.isdisjoint(asked.headers)


async def test_a_download_that_fails_shows_no_key(api, client):
    """There is none to show."""
    api.says(ECHO, status=500)

    with pytest.raises(PictureError) as caught:
        await client.download(f"{api.url}/f/1.png")

    assert KEY not in all_words_of(caught.value)
