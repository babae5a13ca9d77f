"""Receive one uploaded picture: multipart, one field `file`, told by its bytes, 20 MB at most."""

from dataclasses import dataclass

from aiohttp import BodyPartReader, web

from sandbox.image_api_wire import Refused, sniff

MAX_UPLOAD_BYTES = 20_971_520


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The picture as it came."""

    content: bytes
    content_type: str
    filename: str


async def receive(request: web.Request) -> Received:
    """Read the form; raises `Refused` with 400 for no or no picture's file, 413 for a large one."""
    if not request.content_type.startswith("multipart/"):
        raise Refused(400, "missing or invalid file field: request is not multipart/form-data")
    async for part in await request.multipart():
        if isinstance(part, BodyPartReader) and part.name == "file":
            content = await _read(part)
            return Received(
                content=content, content_type=sniff(content), filename=part.filename or "file"
            )
    raise Refused(400, "missing or invalid file field: http: no such file")


async def _read(part: BodyPartReader) -> bytes:
    content = bytearray()
    while chunk := await part.read_chunk(65_536):
        content += chunk
        if len(content) > MAX_UPLOAD_BYTES:
            message = f"file size exceeds maximum {MAX_UPLOAD_BYTES} bytes"
            raise Refused(413, message)
    return bytes(content)
