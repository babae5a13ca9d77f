"""The API's own JSON shapes, spelled as it spells them, lenient wherever its servers vary.

A field that is missing or of a strange type becomes empty or None; whether the whole still means
something is for `bot.imageapi.mapping` to say. Names and shapes: docs.apimart.ai (image generation,
task status, upload, token balance), of which the gateway's pages are a copy, and answers published
by its users.
"""

from __future__ import annotations

import math
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ConfigDict

MOST_ENTRIES = 64
"""The most entries of a list that are looked at: many times what the API ever has to say."""


def _opaque(value: object) -> str:
    """Return a string, or a whole number's digits, letter by letter; anything else is empty."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    text = str(value)
    # JSON can spell half of a surrogate pair, which no database and no address takes.
    return text if text == _storable(text) else ""


def _text(value: object) -> str:
    """Return words, or a whole number's digits, as far as they can be stored."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return _storable(str(value))


def _storable(text: str) -> str:
    return text.encode("utf-8", "replace").decode()


def _number(value: object) -> float | None:
    """Return a finite number, also from its digits in a string; anything else is None."""
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        number = float(value)
    except (ValueError, OverflowError):
        return None
    return number if math.isfinite(number) else None


def _flag(value: object) -> bool | None:
    return value if isinstance(value, bool) else None


def _error(value: object) -> object:
    """Bring an error to its object form: a bare string is its message, nothing at all is None."""
    if isinstance(value, str):
        return {"message": value} if value.strip() else None
    if isinstance(value, dict):
        return value or None
    return {} if value else None


def _object(value: object) -> object:
    return value if isinstance(value, dict) else None


def _list(value: object) -> list[object]:
    """Return the first entries of a list, and one thing as a list of one."""
    if isinstance(value, list):
        return value[:MOST_ENTRIES]
    return [] if value is None else [value]


def _texts(value: object) -> list[str]:
    """Return the strings of a list, or one string as a list of one."""
    return [text for text in map(_opaque, _list(value)) if text]


def _images(value: object) -> list[object]:
    """Bring the entries of `images` to their object form: bare addresses are its `url`."""
    return [
        entry if isinstance(entry, dict) else {"url": entry}
        for entry in _list(value)
        if isinstance(entry, dict | list | str)
    ]


Opaque = Annotated[str, BeforeValidator(_opaque)]
Text = Annotated[str, BeforeValidator(_text)]
Texts = Annotated[list[str], BeforeValidator(_texts)]
Number = Annotated[float | None, BeforeValidator(_number)]
Flag = Annotated[bool | None, BeforeValidator(_flag)]


class Shape(BaseModel):
    """A JSON object: frozen, and blind to fields that we do not know."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class Submission(Shape):
    """The body of POST /v1/images/generations. What is None is not sent."""

    model: str
    prompt: str
    size: str
    n: int
    quality: str | None = None
    background: str | None = None
    moderation: str | None = None
    output_format: str | None = None
    output_compression: int | None = None
    image_urls: list[str] | None = None
    mask_url: str | None = None


class ModerationDetails(Shape):
    """What OpenAI adds to a refusal of the content."""

    categories: Texts = []


class ErrorBody(Shape):
    """The `error` object; `code` may be a number, a word or empty."""

    code: Text = ""
    type: Text = ""
    message: Text = ""
    retry_after: Number = None
    moderation_details: Annotated[ModerationDetails | None, BeforeValidator(_object)] = None


class Envelope(Shape):
    """What may stand around an answer, or be the whole of a refusal."""

    success: Flag = None
    code: Text = ""
    type: Text = ""
    message: Text = ""
    msg: Text = ""
    detail: Text = ""
    retry_after: Number = None
    error: Annotated[ErrorBody | None, BeforeValidator(_error)] = None


class Accepted(Shape):
    """One entry of the `data` of an answer to a submission: the id goes by two names."""

    task_id: Opaque = ""
    id: Opaque = ""


class TaskImage(Shape):
    """One entry of `result.images`; `expires_at` is in the server's Unix seconds."""

    url: Texts = []
    expires_at: Number = None


class TaskResult(Shape):
    """The `result` of a finished task."""

    images: Annotated[list[TaskImage], BeforeValidator(_images)] = []


class Task(Shape):
    """The `data` of GET /v1/tasks/{task_id}. `cost` is in USD, and a hold until it is finished."""

    status: Text
    cost: Number = None
    estimated_time: Number = None
    result: Annotated[TaskResult | None, BeforeValidator(_object)] = None
    error: Annotated[ErrorBody | None, BeforeValidator(_error)] = None
    fail_reason: Text = ""


class Upload(Shape):
    """The answer of POST /v1/uploads/images, which is flat."""

    url: Opaque = ""


class TokenBalance(Shape):
    """The answer of GET /v1/balance."""

    remain_balance: Number = None
    used_balance: Number = None
    unlimited_quota: Flag = None
