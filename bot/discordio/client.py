"""The bot as a client of Discord: what it listens to, how it starts, stays and stops.

What it does for people stands in the cogs; how it answers, in this package's other modules.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar

import aiohttp
import discord
import yarl
from discord.asset import Asset
from discord.ext import commands
from discord.gateway import DiscordWebSocket

from bot.discordio.acknowledge import Acknowledgements
from bot.discordio.attachments import DISCORD_HOST
from bot.discordio.buttons import DYNAMIC_ITEMS
from bot.discordio.recent import RecentJobs
from bot.discordio.sync import CommandSync, sync_commands
from bot.discordio.translation import FluentTranslator, localise_tree
from bot.discordio.tree import DarkroomTree
from bot.domain.drafts import DraftId
from bot.domain.errors import ConfigError
from bot.engine.engine import Engine
from bot.text import Words

log = logging.getLogger(__name__)

Answer = TypeVar("Answer")

API_VERSION = "v10"

FIRST_PAUSE_SECONDS = 5.0
MOST_PAUSE_SECONDS = 120.0
"""How long to stay away from a Discord that cannot be reached: it counts starts, 1000 a day."""

CLOSED_FOR_GOOD = {
    4004: "discord.token: Discord does not accept it any more",
    4010: "discord.shard_ids: Discord does not know such a shard",
    4011: "discord.shard_count: the bot is in so many servers that it needs more shards",
    4013: "discord.replies: Discord does not know these intents",
    4014: "discord.message_content_intent: it is not switched on in the developer portal",
}
"""Close codes of the gateway after which connecting again is no use."""


class _LaunchAgain(Exception):
    """A shard could not be launched, and the pause after it has passed."""


class DarkroomBot(commands.AutoShardedBot):
    """The client. `engine` is set by the composition root before `start`.

    Keyword arguments: `words` for everything shown to people; `default_model`, for those who name
    none; `extensions`, the cogs' dotted names; `command_digests`, where it is kept which commands
    Discord was told; `guild_ids`, the guilds to tell them to (empty: globally); `shard_count` (0:
    let Discord say) and `shard_ids` (empty: all); `gateway_url` (empty: ask Discord); `http_trace`,
    called around every request; `replies`, whether replies to pictures are heard;
    `message_content`, whether Discord may show us every message. `mask_links` makes the painter's
    link for a draft (None: there is no painter), and is set with `engine`.
    """

    engine: Engine
    tree: DarkroomTree

    def __init__(
        self,
        *,
        words: Words,
        default_model: str,
        extensions: tuple[str, ...],
        command_digests: CommandSync,
        guild_ids: tuple[int, ...] = (),
        shard_count: int = 0,
        shard_ids: tuple[int, ...] = (),
        gateway_url: str = "",
        http_trace: aiohttp.TraceConfig | None = None,
        replies: bool = False,
        message_content: bool = False,
    ) -> None:
        # The library warns about what it lacks for voice, which we never use.
        discord.VoiceClient.warn_nacl = False
        discord.VoiceClient.warn_dave = False
        options: dict[str, Any] = {"http_trace": http_trace}
        if shard_ids:
            options["shard_ids"] = list(shard_ids)
        super().__init__(
            command_prefix=commands.when_mentioned,  # never looked at: see on_message
            help_command=None,
            tree_cls=DarkroomTree,
            intents=discord.Intents(
                guilds=True,
                guild_messages=replies,
                dm_messages=replies,
                message_content=replies and message_content,
            ),
            member_cache_flags=discord.MemberCacheFlags.none(),
            chunk_guilds_at_startup=False,
            max_messages=None,
            allowed_mentions=discord.AllowedMentions.none(),
            shard_count=shard_count or None,
            **options,
        )
        self.words = words
        self.replies = replies
        self.message_content = replies and message_content
        self.mask_links: Callable[[DraftId], str] | None = None
        self.default_model = default_model
        self.acknowledgements = Acknowledgements()
        self.recent_jobs = RecentJobs()
        self.listed_jobs = RecentJobs()
        self._extension_names = extensions
        self._command_digests = command_digests
        self._guild_ids = guild_ids
        self._gateway_url = gateway_url
        self._asks_for_shards = not shard_count
        self._connected_shards: set[int] = set()
        self._launching: int | None = None
        self._start_task: asyncio.Task[Any] | None = None

    # --- start ---

    async def setup_hook(self) -> None:
        """Load the cogs and the buttons and tell Discord the commands; may be repeated."""
        await self.tree.set_translator(FluentTranslator(self.words))
        for name in self._extension_names:
            if name not in self.extensions:
                await self.load_extension(name)
        localise_tree(self.tree, self.words)
        self.add_dynamic_items(*DYNAMIC_ITEMS)
        if not self.shard_ids or 0 in self.shard_ids:
            await sync_commands(self, self._command_digests, self._guild_ids)

    async def start(self, token: str, *, reconnect: bool = True) -> None:
        """Log in and stay connected until `close`.

        A Discord that cannot be reached is tried again and again. Raises ConfigError for what only
        the operator can mend: the token, the shards, the intents.
        """
        self._start_task = asyncio.current_task()
        try:
            await _until_reached(lambda: self._log_in(token))
            await self.connect(reconnect=reconnect)
        except discord.LoginFailure as error:
            raise ConfigError("discord.token: Discord does not accept it") from error
        except discord.PrivilegedIntentsRequired as error:
            raise ConfigError(CLOSED_FOR_GOOD[4014]) from error
        except discord.ConnectionClosed as error:
            if error.code in CLOSED_FOR_GOOD:
                raise ConfigError(CLOSED_FOR_GOOD[error.code]) from error
            raise

    async def _log_in(self, token: str) -> None:
        try:
            await self.login(token)
        except (discord.HTTPException, aiohttp.ClientError, OSError):
            # The next login opens a session of its own.
            await self.http.close()
            self.http.connector = discord.utils.MISSING
            raise

    async def launch_shards(self) -> None:
        """Ask for the gateway's address, whatever is configured of the shards, and connect."""
        gateway_url = self._gateway_url
        if not gateway_url or self._asks_for_shards:
            shard_count, discords_url, _ = await _until_reached(self.http.get_bot_gateway)
            gateway_url = gateway_url or discords_url
            if self._asks_for_shards:
                self.shard_count = shard_count
        DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(gateway_url)
        await super().launch_shards()

    async def launch_shard(
        self, gateway: yarl.URL, shard_id: int, *, initial: bool = False
    ) -> None:
        """Connect one shard, as often as it takes.

        The library calls itself after each failure, one level deeper, which an outage of an hour
        would not survive; that call ends here.
        """
        if self._launching == shard_id:
            raise _LaunchAgain
        self._launching = shard_id
        try:
            while not self.is_closed():
                try:
                    await super().launch_shard(gateway, shard_id, initial=initial)
                except _LaunchAgain:
                    initial = False
                else:
                    return
        finally:
            self._launching = None

    # --- stay ---

    @property
    def gateway_is_ready(self) -> bool:
        """Whether every shard of this process is connected."""
        expected = self.shard_ids or range(self.shard_count or 0)
        return bool(expected) and self._connected_shards.issuperset(expected)

    async def on_shard_connect(self, shard_id: int) -> None:
        """Note the shard as connected."""
        self._connected_shards.add(shard_id)

    async def on_shard_resumed(self, shard_id: int) -> None:
        """Note the shard as connected again."""
        self._connected_shards.add(shard_id)

    async def on_shard_disconnect(self, shard_id: int) -> None:
        """Note the shard as lost; the library connects again."""
        self._connected_shards.discard(shard_id)

    async def on_ready(self) -> None:
        """Register the buttons once more: the library can lose them, and twice does no harm."""
        self.add_dynamic_items(*DYNAMIC_ITEMS)

    async def on_message(self, message: discord.Message, /) -> None:
        """Do nothing: there are no commands in messages. Replies are a cog's to hear."""

    # --- stop ---

    async def close(self) -> None:
        """Leave Discord at once and for good.

        The start is cancelled first: otherwise the library closes the connection in a way that
        Discord takes for a loss, and shows the bot as online for minutes.
        """
        task = self._start_task
        if task is not None and task is not asyncio.current_task() and not task.done():
            task.cancel()
            await asyncio.wait([task])
        await super().close()


async def _until_reached(act: Callable[[], Awaitable[Answer]]) -> Answer:
    """Do it until Discord answers; one that is out of reach, failing or busy is asked again."""
    pause_seconds = FIRST_PAUSE_SECONDS
    while True:
        try:
            return await act()
        except (
            discord.HTTPException,
            discord.GatewayNotFound,
            aiohttp.ClientError,
            OSError,
        ) as error:
            if isinstance(error, discord.HTTPException) and not _is_passing(error):
                raise
            log.warning(
                "Discord cannot be reached (%s: %s); again in %.0f s",
                type(error).__name__,
                error,
                pause_seconds,
            )
        await asyncio.sleep(pause_seconds)
        pause_seconds = min(pause_seconds * 2, MOST_PAUSE_SECONDS)


def _is_passing(error: discord.HTTPException) -> bool:
    return error.status >= 500 or error.status == 429


def install_endpoints(api_url: str) -> None:
    """Point the library at this API, without its version: a proxy, a test world, Discord itself.

    It is the library's own, process-wide setting; call it once, before the bot starts.
    """
    discord.http.Route.BASE = f"{api_url.rstrip('/')}/{API_VERSION}"
    address = yarl.URL(api_url)
    if address.host != DISCORD_HOST:
        Asset.BASE = str(address.origin())
