"""Fetching the bytes of results: what is given up, what is tried again, what is never asked."""

import socket

import aiohttp
import pytest
from aiohttp.abc import AbstractResolver

from bot.domain.errors import PictureGone, PictureRefused, PictureUnavailable
from bot.imageapi import Downloads, open_downloads
from bot.imageapi.addresses import GuardedResolver
from tests.imageapi.scripted import Reply


class Phonebook(AbstractResolver):
    """A resolver that gives each name the next of its addresses."""

    def __init__(self, **names: list[str]) -> None:
        self.names = names
        self.is_closed = False

    async def resolve(self, host, port=0, family=socket.AF_INET):
        """Return the one address whose turn it is."""
        return [
            {
                "hostname": host,
                "host": self.names[host.removesuffix(".example")].pop(0),
                "port": port,
                "family": socket.AF_INET,
                "proto": 0,
                "flags": socket.AI_NUMERICHOST,
            }
        ]

    async def close(self):
        """Remember that it was."""
        self.is_closed = True


async def test_the_bytes_come_as_they_are(other, downloads):
    """Up to the cap, to the byte."""
    content = bytes(range(250)) * 4
    other.says(content)

    assert content == await downloads.fetch(f"{other.url}/f/1.png")


async def test_a_signed_address_is_asked_for_letter_by_letter(other, downloads):
    """A signature covers the spelling."""
    path = "/f/a%2Fb%41.png?sig=a%2Bb%3D%3D&x=%7e~&empty="
    other.says(b"x")

    await downloads.fetch(other.url + path)

    assert path == other.asked[0].raw_path


async def test_an_address_with_strange_letters_is_encoded(other, downloads):
    """It could not be sent as it is."""
    other.says(b"x")

    await downloads.fetch(other.url + "/f/图 1.png")

    assert "/f/%E5%9B%BE%201.png" == other.asked[0].raw_path


HEAD = b"HTTP/1.1 200 OK\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        *(
            pytest.param(Reply(status=status), id=str(status))
            for status in (204, 206, 304, 300, 302, 400, 401, 408, 416, 429, 500, 502, 503, 504)
        ),
        pytest.param(Reply(body=b""), id="empty"),
        pytest.param(Reply(raw=b""), id="closed before the answer"),
        pytest.param(Reply(raw=HEAD + b"Content-Length: 9\r\n\r\nhalf"), id="truncated"),
        pytest.param(
            Reply(raw=HEAD + b"Transfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"),
            id="truncated chunks",
        ),
        pytest.param(Reply(raw=b"not HTTP\r\n\r\n"), id="not HTTP"),
        pytest.param(Reply(body=b"x", headers={"Content-Encoding": "gzip"}), id="garbled"),
    ],
)
async def test_what_may_be_better_later_is_unavailable(other, downloads, reply):
    """The picture is paid for: it is tried again."""
    other.will(reply)

    with pytest.raises(PictureUnavailable):
        await downloads.fetch(f"{other.url}/f/1.png")


async def test_every_other_status_is_unavailable(other, downloads):
    """Only the three that mean "no more" are believed."""
    for status in {*range(300, 600)} - {403, 404, 410}:
        other.says("", status=status)

        with pytest.raises(PictureUnavailable):
            await downloads.fetch(f"{other.url}/f/1.png")


async def test_no_answer_in_time_is_unavailable(other):
    """The clock covers the whole download."""
    other.will(Reply(hangs=True))

    async with open_downloads(allow_private=True, timeout_seconds=0.05) as downloads:
        with pytest.raises(PictureUnavailable):
            await downloads.fetch(f"{other.url}/f/1.png")


async def test_a_closed_port_is_unavailable(downloads, unused_tcp_port):
    """Nobody is there, now."""
    with pytest.raises(PictureUnavailable):
        await downloads.fetch(f"http://127.0.0.1:{unused_tcp_port}/f/1.png")


@pytest.mark.parametrize("status", [403, 404, 410])
async def test_an_expired_address_is_gone(other, downloads, status):
    """The engine asks the task for a new one."""
    other.says("<Error>AccessDenied</Error>", status=status)

    with pytest.raises(PictureGone) as caught:
        await downloads.fetch(f"{other.url}/f/1.png")

    assert "pictures-gone" == caught.value.rule


CHUNKED = HEAD + b"Transfer-Encoding: chunked\r\n\r\n"


@pytest.mark.parametrize(
    "reply",
    [
        pytest.param(Reply(body=b"x" * 1001), id="as it says"),
        pytest.param(
            Reply(raw=CHUNKED + b"1f4\r\n" + b"x" * 500 + b"\r\n1f5\r\n" + b"x" * 501 + b"\r\n"),
            id="without saying so",
        ),
    ],
)
async def test_too_many_bytes_are_refused(other, downloads, reply):
    """No more than the cap is ever kept."""
    other.will(reply)

    with pytest.raises(PictureRefused) as caught:
        await downloads.fetch(f"{other.url}/f/1.png")

    assert "pictures-refused" == caught.value.rule


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_redirect_is_followed(api, other, downloads, status):
    """Relative or to another host."""
    api.will(
        Reply(status=status, headers={"Location": "../g/2.png"}),
        Reply(status=status, headers={"Location": f"{other.url}/h/3.png"}),
    )
    other.says(b"bytes")

    assert b"bytes" == await downloads.fetch(f"{api.url}/f/1.png")
    assert ["/f/1.png", "/g/2.png"] == [asked.raw_path for asked in api.asked]


async def test_three_redirects_are_enough(other, downloads):
    """The fourth is not followed."""
    other.says("", status=302, Location="/f/1.png")

    with pytest.raises(PictureUnavailable):
        await downloads.fetch(f"{other.url}/f/1.png")

    assert 4 == len(other.asked)


NO_ADDRESSES = [
    "file:///etc/passwd",
    "ftp://127.0.0.1/1.png",
    "data:image/png;base64,AA",
    "javascript:alert(1)",
    "http://user:word@127.0.0.1/1.png",
    "http://user@127.0.0.1/1.png",
    "http://[::1/1.png",
    "http://127.0.0.1:99999/1.png",
    "http://a..example/1.png",
    "http://" + "a" * 64 + ".example/1.png",
]


@pytest.mark.parametrize(
    "url", [*NO_ADDRESSES, "", "f/1.png", "//127.0.0.1/1.png", "http://", "http:///1.png"]
)
async def test_what_is_no_address_of_a_picture_is_refused(downloads, url):
    """And nothing but our errors is raised."""
    with pytest.raises(PictureRefused):
        await downloads.fetch(url)


@pytest.mark.parametrize("url", NO_ADDRESSES)
async def test_a_redirect_to_no_address_is_refused(other, downloads, url):
    """The same for every hop."""
    other.says("", status=302, Location=url)

    with pytest.raises(PictureRefused):
        await downloads.fetch(f"{other.url}/f/1.png")


@pytest.mark.parametrize(
    "host",
    [
        "127.0.0.1",
        "localhost",
        "[::1]",
        "[::ffff:127.0.0.1]",
        "[::ffff:7f00:1]",
        "[fe80::1%25lo]",
        "10.0.0.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "2130706433",
        "0x7f000001",
        "0x7f.1",
        "127.1",
        "0177.0.0.1",
        "127.0.0.1.",
        "\uff11\uff12\uff17.0.0.1",
    ],
)
async def test_a_private_address_is_refused_in_every_spelling(other, host):
    """Whoever writes the addresses of results must not reach into the operator's network."""
    port = other.url.rsplit(":", 1)[1]

    async with open_downloads(allow_private=False) as downloads:
        with pytest.raises(PictureRefused):
            await downloads.fetch(f"http://{host}:{port}/f/1.png")

    assert [] == other.asked


async def test_a_name_that_changes_its_address_is_caught_when_connecting(other):
    """The check is in the resolver: what was looked up there is what is connected to."""
    port = other.url.rsplit(":", 1)[1]
    phonebook = Phonebook(rebinding=["127.0.0.1", "192.168.0.1"])

    async with open_downloads(allow_private=False, resolver=phonebook) as downloads:
        for _ in range(2):
            with pytest.raises(PictureRefused, match="no address that we fetch from"):
                await downloads.fetch(f"http://rebinding.example:{port}/f/1.png")

    assert [] == other.asked
    assert phonebook.is_closed


async def test_a_private_name_is_fine_where_the_api_is_private(other):
    """For a sandbox, or an API in the same network."""
    port = other.url.rsplit(":", 1)[1]
    other.says(b"bytes")

    phonebook = Phonebook(files=["127.0.0.1"])
    async with open_downloads(allow_private=True, resolver=phonebook) as downloads:
        content = await downloads.fetch(f"http://files.example:{port}/f/1.png")

    assert b"bytes" == content


async def test_no_cookie_is_kept(other):
    """Nobody who serves pictures has to recognise us."""
    other.says(b"bytes", Set_Cookie="seen=1; Path=/")
    url = f"http://files.example:{other.url.rsplit(':', 1)[1]}/f/1.png"

    phonebook = Phonebook(files=["127.0.0.1"] * 2)
    async with open_downloads(allow_private=True, resolver=phonebook) as downloads:
        await downloads.fetch(url)
        await downloads.fetch(url)

    assert ["Cookie" in asked.headers for asked in other.asked] == [False, False]


@pytest.mark.parametrize("location", ["http://127.0.0.2:{port}/", "http://inside.example:{port}/"])
async def test_a_redirect_inwards_is_refused(other, location):
    """Each hop is judged anew. Here 127.0.0.1 stands for all the public addresses."""
    port = other.url.rsplit(":", 1)[1]
    other.says("", status=302, Location=location.format(port=port))
    phonebook = Phonebook(outside=["127.0.0.1"], inside=["127.0.0.2"])

    def is_allowed(address: str) -> bool:
        return address == "127.0.0.1"

    guard = GuardedResolver(phonebook, is_allowed=is_allowed)
    connector = aiohttp.TCPConnector(resolver=guard)
    async with aiohttp.ClientSession(connector=connector) as session:
        downloads = Downloads(session=session, is_allowed=is_allowed, most_bytes=1000)
        with pytest.raises(PictureRefused):
            await downloads.fetch(f"http://outside.example:{port}/f/1.png")

    assert 1 == len(other.asked)
