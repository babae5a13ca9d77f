"""The people and places of the simulated Discord: what they do, and what they can see.

Every action is checked as the real client would (unknown options, hidden channels, disabled
buttons), is sent to the bot, and returns at once; nothing here waits for the bot unless asked to.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcord import actors, builders
from simcord._modal import _submit_modal
from simcord.backend.models import AllowedMentions, Interaction, Message
from simcord.components import walk_components
from simcord.results import InteractionResult, ResponseMessage

from sandbox.world_backend import WorldBackend, WorldEnv
from sandbox.world_log import Json, WorldLog

LOADING = 1 << 7


@dataclass(frozen=True, slots=True)
class Stage:
    """What an action needs of the world that it happens in."""

    env: WorldEnv
    log: WorldLog
    acknowledged_seconds: Mapping[int, float]


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that a person attaches."""

    filename: str
    data: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenAttachment:
    """An attachment as somebody in the channel gets it."""

    id: int
    filename: str
    data: bytes
    url: str
    content_type: str
    description: str | None
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeenMessage:
    """A message as it stands at the moment of looking; look again to see an edit."""

    id: int
    channel_id: int
    author_id: int
    author: str
    content: str
    attachments: tuple[SeenAttachment, ...]
    components: tuple[dict[str, Any], ...]
    custom_ids: tuple[str, ...]
    mentioned_ids: tuple[int, ...]
    ephemeral: bool
    thinking: bool
    edited: bool
    reply_to_id: int | None
    interaction_id: int | None


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or the direct messages between a person and the bot."""

    id: int
    name: str
    handle: builders.ChannelHandle


@dataclass(frozen=True, slots=True)
class Action:
    """An interaction that somebody has just started, and what became of it."""

    id: int
    token: str
    started_seconds: float
    channel_id: int
    _record: Interaction
    _stage: Stage

    async def acknowledged(self, timeout_seconds: float = 3.5) -> float:
        """Return the seconds between the action and its acknowledgement, waiting for it.

        Raises TimeoutError when it does not come in time.
        """
        at_seconds = await self._stage.log.wait_for(
            lambda: self._stage.acknowledged_seconds.get(self.id), timeout_seconds=timeout_seconds
        )
        return at_seconds - self.started_seconds

    @property
    def ephemeral(self) -> bool:
        """Say whether the answer is for this person alone."""
        return self._record.ephemeral

    @property
    def modal(self) -> Mapping[str, Any] | None:
        """Return the form that was opened, as the bot sent it."""
        return self._record.modal

    @property
    def choices(self) -> Sequence[Mapping[str, Any]] | None:
        """Return what autocomplete offered."""
        return self._record.autocomplete_choices

    @property
    def response(self) -> SeenMessage | None:
        """Return the answer as it stands, or None if there is none or it was deleted."""
        if self._record.message_id is None:
            return None
        backend = self._stage.env.backend
        message = backend.messages[self.channel_id].get(self._record.message_id)
        return None if message is None else seen(backend, message)

    @property
    def followups(self) -> tuple[SeenMessage, ...]:
        """Return the follow-up messages that still exist."""
        backend = self._stage.env.backend
        messages = backend.messages[self.channel_id]
        ids = self._record.followup_ids
        return tuple(seen(backend, messages[each]) for each in ids if each in messages)


@dataclass(frozen=True, slots=True)
class Person:
    """A member of a server, who may also be alone with the bot in direct messages."""

    id: int
    name: str
    handle: actors.MemberActor
    _stage: Stage

    @property
    def dm(self) -> Place:
        """Return the direct messages between this person and the bot."""
        handle = self.handle.user.dm_channel
        return Place(handle.id, f"dm-{self.name}", handle)

    @property
    def mention(self) -> str:
        """Return what pings this person."""
        return f"<@{self.id}>"

    async def slash(self, place: Place, command: str, /, **options: Json) -> Action:
        """Use a slash command ("jobs list" for one in a group); files are given as `Upload`."""
        values = {name: _as_simcord(value) for name, value in options.items()}
        return self._started(
            await actors._slash(self._actor(place.id), place.handle, command, values)
        )

    async def autocomplete(
        self, place: Place, command: str, option: str, typed: str, /, **filled: Json
    ) -> Action:
        """Type into an option; the offers are in `choices` once it is acknowledged."""
        return self._started(
            await actors._autocomplete_result(
                self._actor(place.id), place.handle, command, option, typed, filled
            )
        )

    async def menu(self, place: Place, command: str, target: SeenMessage) -> Action:
        """Choose a command in the menu of a message (right click, Apps)."""
        stored = self._stage.env.backend.get_message(target.channel_id, target.id)
        context_menu = actors.MemberActor.context_menu.__wrapped__  # type: ignore[attr-defined]
        return self._started(
            await context_menu(
                self.handle, place.handle, command, ResponseMessage(self._stage.env, stored)
            )
        )

    async def click(self, message: SeenMessage, custom_id: str) -> Action:
        """Press a button."""
        actor, shown = self._facing(message)
        return self._started(
            await actors._component_click(actor, shown, label=None, custom_id=custom_id)
        )

    async def select(self, message: SeenMessage, custom_id: str, values: Sequence[Any]) -> Action:
        """Choose in a select menu."""
        actor, shown = self._facing(message)
        return self._started(
            await actors._component_select(actor, shown, values, custom_id=custom_id)
        )

    async def submit(self, action: Action, /, **fields: Json) -> Action:
        """Fill in and send the form that an action opened; fields are named by `custom_id`.

        Names that Python does not allow go in as `**{"a:b": "text"}`.
        """
        values = {
            name: [_as_simcord(each) for each in value]
            if isinstance(value, list)
            else _as_simcord(value)
            for name, value in fields.items()
        }
        shown = InteractionResult(self._stage.env, action._record)
        return self._started(await _submit_modal(self._actor(action.channel_id), shown, values))

    async def send(
        self,
        place: Place,
        text: str = "",
        *,
        reply_to: SeenMessage | None = None,
        ping: bool = True,
        files: Sequence[Upload] = (),
    ) -> SeenMessage:
        """Write a message; a reply pings the author of what it answers unless told otherwise."""
        backend = self._stage.env.backend
        channel = backend.get_channel(place.id)
        backend.require_permissions(channel.guild_id, self.id, place.id, "send_messages")
        reference = None
        if reply_to is not None:
            reference = {
                "channel_id": str(reply_to.channel_id),
                "message_id": str(reply_to.id),
            }
        message = backend.create_message(
            place.id,
            self.id,
            text,
            reference=reference,
            allowed_mentions=AllowedMentions(replied_user=ping),
            attachments=backend.store_attachments(
                place.id, [(each.filename, each.data) for each in files]
            ),
        )
        return seen(backend, message)

    async def delete(self, message: SeenMessage) -> None:
        """Delete a message, one's own or as somebody who may manage messages."""
        backend = self._stage.env.backend
        channel = backend.get_channel(message.channel_id)
        if message.author_id != self.id:
            backend.require_permissions(
                channel.guild_id, self.id, message.channel_id, "manage_messages"
            )
        backend.delete_message(message.channel_id, message.id)

    def _actor(self, channel_id: int) -> actors.MemberActor | builders.UserHandle:
        channel = self._stage.env.backend.get_channel(channel_id)
        return self.handle if channel.guild_id is not None else self.handle.user

    def _facing(
        self, message: SeenMessage
    ) -> tuple[actors.MemberActor | builders.UserHandle, ResponseMessage]:
        stored = self._stage.env.backend.get_message(message.channel_id, message.id)
        return self._actor(message.channel_id), ResponseMessage(self._stage.env, stored)

    def _started(self, result: InteractionResult) -> Action:
        record = result._interaction
        return Action(
            id=record.id,
            token=record.token,
            started_seconds=time.monotonic(),
            channel_id=record.channel_id,
            _record=record,
            _stage=self._stage,
        )


def seen(backend: WorldBackend, message: Message) -> SeenMessage:
    """Return what a person sees of a message that is theirs to see."""
    reference = message.reference or {}
    interaction = message.interaction_metadata or {}
    return SeenMessage(
        id=message.id,
        channel_id=message.channel_id,
        author_id=message.author_id,
        author=backend.users[message.author_id].name,
        content=message.content,
        attachments=tuple(_attachment(backend, each) for each in message.attachments),
        components=tuple(message.components),
        custom_ids=tuple(
            each["custom_id"] for each in walk_components(message.components) if "custom_id" in each
        ),
        mentioned_ids=tuple(message.ping_user_ids),
        ephemeral=message.is_ephemeral,
        thinking=bool(message.flags & LOADING),
        edited=message.edited_timestamp is not None,
        reply_to_id=int(reference["message_id"]) if "message_id" in reference else None,
        interaction_id=int(interaction["id"]) if "id" in interaction else None,
    )


def _attachment(backend: WorldBackend, payload: Mapping[str, Any]) -> SeenAttachment:
    return SeenAttachment(
        id=int(payload["id"]),
        filename=payload["filename"],
        data=backend.cdn.read(payload["url"]),
        url=payload["url"],
        content_type=payload["content_type"],
        description=payload.get("description"),
        width=payload.get("width"),
        height=payload.get("height"),
    )


def _as_simcord(value: Json) -> Json:
    return (value.filename, value.data) if isinstance(value, Upload) else value
