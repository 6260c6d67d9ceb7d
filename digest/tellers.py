"""How many tell a story, and what they are to it: its origin, reports of their own, reposts. Pure.

A vendor's post and one report that somebody else wrote say more than five copies of either.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import log2
from urllib.parse import urlsplit

from digest.canonical import url_key
from digest.primary import REPOSITORIES, VENDORS
from digest.sample import SAMPLE_HOST
from digest.similarity import containment, shingles
from storage.records import Article, Story

# Places where people pass on what others wrote; a post of one's own is no report either.
_PASSING_ON = (
    "news.ycombinator.com lobste.rs reddit.com redd.it slashdot.org b.hatena.ne.jp togetter.com"
    " posfie.com x.com twitter.com bsky.app threads.net linkedin.com facebook.com t.me"
    " news.google.com news.yahoo.co.jp msn.com smartnews.com newspicks.com techmeme.com"
    " flipboard.com"
)
# One site, many authors: the first part of the path tells who it is.
_SHARED_SITES = (
    "zenn.dev qiita.com note.com medium.com dev.to github.com gitlab.com huggingface.co"
    " substack.com speakerdeck.com youtube.com"
)
PASSING_ON = frozenset(_PASSING_ON.split())
SHARED_SITES = frozenset([*_SHARED_SITES.split(), SAMPLE_HOST])
_OWN = VENDORS | REPOSITORIES
ORIGIN, REPORT, REPOST = ROLES = ("一次情報", "独自の記事", "転載や投稿")
BOTH = 0.5  # for an origin that somebody else reports on
EACH_REPOST, REPOSTS = 0.25, 1.0  # of a report; all of them together
FULL = 4  # who tell it give all points
OPENING = 600  # characters by which a copy is known
COPIED = 0.6  # share of the shorter opening that the other has too


def told_by(story: Story) -> tuple[float, str]:
    """A share (0 to 1) of the points for sources, and who they are in Japanese."""
    kinds = _roles(story)
    origin, reports = kinds.count(ORIGIN), kinds.count(REPORT)
    own = min(1, origin) + reports
    copies = len(kinds) - origin - reports - (not own)  # somebody has to be the first
    told = max(1, own) + (BOTH if origin and reports else 0.0)
    told += min(REPOSTS, EACH_REPOST * max(0, copies) + EACH_REPOST * max(0, origin - 1))
    if len(kinds) < 2:
        return 0.0, ""
    who = "、".join(f"{name}{kinds.count(name)}" for name in ROLES if name in kinds)
    return min(1.0, log2(told) / log2(FULL)), f"{len(kinds)}つの情報源が伝えている({who})"


def _roles(story: Story) -> list[str]:
    """What each teller is to the story; several articles of one teller are one."""
    if not story.others:
        return [REPORT]
    cited = _cited(story.articles)
    copies = _copies(tuple(a.text[:OPENING] for a in story.articles))
    roles: dict[str, str] = {}
    for place, article in enumerate(story.articles):
        role = _role(article, cited)
        role = REPOST if role == REPORT and place in copies else role
        teller = _teller(article.url)
        roles[teller] = min(role, roles.get(teller, REPOST), key=ROLES.index)
    return list(roles.values())


def _cited(articles: Sequence[Article]) -> set[str]:
    """Keys of pages to which a report on another site links."""
    hosts = {_host(article.url) for article in articles} - {""}
    return {
        url_key(link)
        for article in articles
        if not _passed_on(article)
        for link in article.links
        if any(host in link for host in hosts) and _teller(link) != _teller(article.url)
    }


def _role(article: Article, cited: set[str]) -> str:
    if _passed_on(article):
        return REPOST
    own = article.kind in ("paper", "release") or _within(_host(article.url), _OWN)
    return ORIGIN if own or article.url_key in cited else REPORT


def _passed_on(article: Article) -> bool:
    return article.kind == "post" or _within(_host(article.url), PASSING_ON)


@lru_cache(maxsize=2048)
def _copies(texts: tuple[str, ...]) -> frozenset[int]:
    """Places of the texts that begin as an earlier one does."""
    if sum(map(bool, texts)) < 2:
        return frozenset()
    read = [shingles(text) for text in texts]
    return frozenset(
        place
        for place, one in enumerate(read)
        if any(containment(one, other) >= COPIED for other in read[:place])
    )


def _teller(url: str) -> str:
    host = _host(url)
    if not _within(host, SHARED_SITES):
        return host or url
    return f"{host}/{urlsplit(url).path.strip('/').partition('/')[0].lower()}"


def _within(host: str, sites: frozenset[str]) -> bool:
    parts = host.split(".")
    return any(".".join(parts[i:]) in sites for i in range(len(parts) - 1))


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # what a page links to may be no address at all
        return ""
