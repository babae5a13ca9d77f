"""The gateway of the simulated Discord: WebSocket sessions that can drop, stall and resume.

Frames are plain text, since every client accepts them. What an event contains is decided in
`sandbox.world_payloads`; this module owns sessions, sockets, sequence numbers and close codes.
"""

import asyncio
import json
import secrets
import time
from collections import deque
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Any

import aiohttp
import discord
from aiohttp import web
from simcord.backend import serializers

from sandbox.world_backend import WorldBackend
from sandbox.world_log import Json, RecordedLogin, WorldLog
from sandbox.world_payloads import jsonable, member_chunks, outgoing, ready, shard_of
from sandbox.world_rules import WorldRules

HEARTBEAT_SECONDS = 41.25
REPLAYED_EVENTS = 1000
REMEMBERED_SESSIONS = 16
CLOSE_WITHIN_SECONDS = 0.5  # the client may be dead, or never answer
GOODBYES = (1000, 1001)


class Op(IntEnum):
    """The opcodes that are used here."""

    DISPATCH = 0
    HEARTBEAT = 1
    IDENTIFY = 2
    PRESENCE = 3
    VOICE = 4
    RESUME = 6
    RECONNECT = 7
    REQUEST_MEMBERS = 8
    INVALID_SESSION = 9
    HELLO = 10
    HEARTBEAT_ACK = 11
    REQUEST_SOUNDS = 31


class CloseCode(IntEnum):
    """Why the gateway hangs up."""

    UNKNOWN_OPCODE = 4001
    DECODE_ERROR = 4002
    NOT_AUTHENTICATED = 4003
    AUTHENTICATION_FAILED = 4004
    ALREADY_AUTHENTICATED = 4005
    INVALID_SHARD = 4010
    DISALLOWED_INTENTS = 4014


class Hangup(Exception):
    """The client did something for which the gateway closes the connection."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.name)
        self.code = code


@dataclass(slots=True, eq=False)
class Connection:
    """One socket and the frames that wait to be sent on it."""

    socket: web.WebSocketResponse
    frames: asyncio.Queue[str] = field(default_factory=asyncio.Queue)
    session: "Session | None" = None
    hung_up_with: int | None = None

    async def hang_up(self, code: int) -> None:
        """Close from our side, which is what decides whether the session may be resumed."""
        self.hung_up_with = code
        await self.socket.close(code=code)

    def put(self, op: Op, data: Json = None) -> None:
        """Queue a frame that is not an event."""
        self.frames.put_nowait(json.dumps({"op": op, "d": data, "s": None, "t": None}))


@dataclass(slots=True, eq=False, kw_only=True)
class Session:
    """What a client logged in to; it outlives its socket, so that it can be resumed."""

    id: str
    intents: discord.Intents
    shard: tuple[int, int]
    connection: Connection | None
    sequence: int = 0
    sent: deque[tuple[int, str]] = field(default_factory=lambda: deque(maxlen=REPLAYED_EVENTS))

    def dispatch(self, event: str, payload: Mapping[str, Any]) -> None:
        """Number an event, keep it for a resume, and queue it if somebody is connected."""
        self.sequence += 1
        frame = json.dumps(
            {"op": Op.DISPATCH, "t": event, "s": self.sequence, "d": payload}, default=jsonable
        )
        self.sent.append((self.sequence, frame))
        if self.connection is not None:
            self.connection.frames.put_nowait(frame)

    def replayable_after(self, sequence: int) -> bool:
        """Say whether every event after that number is still kept."""
        if not 0 <= sequence <= self.sequence:
            return False
        return sequence == self.sequence or self.sent[0][0] <= sequence + 1


class Gateway:
    """Takes connections and sends them what happens in the world."""

    def __init__(
        self,
        *,
        backend: WorldBackend,
        log: WorldLog,
        rules: WorldRules,
        token: str,
        message_content: bool,
    ) -> None:
        self._backend = backend
        self._log = log
        self._rules = rules
        self._token = token
        self._message_content = message_content
        self._sessions: dict[str, Session] = {}
        self._connections: set[Connection] = set()
        self._interactions: deque[tuple[str, Mapping[str, Any]]] = deque(maxlen=REPLAYED_EVENTS)
        self._flowing = asyncio.Event()
        self._flowing.set()
        self.url = ""

    @property
    def connected(self) -> bool:
        """Say whether a bot is logged in right now."""
        return any(each.connection is not None for each in self._sessions.values())

    def pause(self) -> None:
        """Stop sending; events gather and nobody is told."""
        self._flowing.clear()

    def resume(self) -> None:
        """Send what gathered, and go on."""
        self._flowing.set()

    async def drop(self, code: int) -> None:
        """Close every socket with that code; the sessions can be resumed."""
        for connection in tuple(self._connections):
            await connection.hang_up(code)

    def ask_to_reconnect(self) -> None:
        """Tell every client to come back with a resume, as Discord does when it moves house."""
        for connection in self._connections:
            connection.put(Op.RECONNECT)

    def forget_sessions(self) -> None:
        """Let the next resume fail, so that the bot has to log in anew."""
        self._sessions.clear()

    def on_event(self, event: str, payload: Mapping[str, Any]) -> None:
        """Pass an event of the backend on to the sessions that may see it."""
        if event == "INTERACTION_CREATE":
            self._interactions.append((payload["id"], payload))
        for session in self._sessions.values():
            self._send(session, event, payload)
        self._log.changed()

    def redeliver(self, interaction_id: int) -> None:
        """Send an interaction once more, as Discord sometimes does."""
        payload = dict(self._interactions)[str(interaction_id)]
        for session in self._sessions.values():
            self._send(session, "INTERACTION_CREATE", payload)

    def _send(self, session: Session, event: str, payload: Mapping[str, Any]) -> None:
        shard_id, shard_count = session.shard
        if shard_of(event, payload, shard_count) != shard_id:
            return
        shown = outgoing(self._backend, self._rules, session.intents, event, payload)
        if shown is not None:
            session.dispatch(event, shown)

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Speak the gateway protocol on one socket until it closes."""
        socket = web.WebSocketResponse(max_msg_size=0, timeout=CLOSE_WITHIN_SECONDS)
        await socket.prepare(request)
        connection = Connection(socket)
        self._connections.add(connection)
        connection.put(Op.HELLO, {"heartbeat_interval": int(HEARTBEAT_SECONDS * 1000)})
        sender = asyncio.create_task(self._pump(connection), name="gateway sender")
        try:
            await self._listen(connection)
        except Hangup as hangup:
            await connection.hang_up(hangup.code)
        finally:
            sender.cancel()
            self._connections.discard(connection)
            self._leave(connection)
            self._log.changed()
        return socket

    async def _pump(self, connection: Connection) -> None:
        while True:
            frame = await connection.frames.get()
            await self._flowing.wait()
            try:
                await connection.socket.send_str(frame)
            except (ConnectionError, aiohttp.ClientConnectionError):
                return  # the listening side notices as well, and cleans up

    async def _listen(self, connection: Connection) -> None:
        async for message in connection.socket:
            if message.type is not aiohttp.WSMsgType.TEXT:
                raise Hangup(CloseCode.DECODE_ERROR)
            try:
                frame = json.loads(message.data)
                op, data = frame["op"], frame.get("d")
            except (ValueError, TypeError, KeyError) as error:
                raise Hangup(CloseCode.DECODE_ERROR) from error
            self._receive(connection, op, data)

    def _receive(self, connection: Connection, op: int, data: Json) -> None:
        match op:
            case Op.HEARTBEAT:
                connection.put(Op.HEARTBEAT_ACK)
            case Op.IDENTIFY:
                self._identify(connection, data)
            case Op.RESUME:
                self._resume(connection, data)
            case _ if connection.session is None:
                raise Hangup(CloseCode.NOT_AUTHENTICATED)
            case Op.REQUEST_MEMBERS:
                for chunk in member_chunks(self._backend, data):
                    connection.session.dispatch("GUILD_MEMBERS_CHUNK", chunk)
            case Op.PRESENCE | Op.VOICE | Op.REQUEST_SOUNDS:
                pass
            case _:
                raise Hangup(CloseCode.UNKNOWN_OPCODE)

    def _check_login(self, connection: Connection, data: Mapping[str, Any]) -> None:
        if connection.session is not None:
            raise Hangup(CloseCode.ALREADY_AUTHENTICATED)
        if data["token"].removeprefix("Bot ") != self._token:
            raise Hangup(CloseCode.AUTHENTICATION_FAILED)

    def _identify(self, connection: Connection, data: Mapping[str, Any]) -> None:
        self._check_login(connection, data)
        shard_id, shard_count = data.get("shard", (0, 1))
        if not 0 <= shard_id < shard_count:
            raise Hangup(CloseCode.INVALID_SHARD)
        intents = discord.Intents._from_value(data["intents"])
        if intents.message_content and not self._message_content:
            raise Hangup(CloseCode.DISALLOWED_INTENTS)
        session = Session(
            id=secrets.token_hex(16),
            intents=intents,
            shard=(shard_id, shard_count),
            connection=connection,
        )
        connection.session = session
        self._sessions[session.id] = session
        self._forget_oldest()
        session.dispatch(
            "READY",
            ready(self._backend, session_id=session.id, shard=session.shard, resume_url=self.url),
        )
        for guild in tuple(self._backend.guilds.values()):
            payload = serializers.guild_create_payload(self._backend, guild)
            self._send(session, "GUILD_CREATE", {**payload, "unavailable": False})
        self._record_login(session, resumed=False)

    def _resume(self, connection: Connection, data: Mapping[str, Any]) -> None:
        self._check_login(connection, data)
        session = self._sessions.get(data["session_id"])
        if session is None or not session.replayable_after(data["seq"]):
            connection.put(Op.INVALID_SESSION, data=False)
            return
        if session.connection is not None:
            session.connection.session = None
        session.connection, connection.session = connection, session
        for sequence, frame in session.sent:
            if sequence > data["seq"]:
                connection.frames.put_nowait(frame)
        session.dispatch("RESUMED", {})
        self._record_login(session, resumed=True)

    def _record_login(self, session: Session, *, resumed: bool) -> None:
        login = RecordedLogin(
            monotonic_seconds=time.monotonic(),
            session_id=session.id,
            intents=session.intents.value,
            shard=session.shard,
            resumed=resumed,
        )
        self._log.logins.append(login)
        self._log.changed()

    def _leave(self, connection: Connection) -> None:
        session = connection.session
        if session is None:
            return
        session.connection = None
        if (connection.hung_up_with or connection.socket.close_code) in GOODBYES:
            self._sessions.pop(session.id, None)

    def _forget_oldest(self) -> None:
        away = [each.id for each in self._sessions.values() if each.connection is None]
        for session_id in away[: max(0, len(self._sessions) - REMEMBERED_SESSIONS)]:
            del self._sessions[session_id]
