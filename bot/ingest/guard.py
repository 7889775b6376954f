"""Which addresses Tocsin may dial. The check sits where the socket is made, so that redirects, cached names,
rebinding and every notation of an address meet it (as Go's `Dialer.Control` does).

Says nothing about urls beyond scheme and port; `fetch` turns a refusal into words.
"""

import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

from bot.errors import FetchError

NOT_ALLOWED = "This address is not allowed: only public http and https addresses are fetched."

AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]

_NAT64 = IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = IPv6Network("::/96")
# Special by the IANA registries though `is_global` of some Python releases lets them through.
_SPECIAL = tuple(
    ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64", "3fff::/20", "5f00::/16")
)


class Refused(OSError):
    """An address that must not be dialled. Its text never names the address."""


def is_public(address: str) -> bool:
    """Whether an IP address is a public host's: global, unicast, and not a wrapping of one that is neither.

    IPv4 inside IPv6 (mapped, compatible, 6to4, Teredo, NAT64) is unwrapped first; `is_global` alone lets
    224.0.0.1, 2002:7f00:1::, 64:ff9b::7f00:1, ::127.0.0.1 and fec0::1 through on Python 3.11.
    """
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, IPv6Address):
        return not ip.is_site_local and all(_is_global(inner) for inner in _unwrapped(ip))
    return _is_global(ip)


def socket_factory(may_dial: Callable[[str], bool] = is_public) -> Callable[[AddrInfo], socket.socket]:
    """What aiohttp's connector makes its sockets with; raises Refused for an address that may not be dialled."""

    def make(info: AddrInfo) -> socket.socket:
        family, kind, proto, _, place = info
        if not may_dial(str(place[0])):
            raise Refused("address not allowed")
        return socket.socket(family, kind, proto)

    return make


def opened(networks: Collection[str]) -> Callable[[str], bool]:
    """The rule `is_public`, with some networks ("10.1.0.0/16", "192.168.1.7") opened by the owner on purpose."""
    opened_up = [ip_network(network, strict=False) for network in networks]
    return lambda address: (
        is_public(address) or any(ip_address(address.partition("%")[0]) in net for net in opened_up)
    )


def check(url: URL, *, allow_private: bool = False) -> None:
    """FetchError unless the url is http(s), names a host, and asks for port 80, 443 or one from 1024 up."""
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(NOT_ALLOWED)
    port = url.port or 0
    if not allow_private and port not in (80, 443) and port < 1024:
        raise FetchError("This address is not allowed: only the ports 80, 443 and from 1024 up are used.")


def _unwrapped(ip: IPv6Address) -> list[IPv4Address | IPv6Address]:
    inner = ip.ipv4_mapped or ip.sixtofour
    if inner is None and (ip in _NAT64 or (ip in _V4_COMPATIBLE and int(ip) > 0xFFFF)):
        inner = IPv4Address(int(ip) & 0xFFFFFFFF)
    if inner is not None:
        return [inner]
    return list(ip.teredo) if ip.teredo else [ip]


def _is_global(ip: IPv4Address | IPv6Address) -> bool:
    special = ip.is_multicast or ip.is_reserved or ip.is_unspecified or ip.is_loopback or ip.is_link_local
    return ip.is_global and not special and not any(ip in network for network in _SPECIAL)
