"""What servers and networks refuse, in words and with what to do. Pure."""

from __future__ import annotations

import re
import ssl
from collections.abc import Mapping
from urllib.parse import urlsplit

from urllib3.exceptions import (
    ConnectTimeoutError,
    DecodeError,
    NameResolutionError,
    NewConnectionError,
    ReadTimeoutError,
    SSLError,
)

from digest.errors import BadStatus, Unreachable
from digest.text import one_line, plain_text

# Header and value (in lower case) with which bot protections announce a challenge.
_CHALLENGES = (
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-vercel-mitigated", "challenge", "Vercel"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("x-datadome", "", "DataDome"),
)
# What their pages say, for those that answer 200.
_CHALLENGE_TITLE = re.compile(
    r"<title>\s*(?:just a moment|one moment, please|attention required!?|access denied|verifying"
    r"(?: your browser)?|security check|robot check|are you a robot\??)[\s.…]*(?:</title|[|\-–])"
    r"|enable javascript and cookies to continue",
    re.IGNORECASE,
)
# Their scripts, which they put into good pages too: they count where there is no text.
_CHALLENGE_SCRIPT = re.compile(
    r"cdn-cgi/challenge-platform|_incapsula_resource|captcha-delivery\.com", re.IGNORECASE
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_HINTS = {
    401: "It needs a sign-in, which this program cannot do: use a public address.",
    403: "The server refuses programs like this one: look for an official feed or another source.",
    404: "Check the address; the feed or page may have moved.",
    410: "It is gone for good.",
    429: "It was asked too often: wait, then try again.",
    451: "It is blocked for legal reasons here.",
}


def challenge(headers: Mapping[str, str], text: str) -> str:
    """The name of the bot protection that answered, or "" when none did."""
    for name, value, owner in _CHALLENGES:
        if name in headers and value in headers[name].lower():
            return owner
    start = text[:20_000]
    bare = len(text) <= len(start) and start.lower().count("<p") < 3
    shown = _CHALLENGE_TITLE.search(start) or (bare and _CHALLENGE_SCRIPT.search(start))
    return "a bot protection" if shown else ""


def bad_status(
    url: str, status: int, headers: Mapping[str, str], text: str, *, retry_after: float = 0.0
) -> BadStatus:
    """The error for an answer that is neither 2xx nor a redirect; text: its first kilobytes.

    retry_after: seconds, as digest.due.asked_wait reads the header.
    """
    host = urlsplit(url).hostname or url
    guard = challenge(headers, text) if status in (401, 403, 429, 503) else ""
    if guard:
        return BadStatus(
            url,
            status,
            f"{host} shows a bot challenge ({guard}, HTTP {status}) instead of its content.",
            "Programs cannot pass it: look for an official feed or another source.",
            retry_after=retry_after,
        )
    hint = _HINTS.get(status, "The server has a problem: try again later." if status >= 500 else "")
    if wait := headers.get("retry-after", ""):
        hint = f"{hint} The server says: try again after {one_line(wait, 40)}.".strip()
    said = _said(headers.get("content-type", ""), text)
    message = f"{host} answered HTTP {status}{said}."
    return BadStatus(url, status, message, hint, retry_after=retry_after)


def resting(url: str, seconds: float) -> BadStatus:
    """The error instead of a request to a host that asked to be left alone."""
    host = urlsplit(url).hostname or url
    return BadStatus(
        url,
        429,
        f"{host} was asked too often and wants to be left alone for {seconds:,.0f} s.",
        "It was not asked: try again after that.",
        retry_after=seconds,
    )


def _said(content_type: str, text: str) -> str:
    if "html" in content_type or text.lstrip()[:1] in ("<", ""):
        title = _TITLE.search(text)
        summary = re.search(r"<summary[^>]*>([^<]{1,500})", text)
        words = (summary or title)[1] if summary or title else ""  # type: ignore[index]
    else:
        words = text
    told = one_line(plain_text(words), 150).rstrip(".")
    return f" ({told})" if told else ""


def unreachable(url: str, error: Exception) -> Unreachable:
    """The error for a connection that could not be made, broke, or took too long."""
    host = urlsplit(url).hostname or url
    message, hint = _words(host, error)
    return Unreachable(url, message, hint)


def _words(host: str, error: Exception) -> tuple[str, str]:
    later = "Try again later; if it stays so, the source may be gone."
    if isinstance(error, NameResolutionError):
        hint = "Check the spelling of the address and whether this machine is online."
        return f"No server called {host} was found.", hint
    if isinstance(error, SSLError | ssl.SSLError):
        cause = error.args[0] if error.args and isinstance(error.args[0], Exception) else error
        why = getattr(cause, "verify_message", "") or one_line(str(cause), 150)
        hint = "The site has to repair it: nothing is read over a connection that is not safe."
        return f"{host} has no valid certificate: {why}.", hint
    if isinstance(error, NewConnectionError):
        return f"{host} refused the connection.", later
    if isinstance(error, ConnectTimeoutError):
        return f"{host} did not take the connection in time.", later
    if isinstance(error, ReadTimeoutError | TimeoutError):
        return f"{host} took too long to answer.", later
    if isinstance(error, DecodeError):
        return f"The answer of {host} is compressed in a way that cannot be read.", later
    return f"The answer of {host} broke off.", later
