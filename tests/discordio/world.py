"""A bot in a simulated Discord: what the tests of this area, and of the cogs, are built from."""

import io
import os
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

import aiohttp
import discord
from PIL import Image
from simcord import ChannelHandle, Env

from bot.discordio.client import DarkroomBot
from bot.domain.jobs import Job, JobId, JobStatus, Origin
from bot.domain.models import DEFAULT_CATALOGUE
from bot.domain.outcomes import RemotePicture
from bot.domain.requests import ImageRequest
from bot.engine.ports import Picture

MODEL = DEFAULT_CATALOGUE.models[0].name
JOB_ID = JobId("0123456789ab")
MEBIBYTE = 1024**2


class KeptDigests:
    """What Discord was told of the commands, in memory."""

    def __init__(self):
        self.kept = {}
        self.ids = {}

    async def load(self, scope):
        """Return the digest of a scope."""
        return self.kept.get(scope)

    async def save(self, scope, digest, ids):
        """Keep the digest and the ids of a scope."""
        self.kept[scope] = digest
        self.ids[scope] = dict(ids)


class SimClock:
    """SimCord's virtual time."""

    def __init__(self):
        self.env = None

    def now(self):
        """Return the simulated moment."""
        return self.env.now()

    def monotonic(self):
        """Return simulated seconds."""
        return self.env.now().timestamp()

    async def wait(self, signal, timeout_seconds):
        """Never wait: tests drive the engine by hand."""
        raise AssertionError("nothing waits in these tests")


def new_bot(words, *, extensions=(), digests=None, guild_ids=(), message_content=False):
    """Return the real bot as the composition root builds it, on one shard."""
    return DarkroomBot(
        words=words,
        default_model=MODEL,
        extensions=tuple(extensions),
        command_digests=digests or KeptDigests(),
        guild_ids=guild_ids,
        shard_count=1,
        replies=True,
        message_content=message_content,
    )


@dataclass
class Place:
    """A channel with two people in it."""

    env: Env
    guild: object
    channel: object
    someone: object
    another: object

    def forbidding(self, **permissions):
        """Return the same people in a new channel, where the bot lacks permissions."""
        denied = discord.PermissionOverwrite(**permissions)
        channel = self.guild.create_text_channel("closed", overwrites={self.env.bot.user: denied})
        return replace(self, channel=channel)

    def posts(self, method, path):
        """Return the bodies of the requests of a kind, in order."""
        return [
            request.json
            for request in self.env.http_requests
            if request.method == method and request.path == path
        ]

    @property
    def sent(self):
        """The bodies of the messages sent to the channel."""
        return self.posts("POST", f"/channels/{self.channel.id}/messages")

    @property
    def direct(self):
        """Somebody's direct messages with the bot."""
        return ChannelHandle(self.env, None, self.env.backend.get_dm_channel(self.someone.id))

    def messages(self):
        """Return what stands in the channel, newest last; not what one person alone sees."""
        return self.channel.history()

    def texts(self):
        """Return the texts that the channel shows, newest last."""
        return [message.content for message in self.messages()]


def new_place(env):
    """Make a guild with a channel and two members."""
    guild = env.create_guild(name="Darkroom")
    return Place(
        env=env,
        guild=guild,
        channel=guild.create_text_channel("studio"),
        someone=guild.add_member(env.create_user("someone")),
        another=guild.add_member(env.create_user("another")),
    )


@contextmanager
def altered_interactions(env, alter=lambda payload: None, *, times=1):
    """Alter the interactions on their way to the bot, or deliver them several times."""
    emit = env.backend.emit

    def altered(event, payload, *more, **options):
        if event != "INTERACTION_CREATE":
            return emit(event, payload, *more, **options)
        alter(payload)
        return [emit(event, payload, *more, **options) for _ in range(times)][-1]

    env.backend.emit = altered
    try:
        yield
    finally:
        env.backend.emit = emit


def saying(**options):
    """Return an alteration by which these options arrive, whatever Discord would allow."""

    def alter(payload):
        given = payload["data"]["options"]
        given[:] = [option for option in given if option["name"] not in options]
        for name, value in options.items():
            kind = 4 if isinstance(value, int) else 3
            given.append({"name": name, "type": kind, "value": value})

    return alter


def speaking(locale):
    """Return an alteration by which the person speaks another language."""
    return lambda payload: payload.update(locale=locale)


@contextmanager
def committed_and_lost(env, path_begins):
    """Let one request do its work, but lose its answer, as a connection that breaks does."""
    adapter = env._webhook_adapter
    request = adapter.request
    lost = []

    async def losing(route, session, **options):
        answer = await request(route, session, **options)
        if path_begins in route.url and not lost:
            lost.append(route.url)
            raise aiohttp.ServerDisconnectedError
        return answer

    adapter.request = losing
    try:
        yield lost
    finally:
        adapter.request = request


def png(width=8, height=8, *, noise=False):
    """Return a PNG; with noise it cannot be compressed."""
    if noise:
        image = Image.frombytes("RGB", (width, height), os.urandom(width * height * 3))
    else:
        image = Image.new("RGB", (width, height), "teal")
    buffer = io.BytesIO()
    image.save(buffer, "PNG")
    return buffer.getvalue()


def picture(content=None, *, width=8, height=8):
    """Return a picture as the engine hands it over."""
    return Picture(content=content or png(width, height), kind="png", width=width, height=height)


def job_in(place, status=JobStatus.POSTING, *, now=None, **changes):
    """Return a job of `someone` in the place's channel, of two pictures."""
    now = now or place.env.now()
    job = Job(
        id=JOB_ID,
        status=status,
        request=ImageRequest(prompt="a lighthouse in a storm", model=MODEL, size="1:1", count=2),
        requester_id=place.someone.id,
        origin=Origin(
            event_id=discord.utils.time_snowflake(now - timedelta(seconds=30)),
            channel_id=place.channel.id,
            guild_id=place.guild.id,
            locale="en-US",
            filesize_limit_bytes=10 * MEBIBYTE,
        ),
        price_microusd=266_000,
        accepted_at=now - timedelta(seconds=30),
        not_before=now,
        running_at=now - timedelta(seconds=25),
        ready_at=now,
        posting_began_at=now,
        pictures=(RemotePicture(url="https://x/1"), RemotePicture(url="https://x/2")),
    )
    return replace(job, **changes)
