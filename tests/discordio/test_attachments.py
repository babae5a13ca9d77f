"""Fetching attachments, over real sockets: from Discord's hosts alone, and never too much."""

import asyncio

import aiohttp
import pytest
from aiohttp import web

from bot.discordio import attachments
from bot.discordio.attachments import CdnReferenceSource
from bot.domain.errors import PictureError, PictureGone, PictureRefused, PictureUnavailable

CONTENT = bytes(range(256)) * 1024
MOST_BYTES = len(CONTENT)
DISCORD = "https://discord.com/api"


@pytest.fixture
async def cdn():
    """A server that stands where `api_url` points, with files and faults."""
    asked, leaving = [], asyncio.Event()

    async def answer(request):
        asked.append(request.raw_path)
        what = request.match_info["what"]
        if what.isdigit():
            return web.Response(status=int(what))
        if what == "elsewhere":
            raise web.HTTPFound("http://127.0.0.1:9/other")
        if what == "broken":
            response = web.StreamResponse(headers={"Content-Length": "999"})
            await response.prepare(request)
            await response.write(b"begun")
            request.transport.abort()
            return response
        if what == "slow":
            await leaving.wait()
        return web.Response(body=CONTENT)

    app = web.Application()
    app.router.add_get("/attachments/{what}", answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    host, port = runner.addresses[0]
    yield f"http://{host}:{port}", asked
    leaving.set()
    await runner.cleanup()


@pytest.fixture
async def source(cdn):
    """The source, for a Discord that is elsewhere."""
    async with aiohttp.ClientSession() as session:
        yield CdnReferenceSource(session=session, api_url=f"{cdn[0]}/api")


async def fetched(source, url, *, most_bytes=MOST_BYTES):
    """Return what a fetch raises."""
    with pytest.raises(PictureError) as error:
        await source.fetch(url, most_bytes=most_bytes)
    return type(error.value), error.value.rule


async def test_the_bytes_come_as_they_are_and_the_signature_is_kept(cdn, source):
    """The address is signed as it stands: not a character may be changed."""
    url, asked = cdn
    path = "/attachments/a%20b.png?ex=1&is=2&hm=a%2Bb&"

    content = await source.fetch(url + path, most_bytes=len(CONTENT))

    assert CONTENT == content
    assert [path] == asked


async def test_an_address_that_is_not_quoted_is_quoted(cdn, source):
    """A name as a person wrote it would break the line of the request."""
    url, asked = cdn

    await source.fetch(f"{url}/attachments/a b\u00fc.png?ex=1", most_bytes=MOST_BYTES)

    assert ["/attachments/a%20b%C3%BC.png?ex=1"] == asked


async def test_more_bytes_than_allowed_are_refused(cdn, source):
    """Whatever its headers promise, no more is taken in."""
    refusal = await fetched(source, f"{cdn[0]}/attachments/x.png", most_bytes=len(CONTENT) - 1)

    assert (PictureRefused, "reference-too-large") == refusal


@pytest.mark.parametrize(
    ("status", "kind", "rule"),
    [
        (403, PictureGone, "reference-gone"),
        (404, PictureGone, "reference-gone"),
        (410, PictureGone, "reference-gone"),
        (415, PictureRefused, "reference-forbidden"),
        (429, PictureUnavailable, "reference-unreachable"),
        (500, PictureUnavailable, "reference-unreachable"),
        (503, PictureUnavailable, "reference-unreachable"),
    ],
)
async def test_each_answer_has_its_meaning(cdn, source, status, kind, rule):
    """Gone, or not now, or never: the job's way on depends on it."""
    assert (kind, rule) == await fetched(source, f"{cdn[0]}/attachments/{status}")


async def test_a_redirect_is_not_followed(cdn, source):
    """Discord's files need none, and it could lead anywhere."""
    refusal = await fetched(source, f"{cdn[0]}/attachments/elsewhere")

    assert (PictureRefused, "reference-forbidden") == refusal
    assert 1 == len(cdn[1])


async def test_a_connection_that_breaks_is_worth_another_try(cdn, source):
    """It says nothing about the picture."""
    refusal = await fetched(source, f"{cdn[0]}/attachments/broken")

    assert (PictureUnavailable, "reference-unreachable") == refusal


async def test_a_server_that_does_not_answer_is_left(cdn, source, monkeypatch):
    """A job must not hang on it."""
    monkeypatch.setattr(attachments, "FETCH_SECONDS", 0.05)

    refusal = await fetched(source, f"{cdn[0]}/attachments/slow")

    assert (PictureUnavailable, "reference-unreachable") == refusal


async def test_a_server_that_is_not_there_is_worth_another_try(source, cdn, unused_tcp_port):
    """No connection, no verdict."""
    async with aiohttp.ClientSession() as session:
        lonely = CdnReferenceSource(
            session=session, api_url=f"http://127.0.0.1:{unused_tcp_port}/api"
        )
        refusal = await fetched(lonely, f"http://127.0.0.1:{unused_tcp_port}/x.png")

    assert (PictureUnavailable, "reference-unreachable") == refusal


@pytest.mark.parametrize(
    "url",
    [
        "http://cdn.discordapp.com/attachments/1/2/x.png",
        "https://cdn.discordapp.com:8443/x.png",
        "https://cdn.discordapp.com.example.com/x.png",
        "https://cdn.discordapp.com@example.com/x.png",
        "http://images-ext-1.discordapp.net/external/x.png",
        "https://images-ext-1.discordapp.net:8443/x.png",
        "https://images-ext-1.discordapp.net.example.com/x.png",
        "https://images-ext-1.discordapp.net@example.com/x.png",
        "https://images-ext-3.discordapp.net/x.png",
        "https://example.images-ext-1.discordapp.net/x.png",
        "https://example.com/cdn.discordapp.com/x.png",
        "https://discord.com/x.png",
        "http://127.0.0.1/x.png",
        "http://169.254.169.254/latest/meta-data",
        "file:///etc/passwd",
        "data:image/png;base64,AAAA",
        "//cdn.discordapp.com/x.png",
        "x.png",
        "http://[::1",
        "",
    ],
)
async def test_no_other_place_is_asked(url):
    """An address may come from anybody, and may point into our own network."""
    async with aiohttp.ClientSession() as session:
        source = CdnReferenceSource(session=session, api_url=DISCORD)

        assert (PictureRefused, "reference-forbidden") == await fetched(source, url)


async def test_pictures_may_come_from_another_port_of_the_configured_host(cdn):
    """A proxy of the API may have its files behind another one."""
    async with aiohttp.ClientSession() as session:
        source = CdnReferenceSource(session=session, api_url="http://127.0.0.1:1/api")
        content = await source.fetch(f"{cdn[0]}/attachments/x.png", most_bytes=MOST_BYTES)

    assert CONTENT == content


async def test_another_host_than_the_configured_one_is_another_place(source, cdn):
    """Even where it is the same machine."""
    url = cdn[0].replace("127.0.0.1", "localhost") + "/attachments/x.png"

    assert (PictureRefused, "reference-forbidden") == await fetched(source, url)
    assert [] == cdn[1]


async def test_a_host_that_no_dns_could_hold_is_refused():
    """The resolver chokes on it; a job must not."""
    host = f"{'a' * 64}.example"
    async with aiohttp.ClientSession() as session:
        source = CdnReferenceSource(session=session, api_url=f"http://{host}/api")

        assert (PictureRefused, "reference-forbidden") == await fetched(
            source, f"http://{host}/x.png"
        )


@pytest.mark.parametrize(
    "host",
    [
        "cdn.discordapp.com",
        "media.discordapp.net",
        "images-ext-1.discordapp.net",
        "images-ext-2.discordapp.net",
    ],
)
async def test_discords_own_hosts_are_asked(host, monkeypatch):
    """By https alone. (Nothing is sent here: the connection is refused at once.)"""

    class Closed(aiohttp.abc.AbstractResolver):
        async def resolve(self, host, port=0, family=0):
            asked.append(host)
            raise OSError

        async def close(self):
            pass

    asked = []
    connector = aiohttp.TCPConnector(resolver=Closed())
    async with aiohttp.ClientSession(connector=connector) as session:
        source = CdnReferenceSource(session=session, api_url=DISCORD)
        refusal = await fetched(source, f"https://{host}/attachments/1/2/x.png?ex=1")

    assert (PictureUnavailable, "reference-unreachable") == refusal
    assert [host] == asked
