"""The composition root: opens the adapters, builds the engine, runs everything in one TaskGroup.

The only place, with the command line, that sees `Settings`; everybody else is handed plain values.
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import hmac
import logging
import signal
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import aiohttp

from bot.blocklist import RegexMatcher
from bot.clock import SystemClock
from bot.discordio.attachments import CdnReferenceSource
from bot.discordio.client import DarkroomBot, install_endpoints
from bot.discordio.courier import DiscordCourier
from bot.discordio.hosting import DiscordAttachmentHost
from bot.domain.errors import ConfigError
from bot.domain.pacing import Polling
from bot.engine.engine import Engine, Ports, Rules
from bot.engine.probe import ApiProbe
from bot.imageapi.addresses import is_private
from bot.imageapi.client import ImageApiClient
from bot.imageapi.downloads import open_downloads
from bot.metrics import Metrics, trace_config
from bot.pictures.files import FilePictureStore
from bot.pictures.lab import PooledPictureLab
from bot.settings import Settings
from bot.store.command_sync import CommandSyncs
from bot.store.database import Database, open_database
from bot.store.drafts import SqlDraftStore
from bot.store.inbox import FileInbox
from bot.store.jobs import SqlJobStore
from bot.store.migrate import migrate
from bot.store.people import SqlPeopleStore
from bot.store.server_rules import SqlRuleStore
from bot.store.shares import SqlShareStore
from bot.store.tray import SqlTrayStore
from bot.text import Words
from bot.web.links import MaskLinks
from bot.web.painter import MaskPainter
from bot.web.server import WebServer

log = logging.getLogger(__name__)

EXTENSIONS = (
    "cogs.imagine",
    "cogs.edit",
    "cogs.forms",
    "cogs.reply",
    "cogs.tray",
    "cogs.jobs",
    "cogs.details",
    "cogs.quota",
    "cogs.history",
    "cogs.gallery",
    "cogs.settings",
    "cogs.forget",
    "cogs.admin",
    "cogs.admin_limits",
    "cogs.admin_people",
    "cogs.admin_rules",
    "cogs.admin_settings",
    "cogs.admin_jobs",
    "cogs.admin_reports",
    "cogs.help",
)
"""The cogs, by their dotted names."""

OWNER = "single"
"""Who holds the leases. On SQLite there is one process at a time, held by the lock on the file: its
successor takes over its rows at once."""

GRACE_SECONDS = 6.0
"""How long what is in hand may take when we are asked to stop; then it is cancelled, its outcome
still written. With the rest it fits into the ten seconds promised."""

KEPT_ALIVE_SECONDS = 4.0
"""How long an idle connection to the API is used again. A server that closes one (often after 5 s)
just as a submission goes out would put that job in doubt."""

GOODBYE_SECONDS = 2.0
"""How long leaving Discord may take."""


@dataclass(frozen=True, slots=True, kw_only=True)
class App:
    """Everything that runs, built and not yet started."""

    bot: DarkroomBot
    engine: Engine
    metrics: Metrics
    store: SqlJobStore
    database: Database


@contextlib.asynccontextmanager
async def build(settings: Settings) -> AsyncIterator[App]:
    """Open the adapters in the order in which they depend, build the engine; close all in reverse.

    Raises ConfigError, AlreadyRunning and SchemaTooNew.
    """
    clock, words, metrics = SystemClock(), Words(), Metrics()
    catalogue = settings.catalogue()
    base_url = settings.image_api.base_url
    async with contextlib.AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(settings.store.url))
        await migrate(database)
        store = SqlJobStore(database, owner=OWNER, clock=clock)
        inbox = FileInbox(database.path.with_name(f"{database.path.name}.inbox"))
        opened.callback(inbox.close)
        lab = PooledPictureLab()
        opened.push_async_callback(lab.close)
        session = await opened.enter_async_context(
            aiohttp.ClientSession(
                connector=aiohttp.TCPConnector(keepalive_timeout=KEPT_ALIVE_SECONDS),
                cookie_jar=aiohttp.DummyCookieJar(),
            )
        )
        downloads = await opened.enter_async_context(
            open_downloads(allow_private=await is_private(base_url))
        )
        api = ImageApiClient(
            session=session,
            downloads=downloads,
            base_url=base_url,
            key=settings.image_api.key.get_secret_value(),
            catalogue=catalogue,
            clock=clock,
        )
        bot = _bot(settings, words=words, synced=CommandSyncs(database), metrics=metrics)
        bot.engine = Engine(
            Ports(
                store=store,
                drafts=SqlDraftStore(database),
                tray=SqlTrayStore(database),
                rules=SqlRuleStore(database),
                people=SqlPeopleStore(database, clock=clock),
                shares=SqlShareStore(database, owner=OWNER),
                matcher=RegexMatcher(),
                pictures=FilePictureStore(Path(settings.store.pictures)),
                source=CdnReferenceSource(session=session, api_url=settings.discord.api_url),
                lab=lab,
                host=DiscordAttachmentHost(client=bot, words=words, clock=clock),
                api=api,
                courier=DiscordCourier(client=bot, words=words, catalogue=catalogue, lab=lab),
                inbox=inbox,
                observer=metrics,
                clock=clock,
            ),
            _rules(settings),
        )
        app = App(bot=bot, engine=bot.engine, metrics=metrics, store=store, database=database)
        if settings.web.address is not None:
            web = _web(app, api, *settings.web.address, painter=_painter(settings, bot))
            await web.start()
            opened.push_async_callback(web.close)
        yield app


def _rules(settings: Settings) -> Rules:
    return Rules(
        catalogue=settings.catalogue(),
        allowance=settings.quota.allowance(),
        strikes=settings.moderation.strikes(),
        shares_per_day=settings.quota.shares_per_day,
        polling=Polling(
            floor_seconds=settings.polling.floor_seconds,
            ceiling_seconds=settings.polling.ceiling_seconds,
            deadline_seconds=settings.polling.deadline_seconds,
        ),
        references=settings.image_api.references,
        max_in_flight=settings.image_api.max_in_flight,
    )


def _bot(
    settings: Settings, *, words: Words, synced: CommandSyncs, metrics: Metrics
) -> DarkroomBot:
    return DarkroomBot(
        words=words,
        default_model=settings.image_api.default_model,
        extensions=EXTENSIONS,
        command_digests=synced,
        guild_ids=settings.discord.guild_ids,
        shard_count=settings.discord.shard_count,
        shard_ids=settings.discord.shard_ids,
        gateway_url=settings.discord.gateway_url,
        http_trace=trace_config(metrics.discord_answered),
        replies=settings.discord.replies,
        message_content=settings.discord.message_content_intent,
    )


def _painter(settings: Settings, bot: DarkroomBot) -> MaskPainter | None:
    """Build the mask painter and let the bot give out its links, where people can reach it.

    They are signed by what is derived from the bot's token, so that they outlive a restart.
    """
    if not settings.web.public_url:
        return None
    token = settings.discord.token.get_secret_value().encode()
    links = MaskLinks(
        settings.web.public_url, hmac.digest(token, b"links to the mask painter", "sha256")
    )
    bot.mask_links = links.url_of
    return MaskPainter(drafts=bot.engine.drafts, links=links, words=bot.words)


def _web(
    app: App, api: ImageApiClient, host: str, port: int, *, painter: MaskPainter | None
) -> WebServer:
    """Build the web server; the probes say what is not well, None where all is."""
    clock = SystemClock()
    api_probe = ApiProbe(api=api, submitter=app.engine.submitter, clock=clock)

    async def database() -> str | None:
        await app.database.ping()
        return None

    async def gateway() -> str | None:
        return None if app.bot.gateway_is_ready else "not connected"

    async def metrics() -> bytes:
        app.metrics.counted(
            await app.engine.operations.count_by_status(),
            oldest_waiting_at=await app.store.oldest_waiting_at(),
            now=clock.now(),
        )
        return app.metrics.render()

    return WebServer(
        host=host,
        port=port,
        probes={"database": database, "api": api_probe.reason, "gateway": gateway},
        metrics=metrics,
        painter=painter,
    )


async def run(settings: Settings) -> None:
    """Run the bot until SIGTERM or SIGINT; then stop cleanly, within ten seconds.

    Raises ConfigError for what only the operator can mend, StoreError for the database.
    """
    install_endpoints(settings.discord.api_url)
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    async with build(settings) as app:
        await app.engine.recover()
        # What is built now stays: without it the collector has little to look through, and does not
        # delay the first hundreds of acknowledgements (measured: 60 to 90 ms).
        gc.collect()
        gc.freeze()
        try:
            async with asyncio.TaskGroup() as tasks:
                token = settings.discord.token.get_secret_value()
                tasks.create_task(app.bot.start(token), name="discord")
                work = tasks.create_task(app.engine.run(), name="engine")
                lag = tasks.create_task(app.metrics.watch_loop_lag(), name="loop lag")
                await stopping.wait()
                log.info("stopping")
                await _finish(app.engine, work)
                lag.cancel()
                await _leave(app.bot)
        except ExceptionGroup as group:
            # One that the operator can mend says all there is to say.
            raise next(
                (error for error in group.exceptions if isinstance(error, ConfigError)), group
            ) from None
    log.info("stopped")


async def _finish(engine: Engine, work: asyncio.Task[None]) -> None:
    """Let what is in hand end, for a while; then cancel it: its outcome is written all the same."""
    engine.stop()
    _, unfinished = await asyncio.wait({work}, timeout=GRACE_SECONDS)
    if unfinished:
        log.info("cancelling what is still in hand; the next start carries on")
        work.cancel()
        await asyncio.wait({work})


async def _leave(bot: DarkroomBot) -> None:
    try:
        async with asyncio.timeout(GOODBYE_SECONDS):
            await bot.close()
    except TimeoutError:
        log.info("Discord did not say goodbye in time")
