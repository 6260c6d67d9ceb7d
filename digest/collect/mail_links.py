"""The links of a newsletter: content kept, trackers unwrapped or dropped. Pure.

A click counter that carries its target in the address gives that target; one that hides it
is dropped, since following it would tell that this copy of the mail was read.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from collections.abc import Iterable
from urllib.parse import parse_qs, unquote, urlsplit

from digest.canonical import untracked
from digest.collect.entries import absolute
from digest.text import MAX_LINKS

_WRAPPED = (
    "url",
    "u",
    "q",
    "target",
    "redirect",
    "redirect_url",
    "dest",
    "destination",
    "to",
    "link",
)
_COUNTERS = re.compile(
    r"^(?:clicks?|clk|track|tracking|trk|emails?|mailer|open|lnk|ct|url\d+)\d*\."
    r"|list-manage\.com$|sendgrid\.net$|mailgun\.|mandrillapp\.com$|hubspotlinks\.com$|hs-?sites\.com$|rs6\.net$"
    r"|awstrack\.me$|mailerlite\.com$|convertkit-mail\d*\.com$|klclick\d*\.com$|safelinks\.protection\.outlook\.com$"
    r"|beehiiv\.com$|cmail\d+\.com$|createsend\d*\.com$|emltrk\.com$|blastengine\.jp$",
    re.I,
)
# Hosts that may be content too: there the address must be a code that says nothing.
_PERHAPS = re.compile(r"^(?:links?|l|e|t|go|r|news|mail)\d*\.", re.I)
_OPAQUE = re.compile(r"/(?=[\w=-]*\d)(?=[\w=-]*[A-Z])[\w=-]{40,}(?:/|$)")
_COUNTING = re.compile(
    r"/(?:ls/click|track/click|e3t/|CL0/|wf/click|ss/c/|redirect/|c/eJ|l/[\w-]{8,}/[\w-]{8,})", re.I
)
_ENDING = re.compile(
    r"unsubscri|opt-?out|preferences|manage[_-]?(?:subscription|profile|your)|/profile\?|disable_email|email[_-]settings"
    r"|haishin.?(?:teishi|kaijo)|taikai|kaijo|optin|update[_-]?profile|forward-to-friend|view(?:-?in-?|\?)browser",
    re.I,
)
_LONG = re.compile(r"https?://[^\s<>\"'）」』)]{120,}")
_FAREWELL = re.compile(
    r"unsubscribe|manage (?:your )?(?:subscription|preferences)|update your preferences|view (?:this email )?in (?:your )?browser"
    r"|read online|you(?:'re| are)? receiv(?:ed|ing) this (?:e-?mail|message|newsletter)|配信停止|配信の停止|購読解除|登録解除|退会|メール設定の変更"
    r"|このメールに心当たり|ブラウザで(?:見る|表示|開く|読む)",
    re.I,
)


def content_links(links: Iterable[str]) -> tuple[tuple[str, ...], int]:
    """(links to content without tracking, how many http(s) links were dropped)."""
    kept: dict[str, None] = {}
    dropped = 0
    for link in dict.fromkeys(links):
        if not link.lower().startswith(("http://", "https://")):
            continue
        target = absolute(unwrapped(link), "")
        if target:
            kept[target] = None
        else:
            dropped += 1
    return tuple(kept)[:MAX_LINKS], dropped


def unwrapped(link: str) -> str:
    """Where a link leads, without tracking; "" for a counter that hides it or a farewell."""
    for _ in range(4):
        inner = _inner(link)
        if not inner:
            break
        link = inner
    try:
        parts = urlsplit(link)
        host = (parts.hostname or "").lower()
    except ValueError:
        return ""
    counting = _COUNTERS.search(host) and (len(parts.path) + len(parts.query) > 40)
    hidden = _PERHAPS.search(host) and _OPAQUE.search(parts.path)
    if not host or counting or hidden or _COUNTING.search(parts.path) or _ENDING.search(link):
        return ""
    return untracked(link)


def _inner(link: str) -> str:
    """The address that a counter carries within its own; "" for none."""
    try:
        parts = urlsplit(link)
        asked = parse_qs(parts.query)
    except ValueError:
        return ""
    for name in _WRAPPED:
        value = asked.get(name, [""])[0]
        if value.startswith(("http://", "https://")):
            return value
    path = unquote(parts.path)
    if found := re.search(r"/CL0/(https?:/{1,2}[^\s]+?)/\d/", path):
        return re.sub(r"^(https?):/+", r"\1://", found[1])
    return _from_base64(parts.path)


def _from_base64(path: str) -> str:
    """Substack's kind: /redirect/2/ and a JSON object with the target as `e`."""
    found = re.search(r"/redirect/2/([\w-]{20,4000})", path)
    if not found:
        return ""
    try:
        raw = base64.urlsafe_b64decode(found[1] + "=" * (-len(found[1]) % 4))
        told = json.loads(raw).get("e", "")
    except (binascii.Error, ValueError, AttributeError, RecursionError):
        return ""
    return told if isinstance(told, str) and told.startswith(("http://", "https://")) else ""


def without_addresses(text: str, recipients: Iterable[str]) -> str:
    """The text without long counting addresses, farewell lines and the reader's own address."""
    private = [address for address in recipients if address]
    lines = []
    for line in _LONG.sub("", text).split("\n"):
        told = line.casefold()
        if any(address in told for address in private):
            continue
        if _FAREWELL.search(line) and len(line) < 300:
            continue
        lines.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
