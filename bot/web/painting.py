"""Read the form that the painter page sends: bounded in bytes, parts and time.

Whether the mask is a picture, and the prompt says anything, is for the engine to judge.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass

from aiohttp import BodyPartReader, MultipartReader, web
from aiohttp.http_exceptions import HttpProcessingError

from bot.domain.errors import DarkroomError

MOST_BYTES = 25 * 1024 * 1024
"""The most bytes of a form: a mask of the largest reference, and the words."""

MOST_BYTES_OF_WORDS = 256 * 1024
"""The most bytes of a field that is no file: eight times the longest prompt of any model."""

MOST_PARTS = 16

READING_SECONDS = 120.0
"""How long a form may take to arrive: 25 MiB over a slow mobile network."""

CHUNK_SECONDS = 15.0
"""How long 64 KiB of it may take: somebody who sends nothing holds no place for long."""

OFF = frozenset({"", "0", "false", "off", "no"})
"""What a switch that is off is called by those who send one all the same."""


class FormTooLarge(DarkroomError):
    """More bytes than a form may have."""


class FormUnreadable(DarkroomError):
    """No form, a broken one, or one that did not arrive whole in time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Painting:
    """What was sent: the mask's bytes (empty: none), the prompt, and whether to be exact."""

    mask: bytes
    prompt: str
    is_exact: bool


async def read_painting(request: web.Request) -> Painting:
    """Read a form. Raises FormTooLarge and FormUnreadable."""
    if request.content_type != "multipart/form-data":
        raise FormUnreadable("not a form with a file")
    if (request.content_length or 0) > MOST_BYTES:
        raise FormTooLarge("more bytes announced than a form may have")
    try:
        async with asyncio.timeout(READING_SECONDS):
            fields = await _fields(await request.multipart())
        return _painting(fields)
    except TimeoutError as error:
        raise FormUnreadable("it took too long") from error
    except (
        *(ValueError, LookupError, AssertionError, RuntimeError),  # aiohttp's, of a broken form
        *(HttpProcessingError, web.RequestPayloadError, ConnectionError),
    ) as error:
        raise FormUnreadable(type(error).__name__) from error


async def _fields(form: MultipartReader) -> dict[str, bytes]:
    """Return the content of every field by its name; of two with one name, the last."""
    fields: dict[str, bytes] = {}
    room, parts = MOST_BYTES, 0
    while (part := await form.next()) is not None:
        parts += 1
        if parts > MOST_PARTS or not isinstance(part, BodyPartReader):
            raise FormUnreadable("not the form of our page")
        name = part.name or ""
        most = room if name == "mask" else min(room, MOST_BYTES_OF_WORDS)
        fields[name] = await _content(part, most)
        room -= len(fields[name])
    return fields


async def _content(part: BodyPartReader, most: int) -> bytes:
    content = bytearray()
    while True:
        async with asyncio.timeout(CHUNK_SECONDS):
            chunk = await part.read_chunk(64 * 1024)
        if not chunk:
            break
        content += chunk
        if len(content) > most:
            raise FormTooLarge("a field has more bytes than it may")
    return bytes(content)


def _painting(fields: Mapping[str, bytes]) -> Painting:
    switch = fields.get("exact", b"").decode("utf-8").strip().lower()
    return Painting(
        mask=fields.get("mask", b""),
        prompt=fields.get("prompt", b"").decode("utf-8").replace("\r\n", "\n"),
        is_exact=switch not in OFF,
    )
