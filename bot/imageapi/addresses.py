"""Which addresses results may be fetched from: public ones, decided when a name becomes an address.

The check sits in the resolver, so that a name which points elsewhere the second time it is asked
cannot pass.
"""

from __future__ import annotations

import asyncio
import ipaddress
import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network

from aiohttp.abc import AbstractResolver, ResolveResult
from yarl import URL

_GLOBAL_UNICAST = IPv6Network("2000::/3")
_NAT64 = IPv6Network("64:ff9b::/96")


Judge = Callable[[str], bool]
"""Tells whether an IP address may be fetched from."""


class ForbiddenAddress(OSError):
    """The name leads only to addresses that we do not fetch from."""


def is_any(address: str) -> bool:
    """Allow every address: where the API itself is private."""
    return True


def is_public(address: str) -> bool:
    """Tell whether it is an IP address, properly spelt, that the whole internet can reach."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(parsed, IPv4Address):
        return _is_public_v4(parsed)
    embedded = _embedded_v4(parsed)
    if embedded is not None:
        return _is_public_v4(embedded)
    return parsed in _GLOBAL_UNICAST and parsed.is_global


def _is_public_v4(address: IPv4Address) -> bool:
    return address.is_global and not address.is_multicast and not address.is_reserved


def _embedded_v4(address: IPv6Address) -> IPv4Address | None:
    """Return the IPv4 address that an IPv6 one stands for: mapped, 6to4 or NAT64."""
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFF_FFFF)
    return address.ipv4_mapped or address.sixtofour


class GuardedResolver(AbstractResolver):
    """A resolver that leaves out every address which the judge does not allow."""

    def __init__(self, resolver: AbstractResolver, *, is_allowed: Judge) -> None:
        self._resolver = resolver
        self._is_allowed = is_allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """Return the allowed addresses of the name; raise ForbiddenAddress where there is none."""
        found = await self._resolver.resolve(host, port, family)
        allowed = [result for result in found if self._is_allowed(result["host"])]
        if not allowed:
            raise ForbiddenAddress(f"{host} has no address that we fetch from")
        return allowed

    async def close(self) -> None:
        """Release the resolver underneath."""
        await self._resolver.close()


async def is_private(base_url: str) -> bool:
    """Tell whether the API itself lives on this machine or in a private network.

    Then its results may, too. A name without a dot is known to a local network only; any other is
    resolved, and all its addresses must be private. A name that cannot be resolved now is not.
    """
    host = URL(base_url).host or ""
    if "." not in host and ":" not in host:
        return True
    try:
        found = await asyncio.get_running_loop().getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        return False
    return all(not is_public(str(address[0])) for *_, address in found)
