"""What servers and networks refuse, in words and with what to do. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping
from urllib.parse import urlsplit

from digest.errors import BadStatus, TooLarge, TooManyRedirects, Unreachable
from digest.hop import Broken
from digest.text import one_line, plain_text

# Header and value (in lower case) with which bot protections announce a challenge.
_CHALLENGES = (
    ("cf-mitigated", "challenge", "Cloudflare"),
    ("x-vercel-mitigated", "challenge", "Vercel"),
    ("x-amzn-waf-action", "", "AWS WAF"),
    ("x-datadome", "", "DataDome"),
)
# What their pages say, for those that answer 200.
_ENDS = r"[\s.…!?？]*(?:</title|\s[|\-–])"
_CHALLENGE_TITLE = re.compile(
    r"<title[^>]{0,100}>\s*(?:just a moment|one moment, please|attention required|access denied|verifying"
    r"(?: your browser)?|security check|robot check|are you a robot"
    r"|access to this page has been denied|pardon our interruption|making sure you.{1,6}re not a bot"
    r"|vercel security checkpoint|ddos-guard|checking (?:your browser before accessing [^<]{1,100}"
    r"|if the site connection is secure)|please verify (?:that )?you are (?:a )?human"
    rf"|(?:sorry, )?you(?:.{{1,6}}ve| have) been blocked){_ENDS}"
    r"|enable javascript and cookies to continue|please enable js and disable any ad blocker",
    re.IGNORECASE,
)
# Titles that others give too, and scripts that they put into good pages: they count where there
# is no text.
_CHALLENGE_MAYBE = re.compile(
    r"<title[^>]{0,100}>\s*(?:please wait|checking your browser|client challenge|robot or human"
    r"|(?:are you|verify (?:that )?you are) (?:a )?human|(?:human|bot|security) verification"
    r"|you are being redirected|(?:しばらく|少々)お待ちください|(?:セキュリティ|ブラウザー?)の?(?:チェック|確認))"
    rf"{_ENDS}|cdn-cgi/challenge-platform|_incapsula_resource|captcha-delivery\.com|anubis_challenge"
    r"|id=[\"']px-captcha|sucuri_cloudproxy_js|\bgokuprops\b",
    re.IGNORECASE,
)
_OPENING = re.compile(
    r"^(?:SSL certificate (?:problem|OpenSSL verify result)|SSL|TLS connect error):\s*"
)
_TITLE = re.compile(r"<title[^>]{0,200}>([^<]{1,500})", re.IGNORECASE)
_SILENCES = {
    "closed": "{} refused the connection.",
    "no_connection": "{} did not take the connection in time.",
    "slow": "{} took too long to answer.",
    "garbled": "The answer of {} is compressed in a way that cannot be read.",
}
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
    shown = _CHALLENGE_TITLE.search(start) or (bare and _CHALLENGE_MAYBE.search(start))
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


def unreachable(url: str, broken: Broken) -> Unreachable:
    """The error for a connection that could not be made, broke, or took too long."""
    host = urlsplit(url).hostname or url
    message, hint = _words(host, broken)
    return Unreachable(url, message, hint)


def late(url: str) -> Unreachable:
    """The error when the time for all hops is over."""
    return unreachable(url, Broken("slow"))


def _words(host: str, broken: Broken) -> tuple[str, str]:
    later = "Try again later; if it stays so, the source may be gone."
    if broken.kind == "no_host":
        hint = "Check the spelling of the address and whether this machine is online."
        return f"No server called {host} was found.", hint
    if broken.kind == "unsafe":
        why = one_line(_OPENING.sub("", broken.why), 150).rstrip(".")
        hint = "The site has to repair it: nothing is read over a connection that is not safe."
        return f"{host} has no valid certificate: {why}.", hint
    return _SILENCES.get(broken.kind, "The answer of {} broke off.").format(host), later


def too_large(url: str, limit: int) -> TooLarge:
    """The error for a body beyond the limit (bytes)."""
    return TooLarge(
        url,
        f"The answer is larger than {limit / 1e6:g} MB.",
        "Feeds and pages are smaller: check the address.",
    )


def endless(url: str, most: int, *, loop: bool) -> TooManyRedirects:
    """The error for redirects in a circle, or more than `most`."""
    what = "in a circle" if loop else f"more than {most} times"
    hint = "Open it in a browser and use the address at which you arrive."
    return TooManyRedirects(url, f"The address redirects {what}.", hint)
