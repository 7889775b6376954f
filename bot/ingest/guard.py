"""Which addresses Tocsin may dial. The check sits where the socket is made, so that redirects, cached names,
rebinding and every notation of an address meet it (as Go's `Dialer.Control` does).

What can be seen in a url alone is refused before any name is looked up, so that names of the owner's network are not
even asked for. `fetch` turns a refusal into words.
"""

import re
import socket
from collections.abc import Callable, Collection
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from yarl import URL

from bot.errors import FetchError

ONLY_PUBLIC = "Only public http and https addresses are fetched."
NOT_ALLOWED = "This address is not allowed: only public http and https addresses are fetched."
NOT_PUBLIC = "There is no public server of this name; other addresses are not allowed."
"""For a name that leads nowhere and for one that leads inside: whoever asks cannot tell the two apart, and so learns
nothing about names of the owner's network."""
LOW_PORT = "This address is not allowed: only the ports 80, 443 and from 1024 up are used."

AddrInfo = tuple[int, int, int, str, tuple[str, int] | tuple[str, int, int, int]]

_NAT64 = IPv6Network("64:ff9b::/96")
_V4_COMPATIBLE = IPv6Network("::/96")
# Special by the IANA registries though `is_global` of some Python releases lets them through.
_SPECIAL = tuple(
    ip_network(network)
    for network in ("192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "100::/64", "3fff::/20", "5f00::/16")
)


# Names that by their registries are never a public host's: RFC 6761, 6762, 7686, 8375, ICANN's .internal
# and the ones that it will not delegate because networks use them.
_INSIDE = ("localhost", "local", "internal", "onion", "home.arpa", "lan", "intranet", "corp", "home")
# The last part of a host that is an address (WHATWG URL, "ends in a number"), whatever the notation.
_NUMBER = re.compile(r"\d+|0x[0-9a-f]*")
_NAME = re.compile(r"[\w.-]+")


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
    return lambda address: is_public(address) or _is_in(address, opened_up)


def check(
    url: URL, *, may_dial: Callable[[str], bool] | None = is_public, inside_names: bool = False
) -> None:
    """FetchError unless the url is http(s), names a host that may be dialled, and asks for port 80, 443 or one from
    1024 up. What a name leads to is seen only when it is dialled; `inside_names` lets names of local networks come
    to that. `may_dial` None: any host and port."""
    if url.scheme not in ("http", "https") or not url.host:
        raise FetchError(NOT_ALLOWED)
    if may_dial is None:
        return
    host = url.host.rstrip(".").lower()
    if not (may_dial(host) if is_address(host) else inside_names or _is_public_name(host)):
        raise FetchError(NOT_ALLOWED)
    port = url.port or 0
    if port not in (80, 443) and port < 1024:
        raise FetchError(LOW_PORT)


def is_network(word: str) -> bool:
    """Whether a word of the allow-list is an address or a network; else it is a host's name."""
    try:
        ip_network(word, strict=False)
    except ValueError:
        return False
    return True


def is_address(host: str) -> bool:
    """Whether a host is an IP address in some notation ("127.1", "0x7f000001", "::1"), and no name."""
    return ":" in host or _NUMBER.fullmatch(host.rstrip(".").rpartition(".")[2].lower()) is not None


def is_inside(host: str) -> bool:
    """Whether a host is the owner's own by its look: an address that is not public, or a name of a local network."""
    name = host.rstrip(".").lower()
    return not (is_public(name) if is_address(name) else _is_public_name(name))


def _is_public_name(name: str) -> bool:
    """Whether a name is of the kind that public hosts have."""
    inside = f".{name}".endswith(tuple(f".{end}" for end in _INSIDE))
    return "." in name and _NAME.fullmatch(name) is not None and not inside


def _is_in(address: str, networks: Collection[IPv4Network | IPv6Network]) -> bool:
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    return any(ip in network for network in networks)


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
