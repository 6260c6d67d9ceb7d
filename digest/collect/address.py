"""What people paste as an address: made one that can be asked, or refused with words. Pure."""

from __future__ import annotations

import re
import unicodedata

from digest.errors import UsageError
from digest.guard import as_url
from digest.text import clean

MAX_CHARS = 2000
_NO_WEB = re.compile(r"\s*([a-z][a-z0-9+.-]{1,20}):", re.IGNORECASE)
_AROUND = " \t\r\n\u3000<>\"'「」『』、。"  # what is copied along with an address
_WHY = {
    "javascript": "is a program for a browser",
    "vbscript": "is a program for a browser",
    "data": "carries its content in itself",
    "file": "is a file of one machine",
    "blob": "lives in one browser only",
    "about": "is a page of the browser itself",
    "mailto": "is a mail address",
    "ftp": "is no web page",
}


def _without_frame(text: str) -> str:
    """The address alone. Raises UsageError for none, and for two."""
    asked = text.strip(_AROUND)
    asked = re.sub(r"^feed:(?://)?(?=https?://)|^feed(?=://)", "", asked, flags=re.I)
    if not asked:
        raise UsageError("No address was given.", "Give a URL that starts with https://.")
    if re.search(r"\shttps?://", asked):
        raise UsageError("That is more than one address.", "Add them one by one.")
    return f"https{asked}" if asked.startswith("://") else asked


def web_address(text: str) -> str:
    """An http(s) URL; `https://` is added where only a host was written.

    Raises UsageError for what is none (javascript:, data:, file:, words), BadAddress for one
    with a password or control characters.
    """
    asked = _without_frame(text)
    if len(asked) > MAX_CHARS:
        raise UsageError(
            f"The address is longer than {MAX_CHARS:,} characters.",
            "Give the page's own address; shares often append long marks.",
        )
    scheme = _NO_WEB.match(re.sub(r"[\x00-\x20]", "", asked))
    name = scheme[1].lower() if scheme else ""
    if name in _WHY or ("://" in asked and name not in ("http", "https")):
        why = _WHY.get(name, "is no web page")
        raise UsageError(
            f"{asked[:60]!r} is no web address: it {why}.",
            "Give a URL that starts with https://.",
        )
    if name not in ("http", "https"):
        host = re.split(r"[/?#]", asked, maxsplit=1)[0]
        if not re.fullmatch(r"[^\s@]+\.[^\s@.]{2,}(?::\d{1,5})?", host):
            raise UsageError(f"{asked[:60]!r} is no web address.", "Give a URL with https://.")
        asked = f"https://{asked}"
    as_url(asked)
    if clean(asked) != unicodedata.normalize("NFC", asked):
        raise UsageError(
            "The address holds control characters that cannot be seen.",
            "Copy it anew from the browser's own address line.",
        )
    return asked
