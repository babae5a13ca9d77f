"""The painter over real sockets: who and what is turned away, and what is said to them."""

import asyncio
import io
import logging
from dataclasses import replace
from itertools import count

import pytest
from itsdangerous import TimestampSigner

from bot.domain.errors import Blocked, StoreError
from bot.web import painter as painter_module
from bot.web import painting as painting_module
from bot.web.server import WebServer
from tests.web.conftest import no_metrics
from tests.web.visitor import form, posted, sentence_of

# --- who is turned away ---------------------------------------------------------------------------


@pytest.fixture
def bad_link(request, link, links, drafts, monkeypatch):
    """A link that opens nothing, of the kind that the test names."""
    match request.param:
        case "forged":
            return f"{link[:-3]}AAA"
        case "expired":
            now = TimestampSigner.get_timestamp
            monkeypatch.setattr(TimestampSigner, "get_timestamp", lambda self: now(self) + 901)
        case "used":
            drafts.submissions.append(None)
        case "gone":
            return f"{link.rpartition('/')[0]}/{links.url_of('draft0000002').rpartition('/')[2]}"
    return link


BAD_LINKS = [
    ("forged", 403, "This link is not valid."),
    ("expired", 410, "This link has ended"),
    ("used", 410, "This link has been used already."),
    ("gone", 404, "no longer there"),
]


@pytest.mark.parametrize(("bad_link", "status", "sentence"), BAD_LINKS, indirect=["bad_link"])
async def test_a_link_that_opens_nothing_says_why(session, bad_link, status, sentence):
    """The page, the picture and the form alike; nothing is taken."""
    async with session.get(bad_link) as page:
        assert (status, True) == (page.status, sentence in sentence_of(await page.text()))
    async with session.get(f"{bad_link}/picture") as picture:
        assert (status, True) == (picture.status, sentence in await picture.text())
    told = await posted(session, bad_link)
    assert (status, True) == (told[0], sentence in told[1])


@pytest.mark.parametrize(("bad_link", "status", "sentence"), BAD_LINKS[:1], indirect=["bad_link"])
async def test_who_is_not_known_is_spoken_to_as_their_browser_asks(
    session, bad_link, status, sentence
):
    """A forged link tells us nobody's language."""
    async with session.get(bad_link, headers={"Accept-Language": "zh-Hans,en;q=0.5"}) as response:
        page = await response.text()

    assert status == response.status
    assert '<html lang="zh-CN">' in page
    assert sentence not in page


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Sec-Fetch-Site": "cross-site", "Origin": "https://evil.example"}, 403),
        ({"Sec-Fetch-Site": "same-site"}, 403),
        ({"Origin": "https://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({"Sec-Fetch-Site": "same-origin", "Origin": "null"}, 200),
        ({"Sec-Fetch-Site": "none"}, 200),
        ({"Origin": "https://darkroom.example"}, 200),
        ({}, 200),
    ],
)
async def test_another_sites_page_cannot_send_the_form(session, link, drafts, headers, status):
    """A browser says where a form comes from; a script of somebody's own says nothing."""
    assert status == (await posted(session, link, headers=headers))[0]
    assert (status == 200) == bool(drafts.submissions)


async def test_the_page_reached_without_the_proxy_can_send_its_form(session, link, drafts):
    """Its origin is then the address that the browser itself asked."""
    origin = link.partition("/mask/")[0]

    assert 200 == (await posted(session, link, headers={"Origin": origin}))[0]


async def test_a_blocked_person_is_turned_away(session, link, drafts, monkeypatch):
    """The engine says so; the words are those of everywhere."""
    drafts.refusals = [Blocked("person")]
    said = []
    monkeypatch.setattr(
        painter_module.Pages, "_error_text", lambda self, error, locale: said.append(error) or "no"
    )

    assert (403, "no") == await posted(session, link)
    assert "blocked-person" == str(said[0])


async def test_a_form_that_is_too_large_is_refused_before_it_is_read(session, link, drafts):
    """By what it announces, or else as soon as it is."""
    announced = await posted(
        session, link, form(mask=io.BytesIO(bytes(painting_module.MOST_BYTES)))
    )

    async def drip():
        yield b'--b\r\nContent-Disposition: form-data; name="mask"; filename="m"\r\n\r\n'
        for _ in range(26):
            yield bytes(1024**2)
        yield b"\r\n--b--\r\n"

    headers = {"Content-Type": "multipart/form-data; boundary=b"}
    dripped = await posted(session, link, drip(), headers)

    assert {413} == {announced[0], dripped[0]}
    assert "more than 25 MiB" in announced[1]
    assert [] == drafts.submissions


async def test_a_prompt_without_end_is_refused(session, link, drafts):
    """No field of words has so many bytes."""
    data = form(prompt="a" * (painting_module.MOST_BYTES_OF_WORDS + 1))

    assert 413 == (await posted(session, link, data))[0]


BROKEN = {
    "no form": ("application/x-www-form-urlencoded", b"prompt=a"),
    "json": ("application/json", b"{}"),
    "no boundary": ("multipart/form-data", b"--b\r\n\r\n--b--\r\n"),
    "another boundary": ("multipart/form-data; boundary=b", b"--c\r\n\r\n--c--\r\n"),
    "empty": ("multipart/form-data; boundary=b", b""),
    "cut off": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\na',
    ),
    "no text": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="prompt"\r\n\r\n\xff\xfe\r\n--b--\r\n',
    ),
    "a form in a form": (
        "multipart/form-data; boundary=b",
        b"--b\r\nContent-Type: multipart/mixed; boundary=c\r\n\r\n--c\r\n\r\n--c--\r\n--b--\r\n",
    ),
    "too many parts": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\na\r\n' * 20 + b"--b--\r\n",
    ),
    "a strange charset": (
        "multipart/form-data; boundary=b",
        b'--b\r\nContent-Disposition: form-data; name="_charset_"\r\n\r\n'
        + b"x" * 40
        + b"\r\n--b--",
    ),
}


@pytest.mark.parametrize("name", BROKEN)
async def test_a_form_that_cannot_be_read_is_refused(session, link, drafts, name):
    """Whatever a script sends, it is told; the link stays good."""
    kind, content = BROKEN[name]
    status, sentence = await posted(session, link, content, {"Content-Type": kind})

    assert (400, True) == (status, "could not be read" in sentence)
    assert [] == drafts.submissions
    assert 200 == (await posted(session, link))[0]


async def test_a_form_without_a_mask_is_the_engines_to_judge(session, link, drafts):
    """It gets no bytes, and says what is wrong with them."""
    await posted(session, link, form(mask=None))

    assert b"" == drafts.submissions[0].content


async def test_a_form_that_never_ends_is_given_up(link, drafts, monkeypatch):
    """A place is not held for ever by who sends nothing more."""
    monkeypatch.setattr(painting_module, "READING_SECONDS", 0.05)
    address, _, path = link.removeprefix("http://").partition("/")
    host, _, port = address.partition(":")
    reader, writer = await asyncio.open_connection(host, int(port))
    writer.write(
        f"POST /{path} HTTP/1.1\r\nHost: {address}\r\nContent-Length: 1000\r\n"
        "Content-Type: multipart/form-data; boundary=b\r\n\r\n--b\r\n".encode()
    )
    status = await reader.readline()
    writer.close()
    await writer.wait_closed()

    assert b"HTTP/1.1 400 Bad Request\r\n" == status
    assert [] == drafts.submissions


async def test_a_picture_that_nobody_reads_is_cut_off(session, link, drafts, monkeypatch, caplog):
    """A place is not held for ever by who reads nothing; the next gets it."""
    monkeypatch.setattr(painter_module, "SENDING_SECONDS", 0.05)
    small, drafts.picture = drafts.picture, replace(drafts.picture, content=bytes(32 * 1024**2))
    address, _, path = link.removeprefix("http://").partition("/")
    host, _, port = address.partition(":")
    readers = []
    drafts.people = count(1)
    for _ in range(painter_module.PICTURES_AT_ONCE):
        reader, writer = await asyncio.open_connection(host, int(port))
        writer.write(f"GET /{path}/picture HTTP/1.1\r\nHost: {address}\r\n\r\n".encode())
        await drafts.has_wanted(1)
        readers.append((reader, writer))
    drafts.picture = small
    async with session.get(f"{link}/picture") as response:
        assert 200 == response.status
    for reader, writer in readers:
        with pytest.raises((ConnectionResetError, asyncio.IncompleteReadError)):
            await reader.readexactly(32 * 1024**2)
        writer.close()

    assert [] == [record for record in caplog.records if record.levelno >= logging.ERROR]


async def test_no_log_holds_a_token(session, link, drafts, caplog):
    """The link is a credential: whoever reads the log could paint with it."""
    caplog.set_level(logging.DEBUG)
    token = link.rpartition("/")[2]
    drafts.refusals = [StoreError("locked")]
    for _ in range(3):
        await posted(session, link)
    async with session.get(link), session.get(f"{link}/picture"), session.get(f"{link}/nowhere"):
        pass

    assert "a painted mask became job job000000001" in caplog.messages
    assert [] == [each for each in caplog.messages if token in each or token[-20:] in each]


async def test_without_a_painter_there_is_no_page(session):
    """A bot without a public address has no links either."""
    server = WebServer(host="127.0.0.1", port=0, probes={}, metrics=no_metrics)
    await server.start()
    host, port = server.address
    async with session.get(f"http://{host}:{port}/mask/token") as response:
        assert 404 == response.status
    await server.close()
