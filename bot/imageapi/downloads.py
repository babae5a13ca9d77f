"""The way to the bytes of finished pictures: without the key, capped, from allowed addresses only.

What the bytes are is left to `bot.pictures`.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from bot.domain.errors import PictureError, PictureGone, PictureRefused, PictureUnavailable
from bot.imageapi.addresses import ForbiddenAddress, GuardedResolver, Judge, is_any, is_public
from bot.imageapi.failures import TRANSPORT_ERRORS

MOST_PICTURE_BYTES = 64 * 1024 * 1024
"""The most bytes of one result that we read."""

MOST_REDIRECTS = 3
_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_GONE = frozenset({403, 404, 410})

_GONE_RULE = "pictures-gone"
_REFUSED_RULE = "pictures-refused"
_UNAVAILABLE_RULE = "pictures-unavailable"


class Downloads:
    """Fetches results through a session of its own, which knows no key and keeps no cookies."""

    def __init__(
        self, *, session: aiohttp.ClientSession, is_allowed: Judge, most_bytes: int
    ) -> None:
        self._session = session
        self._is_allowed = is_allowed
        self._most_bytes = most_bytes

    async def fetch(self, url: str) -> bytes:
        """Return the bytes.

        Raises PictureGone (403, 404, 410), PictureRefused (address, size), PictureUnavailable (all
        else). Redirects are followed by hand, because every hop is an address to be judged.
        """
        target = self._judged(url, _parsed(url))
        for _ in range(MOST_REDIRECTS + 1):
            found = await self._hop(target)
            if isinstance(found, bytes):
                return found
            target = self._judged(found, _parsed(found, base=target))
        raise PictureUnavailable(_UNAVAILABLE_RULE, "the picture's address leads on and on")

    async def _hop(self, url: URL) -> bytes | str:
        """Return the bytes that are there, or the address that it sends us on to."""
        try:
            async with self._session.get(url, allow_redirects=False) as response:
                if response.status in _REDIRECTS and "Location" in response.headers:
                    return response.headers["Location"]
                return await self._body(response)
        except (*TRANSPORT_ERRORS, UnicodeError) as error:
            raise _lost(error) from error

    async def _body(self, response: aiohttp.ClientResponse) -> bytes:
        if response.status in _GONE:
            raise PictureGone(_GONE_RULE, f"HTTP {response.status}")
        if response.status != 200:
            raise PictureUnavailable(_UNAVAILABLE_RULE, f"HTTP {response.status}")
        content = bytearray()
        self._check_size(response.content_length or 0)
        async for chunk in response.content.iter_any():
            self._check_size(len(content) + len(chunk))
            content += chunk
        if not content:
            raise PictureUnavailable(_UNAVAILABLE_RULE, "an empty picture")
        return bytes(content)

    def _check_size(self, size_bytes: int) -> None:
        if size_bytes > self._most_bytes:
            raise PictureRefused(_REFUSED_RULE, f"more than {self._most_bytes} bytes")

    def _judged(self, text: str, url: URL | None) -> URL:
        """Return the address if it may be fetched from, as far as can be told before connecting."""
        if url is None or url.scheme not in ("http", "https") or not url.host:
            raise PictureRefused(_REFUSED_RULE, f"not an address of a picture: {text[:200]!r}")
        if url.user is not None or url.password is not None:
            raise PictureRefused(_REFUSED_RULE, "an address with credentials")
        host = url.host
        # aiohttp asks no resolver for these, and the system takes more spellings than one.
        is_number = ":" in host or host.replace(".", "").isdigit()
        if is_number and not self._is_allowed(host):
            raise PictureRefused(_REFUSED_RULE, f"a forbidden address: {host}")
        return url


def _parsed(text: str, *, base: URL | None = None) -> URL | None:
    """Return the address, or None where it is none.

    One that is proper is kept letter by letter, because it may be signed.
    """
    is_proper = text.isascii() and text.isprintable() and " " not in text
    try:
        url = URL(text, encoded=is_proper)
        url = base.join(url) if base is not None else url
        _ = url.port, url.host
    except ValueError:
        return None
    return url


def _lost(error: BaseException) -> PictureError:
    """Return the error for a picture that aiohttp could not bring."""
    said = f"{type(error).__name__}: {error}"
    if isinstance(error, aiohttp.ClientConnectorError) and isinstance(
        error.os_error, ForbiddenAddress
    ):
        return PictureRefused(_REFUSED_RULE, str(error.os_error))
    # A UnicodeError comes from the resolver, for a name that no DNS could hold.
    if isinstance(error, aiohttp.InvalidURL | aiohttp.NonHttpUrlClientError | UnicodeError):
        return PictureRefused(_REFUSED_RULE, said)
    return PictureUnavailable(_UNAVAILABLE_RULE, said)


@asynccontextmanager
async def open_downloads(
    *,
    allow_private: bool,
    most_bytes: int = MOST_PICTURE_BYTES,
    timeout_seconds: float = 120.0,
    resolver: AbstractResolver | None = None,
) -> AsyncIterator[Downloads]:
    """Open the way to results. `allow_private`: also from private addresses, see `is_private`."""
    is_allowed = is_any if allow_private else is_public
    names = GuardedResolver(resolver or aiohttp.DefaultResolver(), is_allowed=is_allowed)
    session = aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(resolver=names),
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=aiohttp.ClientTimeout(total=timeout_seconds, connect=10),
        # The picture as it is: a Content-Length that counts its bytes tells a truncated one.
        headers={"Accept-Encoding": "identity"},
    )
    try:
        async with session:
            yield Downloads(session=session, is_allowed=is_allowed, most_bytes=most_bytes)
    finally:
        await names.close()
