"""The API's own sentences, made fit to be logged and shown; and whether one refuses the content.

Which error a sentence belongs to is left to `bot.imageapi.failures`.
"""

from __future__ import annotations

import re

MOST_CHARS = 300
"""The longest sentence that we pass on."""

MOST_CATEGORIES = 20
"""The most kinds of content that we pass on: there are some fifteen."""

_MOST_READ_CHARS = 4_000
_GONE = "…"

REFUSED_PREFIX = "build_request_failed"
"""What the gateway begins with when it refuses parameters or content, even with HTTP 500."""

_MODERATION_CODES = frozenset({"moderation_blocked", "content_policy_violation"})
_MODERATION_PHRASES = (
    *_MODERATION_CODES,
    "content moderation failed",
    "safety system",
    "sensitive content",
)

_REQUEST_ID = re.compile(
    r"[(（]\s*request[ _-]?id\b[^)）]*[)）]|\brequest[ _-]id\b[:\s]*[\w-]+\.?", re.IGNORECASE
)
_LINK = re.compile(r"\b[a-z][a-z0-9+.-]*://\S+|\bdata:\S+|\bwww\.\S+", re.IGNORECASE)
_MENTION = re.compile(r"<(?:[@#][!&]?|/|a?:|t:|id:)[^<>]*>")
_LOUD = re.compile(r"@+(?=everyone|here)", re.IGNORECASE)
_TAG = re.compile(r"<(script|style)\b.*?</\1>|<[^<>]*>", re.IGNORECASE | re.DOTALL)


def cleaned(sentence: str, *, key: str = "") -> str:
    """Return the sentence without our key, addresses, request ids, mentions and control characters.

    One line of at most 300 characters. What is cut out leaves a mark or a space, so that no two
    halves of something forbidden can meet.
    """
    text = _without(sentence, key)[:_MOST_READ_CHARS]
    text = "".join(char if char.isprintable() else " " for char in text)
    text = _REQUEST_ID.sub(" ", text)
    text = _LINK.sub(_GONE, text)
    text = _MENTION.sub(_GONE, text)
    text = _LOUD.sub(" ", text)
    text = " ".join(text.split())
    return text if len(text) <= MOST_CHARS else text[: MOST_CHARS - 1] + _GONE


def _without(text: str, key: str) -> str:
    """Cut out the key, also as the gateways echo it: without its `sk-`."""
    for secret in (key, key.removeprefix("sk-")):
        if secret:
            text = text.replace(secret, _GONE)
    return text


def page_text(body: str) -> str:
    """Return what a page says, without its tags: proxies answer in HTML."""
    return _TAG.sub(" ", body)


def without_prefix(message: str) -> str:
    """Return the message without the gateway's word for a refusal, which says nothing to people."""
    return re.sub(rf"^\s*{REFUSED_PREFIX}\s*:\s*", "", message, flags=re.IGNORECASE)


def is_refused_early(code: str, message: str) -> bool:
    """Tell whether the gateway says that it did not even build the request for the upstream."""
    return any(text.strip().lower().startswith(REFUSED_PREFIX) for text in (code, message))


def is_moderation_code(code: str) -> bool:
    """Tell whether the code alone says that the content is refused."""
    return code.strip().lower() in _MODERATION_CODES


def is_moderated(code: str, message: str) -> bool:
    """Tell whether the code, or the message, says that the content is refused."""
    lowered = message.lower()
    return is_moderation_code(code) or any(phrase in lowered for phrase in _MODERATION_PHRASES)


def with_categories(message: str, categories: list[str]) -> str:
    """Return the message with the kinds of content that were found, where it does not name them."""
    said = message[:_MOST_READ_CHARS].lower()
    missing = [each for each in categories[:MOST_CATEGORIES] if each.lower() not in said]
    return f"{message} [{', '.join(missing)}]".strip() if missing else message
