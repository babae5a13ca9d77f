"""What people in the simulated Discord see: messages as they stand at the moment of looking."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from simcord.backend.models import Message
from simcord.components import walk_components

from sandbox.world_backend import WorldBackend

LOADING = 1 << 7
FORWARD = 1


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
    """A message as it stands at the moment of looking; look again to see an edit.

    `attachments` are all files that came with it, wherever in the message they are shown;
    `forwarded` are those of the message that it forwards; `links` are where its link buttons lead.
    Who is mentioned is who was pinged, not who is only named.
    """

    id: int
    channel_id: int
    author_id: int
    author: str
    content: str
    attachments: tuple[SeenAttachment, ...]
    forwarded: tuple[SeenAttachment, ...]
    embeds: tuple[Mapping[str, Any], ...]
    components: tuple[dict[str, Any], ...]
    custom_ids: tuple[str, ...]
    links: tuple[str, ...]
    mentioned_ids: tuple[int, ...]
    mentioned_role_ids: tuple[int, ...]
    mentions_everyone: bool
    ephemeral: bool
    thinking: bool
    edited: bool
    reply_to_id: int | None
    interaction_id: int | None


def seen(backend: WorldBackend, message: Message) -> SeenMessage:
    """Return what a person sees of a message that is theirs to see."""
    reference = message.reference or {}
    interaction = message.interaction_metadata or {}
    answers = "message_id" in reference and reference.get("type", 0) != FORWARD
    components: tuple[dict[str, Any], ...] = tuple(backend.cdn.signed_anew(message.components))
    forwarded = [each["message"]["attachments"] for each in message.snapshots]
    return SeenMessage(
        id=message.id,
        channel_id=message.channel_id,
        author_id=message.author_id,
        author=backend.users[message.author_id].name,
        content=message.content,
        attachments=_attachments(backend, message.attachments),
        forwarded=_attachments(backend, [each for several in forwarded for each in several]),
        embeds=tuple(backend.cdn.signed_anew(message.embeds)),
        components=components,
        custom_ids=_named(components, "custom_id"),
        links=_named([x for x in walk_components(components) if x["type"] == 2], "url"),
        mentioned_ids=tuple(message.ping_user_ids),
        mentioned_role_ids=tuple(message.ping_role_ids),
        mentions_everyone=message.mention_everyone,
        ephemeral=message.is_ephemeral,
        thinking=bool(message.flags & LOADING),
        edited=message.edited_timestamp is not None,
        reply_to_id=int(reference["message_id"]) if answers else None,
        interaction_id=int(interaction["id"]) if "id" in interaction else None,
    )


def _named(components: Iterable[dict[str, Any]], name: str) -> tuple[str, ...]:
    return tuple(each[name] for each in walk_components(components) if name in each)


def _attachments(
    backend: WorldBackend, payloads: Iterable[Mapping[str, Any]]
) -> tuple[SeenAttachment, ...]:
    return tuple(
        SeenAttachment(
            id=int(payload["id"]),
            filename=payload["filename"],
            data=backend.cdn.read(payload["url"]),
            url=backend.cdn.signed_anew(payload)["url"],
            content_type=payload["content_type"],
            description=payload.get("description"),
            width=payload.get("width"),
            height=payload.get("height"),
        )
        for payload in payloads
    )
