"""Which URLs and addresses may be asked, held at the socket: no private network by surprise.

A name is checked by the address that the socket really reaches, at every hop, so that neither
DNS rebinding nor a redirect nor a decimal IP leads inside (OWASP SSRF prevention).
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import urljoin

from urllib3.exceptions import HTTPError
from urllib3.util import Url, parse_url

from digest.errors import BadAddress

_UNWRITTEN = re.compile(r"[\x00-\x20\x7f-\x9f]")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")


def as_url(text: str, base: str = "") -> Url:
    """A URL that may be asked, parsed and in ASCII (IDNA, percent encoding), without fragment.

    Raises BadAddress for another scheme than http(s), no host, a password, control characters.
    """
    shown = _UNWRITTEN.sub("", text)[:200]
    try:
        joined = urljoin(base, text.strip()) if base else text.strip()
        if _UNWRITTEN.search(joined.replace(" ", "")):
            raise BadAddress(shown, f"{shown!r} is no URL.", "Remove the control characters.")
        url = parse_url(joined.replace(" ", "%20"))
    except (HTTPError, ValueError) as error:
        raise BadAddress(shown, f"{shown!r} is no URL.", "Check how it is written.") from error
    if url.scheme not in ("http", "https") or not url.host or "%" in url.host:
        hint = "Give an address that starts with http:// or https://."
        raise BadAddress(shown, f"{shown!r} is no web address.", hint)
    if url.auth:
        bare = url._replace(auth=None, query=None, fragment=None).url
        raise BadAddress(
            bare,
            f"The address of {url.host} carries a user name or password.",
            "Use an address without one: what is stored here is not kept secret.",
        )
    return url._replace(fragment=None)


def is_public(address: str) -> bool:
    """Whether an IP address (of a socket) belongs to the public Internet."""
    try:
        ip = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        inner = ip.ipv4_mapped or ip.sixtofour or (ip.teredo or (None, None))[1]
        if inner is None and ip in _NAT64:
            inner = ipaddress.IPv4Address(ip.packed[-4:])
        if inner is not None:
            return is_public(str(inner))
        if ip.is_site_local:
            return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved or ip.is_unspecified)


@dataclass(frozen=True, slots=True)
class Guard:
    """Who may be reached: the public Internet, and what a person allowed or mapped.

    allowed: lower-case host names, or host:port. host_map: host name → (address, port) of a loopback server that stands in for it.
    """

    allowed: frozenset[str] = frozenset()
    host_map: Mapping[str, tuple[str, int]] = field(default_factory=dict)

    def trusted(self, place: Url) -> tuple[str, int] | None:
        """Host and port, if a person named them (no address check, no pacing)."""
        host, port = place.host or "", place.port or (443 if place.scheme == "https" else 80)
        name = _name(host)
        named = not {name, f"{name}:{port}"}.isdisjoint(self.allowed) or name in self.host_map
        return (host, port) if named else None

    def instead_of(self, host: str) -> tuple[str, int] | None:
        """The server that stands in for this host."""
        return self.host_map.get(_name(host))


def _name(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def refused(host: str) -> BadAddress:
    """The error for a host that leads into a private network."""
    return BadAddress(
        host,
        f"{host} is an address of this machine or of a private network.",
        f"If you trust it, add {host} to DIGEST_ALLOW_PRIVATE_HOSTS.",
    )
