"""safe_url: an address from outside → one that is safe wherever Markdown may hold it. Pure."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, quote, urlsplit, urlunsplit

LONGEST = 2000  # characters; what browsers and Zenn's cards take
_HOST = re.compile(r"[a-z0-9_](?:[a-z0-9_.\-]*[a-z0-9])?")
_BAD_PERCENT = re.compile(r"%(?![0-9A-Fa-f]{2})")
# Autolinks stop at these (and ~~ strikes): runs of - . , ~ anywhere, and . , : at the end.
_STOPS = re.compile(r"-{3,}|\.{2,}|,{2,}|~{2,}")
_TAIL = re.compile(r"[.,:]+$")


def safe_url(url: str) -> str:
    """The address in ASCII, http or https, without credentials; "" where it is none of that.

    RFC 3986; hosts by IDNA (RFC 3490). What could end a link, a cell or a bare address in
    Markdown is percent-encoded: it stands alone on a line, in [](…), and in @[card](…).
    """
    parts = _split("".join(char for char in url.strip() if char.isprintable()))
    if parts is None:
        return ""
    host = _host(parts.hostname or "")
    if not host:
        return ""
    port = f":{parts.port}" if parts.port is not None else ""
    path, query, fragment = (_encode(part) for part in (parts.path, parts.query, parts.fragment))
    whole = urlunsplit((parts.scheme, host + port, path or "/", query, fragment))
    whole = _TAIL.sub(lambda found: _percent(found[0]), whole)
    return whole if len(whole) <= LONGEST else ""


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.replace("\\", "/"))
        usable = parts.scheme in ("http", "https") and not (parts.username or parts.password)
        return parts if usable and parts.port != 0 else None
    except ValueError:  # an unclosed [, a port that is no number
        return None


def _host(name: str) -> str:
    try:
        ascii_name = name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return ascii_name if _HOST.fullmatch(ascii_name) else ""


def _encode(part: str) -> str:
    encoded = quote(_BAD_PERCENT.sub("%25", part), safe="-._/:@&+,=%", errors="replace")
    return _STOPS.sub(lambda found: _percent(found[0]), encoded)


def _percent(text: str) -> str:
    return "".join(f"%{ord(char):02X}" for char in text)
