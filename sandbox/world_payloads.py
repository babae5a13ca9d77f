"""Backend events as they go out on the gateway: what a session sees, what SimCord leaves out.

Pure functions over payloads; sessions and sockets are in `sandbox.gateway`.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import discord
from simcord import intents as visibility
from simcord.backend import Backend, serializers
from simcord.components import walk_components

from sandbox.world_backend import WorldBackend
from sandbox.world_log import Json
from sandbox.world_rules import WorldRules

COMPONENTS_V2 = 1 << 15
MEMBERS_A_CHUNK = 1000


def jsonable(value: object) -> object:
    """Return what `json` can write for the few other types that SimCord puts into payloads."""
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, (set, frozenset, tuple)):
        return list(value)
    return str(value)


def shard_of(event: str, payload: Mapping[str, Any], shard_count: int) -> int:
    """Return the shard that an event belongs to; everything without a server is shard 0's."""
    guild_id = payload.get("guild_id")
    if guild_id is None and event in ("GUILD_CREATE", "GUILD_UPDATE", "GUILD_DELETE"):
        guild_id = payload["id"]
    return 0 if guild_id is None else (int(guild_id) >> 22) % shard_count


def outgoing(
    backend: WorldBackend,
    rules: WorldRules,
    intents: discord.Intents,
    event: str,
    payload: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return the event as a session with these intents gets it, or None if it does not get it."""
    gate = visibility.required_intent(event, payload)
    if gate is not None and not getattr(intents, gate):
        return None
    shown: dict[str, Any] = backend.cdn.signed_anew(payload)
    if event == "INTERACTION_CREATE":
        complete_interaction(backend, shown, rules)
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        tidy_message(shown)
    for channel in _channels_in(event, shown):
        channel["nsfw"] = int(channel["id"]) in rules.age_restricted
    if event == "GUILD_CREATE":
        visibility.prune_guild_create(shown, intents, backend.bot_user.id)
    if not intents.message_content:
        _censor(backend, event, shown)
    return shown


def _channels_in(event: str, shown: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the channels that an event tells of."""
    if event == "GUILD_CREATE":
        return list(shown["channels"])
    if event in ("CHANNEL_CREATE", "CHANNEL_UPDATE"):
        return [shown]
    return [shown["channel"]] if event == "INTERACTION_CREATE" else []


def _censor(backend: Backend, event: str, shown: dict[str, Any]) -> None:
    bot_id = backend.bot_user.id
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        visibility.censor_message(shown, bot_id, backend=backend)
    elif event == "INTERACTION_CREATE":
        if isinstance(shown.get("message"), dict):
            visibility.censor_message(shown["message"], bot_id, backend=backend, exempt_root=True)
        data = shown["data"]
        for message_id, message in (data.get("resolved") or {}).get("messages", {}).items():
            chosen = str(data.get("target_id")) == message_id
            visibility.censor_message(message, bot_id, backend=backend, exempt_root=chosen)


def complete_interaction(backend: WorldBackend, payload: dict[str, Any], rules: WorldRules) -> None:
    """Fill in what Discord tells of an interaction: size limit, language, who installed the app.

    Uploads of options and forms are ephemeral, and lie on a path of their own; in a DM the app has
    the permissions that the documentation lists under `app_permissions`.
    """
    person = payload["member"]["user"] if "member" in payload else payload["user"]
    payload["attachment_size_limit"] = rules.file_limit_bytes
    payload["locale"] = rules.locales.get(int(person["id"]), "en-US")
    payload["authorizing_integration_owners"] = {"0": payload.get("guild_id", "0")}
    if "guild_id" not in payload:
        granted = discord.Permissions(
            attach_files=True, embed_links=True, mention_everyone=True, external_emojis=True
        )
        payload["app_permissions"] = str(granted.value)
    resolved = payload["data"].get("resolved") or {}
    for attachment in resolved.get("attachments", {}).values():
        backend.cdn.make_ephemeral(attachment)
    if isinstance(payload.get("message"), dict):
        tidy_message(payload["message"])
    for message in resolved.get("messages", {}).values():
        tidy_message(message)


def tidy_message(message: dict[str, Any]) -> None:
    """Bring a message to Discord's shape, with the one that it answers and those it forwards.

    The uploads of a components V2 message are only in its components, and measured there. An
    answered message tells nothing of what it answered itself, and is null where it was deleted.
    """
    if message.get("flags", 0) & COMPONENTS_V2:
        uploads = {each["id"]: each for each in message["attachments"]}
        for media in _media(message["components"]):
            upload = uploads.get(media.get("attachment_id"), {})
            media |= {name: upload[name] for name in ("width", "height") if name in upload}
        message["attachments"] = []
    if message.get("type") == discord.MessageType.reply.value:
        message.setdefault("referenced_message", None)
    replied_to = message.get("referenced_message")
    if replied_to is not None:
        tidy_message(replied_to)
        replied_to.pop("referenced_message", None)
    for snapshot in message.get("message_snapshots") or ():
        tidy_message(snapshot["message"])


def _media(components: Json) -> Iterator[dict[str, Any]]:
    for each in walk_components(components):
        yield from (each[name] for name in ("media", "file") if name in each)
        yield from (item["media"] for item in each.get("items", ()))


def answered(backend: WorldBackend, body: Json) -> Json:
    """Return the body of an answer as Discord sends it: messages tidy, addresses fresh."""
    shown = backend.cdn.signed_anew(body)
    for message in _messages_in(shown):
        tidy_message(message)
    return shown


def _messages_in(body: Json) -> Iterator[dict[str, Any]]:
    for each in body if isinstance(body, list) else [body]:
        if isinstance(each, dict):
            resource = each.get("resource") or {}
            if "message" in resource:
                yield resource["message"]
            if "attachments" in each:
                yield each


def ready(
    backend: Backend, *, session_id: str, shard: tuple[int, int], resume_url: str
) -> dict[str, Any]:
    """Return the READY of a new session, its servers still unavailable."""
    shard_id, shard_count = shard
    return {
        "v": 10,
        "user": dict(serializers.user_payload(backend.bot_user)),
        "guilds": [
            {"id": str(guild_id), "unavailable": True}
            for guild_id in backend.guilds
            if (guild_id >> 22) % shard_count == shard_id
        ],
        "session_id": session_id,
        "session_type": "normal",
        "resume_gateway_url": resume_url,
        "shard": [shard_id, shard_count],
        "application": {"id": str(backend.application_id), "flags": 0},
    }


def member_chunks(backend: Backend, request: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the GUILD_MEMBERS_CHUNK payloads that answer a request for members."""
    guild = backend.guilds.get(int(request["guild_id"]))
    if guild is None:
        return []
    members = list(guild.members.values())
    missing: list[str] = []
    if "user_ids" in request:
        wanted = request["user_ids"]
        wanted = {str(each) for each in (wanted if isinstance(wanted, list) else [wanted])}
        missing = sorted(wanted - {str(each.user_id) for each in members})
        members = [each for each in members if str(each.user_id) in wanted]
    elif query := request.get("query", "").lower():
        members = [
            each
            for each in members
            if backend.users[each.user_id].name.lower().startswith(query)
            or (each.nick or "").lower().startswith(query)
        ]
    members = members[: request.get("limit") or None]
    starts = range(0, max(1, len(members)), MEMBERS_A_CHUNK)
    return [
        {
            "guild_id": str(guild.id),
            "members": [
                dict(serializers.member_payload(backend, guild, each))
                for each in members[start : start + MEMBERS_A_CHUNK]
            ],
            "chunk_index": index,
            "chunk_count": len(starts),
            **({"not_found": missing} if missing and index == 0 else {}),
            **({"nonce": request["nonce"]} if "nonce" in request else {}),
        }
        for index, start in enumerate(starts)
    ]


def my_guild(backend: Backend, guild: Mapping[str, Any]) -> dict[str, Any]:
    """Return a server as the bot's own list has it: in part, and with what the bot may do there."""
    bot_id = backend.bot_user.id
    return {
        **{name: guild.get(name) for name in ("id", "name", "icon", "features")},
        "owner": guild.get("owner_id") == str(bot_id),
        "permissions": str(backend.compute_permissions(int(guild["id"]), bot_id)),
    }
