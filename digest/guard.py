"""Which URLs and addresses may be asked, held at the socket: no private network by surprise.

A name is checked by the address that the socket really reaches, at every hop, so that neither
DNS rebinding nor a redirect nor a decimal IP leads inside (OWASP SSRF prevention).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import ssl
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, ClassVar
from urllib.parse import urljoin

from urllib3 import HTTPConnectionPool, HTTPSConnectionPool, PoolManager
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    NameResolutionError,
    NewConnectionError,
)
from urllib3.util import Timeout, Url, create_urllib3_context, parse_url

from digest.errors import BadAddress

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0
KEPT = 128  # connections to one host: more than one at a time only where a person allowed it
_UNWRITTEN = re.compile(r"[\x00-\x20\x7f-\x9f]")
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_clock = threading.local()  # .deadline: monotonic moment at which this thread's fetch must end


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

    def trusts(self, host: str, port: int) -> bool:
        """Whether a person named this host (no address check, no pacing)."""
        name = _name(host)
        return not {name, f"{name}:{port}"}.isdisjoint(self.allowed) or name in self.host_map

    def connect(self, host: str, port: int) -> socket.socket:
        """A connected socket. Raises BadAddress, OSError, socket.gaierror."""
        if _name(host) in self.host_map:
            return _open(socket.AF_INET, self.host_map[_name(host)])
        try:
            found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)
        except UnicodeError as error:
            raise BadAddress(host, f"{host!r} is no host name.", "Check the address.") from error
        trusted = self.trusts(host, port)
        usable = [f for f in found if trusted or is_public(str(f[4][0]))]
        if not usable:
            raise refused(host)
        failure: OSError = OSError(f"{host} has no address")
        for family, _, _, _, where in usable:
            try:
                sock = _open(family, where)
            except OSError as error:
                failure = error
                continue
            if trusted or is_public(str(sock.getpeername()[0])):
                return sock
            sock.close()
            raise refused(host)
        raise failure


def _name(host: str) -> str:
    return host.strip("[]").rstrip(".").lower()


def refused(host: str) -> BadAddress:
    """The error for a host that leads into a private network."""
    return BadAddress(
        host,
        f"{host} is an address of this machine or of a private network.",
        f"If you trust it, add {host} to DIGEST_ALLOW_PRIVATE_HOSTS.",
    )


def _open(family: int, where: Any) -> socket.socket:
    sock = TimedSocket(family, socket.SOCK_STREAM)
    try:
        sock.settimeout(min(CONNECT_SECONDS, seconds_left()))
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        sock.connect(where)
    except BaseException:
        sock.close()
        raise
    return sock


def start_clock(seconds: float) -> None:
    """From now on this thread's sockets time out when `seconds` have passed."""
    _clock.deadline = time.monotonic() + seconds


def seconds_left() -> float:
    """Seconds of this thread's fetch that are left. Raises TimeoutError when none are."""
    left: float = getattr(_clock, "deadline", time.monotonic() + READ_SECONDS) - time.monotonic()
    if left <= 0:
        raise TimeoutError("the time for the whole answer is over")
    return left


class TimedSocket(socket.socket):
    """A socket whose every read ends at the deadline, however slowly bytes drip."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """As in socket.socket."""
        self.settimeout(min(READ_SECONDS, seconds_left()))
        return super().recv_into(*args, **kwargs)


class TimedTLSSocket(ssl.SSLSocket):
    """The same above TLS."""

    def recv_into(self, *args: Any, **kwargs: Any) -> int:
        """As in ssl.SSLSocket."""
        self.settimeout(min(READ_SECONDS, seconds_left()))
        return super().recv_into(*args, **kwargs)


class _GuardedHTTP(HTTPConnection):
    guard: ClassVar[Guard] = Guard()

    def _new_conn(self) -> socket.socket:
        try:
            return self.guard.connect(self._dns_host, self.port or self.default_port)
        except socket.gaierror as error:
            raise NameResolutionError(self.host, self, error) from error
        except TimeoutError as error:
            raise ConnectTimeoutError(self, f"no connection to {self.host}") from error
        except OSError as error:
            raise NewConnectionError(self, f"no connection: {error}") from error


class _GuardedHTTPS(_GuardedHTTP, HTTPSConnection):
    pass


def guarded_pools(guard: Guard) -> PoolManager:
    """Pooled connections that pass the guard; certificates are always checked, no proxies."""
    context = create_urllib3_context()
    context.sslsocket_class = TimedTLSSocket
    context.load_default_certs()
    timeout = Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    pools = PoolManager(
        num_pools=256, maxsize=KEPT, retries=False, timeout=timeout, ssl_context=context
    )
    plain = type("GuardedHTTP", (_GuardedHTTP,), {"guard": guard})
    secure = type("GuardedHTTPS", (_GuardedHTTPS,), {"guard": guard})
    pools.pool_classes_by_scheme = {
        "http": type("HTTPPool", (HTTPConnectionPool,), {"ConnectionCls": plain}),
        "https": type("HTTPSPool", (HTTPSConnectionPool,), {"ConnectionCls": secure}),
    }
    return pools
