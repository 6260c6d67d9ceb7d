"""Pages where the replies are the content: their comments are read, those of others are not. Pure."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

_HOSTS = (
    "news.ycombinator.com",
    "reddit.com",
    "lobste.rs",
    "stackoverflow.com",
    "stackexchange.com",
    "superuser.com",
    "serverfault.com",
    "askubuntu.com",
    "mathoverflow.net",
    "lesswrong.com",
    "teratail.com",
    "chiebukuro.yahoo.co.jp",
)
_NAMED = re.compile(
    r"(?:^|\.)(?:forums?|discuss|discourse|discussions?|bbs|board|community|talk)\."
)
_PATHS = re.compile(
    r"/(?:forums?|viewtopic|showthread|threads?|topic|discussions?|bbs)(?:/|\.php|$)|/t/[\w-]+/\d+",
    re.IGNORECASE,
)
_MADE_BY = re.compile(
    r"<meta[^<>]{0,100}generator[^<>]{0,100}(?:discourse|phpbb|vbulletin|xenforo|flarum|nodebb|mybb"
    r"|invision|vanilla)|\"(?:DiscussionForumPosting|QAPage)\"|<html[^<>]{0,300}id=\"XF\"",
    re.IGNORECASE,
)


def is_forum(url: str, text: str) -> bool:
    """Whether a page is a thread of a forum: by its address, or by what made it."""
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").lower()
    except ValueError:
        return False
    known = any(host == name or host.endswith(f".{name}") for name in _HOSTS)
    named = _NAMED.search(host) is not None or _PATHS.search(parts.path) is not None
    return known or named or _MADE_BY.search(text[:200_000]) is not None
