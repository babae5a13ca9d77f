"""The world outside the engine, in memory: an image API that counts what was paid, a channel with
its messages, a clock that a test moves.

Each stand-in keeps the promises of its port. It can be told to fail: `script` holds what happens at
the next calls, in order, and what it does not hold goes well.
"""

import asyncio
from collections import Counter
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from pathlib import Path

from bot.domain.errors import ApiRejected, PictureGone, Undeliverable
from bot.domain.jobs import JobStatus
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import RemoteOutcome, RemotePicture, RemoteState
from bot.domain.pacing import Polling
from bot.domain.quota import Allowance
from bot.domain.rules import StrikeRule
from bot.engine.engine import Engine, Ports, Rules
from bot.engine.loops import run_once
from bot.engine.ports import Uploaded
from bot.store.inbox import FileInbox
from tests.clock import FakeClock
from tests.engine.pictures import Cdn, Lab, Scripted, Shelf, picture_bytes
from tests.factories import ALICE, answer_token, image_request, origin

NONCE_LIVES = timedelta(minutes=3)
RULES = {
    "catalogue": DEFAULT_CATALOGUE,
    "allowance": Allowance(),
    "strikes": StrikeRule(),
    "shares_per_day": 10,
    "polling": Polling(floor_seconds=1.0, ceiling_seconds=10.0, deadline_seconds=900.0),
    "references": "auto",
    "max_in_flight": 20,
}


class Died(BaseException):
    """The process is killed at this point: nothing of ours runs any more."""


class Gate:
    """Where calls wait while a test holds it shut."""

    def __init__(self):
        self._open = asyncio.Event()
        self._open.set()
        self._waiting = 0
        self._changed = asyncio.Condition()

    def shut(self):
        """Let nobody through."""
        self._open.clear()

    def open(self):
        """Let all through."""
        self._open.set()

    async def passed(self):
        """Go through, when it is open."""
        await self._count(+1)
        try:
            await self._open.wait()
        finally:
            self._waiting -= 1

    async def reached(self, calls=1):
        """Wait until so many calls stand before it."""
        async with self._changed:
            await self._changed.wait_for(lambda: self._waiting >= calls)

    async def _count(self, one):
        async with self._changed:
            self._waiting += one
            self._changed.notify_all()


class Upstream:
    """An image API that makes every picture it is asked for, and wants to be paid for each task."""

    def __init__(self, clock):
        self._clock = clock
        self.submitting, self.asking = Scripted(), Scripted()
        self.uploading, self.downloading = Scripted(), Scripted()
        self.gate = Gate()
        self.paid = []
        self.answers = []
        self.stuck = set()
        self.cost_microusd = None
        self.tasks_per_request = 1
        self.ended = set()
        self._counts = {}
        self._addresses = Counter()

    async def submit(self, request):
        """Take a request, and the money."""
        await self.gate.passed()
        if any(not source.is_reachable(self._clock.now()) for source in request.sources):
            raise ApiRejected("a picture cannot be fetched")
        if request.size is None:
            raise ApiRejected("size is required")
        with self.submitting.next_call():
            self.paid.append(request)
            ids = tuple(f"task{len(self.paid)}.{n}" for n in range(self.tasks_per_request))
            self._counts |= dict.fromkeys(ids, request.count)
        return ids

    async def fetch(self, remote_id):
        """Answer as `answers` says; then every task is finished."""
        with self.asking.next_call():
            if self.answers:
                return self.answers.pop(0)
            if remote_id in self.stuck:
                return RemoteOutcome(state=RemoteState.WAITING)
            if remote_id not in self._counts:
                return RemoteOutcome(state=RemoteState.UNKNOWN)
            return self.finished(remote_id, self._counts[remote_id])

    def finished(self, remote_id, count, cost=None):
        """Return the answer about a task that made so many pictures, at new addresses."""
        self._addresses[remote_id] += 1
        pictures = tuple(
            RemotePicture(
                url=f"https://results.example/{remote_id}/{n}/{self._addresses[remote_id]}"
            )
            for n in range(count)
        )
        return RemoteOutcome(
            state=RemoteState.FINISHED,
            pictures=pictures,
            cost_microusd=self.cost_microusd if cost is None else cost,
        )

    async def upload(self, picture, *, name):
        """Keep a picture for 72 hours."""
        with self.uploading.next_call():
            url = f"https://uploads.example/{name}"
            return Uploaded(url=url, expires_at=self._clock.now() + timedelta(hours=72))

    async def download(self, url):
        """Return the bytes of a result, unless its address was ended by `end_addresses`."""
        with self.downloading.next_call():
            if url in self.ended:
                raise PictureGone("pictures-gone")
            return picture_bytes(text=url.rsplit("/", 1)[0])

    def end_addresses(self, job):
        """Let the addresses answer no more under which the job's pictures are known."""
        self.ended |= {picture.url for picture in job.pictures}

    def forget(self, remote_id):
        """Know nothing of a task any more."""
        del self._counts[remote_id]


@dataclass(frozen=True)
class Message:
    """A result in the channel."""

    id: int
    job_id: str
    pictures: tuple[str, ...]
    posted_at: object


@dataclass(frozen=True)
class Shown:
    """A shared picture in its channel."""

    id: int
    share: object
    text: str
    posted_at: object


class Discord:
    """A channel: its results (`messages`), and per job the answer that its person reads.

    An answer is the progress shown last, then the status of the notice; posted takes it away. Each
    thing written into an answer is kept in `read`, in order.
    """

    def __init__(self, clock):
        self._clock = clock
        self.posting, self.searching = Scripted(), Scripted()
        self.showing, self.telling, self.opening = Scripted(), Scripted(), Scripted()
        self.opened = {}
        self.gate = Gate()
        self.messages = []
        self.answers = {}
        self.read = []
        self.rules = {}
        self.may_read_history = True
        self.asking, self.refusing = Scripted(), Scripted()
        self.acknowledged = {}
        self.refused = []
        self.logging, self.sharing, self.unsharing = Scripted(), Scripted(), Scripted()
        self.logged = []
        self.finding, self.looking = Scripted(), Scripted()
        self.shared = []
        self.private = []
        self.fresh_urls = {}
        self._nonces = {}

    async def find_answer(self, token):
        """Look for the answer of an interaction: those `acknowledged` have one, by their token."""
        with self.asking.next_call():
            return self.acknowledged.get(token.token)

    async def refuse(self, asked, error):
        """Tell why it is not accepted after all."""
        with self.refusing.next_call():
            self.refused.append((asked.origin.event_id, error.rule))

    async def post(self, job, pictures, token):
        """Post a message, unless the nonce is known; note with which secret a private one came."""
        with self.posting.next_call():
            if job.is_private:
                self.private.append(token)
            known = self._nonces.get(job.id)
            if known is not None and self._clock.now() - known.posted_at < NONCE_LIVES:
                return known.id if known in self.messages else None
            texts = tuple(picture.content.decode().split(" ", 4)[4] for picture in pictures)
            message = Message(len(self._nonces) + 1001, job.id, texts, self._clock.now())
            self._nonces[job.id] = message
            self.messages.append(message)
            return message.id

    async def find_posted(self, job):
        """Search the channel for the job's message."""
        with self.searching.next_call():
            if not self.may_read_history:
                raise Undeliverable("unsure")
            found = [
                message.id
                for message in self.messages
                if message.job_id == job.id and message.posted_at >= job.posting_began_at
            ]
            return found[0] if found else None

    async def log(self, entry, *, channel_id):
        """Put a line into a log channel, once for its number."""
        with self.logging.next_call():
            if (channel_id, entry) not in self.logged:
                self.logged.append((channel_id, entry))

    async def share(self, share, picture):
        """Post a shared picture, unless the nonce is known."""
        with self.sharing.next_call():
            now = self._clock.now()
            for shown in self.shared:
                if shown.share.id == share.id and now - shown.posted_at < NONCE_LIVES:
                    return shown.id
            text = picture.content.decode().split(" ", 4)[4]
            self.shared.append(Shown(len(self.shared) + 3001, share, text, now))
            return self.shared[-1].id

    async def find_shared(self, share):
        """Search the channel for the share's message."""
        with self.finding.next_call():
            if not self.may_read_history:
                raise Undeliverable("unsure")
            return next((shown.id for shown in self.shared if shown.share.id == share.id), None)

    async def unshare(self, share):
        """Delete a share's message."""
        with self.unsharing.next_call():
            self.shared = [shown for shown in self.shared if shown.id != share.message_id]

    async def picture_urls(self, channel_id, message_id):
        """Return the addresses of a message's pictures as they are now."""
        with self.looking.next_call():
            return self.fresh_urls.get(message_id, [])

    async def open_progress(self, job, progress):
        """Answer the message, once for a nonce."""
        with self.opening.next_call():
            self._write(job, progress)
            return self.opened.setdefault(job.id, len(self.opened) + 2001)

    async def show_progress(self, job, progress, token):
        """Edit the answer."""
        await self.gate.passed()
        with self.showing.next_call():
            self._write(job, progress)

    async def tell(self, job, token, *, rule=""):
        """Edit the answer into the notice, with the rule where there is one, or take it away."""
        with self.telling.next_call():
            self.rules[job.id] = rule
            if job.status is JobStatus.POSTED:
                self.answers.pop(job.id, None)
            else:
                self._write(job, job.status)

    def _write(self, job, text):
        self.answers[job.id] = text
        self.read.append(text)


class Host:
    """Discord as a place for pictures: their bytes, by the address that it gave."""

    def __init__(self, clock):
        self._clock = clock
        self.attaching = Scripted()
        self.attached = {}
        self.tokens = []

    async def attach(self, picture, *, name, job, token):
        """Keep a picture for a day."""
        with self.attaching.next_call():
            url = f"https://cdn.discordapp.com/attachments/{len(self.attached)}/{name}"
            self.attached[url] = picture.content
            self.tokens.append(token)
            return Uploaded(url=url, expires_at=self._clock.now() + timedelta(hours=24))


class Watch:
    """The metrics, as lists and counts."""

    def __init__(self):
        self.moves = []
        self.stages = []
        self.api_failures = Counter()
        self.polls = 0
        self.pictures = 0

    def moved(self, job, was):
        """Note a move."""
        self.moves.append((was, job.status))

    def polled(self):
        """Note a question."""
        self.polls += 1

    def stage(self, name, seconds):
        """Note a stage."""
        self.stages.append((name, seconds))

    def api_failed(self, error_type):
        """Note a failure."""
        self.api_failures[error_type] += 1

    def pictures_posted(self, count):
        """Note pictures in a channel."""
        self.pictures += count


@dataclass(frozen=True)
class Community:
    """The real stores of rules, people and shares, and who matches words."""

    rules: object
    people: object
    shares: object
    matcher: object


@dataclass
class World:
    """Everything around an engine; `restart` makes a new engine on the same database."""

    store: object
    drafts: object
    tray: object
    community: Community
    clock: FakeClock
    folder: Path
    rules: dict = field(default_factory=lambda: dict(RULES))

    def __post_init__(self):
        self.upstream, self.discord = Upstream(self.clock), Discord(self.clock)
        self.cdn, self.shelf, self.host = Cdn(), Shelf(), Host(self.clock)
        self.engine = self.watch = self.inbox = None
        self.build()

    def build(self, **rules):
        """Build the engine, with some rules changed."""
        self.rules |= rules
        self.watch = Watch()
        if self.inbox is not None:
            self.inbox.close()
        self.inbox = FileInbox(self.folder / "jobs.db.inbox")
        self.engine = Engine(
            Ports(
                store=self.store,
                drafts=self.drafts,
                tray=self.tray,
                rules=self.community.rules,
                people=self.community.people,
                shares=self.community.shares,
                matcher=self.community.matcher,
                pictures=self.shelf,
                source=self.cdn,
                lab=Lab(),
                host=self.host,
                api=self.upstream,
                courier=self.discord,
                inbox=self.inbox,
                observer=self.watch,
                clock=self.clock,
            ),
            Rules(**self.rules),
        )
        return self.engine

    async def restart(self):
        """Throw the engine away, build a new one and let it recover."""
        self.build()
        await self.engine.recover()

    async def ask(self, requester_id=ALICE, **fields):
        """Accept a request, as `/imagine` does; `fields` are the request's."""
        return await self.engine.intake.accept(
            image_request(**fields),
            requester_id=requester_id,
            origin=origin(),
            progress_message_id=77,
            answer_token=replace(
                answer_token(), expires_at=self.clock.now() + timedelta(minutes=15)
            ),
        )

    def attach(self, source, content=None):
        """Put the bytes of a picture where its address leads; return the picture."""
        self.cdn.files[source.url] = picture_bytes() if content is None else content
        return source

    async def get(self, job):
        """Return the job as it stands now."""
        return await self.store.get(job.id)

    async def step(self, name):
        """Run one step once by hand; tell whether there was anything to do."""
        return await run_once(next(step for step in self.engine.steps if step.name == name))

    async def until(self, job, status, seconds=120):
        """Let the engine work and time pass, second by second, until the job stands there."""
        for _ in range(seconds):
            await self.engine.drain()
            if (await self.get(job)).status is status:
                return await self.get(job)
            self.clock.advance(1)
        raise AssertionError(f"{(await self.get(job)).status}, not {status}")

    async def live(self, seconds):
        """Let the engine work while so many seconds pass."""
        for _ in range(seconds):
            await self.engine.drain()
            self.clock.advance(1)
        await self.engine.drain()

    @asynccontextmanager
    async def running(self):
        """Run the engine by its loops; stop it at the end, and wait for what is in hand."""
        loops = asyncio.create_task(self.engine.run())
        try:
            yield loops
        finally:
            self.engine.stop()
            await loops

    async def eventually(self, job, status):
        """Let time pass, second by second, until the loops have brought the job there."""
        while (await self.get(job)).status is not status:
            await self.rest()
            self.clock.advance(1)

    async def outlast(self, work):
        """Do the work, and let a minute pass whenever it waits; return what it returns."""
        task = asyncio.create_task(work)
        while not task.done():
            await self.store.count_by_status()
            if self.clock.resting:
                self.clock.advance(60)
        return task.result()

    async def rest(self):
        """Wait until all loops rest and no act is in hand: nothing happens until time passes."""
        acts = tuple(f"{step.name} " for step in self.engine.steps)
        loops, calm = len(self.engine.steps) + 6, 0
        while calm < 5:
            await self.store.count_by_status()
            busy = any(task.get_name().startswith(acts) for task in asyncio.all_tasks())
            calm = 0 if busy or self.clock.resting < loops else calm + 1
