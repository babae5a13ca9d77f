"""Which addresses are public, and whether the API lives in private."""

import socket

import pytest
from aiohttp.abc import AbstractResolver

from bot.imageapi import is_private
from bot.imageapi.addresses import ForbiddenAddress, GuardedResolver, is_any, is_public


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "93.184.216.34",
        "2606:4700:4700::1111",
        "::ffff:8.8.8.8",
        "2002:808:808::1",
        "64:ff9b::808:808",
    ],
)
def test_a_public_address_is_allowed(address):
    """Also one that wraps a public IPv4 address."""
    assert is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - an address to refuse
        "10.1.2.3",
        "100.64.0.1",
        "100.127.255.255",
        "127.0.0.1",
        "127.255.255.254",
        "169.254.169.254",
        "172.16.0.1",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "224.0.0.1",
        "239.1.1.1",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::127.0.0.1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "::ffff:100.64.0.1",
        "2002:7f00:1::",
        "2002:a00:1::",
        "64:ff9b::7f00:1",
        "64:ff9b:1::1",
        "2001::1",
        "2001:db8::1",
        "fc00::1",
        "fd12:3456::1",
        "fe80::1",
        "fe80::1%eth0",
        "fec0::1",
        "ff02::1",
        "ff0e::1",
        "4000::1",
        "2130706433",
        "127.1",
        "0177.0.0.1",
        "0x7f.0.0.1",
        "127.0.0.1.",
        "example",
        "",
    ],
)
def test_all_else_is_not(address):
    """Private, shared, local, reserved, multicast, wrapped, or oddly spelt."""
    assert not is_public(address)


class Fixed(AbstractResolver):
    """A resolver that always finds the same addresses."""

    def __init__(self, *addresses: str) -> None:
        self._addresses = addresses

    async def resolve(self, host, port=0, family=socket.AF_INET):
        """Return them."""
        return [
            {"hostname": host, "host": address, "port": port, "family": 2, "proto": 0, "flags": 0}
            for address in self._addresses
        ]

    async def close(self):
        """Nothing to release."""


async def test_the_guard_lets_public_addresses_through():
    """And leaves out the others."""
    guard = GuardedResolver(Fixed("10.0.0.1", "8.8.8.8"), is_allowed=is_public)

    assert ["8.8.8.8"] == [found["host"] for found in await guard.resolve("mixed.example", 443)]


async def test_the_guard_raises_where_nothing_is_left():
    """An OSError, so that aiohttp takes it for a failed look-up."""
    with pytest.raises(ForbiddenAddress, match=r"inside\.example"):
        await GuardedResolver(Fixed("10.0.0.1"), is_allowed=is_public).resolve("inside.example")


async def test_the_guard_may_allow_everything():
    """Where the API itself is private."""
    guard = GuardedResolver(Fixed("10.0.0.1"), is_allowed=is_any)

    assert 1 == len(await guard.resolve("inside.example"))


@pytest.mark.parametrize(
    ("base_url", "expected"),
    [
        ("http://127.0.0.1:8090", True),
        ("http://localhost:8090/", True),
        ("http://[::1]:8090", True),
        ("http://10.0.0.7/api", True),
        ("http://image-api:8090", True),
        ("https://8.8.8.8", False),
        ("https://" + "a" * 64 + ".example", False),
        ("https://a..example", False),
    ],
)
async def test_the_api_may_live_in_private(base_url, expected):
    """On this machine, in a local network, or by a name that only a local network knows."""
    assert expected is await is_private(base_url)
