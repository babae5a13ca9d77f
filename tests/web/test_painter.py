"""The painter over real sockets: its page, its picture, the form, and who is turned away."""

import asyncio
import re
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count

import pytest

from bot.domain.errors import InvalidRequest, QuotaExceeded, StoreError
from bot.web import painter as painter_module
from bot.web.server import HEADERS
from tests.web import room
from tests.web.visitor import FROM_A_SCRIPT, PNG, form, posted, sentence_of

# --- the page -------------------------------------------------------------------------------------


async def test_the_page_shows_the_draft(session, link, drafts):
    """Its prompt, its price, and exact as it stands; asked for as a bearer, by nobody's id."""
    async with session.get(link) as response:
        page = await response.text()

    assert (200, "text/html") == (response.status, response.content_type)
    assert '<html lang="en">' in page
    assert re.search(r"<textarea [^>]*>a red scarf</textarea>", page)
    assert "$0.04" in page
    assert re.search(r'name="exact"[^>]* checked ', page)
    assert [None] == drafts.asked_by


async def test_the_page_speaks_the_language_of_the_draft(session, link, drafts):
    """Not that of the browser: the person is known."""
    drafts.speaks("zh-TW")
    async with session.get(link, headers={"Accept-Language": "en"}) as response:
        page = await response.text()

    assert '<html lang="zh-CN">' in page
    assert "涂出要修改的地方" in page


async def test_what_the_person_wrote_is_text(session, link, drafts):
    """A prompt cannot become markup, nor a word of the template."""
    drafts.draft = room.draft(prompt="</textarea><script>$token ${token}\"'&")
    async with session.get(link) as response:
        page = await response.text()

    assert "&lt;/textarea&gt;&lt;script&gt;$token ${token}&quot;&#x27;&amp;</textarea>" in page


async def test_every_address_on_the_page_is_relative(session, link):
    """A proxy may put a path before ours."""
    async with session.get(link) as response:
        page = await response.text()
    token = link.rpartition("/")[2]
    addresses = re.findall(r'(?:src|href|action|data-picture)="([^"]*)"', page)

    assert {token, f"{token}/picture", "../static/painter.js"} < set(addresses)
    assert [] == [each for each in addresses if each.startswith("/") or ":" in each]


async def test_exact_is_off_and_says_why_where_the_size_does_not_allow_it(session, link, drafts):
    """The switch cannot be turned."""
    drafts.the_terms = room.Terms(is_exact=False, may_be_exact=False)
    async with session.get(link) as response:
        page = await response.text()
    switch = re.search(r'<input id="exact"[^>]*>', page)[0]

    assert "disabled" in switch
    assert "checked" not in switch
    assert 'class="exact may-not"' in page


async def test_the_page_tells_for_how_long_the_link_is_good(session, link):
    """A person sees the end coming."""
    async with session.get(link) as response:
        seconds = int(re.search(r'data-seconds="(\d+)"', await response.text())[1])

    assert 14 * 60 < seconds <= 15 * 60


@pytest.mark.parametrize("path", ["", "/picture", "/../../static/painter.js"])
async def test_every_answer_keeps_browsers_careful(session, link, path):
    """Nothing from elsewhere, nothing kept, nothing told to others, nothing framed."""
    async with session.get(f"{link}{path}") as response:
        headers = response.headers

    assert 200 == response.status
    assert painter_module.HEADERS.items() <= dict(headers).items()
    policy = headers["Content-Security-Policy"]
    assert "default-src 'none'; script-src 'self'; style-src 'self'" in policy
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert "noindex" in headers["X-Robots-Tag"]
    for name in ("Referrer-Policy", "X-Content-Type-Options"):
        assert HEADERS[name] == headers[name]


@pytest.mark.parametrize("path", ["", "/picture"])
async def test_nothing_of_a_draft_is_kept(session, link, path):
    """A shared computer remembers neither the words nor the picture."""
    async with session.get(f"{link}{path}") as response:
        assert "no-store" == response.headers["Cache-Control"]


# --- the picture and the files --------------------------------------------------------------------


async def test_the_picture_is_the_drafts(session, link, drafts):
    """Byte for byte, named for what it is."""
    async with session.get(f"{link}/picture") as response:
        assert (200, "image/png") == (response.status, response.content_type)
        assert drafts.picture.content == await response.read()


async def test_few_pictures_are_in_hand_at_once(session, link, drafts):
    """Each holds its bytes in memory; the others wait for their turn, and get theirs."""
    drafts.may_go_on.clear()
    drafts.people = count(1)
    asked = [asyncio.create_task(session.get(f"{link}/picture")) for _ in range(10)]
    await drafts.has_wanted(painter_module.PICTURES_AT_ONCE)
    drafts.may_go_on.set()
    statuses = [(await response).status for response in asked]

    assert [200] * 10 == statuses
    assert painter_module.PICTURES_AT_ONCE == drafts.most_pictures_in_hand


async def test_who_waits_too_long_for_a_picture_is_told(session, link, drafts, monkeypatch):
    """Rather than for ever."""
    monkeypatch.setattr(painter_module, "WAITING_SECONDS", 0.01)
    drafts.may_go_on.clear()
    drafts.people = count(1)
    places = painter_module.PICTURES_AT_ONCE
    first = [asyncio.create_task(session.get(f"{link}/picture")) for _ in range(places)]
    await drafts.has_wanted(places)
    async with session.get(f"{link}/picture") as response:
        assert 503 == response.status
        assert "Too many people" in await response.text()
    drafts.may_go_on.set()
    for each in first:
        assert 200 == (await each).status


async def test_nobody_keeps_the_others_out(session, link, drafts):
    """Whatever one person leaves open, the next one's picture comes."""
    drafts.may_go_on.clear()
    greedy = [asyncio.create_task(session.get(f"{link}/picture")) for _ in range(10)]
    await drafts.has_wanted(1)
    drafts.draft = replace(drafts.draft, requester_id=drafts.draft.requester_id + 1)
    other = asyncio.create_task(session.get(f"{link}/picture"))
    await drafts.has_wanted(1)

    assert 2 == drafts.most_pictures_in_hand
    drafts.may_go_on.set()
    assert [200] * 11 == [(await each).status for each in (*greedy, other)]


async def test_the_files_of_the_page_are_asked_for_again_and_sent_once(session, painter_address):
    """A new version is seen at once; the same one costs no second download."""
    async with session.get(f"{painter_address}/static/painter.css") as first:
        assert (200, "text/css", "utf-8") == (first.status, first.content_type, first.charset)
        assert "no-cache" == first.headers["Cache-Control"]
    tag = first.headers["ETag"]
    async with session.get(
        f"{painter_address}/static/painter.css", headers={"If-None-Match": tag}
    ) as again:
        assert (304, b"") == (again.status, await again.read())


@pytest.mark.parametrize(
    "name", ["painter.html", "server.py", "..%2fserver.py", "..", "", "x.js", "%00.js"]
)
async def test_no_other_file_is_served(session, painter_address, name):
    """Only what stands in the folder, by its name."""
    async with session.get(f"{painter_address}/static/{name}") as response:
        assert 404 == response.status


async def test_all_modules_of_the_page_are_served(session, painter_address):
    """The script imports its neighbours by name."""
    async with session.get(f"{painter_address}/static/painter.js") as response:
        imported = re.findall(r'from "\./([a-z]+\.js)"', await response.text())

    assert imported
    for name in imported:
        async with session.get(f"{painter_address}/static/{name}") as response:
            assert (200, "text/javascript") == (response.status, response.content_type)


# --- the form -------------------------------------------------------------------------------------


async def test_a_painting_becomes_a_job(session, link, drafts):
    """The page's script reads JSON; the engine gets what was sent."""
    async with session.post(link, data=form(exact="on"), headers=FROM_A_SCRIPT) as response:
        answer = await response.json()

    assert (200, "job000000001") == (response.status, answer["job"])
    assert "has arrived" in answer["sentence"]
    assert [room.Submission(content=PNG, prompt="a blue hat", is_exact=True)] == drafts.submissions


async def test_a_form_works_without_the_pages_script(session, link, drafts):
    """A script of somebody's own posts it plainly, and reads a page."""
    async with session.post(link, data=form()) as response:
        page = await response.text()

    assert (200, "text/html") == (response.status, response.content_type)
    assert "Your painting has arrived" in sentence_of(page)
    assert "a blue hat" == drafts.submissions[0].prompt


@pytest.mark.parametrize(
    ("exact", "is_exact"),
    [("on", True), ("1", True), ("true", True), (None, False), ("off", False), ("0", False)],
)
async def test_exact_is_the_switch(session, link, drafts, exact, is_exact):
    """A browser leaves a switch away that is off."""
    await posted(session, link, form(exact=exact))

    assert is_exact == drafts.submissions[0].is_exact


async def test_a_prompt_of_any_language_arrives(session, link, drafts):
    """With the line ends that people mean."""
    await posted(session, link, form(prompt="红围巾\r\nとても柔らかい 🧣"))

    assert "红围巾\nとても柔らかい 🧣" == drafts.submissions[0].prompt


async def test_a_link_is_good_for_one_submission(session, link, drafts):
    """The second is told so, and so is whoever opens it again."""
    first, second = await posted(session, link), await posted(session, link)
    async with session.get(link) as response:
        page = await response.text()

    assert 200 == first[0]
    assert (410, True) == (second[0], "used already" in second[1])
    assert (410, second[1]) == (response.status, sentence_of(page))
    assert 1 == len(drafts.submissions)


async def test_two_submissions_at_once_are_one(session, link, drafts):
    """A double click, or two windows."""
    statuses = await asyncio.gather(*(posted(session, link) for _ in range(2)))

    assert [200, 410] == sorted(status for status, _ in statuses)
    assert 1 == len(drafts.submissions)


NOON = datetime(2026, 5, 15, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("error", "status", "sentence"),
    [
        (InvalidRequest("prompt-empty", field="prompt"), 400, "Your prompt is empty."),
        (InvalidRequest("mask-empty", field="mask"), 400, "mask"),
        (InvalidRequest("mask-everything", field="mask"), 400, "mask"),
        (InvalidRequest("mask-unreadable", field="mask"), 400, "mask"),
        (InvalidRequest("reference-gone", field="image1"), 400, "The file in image1 is no longer"),
        (InvalidRequest("reference-gone", field="tray2"), 400, "The file in tray2 is no longer"),
        (
            QuotaExceeded(
                "usd-per-day",
                ends_at=NOON,
                asked_microusd=40_000,
                limit_microusd=10_000,
                left_microusd=0,
            ),
            429,
            "This would cost $0.04. Your limit is $0.01 in 24 hours, and $0.00 is left. "
            "There is room for this at 2026-05-15 12:00 UTC.",
        ),
        (QuotaExceeded("jobs-at-once", limit=1), 429, "You already have a job on its way"),
    ],
)
async def test_what_the_engine_refuses_is_one_sentence(
    session, link, drafts, error, status, sentence
):
    """Without Discord's markup; the link stays good, and the next try arrives."""
    drafts.refusals = [error]
    refused = await posted(session, link)
    arrived = await posted(session, link)

    assert status == refused[0]
    assert sentence in refused[1]
    assert not set("`*<{") & set(refused[1])
    assert 200 == arrived[0]


async def test_a_refusal_is_a_page_for_who_reads_pages(session, link, drafts):
    """In the language of the draft."""
    drafts.speaks("zh-CN")
    drafts.refusals = [InvalidRequest("prompt-empty", field="prompt")]
    async with session.post(link, data=form()) as response:
        page = await response.text()

    assert (400, "text/html") == (response.status, response.content_type)
    assert '<html lang="zh-CN">' in page


async def test_our_own_trouble_is_told_to_the_log_and_not_to_the_person(
    session, link, drafts, caplog
):
    """They read that it is ours, and may try again."""
    drafts.refusals = [StoreError("disk I/O error")]
    status, sentence = await posted(session, link)

    assert (503, True) == (status, "on our side" in sentence)
    assert "disk" not in sentence
    assert ["the painter has trouble: StoreError: disk I/O error"] == caplog.messages
