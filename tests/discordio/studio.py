"""The whole bot in a simulated Discord: its own engine and database, and an image API that obeys
the test.

Nothing runs by itself: `await studio.work()` lets the engine do everything that is due.
"""

import os
import shutil
from contextlib import AsyncExitStack
from dataclasses import dataclass
from fnmatch import fnmatch
from urllib.parse import unquote

import pytest
import simcord.http.client

from bot.app import EXTENSIONS
from bot.blocklist import RegexMatcher
from bot.discordio.acknowledge import Lapsed
from bot.discordio.client import DarkroomBot
from bot.discordio.courier import DiscordCourier
from bot.discordio.hosting import DiscordAttachmentHost
from bot.domain.errors import ApiRejected, PictureGone, UserError
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import Balance, RemoteOutcome, RemotePicture, RemoteState
from bot.domain.pacing import Polling
from bot.domain.quota import Allowance
from bot.domain.rules import StrikeRule
from bot.engine.engine import Engine, Ports, Rules
from bot.pictures.files import FilePictureStore
from bot.pictures.lab import PooledPictureLab
from bot.store.database import open_database
from bot.store.drafts import SqlDraftStore
from bot.store.inbox import FileInbox
from bot.store.jobs import SqlJobStore
from bot.store.people import SqlPeopleStore
from bot.store.server_rules import SqlRuleStore
from bot.store.shares import SqlShareStore
from bot.store.tray import SqlTrayStore
from bot.text.words import Words
from tests.discordio.world import KeptDigests, SimClock, new_bot, new_place, png
from tests.openapi import DiscordOpenApi

UPLOADS = "/applications/*/attachment"
"""Where an application uploads what it attaches."""


class ObedientApi:
    """An image API in memory: it takes everything, and finishes at the first question."""

    def __init__(self):
        self.submitted = []
        self.refusal = None
        self.outcome = None

    async def submit(self, request):
        """Take the request, or refuse it as the test says."""
        if self.refusal is not None:
            raise self.refusal
        self.submitted.append(request)
        return (f"task-{len(self.submitted)}",)

    async def fetch(self, remote_id):
        """Answer with the test's outcome, else with as many pictures as were asked for."""
        request = self.submitted[int(remote_id.removeprefix("task-")) - 1]
        return self.outcome or RemoteOutcome(
            state=RemoteState.FINISHED,
            pictures=tuple(
                RemotePicture(url=f"https://pictures.example/{remote_id}/{number}")
                for number in range(request.count)
            ),
        )

    async def upload(self, picture, *, name):
        """Have no such endpoint."""
        raise ApiRejected("404")

    async def balance(self):
        """Have a little left."""
        return Balance(remaining=1.0)

    async def download(self, url):
        """Return a picture."""
        return png()


class SimulatedCdn:
    """Discord's CDN in a simulated Discord, which serves no sockets."""

    def __init__(self):
        self.env = None

    async def fetch(self, url, *, most_bytes):
        """Return the bytes of an attachment."""
        content = self.env.backend.cdn.get(url)
        if content is None:
            raise PictureGone("reference-gone", url)
        return content


class Watch:
    """Metrics that only remember which jobs there were."""

    def __init__(self):
        self.job_ids = []

    def moved(self, job, was):
        """Remember a job that is new."""
        if was is None:
            self.job_ids.append(job.id)

    def __getattr__(self, name):
        """Take whatever else is told."""
        return lambda *told, **more: None


@dataclass
class Studio:
    """The bot with everything that it is built from."""

    bot: DarkroomBot
    engine: Engine
    store: SqlJobStore
    api: ObedientApi
    clock: SimClock
    cdn: SimulatedCdn
    digests: KeptDigests
    watch: Watch

    async def work(self, *, seconds=0):
        """Let so much time go by, then let the engine do what is due."""
        if seconds:
            await self.clock.env.advance_time(seconds)
        await self.engine.drain()

    async def finish(self):
        """Let the engine bring every job to its end."""
        for _ in range(5):
            await self.work(seconds=15)

    async def jobs(self):
        """Return all jobs as they stand, oldest first."""
        return [await self.store.get(job_id) for job_id in self.watch.job_ids]

    async def only_job(self):
        """Return the one job there is."""
        [job] = await self.jobs()
        return job


@pytest.fixture(scope="session")
def words():
    """Every sentence; a missing one is an error."""
    return Words(strict=True)


@pytest.fixture
def allowance():
    """The limits of every person; a test may have its own."""
    return Allowance()


@pytest.fixture
def message_content():
    """Whether the bot asks to be shown every message, and may."""
    return False


@pytest.fixture
async def studio(words, allowance, message_content, empty_database, tmp_path):
    """The whole bot, built, with a database of its own."""
    path = shutil.copy(empty_database, tmp_path / "jobs.db")
    clock, cdn, api = SimClock(), SimulatedCdn(), ObedientApi()
    digests, watch = KeptDigests(), Watch()
    async with AsyncExitStack() as opened:
        database = await opened.enter_async_context(open_database(f"sqlite:///{path}"))
        store = SqlJobStore(database, owner="test", clock=clock)
        inbox = FileInbox(tmp_path / "inbox")
        opened.callback(inbox.close)
        lab = PooledPictureLab()
        opened.push_async_callback(lab.close)
        bot = new_bot(
            words, extensions=EXTENSIONS, digests=digests, message_content=message_content
        )
        bot.engine = Engine(
            Ports(
                store=store,
                drafts=SqlDraftStore(database),
                tray=SqlTrayStore(database),
                rules=SqlRuleStore(database),
                people=SqlPeopleStore(database, clock=clock),
                shares=SqlShareStore(database, owner="test"),
                matcher=RegexMatcher(),
                pictures=FilePictureStore(tmp_path / "pictures"),
                source=cdn,
                lab=lab,
                host=DiscordAttachmentHost(client=bot, words=words, clock=clock),
                api=api,
                courier=DiscordCourier(
                    client=bot, words=words, catalogue=DEFAULT_CATALOGUE, lab=lab
                ),
                inbox=inbox,
                observer=watch,
                clock=clock,
            ),
            Rules(
                catalogue=DEFAULT_CATALOGUE,
                allowance=allowance,
                strikes=StrikeRule(),
                shares_per_day=10,
                polling=Polling(floor_seconds=1, ceiling_seconds=10, deadline_seconds=900),
                references="discord",
                max_in_flight=20,
            ),
        )
        yield Studio(bot, bot.engine, store, api, clock, cdn, digests, watch)


@pytest.fixture
def simcord_bot(studio):
    """The bot that the simulated Discord runs."""
    return studio.bot


@pytest.fixture
def expected_faults():
    """The errors that a test wants to meet; none, as a rule."""
    return ()


@pytest.fixture(scope="session")
def openapi():
    """Discord's own description of its API, where it is at hand."""
    return DiscordOpenApi.load_or_skip() if os.environ.get("DISCORD_OPENAPI") else None


@pytest.fixture(autouse=True)
def paths_as_sent(monkeypatch):
    """Let the simulated Discord see `@original` as it is sent: yarl takes the %40 back."""
    path_of = simcord.http.client._path_of
    monkeypatch.setattr(simcord.http.client, "_path_of", lambda url: unquote(path_of(url)))


def calls_many(body):
    """Tell whether what was sent is a message that may call more than one person, or whoever its
    text names.
    """
    message = body.get("data", body) if isinstance(body, dict) else {}
    if not isinstance(message, dict) or not message.get("content"):
        return False
    allowed = message.get("allowed_mentions", {"parse": ["everyone"]})
    return allowed["parse"] or allowed.get("roles") or len(allowed.get("users", ())) > 1


@pytest.fixture
def env(studio, simcord_env, expected_faults, openapi):
    """The simulated Discord; at the end it is asked what went wrong, and what it was sent."""
    studio.clock.env = studio.cdn.env = simcord_env
    # It has no such endpoint; what is refused there is put onto the progress answer.
    simcord_env.inject_error("POST", UPLOADS, status=403, code=20012, times=None)
    yield simcord_env
    # SimCord notes every error that reaches `on_error`; those that a person may read are no faults.
    raised = [getattr(error, "original", error) for error in simcord_env.errors]
    expected = (UserError, Lapsed, *expected_faults)
    assert [] == [error for error in raised if not isinstance(error, expected)]
    assert [] == [each.path for each in simcord_env.http_requests if calls_many(each.json)]
    if openapi is not None:
        requests = [each for each in simcord_env.http_requests if not fnmatch(each.path, UPLOADS)]
        troubles = [openapi.check(each.method, each.path, each.json) for each in requests]
        assert not any(troubles), [trouble for trouble in troubles if trouble]


@pytest.fixture
def place(env):
    """A channel with two people in it."""
    return new_place(env)
