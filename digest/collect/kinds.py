"""Which kind of story an entry tells, judged by its address and title alone. Pure.

The rules are few and visible; whoever reads an issue can say why an entry is a paper.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

# host (or its end) and path of what is always of one kind; the first that fits wins.
_PLACES = (
    ("paper", "arxiv.org", r"/(?:abs|pdf|html)/"),
    ("paper", "openreview.net", r"/(?:forum|pdf)"),
    ("paper", "aclanthology.org", r"/[\w.-]*\d"),
    ("paper", "biorxiv.org", r"/content/"),
    ("paper", "medrxiv.org", r"/content/"),
    ("paper", "proceedings.mlr.press", r"/v\d"),
    ("paper", "papers.nips.cc", r"/paper"),
    ("paper", "proceedings.neurips.cc", r"/paper"),
    ("paper", "openaccess.thecvf.com", r"/content"),
    ("paper", "ojs.aaai.org", r"/index\.php/AAAI/article"),
    ("paper", "dl.acm.org", r"/doi/"),
    ("paper", "ieeexplore.ieee.org", r"/(?:abstract/)?document/"),
    ("paper", "papers.ssrn.com", r"/sol3/papers"),
    ("paper", "doi.org", r"/10\."),
    ("paper", "huggingface.co", r"/papers/\d"),
    ("paper", "alphaxiv.org", r"/abs/"),
    ("release", "github.com", r"/[^/]+/[^/]+/(?:releases|tags)(?:/|$)"),
    ("release", "gitlab.com", r"/.+/-/(?:releases|tags)(?:/|$)"),
    ("post", "x.com", r"/[^/]+/status/\d"),
    ("post", "twitter.com", r"/[^/]+/status/\d"),
    ("post", "bsky.app", r"/profile/[^/]+/post/"),
    ("post", "threads.net", r"/@[^/]+/post/"),
    ("post", "threads.com", r"/@[^/]+/post/"),
    ("post", "linkedin.com", r"/(?:posts|feed/update)/"),
    ("post", "reddit.com", r"/r/[^/]+/comments/"),
    ("post", "news.ycombinator.com", r"/item"),
    ("post", "youtube.com", r"/(?:watch|shorts/|live/)"),  # its description is its text
    ("post", "youtu.be", r"/[\w-]{11}"),
    ("post", "", r"/@[\w.-]+(?:@[\w.-]+)?/\d{15,20}$"),  # Mastodon and its kin
)
_RULES = tuple((kind, host, re.compile(path)) for kind, host, path in _PLACES)
_CHANGELOG = re.compile(r"/(?:changelog|release-?notes|releases|whats-?new)(?:[/#.?]|$)", re.I)
_VERSION = re.compile(
    r"^(?:(?:release|version|ver\.?)\s+)?[\w@/.-]{0,40}?\s?v?\d+\.\d+(?:\.\d+)*(?:[-.+]?\w+)?$",
    re.I,
)
_CASE = re.compile(r"導入事例|活用事例|開発事例|事例紹介|case study|customer story", re.I)


def kind_of(url: str, title: str) -> str:
    """One of storage.records.KINDS.

    paper, release and post by their places; release also for changelog pages and titles that
    are nothing but a version; case_study where the title says so; else article.
    """
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").removeprefix("mobile.")
    except ValueError:
        return "article"
    for kind, place, path in _RULES:
        here = not place or host == place or host.endswith(f".{place}")
        if here and path.match(parts.path):
            return kind
    if _CHANGELOG.search(f"{parts.path}#{parts.fragment}") or _VERSION.match(title):
        return "release"
    return "case_study" if _CASE.search(title) else "article"
