"""The simulated Discord on loopback: HTTP and WebSocket around SimCord, for a bot elsewhere.

`DiscordWorld` is the front: it opens and closes everything, makes servers and people, shows what
stands in a channel, and lets a test spoil or wait for what the bot does. It outlives the bot.

What it does not imitate: rate limits (only as faults), checks of command schemas, voice, compressed
frames, and other versions of the API.
"""

import contextlib
from collections.abc import Callable, Sequence
from types import TracebackType
from typing import Self, TypeVar

import discord
from aiohttp import web
from simcord.backend import serializers
from simcord.backend.models import Overwrite
from simcord.builders import GuildHandle
from simcord.enums import OverwriteType
from simcord.preview import Preview

from sandbox.gateway import Gateway
from sandbox.preview import open_preview
from sandbox.rest import VERSION, Rest
from sandbox.world_backend import WorldEnv
from sandbox.world_faults import Fault, Faults
from sandbox.world_log import Arrival, RecordedLogin, RecordedRequest, WorldLog
from sandbox.world_people import Action, Person, Place, Role, Stage, Upload
from sandbox.world_rules import WorldRules
from sandbox.world_seen import SeenMessage, seen

__all__ = ["Action", "DiscordWorld", "Person", "Place", "Role", "SeenMessage", "Server", "Upload"]

Value = TypeVar("Value")

HOST = "127.0.0.1"
CLOSE_WITHIN_SECONDS = 1.0

MOST_BODY_BYTES = 256 * 1024 * 1024
"""More than any request has: what is too large for Discord, the rules say."""


class Server:
    """A server ("guild") of the world, where the bot is a member."""

    def __init__(self, handle: GuildHandle, *, stage: Stage, rules: WorldRules) -> None:
        self.id = handle.id
        self.name = handle.name
        self.handle = handle
        self._stage = stage
        self._rules = rules

    def create_channel(self, name: str, *, denied_to_bot: Sequence[str] = ()) -> Place:
        """Add a text channel; `denied_to_bot` names permissions that the bot lacks there."""
        handle = self.handle.create_text_channel(name)
        if denied_to_bot:
            self.deny_bot(Place(handle.id, name, handle), *denied_to_bot)
        return Place(handle.id, name, handle)

    def deny_bot(self, place: Place, *permissions: str) -> None:
        """Take permissions (like "attach_files") from the bot in a channel; none gives all back."""
        backend = self._stage.env.backend
        denied = discord.Permissions(**dict.fromkeys(permissions, True))
        backend.set_overwrite(
            place.id, Overwrite(backend.bot_user.id, OverwriteType.MEMBER, deny=denied.value)
        )

    def restrict_age(self, place: Place) -> None:
        """Keep young people out of a channel."""
        self._rules.age_restricted.add(place.id)
        backend = self._stage.env.backend
        payload = serializers.channel_payload(backend, backend.get_channel(place.id))
        backend.emit("CHANNEL_UPDATE", payload)

    def create_role(self, name: str, *, permissions: Sequence[str] = ()) -> Role:
        """Add a role, which anybody may mention."""
        granted = discord.Permissions(**dict.fromkeys(permissions, True))
        handle = self.handle.create_role(name, permissions=granted, mentionable=True)
        return Role(handle.id, name, handle)

    def add_member(
        self,
        name: str,
        *,
        locale: str = "en-US",
        permissions: Sequence[str] = (),
        roles: Sequence[Role] = (),
    ) -> Person:
        """Let somebody join, with roles, and with further server permissions (such as
        "manage_guild") if named.
        """
        if permissions:
            roles = [*roles, self.create_role(f"{name}'s role", permissions=permissions)]
        user = self._stage.env.create_user(name)
        member = self.handle.add_member(user, roles=[role.handle for role in roles])
        self._rules.locales[member.id] = locale
        return Person(member.id, name, member, self._stage)

    def add_bot(self, name: str) -> Person:
        """Let another bot join, which writes messages of its own."""
        member = self.handle.add_member(self._stage.env.create_user(name, bot=True))
        return Person(member.id, name, member, self._stage)

    def join(self, person: Person) -> Person:
        """Let somebody from another server join this one as well."""
        member = self.handle.add_member(person.handle.user)
        return Person(member.id, person.name, member, self._stage)


class DiscordWorld:
    """A simulated Discord that listens while its context is open."""

    def __init__(
        self,
        *,
        port: int = 0,
        token: str = "sandbox-token",  # noqa: S107 -- opens nothing but this world
        bot_name: str = "Darkroom",
        message_content: bool = False,
    ) -> None:
        """Take the port (0: any free one), the token that is accepted, and the portal's settings.

        Without `message_content` a login that asks for that intent is refused with 4014.
        """
        self.token = token
        self.rules = WorldRules()
        self._port = port
        self._log = WorldLog()
        self._faults = Faults()
        self.env = WorldEnv(bot_name=bot_name, log=self._log, rules=self.rules)
        self._gateway = Gateway(
            backend=self.env.backend,
            log=self._log,
            rules=self.rules,
            token=token,
            message_content=message_content,
        )
        self._rest = Rest(
            backend=self.env.backend,
            gateway=self._gateway,
            log=self._log,
            faults=self._faults,
            rules=self.rules,
            token=token,
            message_content=message_content,
        )
        self._stage = Stage(self.env, self._log, self._rest.acknowledged_seconds)
        self._open = contextlib.AsyncExitStack()

    async def __aenter__(self) -> Self:
        """Bind the port and come alive."""
        app = web.Application(client_max_size=MOST_BODY_BYTES)
        app.router.add_route("*", f"/api{VERSION}/{{path:.*}}", self._rest.api)
        app.router.add_get("/cdn/{path:.*}", self._rest.cdn)
        app.router.add_get("/gateway/", self._gateway.serve)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=CLOSE_WITHIN_SECONDS)
        await runner.setup()
        self._open.push_async_callback(runner.cleanup)
        site = web.TCPSite(runner, HOST, self._port)
        await site.start()
        self._port = runner.addresses[0][1]
        await self.env.start()
        self._open.push_async_callback(self.env.shutdown)
        self._open.push_async_callback(self._gateway.drop, 1001)
        self._gateway.url = self.gateway_url
        self.env.backend.cdn.url = self.cdn_url
        self.env.backend.subscribers.append(self._gateway.on_event)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Hang up and stop listening."""
        await self._open.aclose()

    @property
    def api_url(self) -> str:
        """Return the address of the API without its version, as `discord.api_url` wants it."""
        return f"http://{HOST}:{self._port}/api"

    @property
    def gateway_url(self) -> str:
        """Return the address of the gateway."""
        return f"ws://{HOST}:{self._port}/gateway/"

    @property
    def cdn_url(self) -> str:
        """Return the address that attachment links begin with."""
        return f"http://{HOST}:{self._port}/cdn"

    @property
    def bot_id(self) -> int:
        """Return the id of the bot's own user."""
        return self.env.backend.bot_user.id

    @property
    def bot_mention(self) -> str:
        """Return what a person writes to mention the bot."""
        return f"<@{self.bot_id}>"

    @property
    def application_id(self) -> int:
        """Return the id of the bot's application."""
        return self.env.backend.application_id

    def create_server(self, name: str = "Studio") -> Server:
        """Make a server with the bot in it."""
        return Server(self.env.create_guild(name), stage=self._stage, rules=self.rules)

    # Looking.

    def messages(self, place: Place) -> tuple[SeenMessage, ...]:
        """Return what stands in a channel, oldest first, ephemeral answers included."""
        stored = self.env.backend.messages.get(place.id, {})
        return tuple(seen(self.env.backend, stored[each]) for each in sorted(stored))

    @property
    def deleted_ids(self) -> frozenset[int]:
        """Return the ids of all messages that were deleted."""
        return frozenset(self.env.backend.deleted)

    @property
    def commands(self) -> frozenset[str]:
        """Return the names of the commands that the bot has synced, global or of a server."""
        scopes = self.env.backend.commands.values()
        return frozenset(name for scope in scopes for name, _kind in scope)

    @property
    def requests(self) -> list[RecordedRequest]:
        """Return what the bot asked of the API, in the order it was answered."""
        return self._log.requests

    @property
    def in_flight(self) -> list[Arrival]:
        """Return the requests that came in and are not answered yet."""
        return self._log.in_flight

    @property
    def logins(self) -> list[RecordedLogin]:
        """Return every IDENTIFY and RESUME that was accepted."""
        return self._log.logins

    @property
    def connected(self) -> bool:
        """Say whether the bot is logged in to the gateway right now."""
        return self._gateway.connected

    async def wait_for(
        self, predicate: Callable[[], Value | None], *, timeout_seconds: float = 10.0
    ) -> Value:
        """Return the first true value of `predicate`, asked again after everything that happens."""
        return await self._log.wait_for(predicate, timeout_seconds=timeout_seconds)

    # Troubles.

    def fail(
        self,
        method: str,
        path: str,
        *,
        status: int | None = 500,
        code: int = 0,
        message: str = "the sandbox was told to fail",
        times: int | None = 1,
        commit: bool = False,
        drop: bool = False,
        delay_seconds: float = 0.0,
        retry_after_seconds: float | None = None,
        via: bool = True,
    ) -> Fault:
        """Spoil the next requests that match; see `Fault` for what each argument does."""
        fault = Fault(
            method=method,
            path=path,
            status=status,
            code=code,
            message=message,
            times=times,
            commit=commit,
            drop=drop,
            delay_seconds=delay_seconds,
            retry_after_seconds=retry_after_seconds,
            via=via,
        )
        self._faults.pending.append(fault)
        return fault

    def heal(self) -> None:
        """Take away every fault that is still to come."""
        self._faults.pending.clear()

    def skip_time(self, seconds: float) -> None:
        """Put the world's clock forward, so that tokens and nonces end sooner."""
        self.env.backend.advance_clock(seconds)

    async def drop_gateway(self, code: int = 4000) -> None:
        """Close every gateway socket with that code; the bot may resume."""
        await self._gateway.drop(code)

    def forget_sessions(self) -> None:
        """Let the next resume fail."""
        self._gateway.forget_sessions()

    def ask_to_reconnect(self) -> None:
        """Send the bot an opcode 7."""
        self._gateway.ask_to_reconnect()

    def pause_gateway(self) -> None:
        """Stop sending on the gateway; what happens meanwhile is sent after `resume_gateway`."""
        self._gateway.pause()

    def resume_gateway(self) -> None:
        """Send what gathered."""
        self._gateway.resume()

    def redeliver(self, action: Action) -> None:
        """Send the event of an interaction a second time, as Discord sometimes does."""
        self._gateway.redeliver(action.id)

    # A page for a person.

    async def preview(self, place: Place, *, viewers: Sequence[Person], port: int = 0) -> Preview:
        """Open the Preview page for these people; it closes with the world, or by `close()`."""
        return await self._open.enter_async_context(
            open_preview(self.env, self._log, place, viewers=viewers, port=port)
        )
