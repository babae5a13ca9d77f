"""Files that the sandbox serves under /f/: results and uploads, each until it expires."""

import hashlib
import secrets
from collections.abc import Callable
from dataclasses import dataclass

from aiohttp import web
from yarl import URL

from sandbox.dials import Dials

_ENDINGS = {"image/png": "png", "image/jpeg": "jpg", "image/webp": "webp", "image/gif": "gif"}
_DENIED = (
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code>'
    "<Message>Access denied</Message></Error>"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ServedFile:
    """Bytes under a path, until `expires_seconds` (of the server's clock) have come."""

    path: str
    content: bytes
    content_type: str
    expires_seconds: float

    @property
    def sha256(self) -> str:
        """Return the fingerprint of the bytes."""
        return hashlib.sha256(self.content).hexdigest()


class FileShelf:
    """Keep files in memory and answer requests for them."""

    def __init__(self, *, clock: Callable[[], float]) -> None:
        """Begin empty; `clock` gives unix seconds."""
        self._clock = clock
        self._files: dict[str, ServedFile] = {}

    def put(self, content: bytes, content_type: str, *, expires_seconds: float) -> ServedFile:
        """Serve these bytes from now on, under a name that cannot be guessed."""
        path = f"/f/image/{secrets.token_hex(12)}.{_ENDINGS[content_type]}"
        served = ServedFile(
            path=path, content=content, content_type=content_type, expires_seconds=expires_seconds
        )
        self._files[path] = served
        return served

    def answer(self, url: URL, dials: Dials) -> web.Response:
        """Return the file, or what stands in its place: 403 once expired, 404 if never there."""
        served = self._files.get(url.path)
        if served is None or dials.file == "gone":
            return web.Response(status=404, text=_DENIED, content_type="application/xml")
        if self._clock() >= served.expires_seconds:
            return web.Response(status=403, text=_DENIED, content_type="application/xml")
        if dials.file == "redirect" and "moved" not in url.query:
            return web.Response(status=302, headers={"Location": f"{served.path}?moved=1"})
        if dials.file == "html":
            return web.Response(
                text="<html><h1>Not a picture</h1></html>", content_type="text/html"
            )
        content = served.content
        if dials.file == "empty":
            content = b""
        elif dials.file == "truncated":
            content = content[: len(content) // 2]
        kind = dials.file_type or served.content_type
        return web.Response(body=content, headers={"Content-Type": kind})
