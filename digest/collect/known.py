"""Which kind reads an address, without asking anybody: sources, and single things to add. Pure."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from digest.canonical import page_id
from digest.collect import (
    arxiv,
    github,
    hackernews,
    hatena,
    huggingface,
    qiita,
    reddit,
    youtube,
    zenn,
)
from digest.collect import x as x_posts
from digest.collect.alternates import Found

# kind → the address that is collected for what a person pasted; "" where it is not its site.
ADDRESSES: Mapping[str, Callable[[str], str]] = {
    "arxiv": arxiv.query_url,
    "hackernews": hackernews.query_url,
    "huggingface": huggingface.query_url,
    "zenn": zenn.feed_url,
    "qiita": qiita.feed_url,
    "hatena": hatena.feed_url,
    "youtube": youtube.feed_url,
    "github": github.feed_url,
    "reddit": reddit.feed_url,
    "x": lambda text: text.strip() if x_posts.post_id(text) else "",
}
LANGUAGES = {"zenn": "ja", "qiita": "ja", "hatena": "ja", "hackernews": "en", "reddit": "en"}


def known_source(text: str) -> Found | None:
    """The source that a pasted address, category or `hn:` query means, where its site is known."""
    for kind in ADDRESSES:
        if url := address_for(kind, text):
            title = text.strip() if kind == "arxiv" else ""
            title = hackernews.title_of(url) if kind == "hackernews" else title
            return Found(kind, url, title, LANGUAGES.get(kind, ""))
    return None


def kind_of_feed(url: str) -> str:
    """The kind for a feed that was found at this URL; `feed` where no other knows it."""
    return next((kind for kind in ADDRESSES if url and address_for(kind, url) == url), "feed")


def address_for(kind: str, text: str) -> str:
    """What a kind collects for a pasted address; "" where it is none of its own."""
    try:
        return ADDRESSES[kind](text) if kind in ADDRESSES else ""
    except ValueError:  # no URL at all
        return ""


def kind_of_one(url: str) -> str:
    """The kind that reads one article, post, release or video; `page` for any other address."""
    try:
        return _kind_of_one(url)
    except ValueError:  # no URL at all
        return "page"


def _kind_of_one(url: str) -> str:
    if x_posts.post_id(url):
        return "x"
    if page_id(url).startswith("youtube:"):
        return "youtube"
    if github.release_tag(url):
        return "github"
    if hackernews.item_id(url):
        return "hackernews"
    return "reddit" if reddit.post_url(url) else "page"
