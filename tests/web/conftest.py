"""The painter on a real server, for the tests of this folder."""

from __future__ import annotations

import contextlib
import shutil

import aiohttp
import pytest
import pytest_asyncio
from playwright.async_api import Error, async_playwright

from bot.text import Words
from bot.web.links import MaskLinks
from bot.web.painter import MaskPainter
from bot.web.server import WebServer
from tests.web import room
from tests.web.screen import DESKTOP, Screen

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    *("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"),
    *("--disable-sync", "--disable-component-update"),
)
PATIENCE_MS = 10_000

# What the browser itself says of an answer that is no success; the page says the rest.
OF_A_REFUSAL = "Failed to load resource: the server responded with a status of"


async def no_metrics():
    """Give an empty page."""
    return b""


@pytest.fixture(scope="session")
def words():
    """The words, strict: a missing one raises."""
    return Words(strict=True)


@pytest.fixture
def links():
    """Links that the painter of the same test reads."""
    return MaskLinks(room.PUBLIC_URL, room.SECRET)


@pytest.fixture
def drafts():
    """What the painter asks."""
    return room.Drafts()


@pytest.fixture
async def painter_address(drafts, links, words):
    """Where a painter listens: its scheme, host and port."""
    async with served(drafts, links, words) as address:
        yield address


@contextlib.asynccontextmanager
async def served(drafts, links, words):
    """Open a painter on a free port; give its scheme, host and port."""
    painter = MaskPainter(drafts=drafts, links=links, words=words)
    server = WebServer(host="127.0.0.1", port=0, probes={}, metrics=no_metrics, painter=painter)
    await server.start()
    host, port = server.address
    yield f"http://{host}:{port}"
    await server.close()


@pytest.fixture
def link(painter_address, links):
    """A link to the draft, past the proxy that would stand before the server."""
    return link_at(painter_address, links)


@pytest.fixture
async def session():
    """A browser's or a script's connection."""
    async with aiohttp.ClientSession() as opened:
        yield opened


def link_at(address, links):
    """Return a link to the draft at an address."""
    return f"{address}/mask/{links.url_of(room.DRAFT).rpartition('/')[2]}"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser():
    """A headless Chromium; the tests are skipped where there is none."""
    async with async_playwright() as playwright:
        found = next(filter(None, map(shutil.which, BROWSERS)), None)
        try:
            browser = await playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        except Error as error:
            if found is not None or "Executable doesn't exist" not in str(error):
                raise
            pytest.skip(
                "no browser: get one by `apt-get install chromium` or `playwright install chromium`"
            )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def show(browser, drafts, links, words):
    """Open the page of a draft in a window; whatever it says into the console fails the test."""
    drafts.picture = room.marked_picture()
    screens = []
    async with served(drafts, links, words) as address:

        async def show(window=DESKTOP):
            context = await browser.new_context(**window)
            context.set_default_timeout(PATIENCE_MS)
            page = await context.new_page()
            screen = Screen(page=page, drafts=drafts)
            screens.append(screen)
            page.on("console", lambda message: screen.console.append(message.text))
            page.on("pageerror", lambda error: screen.console.append(str(error)))
            await page.goto(link_at(address, links))
            await page.wait_for_selector(".room.ready")
            return screen

        yield show
        for screen in screens:
            await screen.page.context.close()

    said = [text for screen in screens for text in screen.console]
    assert [] == [text for text in said if not text.startswith(OF_A_REFUSAL)]
