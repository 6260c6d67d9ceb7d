"""One of libcurl's handles: what it is asked, which addresses it may reach, what it may read.

No proxies of the environment, no cookies, no .netrc; redirects are told, not followed. Every
socket is checked twice: before it is connected, by the address that a name led to, and before a
request is sent, by the address that it really reached, which may be a kept connection's.
"""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress
from typing import Any

import certifi
import pycurl

from digest.guard import is_public
from digest.hop import Answer, Asked, Broken

CONNECT_SECONDS = 10.0
READ_SECONDS = 20.0  # of silence
PAGE_BYTES = 65_536  # of an answer that is neither good nor a redirect: its page says why
HEAD_BYTES = 300_000
PACKED = 2  # times the limit: what may come as it is sent, where it unpacks to nothing
_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")
_FOLDED = re.compile(rb"\r?\n[ \t]+")
_OPTIONS = (
    (pycurl.NOSIGNAL, 1),
    (pycurl.PROTOCOLS, pycurl.PROTO_HTTP | pycurl.PROTO_HTTPS),
    (pycurl.FOLLOWLOCATION, 0),
    (pycurl.PROXY, ""),
    (pycurl.SSL_VERIFYPEER, 1),
    (pycurl.SSL_VERIFYHOST, 2),
    (pycurl.HTTP_VERSION, pycurl.CURL_HTTP_VERSION_1_1),
    (pycurl.PATH_AS_IS, 1),
    (pycurl.ACCEPT_ENCODING, "gzip, deflate"),
    (pycurl.CONNECTTIMEOUT_MS, int(CONNECT_SECONDS * 1000)),
    (pycurl.LOW_SPEED_LIMIT, 1),  # bytes a second, over
    (pycurl.LOW_SPEED_TIME, int(READ_SECONDS)),
)
_KINDS = {
    pycurl.E_COULDNT_RESOLVE_HOST: "no_host",
    pycurl.E_COULDNT_CONNECT: "closed",
    pycurl.E_PEER_FAILED_VERIFICATION: "unsafe",
    pycurl.E_SSL_CONNECT_ERROR: "unsafe",
    pycurl.E_SSL_ISSUER_ERROR: "unsafe",
    pycurl.E_BAD_CONTENT_ENCODING: "garbled",
}


class Transfer:
    """A handle, used again and again, and what its request gives."""

    def __init__(self) -> None:
        self.curl = curl = pycurl.Curl()
        for option, value in _OPTIONS:
            curl.setopt(option, value)
        curl.setopt(pycurl.CAINFO, ssl.get_default_verify_paths().cafile or certifi.where())
        curl.setopt(pycurl.OPENSOCKETFUNCTION, self._open)
        curl.setopt(pycurl.PREREQFUNCTION, self._reached)
        curl.setopt(pycurl.HEADERFUNCTION, self._line)
        curl.setopt(pycurl.WRITEFUNCTION, self._part)
        self._empty(0)

    def _empty(self, limit: int) -> None:
        self._limit = limit
        self._lines: list[bytes] = []
        self._parts: list[bytes] = []
        self._head: tuple[int, dict[str, str]] | None = None
        self._told = self._size = 0
        self._cut = self._private = self._trusted = self._garbled = False

    def load(self, asked: Asked) -> None:
        """Take on a request. Raises pycurl.error, ValueError, TypeError for what is no request."""
        self._empty(asked.limit)
        # Trusted by name: so libcurl must read the same name in the URL.
        self._trusted = asked.trusted is not None and asked.trusted == _place(asked.url)
        self.curl.setopt(pycurl.URL, asked.url)
        self.curl.setopt(pycurl.HTTPHEADER, [_sendable(line) for line in asked.headers])
        self.curl.setopt(pycurl.MAXFILESIZE_LARGE, PACKED * asked.limit)
        self.curl.setopt(pycurl.TIMEOUT_MS, max(1, int(asked.seconds * 1000)))
        if asked.instead is None:
            self.curl.unsetopt(pycurl.CONNECT_TO)
        else:
            self.curl.setopt(pycurl.CONNECT_TO, ["::{}:{}".format(*asked.instead)])

    def result(self, error: BaseException | None) -> Answer | Broken:
        """What came of the request; error: libcurl's own. The handle is free then."""
        seconds = self.curl.getinfo(pycurl.TOTAL_TIME)
        try:
            if error is not None and not self._is_cut(error):
                return self._broken(error)
            status, headers = self._head or _head(self._lines)
            return Answer(status, headers, b"".join(self._parts), seconds, self._cut)
        except ValueError as fault:
            return Broken("broken", str(fault))
        finally:
            self._empty(0)

    def _is_cut(self, error: BaseException) -> bool:
        self._cut = self._cut or error.args[:1] == (pycurl.E_FILESIZE_EXCEEDED,)
        return self._cut

    def _broken(self, error: BaseException) -> Broken:
        if self._private or self._garbled:
            return Broken("private" if self._private else "garbled")
        code, why = error.args if isinstance(error, pycurl.error) else (0, repr(error))
        if code == pycurl.E_OPERATION_TIMEDOUT:
            connected = self.curl.getinfo(pycurl.CONNECT_TIME) > 0
            return Broken("slow" if connected else "no_connection", why)
        return Broken(_KINDS.get(code, "broken"), why)

    def _open(self, _purpose: int, where: Any) -> socket.socket | int:
        if self._may_reach(where.addr[0] if isinstance(where.addr, tuple) else ""):
            with suppress(OSError):  # no more open files
                return socket.socket(where.family, where.socktype, where.protocol)
        return int(pycurl.SOCKET_BAD)

    def _reached(self, address: str, *_others: object) -> int:
        fine = self._may_reach(address)
        return int(pycurl.PREREQFUNC_OK if fine else pycurl.PREREQFUNC_ABORT)

    def _may_reach(self, address: object) -> bool:
        fine = self._trusted or is_public(str(address))
        self._private = self._private or not fine
        return fine

    def _line(self, line: bytes) -> int | None:
        self._lines.append(line)
        self._told += len(line)
        if self._told > HEAD_BYTES:
            return -1
        if line.strip() or self._size:  # the end of a head is an empty line
            return None
        self._head = _head(self._lines)
        # A few bytes in two wrappings can be endless work before there is a byte to count.
        self._garbled = "," in self._head[1].get("content-encoding", "")
        return -1 if self._garbled else None

    def _part(self, part: bytes) -> int | None:
        status = self._head[0] if self._head else 0
        self._size += len(part)
        self._cut = self._size > (self._limit if 200 <= status < 300 else PAGE_BYTES)
        if self._cut:
            return -1
        self._parts.append(part)
        return None


def _sendable(line: str) -> bytes:
    """A header that stays one, whatever a server made us keep."""
    return _CONTROL.sub("", line).encode("latin-1", "ignore")


def _place(url: str) -> tuple[str, int]:
    """Host and port of a URL as libcurl reads it. Raises pycurl.error."""
    read = pycurl.CurlUrl(url)
    return read.host or "", int(read.port or (443 if read.scheme == "https" else 80))


def _head(lines: list[bytes]) -> tuple[int, dict[str, str]]:
    """Status and headers of the last head, after those of 1xx. Raises ValueError where none is."""
    starts = [number for number, line in enumerate(lines) if line.startswith(b"HTTP/")]
    if not starts:
        raise ValueError("no status")
    found: dict[str, list[str]] = {}
    text = _FOLDED.sub(b" ", b"".join(lines[starts[-1] + 1 :])).decode("latin-1")
    for line in text.split("\n"):
        if not line.strip("\r"):  # trailers may follow
            break
        name, colon, value = line.partition(":")
        if colon:
            found.setdefault(name.strip().lower(), []).append(value.strip(" \t\r"))
    status = lines[starts[-1]].split(None, 2)[1]
    return int(status), {name: ", ".join(values) for name, values in found.items()}
