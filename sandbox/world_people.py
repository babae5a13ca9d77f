"""The people and places of the simulated Discord: what they do, and what they can see.

Every action is checked as the real client would (unknown options, hidden channels, disabled
buttons), is sent to the bot, and returns at once; nothing here waits for the bot unless asked to.
"""

import copy
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from simcord import actors, builders, interactions
from simcord._modal import _modal_controls, _submit_modal
from simcord.backend import serializers
from simcord.backend.models import AllowedMentions, Interaction
from simcord.components import resolve_attachment_references
from simcord.enums import AppCommandType, ComponentType, InteractionType
from simcord.results import InteractionResult, ResponseMessage

from sandbox.world_backend import WorldEnv
from sandbox.world_log import Json, WorldLog
from sandbox.world_payloads import COMPONENTS_V2
from sandbox.world_seen import FORWARD, SeenMessage, seen

COMMAND = AppCommandType.CHAT_INPUT
EMBEDDED = ("image", "thumbnail")
MEDIA = ("url", "proxy_url", "width", "height")


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


@dataclass(frozen=True, slots=True)
class Place:
    """A channel, or the direct messages between a person and the bot."""

    id: int
    name: str
    handle: builders.ChannelHandle


@dataclass(frozen=True, slots=True)
class Role:
    """A role of a server."""

    id: int
    name: str
    handle: builders.RoleHandle

    @property
    def mention(self) -> str:
        """Return what pings everybody who has it."""
        return f"<@&{self.id}>"


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

    async def forge(self, place: Place, command: str, /, **options: Json) -> Action:
        """Use a slash command that Discord hides from this person, as if it had not looked."""
        actor, (name, *path) = self._actor(place.id), command.split()
        root = self._stage.env.backend.find_command(name, self.handle.guild.id, type=COMMAND)
        if root is None:
            raise LookupError(f"there is no command {name}")
        leaf, nesting = interactions.walk_to_subcommand(root, path)
        values = {name: _as_simcord(value) for name, value in options.items()}
        filled, resolved = interactions.build_options(
            actor, command, leaf, values, channel_id=place.id
        )
        data = {
            "id": root["id"],
            "name": name,
            "type": COMMAND,
            "options": interactions.nest_options(root, nesting, filled),
            "resolved": resolved,
        }
        return self._started(
            await actors._dispatch_actor_interaction(
                actor, InteractionType.APPLICATION_COMMAND, place.handle, data
            )
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
        """Choose a command in the menu of anybody's message (right click, Apps)."""
        actor, shown = self._facing(target)
        stored = actors._visible_message(actor, shown)
        root = actors._resolve_visible_command(actor, place.id, command, AppCommandType.MESSAGE)
        payload = serializers.message_payload(self._stage.env.backend, stored)
        data = {
            "id": root["id"],
            "name": root["name"],
            "type": AppCommandType.MESSAGE,
            "target_id": str(target.id),
            "resolved": {"messages": {str(target.id): dict(payload)}},
        }
        return self._started(
            await actors._dispatch_actor_interaction(
                actor, InteractionType.APPLICATION_COMMAND, place.handle, data
            )
        )

    async def click(self, message: SeenMessage, custom_id: str) -> Action:
        """Press a button."""
        actor, shown = self._facing(message)
        return self._started(
            await actors._component_click(actor, shown, label=None, custom_id=custom_id)
        )

    async def select(self, message: SeenMessage, custom_id: str, values: Sequence[Any]) -> Action:
        """Choose in a select menu, as many values as it allows."""
        actor, shown = self._facing(message)
        return self._started(
            await actors._component_select(actor, shown, values, custom_id=custom_id)
        )

    async def submit(self, action: Action, /, **fields: Json) -> Action:
        """Fill in and send the form that an action opened; fields are named by `custom_id`.

        Files are given as `Upload`; several files, and the values of a select, as a list. What is
        not named is sent as it stood there. Names that Python does not allow go in as
        `**{"a:b": "text"}`.
        """
        values = _prefilled(action.modal or {}) | {
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
        embeds: Sequence[Mapping[str, Any]] = (),
        components: Sequence[Mapping[str, Any]] = (),
    ) -> SeenMessage:
        """Write a message; a reply pings the author of what it answers unless told otherwise.

        Embeds and components show files as `attachment://name`. Components make it a components V2
        message, which Discord takes from bots alone.
        """
        backend = self._stage.env.backend
        self._check_may_send(place)
        stored = backend.store_attachments(place.id, [(each.filename, each.data) for each in files])
        shown, rest = _with_uploads(embeds, stored)
        laid_out = resolve_attachment_references([dict(each) for each in components], stored)
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
            attachments=rest,
            embeds=shown,
            components=laid_out,
            flags=COMPONENTS_V2 if components else 0,
        )
        return seen(backend, message)

    async def forward(self, place: Place, message: SeenMessage) -> SeenMessage:
        """Forward a message to a channel: it shows what that one says now, and no other word."""
        backend = self._stage.env.backend
        self._check_may_send(place)
        reference = {
            "type": FORWARD,
            "channel_id": str(message.channel_id),
            "message_id": str(message.id),
        }
        return seen(backend, backend.create_message(place.id, self.id, reference=reference))

    async def delete(self, message: SeenMessage) -> None:
        """Delete a message, one's own or as somebody who may manage messages."""
        backend = self._stage.env.backend
        channel = backend.get_channel(message.channel_id)
        if message.author_id != self.id:
            backend.require_permissions(
                channel.guild_id, self.id, message.channel_id, "manage_messages"
            )
        backend.delete_message(message.channel_id, message.id)

    def _check_may_send(self, place: Place) -> None:
        backend = self._stage.env.backend
        channel = backend.get_channel(place.id)
        backend.require_permissions(channel.guild_id, self.id, place.id, "send_messages")

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


def _as_simcord(value: Json) -> Json:
    if isinstance(value, Upload):
        return value.filename, value.data
    return value.handle if isinstance(value, Person | Place | Role) else value


def _prefilled(form: Mapping[str, Any]) -> dict[str, Json]:
    """Return what stands in a form when it opens, by `custom_id`."""
    values: dict[str, Json] = {}
    for control in _modal_controls(dict(form)):
        options = control.get("options") or []
        chosen = [option["value"] for option in options if option.get("default")]
        if control["type"] == ComponentType.TEXT_INPUT and control.get("value"):
            values[control["custom_id"]] = control["value"]
        elif control["type"] == ComponentType.RADIO_GROUP and chosen:
            [values[control["custom_id"]]] = chosen
        elif chosen:
            values[control["custom_id"]] = chosen
    return values


def _with_uploads(
    embeds: Sequence[Mapping[str, Any]], attachments: Sequence[dict[str, Any]]
) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """Return the embeds with the files that they show, and the files that none of them shows."""
    by_name = {f"attachment://{each['filename']}": each for each in attachments}
    shown: list[dict[str, Any]] = copy.deepcopy([dict(each) for each in embeds])
    rest = list(attachments)
    for picture in [embed[part] for embed in shown for part in EMBEDDED if part in embed]:
        attachment = by_name.get(picture["url"])
        if attachment is not None:
            picture |= {name: attachment[name] for name in MEDIA if name in attachment}
            rest = [each for each in rest if each is not attachment]
    return shown, rest
