"""SimCord's Preview page over a world whose bot is a process of its own.

The page shows what was there when it was last refreshed; here it is refreshed after everything that
happens, so that a picture posted by a background loop appears by itself.
"""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Mapping, Sequence
from typing import Any

from simcord.preview import Preview, _validate_preview

from sandbox.world_backend import WorldEnv
from sandbox.world_log import WorldLog
from sandbox.world_people import Person, Place

GATHER_SECONDS = 0.15


class LivePreview(Preview):
    """The page, made to accept actions while the channel goes on under the person's hands.

    SimCord refuses an action that was decided on an older revision of the page. Here new revisions
    come by themselves all the time, and what an action aims at is checked anyway.
    """

    async def _action(self, context_id: str | None, body: Mapping[str, Any]) -> dict[str, Any]:
        page = self._get_page(context_id)
        if "published_revision" in body and body.get("sequence") == page.last_sequence + 1:
            body = {**body, "published_revision": page.revision}
        return await super()._action(context_id, body)


@contextlib.asynccontextmanager
async def open_preview(
    env: WorldEnv, log: WorldLog, place: Place, *, viewers: Sequence[Person], port: int
) -> AsyncIterator[Preview]:
    """Serve the page for these people; its `url` is a credential, to be shown whole."""
    in_server = place.handle.guild is not None
    people = [each.handle if in_server else each.handle.user for each in viewers]
    look: dict[str, Any] = {"width": 960, "height": 720, "locale": "en-US", "timezone": "UTC"}
    channel, allowed, assets, prices, checked_port = _validate_preview(
        env, place.handle, people, layout="channel", port=port, **look
    )
    preview = LivePreview(
        env,
        channel,
        allowed,
        layout="channel",
        display="responsive",
        presentation_time=None,
        assets=assets,
        sku_presentations=prices,
        port=checked_port,
        **look,
    )
    async with preview:
        refresher = asyncio.create_task(_keep_fresh(env, log, preview), name="preview refresher")
        try:
            yield preview
        finally:
            refresher.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await refresher


async def _keep_fresh(env: WorldEnv, log: WorldLog, preview: Preview) -> None:
    while True:
        await log.next_change()
        await asyncio.sleep(GATHER_SECONDS)  # many things happen at once; show them at once
        while env.busy:
            await log.next_change()
        if preview._closed:
            return
        await preview.refresh()
