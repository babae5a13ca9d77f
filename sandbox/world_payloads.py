"""Backend events as they go out on the gateway: what a session sees, what SimCord leaves out.

Pure functions over payloads; sessions and sockets are in `sandbox.gateway`.
"""

import copy
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import discord
from simcord import intents as visibility
from simcord.backend import Backend, serializers

COMPONENTS_V2 = 1 << 15
MEMBERS_A_CHUNK = 1000


@dataclass(slots=True, kw_only=True)
class WorldRules:
    """What a test may set, at any time, about how strict and how quick to forget Discord is."""

    file_limit_bytes: int = 10 * 1024 * 1024
    nonce_window_seconds: float = 120.0
    locales: dict[int, str] = field(default_factory=dict)


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
    backend: Backend,
    rules: WorldRules,
    intents: discord.Intents,
    event: str,
    payload: Mapping[str, Any],
) -> dict[str, Any] | None:
    """Return the event as a session with these intents gets it, or None if it does not get it."""
    gate = visibility.required_intent(event, payload)
    if gate is not None and not getattr(intents, gate):
        return None
    shown = copy.deepcopy(dict(payload))
    if event == "INTERACTION_CREATE":
        complete_interaction(shown, rules)
    if event in ("MESSAGE_CREATE", "MESSAGE_UPDATE"):
        hide_referenced_uploads(shown)
    if event == "GUILD_CREATE":
        visibility.prune_guild_create(shown, intents, backend.bot_user.id)
    if not intents.message_content:
        _censor(backend, event, shown)
    return shown


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


def complete_interaction(payload: dict[str, Any], rules: WorldRules) -> None:
    """Fill in what Discord tells of an interaction: size limit, language, who installed the app.

    Uploads of options are marked as ephemeral; in a DM the app has the permissions that the
    documentation lists under `app_permissions`.
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
    if isinstance(payload.get("message"), dict):
        hide_referenced_uploads(payload["message"])
    resolved = payload["data"].get("resolved") or {}
    for attachment in resolved.get("attachments", {}).values():
        attachment["ephemeral"] = True
    for message in resolved.get("messages", {}).values():
        hide_referenced_uploads(message)


def hide_referenced_uploads(message: dict[str, Any]) -> None:
    """Empty `attachments` of a components V2 message: its uploads are only in its components."""
    if message.get("flags", 0) & COMPONENTS_V2:
        message["attachments"] = []


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
