"""Limits of Discord that SimCord does not judge: tokens, sizes, empty messages, nonces.

Each function raises SimCord's BackendError, which carries Discord's status and code.
"""

import fnmatch
from collections.abc import Mapping, Sequence
from typing import Any

import discord
from simcord.backend import serializers
from simcord.backend.errors import BackendError, unknown_message
from simcord.backend.models import Message
from simcord.components import walk_components

from sandbox.world_backend import WorldBackend
from sandbox.world_log import Arrival, Json
from sandbox.world_rules import WorldRules

MAX_FILES = 10
MAX_CONTENT = 2000
MAX_NONCE = 25
MAX_CUSTOM_ID = 100


def check_token(backend: WorldBackend, path: str, *, given: str | None, expected: str) -> None:
    """Refuse a request without the bot's token, or with an interaction token that has ended.

    Interaction and webhook addresses carry their own token, and no header is looked at there.
    """
    parts = path.split("/")
    if parts[1] == "interactions" or path == "/gateway":
        return
    if parts[1] == "webhooks" and len(parts) > 3:
        record = backend.interactions.get(backend.interaction_tokens.get(parts[3], 0))
        if record is not None and backend.now_iso() >= str(record.expires_at):
            raise BackendError(401, 50027, "Invalid Webhook Token")
        return
    if given != expected:
        raise BackendError(401, 0, "401: Unauthorized")


def check_limits(
    backend: WorldBackend,
    rules: WorldRules,
    method: str,
    path: str,
    body: Json,
    file_sizes: Sequence[int],
) -> None:
    """Refuse what Discord refuses about the size and shape of a message."""
    if any(size > rules.file_limit_bytes for size in file_sizes):
        raise BackendError(413, 40005, "Request entity too large")
    if not isinstance(body, Mapping) or method not in ("POST", "PATCH"):
        return
    message = (body.get("data") or {}) if path.endswith("/callback") else body
    if not isinstance(message, Mapping):
        return
    kept = message.get("attachments") or []
    if max(len(file_sizes), len(kept)) > MAX_FILES:
        raise invalid("attachments", "Must be 10 or fewer in length.")
    if len(message.get("content") or "") > MAX_CONTENT:
        raise invalid("content", "Must be 2000 or fewer in length.")
    if len(str(message.get("nonce") or "")) > MAX_NONCE:
        raise invalid("nonce", "Must be 25 or fewer in length.")
    for component in walk_components(message.get("components") or []):
        if len(component.get("custom_id") or "") > MAX_CUSTOM_ID:
            raise invalid("components", "custom_id: Must be between 1 and 100 in length.")
    if _is_empty(method, path, body, message, file_sizes):
        raise BackendError(400, 50006, "Cannot send an empty message")
    if file_sizes and fnmatch.fnmatchcase(path, "/channels/*/messages*"):
        _check_may_attach(backend, int(path.split("/")[2]))


def _is_empty(
    method: str,
    path: str,
    body: Mapping[str, Any],
    message: Mapping[str, Any],
    file_sizes: Sequence[int],
) -> bool:
    if path.endswith("/callback"):
        sends = body.get("type") == discord.InteractionResponseType.channel_message.value
    elif fnmatch.fnmatchcase(path, "/webhooks/*/*/messages/*") or fnmatch.fnmatchcase(
        path, "/channels/*/messages/*"
    ):
        return method == "PATCH" and not message and not file_sizes
    else:
        sends = path.endswith("/messages") or fnmatch.fnmatchcase(path, "/webhooks/*/*")
    reference = message.get("message_reference") or {}
    if not sends or reference.get("type") == discord.MessageReferenceType.forward.value:
        return False
    shown = ("embeds", "embed", "components", "sticker_ids", "poll")
    return not (
        file_sizes
        or (message.get("content") or "").strip()
        or any(message.get(each) for each in shown)
    )


def _check_may_attach(backend: WorldBackend, channel_id: int) -> None:
    channel = backend.get_channel(channel_id)
    backend.require_permissions(channel.guild_id, backend.bot_user.id, channel_id, "attach_files")


def invalid(field: str, message: str) -> BackendError:
    """Return the refusal of one field of a request, as Discord words it."""
    detail = {field: {"_errors": [{"code": "BASE_TYPE_BAD_LENGTH", "message": message}]}}
    return BackendError(400, 50035, "Invalid Form Body", errors=detail)


class Nonces:
    """Which messages were sent under which nonce, for as long as Discord remembers."""

    def __init__(self, *, backend: WorldBackend, rules: WorldRules) -> None:
        self._backend = backend
        self._rules = rules
        self._sent: dict[str, tuple[Message, float]] = {}

    def earlier(self, arrival: Arrival) -> dict[str, Any] | None:
        """Return the message that this nonce already made, or None.

        Raises 404 "Unknown Message" when that message was deleted since.
        """
        nonce = _enforced_nonce(arrival)
        if nonce not in self._sent:
            return None
        message, sent_seconds = self._sent[nonce]
        if self._backend.clock.elapsed - sent_seconds > self._rules.nonce_window_seconds:
            return None
        if message.id in self._backend.deleted:
            raise unknown_message()
        payload = serializers.message_payload(self._backend, message)
        return {**payload, "nonce": arrival.json["nonce"]}

    def remember(self, arrival: Arrival, answer: Json) -> None:
        """Keep the message that was made under a nonce, and show the nonce in the answer."""
        nonce = _enforced_nonce(arrival)
        if nonce is None:
            return
        answer["nonce"] = arrival.json["nonce"]
        message = self._backend.get_message(int(answer["channel_id"]), int(answer["id"]))
        self._sent[nonce] = (message, self._backend.clock.elapsed)


def _enforced_nonce(arrival: Arrival) -> str | None:
    if arrival.method != "POST" or not fnmatch.fnmatchcase(arrival.path, "/channels/*/messages"):
        return None
    if not isinstance(arrival.json, Mapping) or not arrival.json.get("enforce_nonce"):
        return None
    nonce = arrival.json.get("nonce")
    return None if nonce in (None, "") else str(nonce)
