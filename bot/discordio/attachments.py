"""Fetch the pictures that people attach, from Discord's own hosts and nowhere else.

What the bytes are is not told here: that is the pictures' own business.
"""

from __future__ import annotations

import aiohttp
import yarl

from bot.domain.errors import PictureGone, PictureRefused, PictureUnavailable

CDN_HOSTS = frozenset({"cdn.discordapp.com", "media.discordapp.net"})
PROXY_HOSTS = frozenset({"images-ext-1.discordapp.net", "images-ext-2.discordapp.net"})
"""Where Discord keeps copies of pictures from elsewhere: of an embed, a gallery, a thumbnail."""

DISCORDS_HOSTS = CDN_HOSTS | PROXY_HOSTS
DISCORD_HOST = "discord.com"

FETCH_SECONDS = 30.0
CHUNK_BYTES = 64 * 1024


class CdnReferenceSource:
    """Fetches attachments over the session it is given, with a cap on bytes and time.

    Where `api_url` points to another place than Discord, pictures may come from that host too, by
    any port and scheme.
    """

    def __init__(self, *, session: aiohttp.ClientSession, api_url: str) -> None:
        self._session = session
        host = yarl.URL(api_url).host
        self._own_host = None if host == DISCORD_HOST else host

    async def fetch(self, url: str, *, most_bytes: int) -> bytes:
        """Return the bytes.

        Raises PictureGone (`reference-gone`), PictureUnavailable (`reference-unreachable`),
        PictureRefused (`reference-forbidden`, `reference-too-large`).
        """
        address = self._allowed(url)
        timeout = aiohttp.ClientTimeout(total=FETCH_SECONDS)
        try:
            async with self._session.get(
                address, timeout=timeout, allow_redirects=False
            ) as response:
                _check_status(response.status, address)
                return await _read(response, most_bytes)
        except (UnicodeError, aiohttp.InvalidURL) as error:
            # A UnicodeError comes from the resolver, for a name that no DNS could hold.
            raise PictureRefused("reference-forbidden", "not an address") from error
        except (aiohttp.ClientError, OSError) as error:  # TimeoutError is an OSError
            name = type(error).__name__
            raise PictureUnavailable("reference-unreachable", f"{address.host}: {name}") from error

    def _allowed(self, url: str) -> yarl.URL:
        """Return the address as it will be asked, where it is one of Discord's.

        One that is proper is kept letter by letter, because it is signed.
        """
        is_proper = url.isascii() and url.isprintable() and " " not in url
        try:
            address = yarl.URL(url, encoded=is_proper)
            host, port = address.host, address.port
        except ValueError as error:
            raise PictureRefused("reference-forbidden", "not an address") from error
        is_discords = address.scheme == "https" and host in DISCORDS_HOSTS and port == 443
        is_own = address.scheme in ("http", "https") and host and host == self._own_host
        if not (is_discords or is_own):
            raise PictureRefused("reference-forbidden", f"not from Discord: {host}")
        return address


def _check_status(status: int, address: yarl.URL) -> None:
    if status == 200:
        return
    sentence = f"{address.host} answered {status}"
    if status in (403, 404, 410):
        raise PictureGone("reference-gone", sentence)
    if status == 429 or status >= 500:
        raise PictureUnavailable("reference-unreachable", sentence)
    raise PictureRefused("reference-forbidden", sentence)


async def _read(response: aiohttp.ClientResponse, most_bytes: int) -> bytes:
    """Read at most so many bytes, whatever the headers say."""
    content = bytearray()
    async for chunk in response.content.iter_chunked(CHUNK_BYTES):
        content += chunk
        if len(content) > most_bytes:
            raise PictureRefused("reference-too-large", f"more than {most_bytes} bytes")
    return bytes(content)
