"""The page for a person: it keeps up with the world, and acts in it, without being reloaded.

Speaks the page's own HTTP interface; what the browser draws from it is not looked at here.
"""

import asyncio
from typing import Any

import aiohttp
import pytest
from simcord.preview import Preview

from sandbox.world import DiscordWorld, Person, Place
from tests.sandbox.world_client import WireBot

IN_TIME_SECONDS = 10


class Browser:
    """One open page, as the browser's script talks to its server."""

    def __init__(self, preview: Preview, session: aiohttp.ClientSession) -> None:
        """Take the capability out of the address."""
        self.address, _, capability = preview.url.partition("/#")
        self.headers = {"X-Simcord-Capability": capability}
        self.session = session
        self.first: dict[str, Any] = {}

    async def open(self) -> None:
        """Open the page."""
        self.first = await self._ask("POST", "/api/pages", {})
        self.headers["X-Simcord-Context"] = self.first["context"]["id"]

    async def state(self) -> dict[str, Any]:
        """Return what the page would show now."""
        return await self._ask("GET", "/api/state")

    async def commands(self) -> dict[str, Any]:
        """Return the commands that the page offers."""
        return await self._ask("GET", "/api/commands")

    async def shows(self, text: str) -> dict[str, Any]:
        """Ask as the script does until the page shows a text; return the page."""
        async with asyncio.timeout(IN_TIME_SECONDS):
            while text not in str((state := await self.state())["messages"]):
                pass
        return state

    async def act(self, kind: str, **what: object) -> dict[str, Any]:
        """Do something as decided on the page that was opened first."""
        seen = self.first
        body = {
            "protocol_version": 3,
            "sequence": 1,
            "request_id": "only",
            "generation": seen["context"]["generation"],
            "bot_generation": seen["botGeneration"],
            "published_revision": seen["publishedRevision"],
            "kind": kind,
            **what,
        }
        return await self._ask("POST", "/api/action", body)

    async def _ask(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        url = self.address + path
        async with self.session.request(method, url, json=body, headers=self.headers) as answer:
            assert 200 == answer.status, await answer.text()
            page: dict[str, Any] = await answer.json()
            return page


@pytest.fixture
async def browser(world: DiscordWorld, bot: WireBot, channel: Place, ada: Person) -> Browser:
    """Return an open page."""
    preview = await world.preview(channel, viewers=[ada])
    browser = Browser(preview, bot.session)
    await browser.open()
    return browser


async def test_what_the_bot_posts_appears_by_itself(bot, channel, browser):
    """A picture comes from a background loop, long after the person did anything."""
    await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "a fox, drawn"})
    state = await browser.shows("a fox, drawn")

    assert state["publishedRevision"] > browser.first["publishedRevision"]


async def test_an_edit_appears_by_itself(bot, channel, browser):
    """Progress is an edit."""
    path = f"/channels/{channel.id}/messages"
    _, message = await bot.call("POST", path, {"content": "second in line"})
    await bot.call("PATCH", f"{path}/{message['id']}", {"content": "drawing now"})
    state = await browser.shows("drawing now")

    assert "second in line" not in str(state["messages"])


async def test_a_person_acts_on_a_page_that_has_moved_on(world, bot, channel, browser):
    """Nobody can be quicker than a bot that edits its progress."""
    await bot.call("POST", f"/channels/{channel.id}/messages", {"content": "moved on"})
    await browser.shows("moved on")
    receipt = await browser.act("send_message", content="hello there")

    assert (False, "settled") == (receipt["rejected"], receipt["settlement"])
    assert "hello there" == world.messages(channel)[-1].content


async def test_a_command_from_the_page_waits_for_the_acknowledgement(bot, channel, browser):
    """Its status line then says what happened, not that nothing did."""
    (entry,) = (await browser.commands())["entries"]
    async with bot.gateway() as socket:
        await socket.identify()
        acting = asyncio.create_task(
            browser.act(
                "run_command",
                command_id=entry["commandId"],
                path=entry["path"],
                schema_fingerprint=entry["schemaFingerprint"],
                options={"prompt": "a fox"},
            )
        )
        event = await socket.event("INTERACTION_CREATE")
        path = f"/interactions/{event['id']}/{event['token']}/callback"
        await bot.call("POST", path, {"type": 5}, headers={})
        receipt = await acting

    assert ("settled", "deferred") == (receipt["settlement"], receipt["acknowledgement"])
    assert [] == receipt["diagnostics"]


async def test_the_page_closes_with_the_world():
    """Whoever waits for its end is let go."""
    async with DiscordWorld() as world:
        server = world.create_server()
        place, ada = server.create_channel("studio"), server.add_member("ada")
        preview = await world.preview(place, viewers=[ada])
        waiting = asyncio.create_task(preview.wait_closed())

    _, pending = await asyncio.wait([waiting], timeout=IN_TIME_SECONDS)

    assert not pending
