"""Kind `x`: one post of X by its address, through the public oEmbed answer.

https://developer.x.com/en/docs/x-for-websites/oembed-api: no key; a deleted, private or
age-restricted post is refused. X has no public feed of an account. A post's id says when it was
made (snowflake: milliseconds since 2010-11-04 in its upper bits).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from urllib.parse import urlencode

from digest.canonical import page_id
from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import finish
from digest.collect.parsed import Draft
from digest.collect.values import read_json_answer, text_of
from digest.errors import BadStatus, FetchError, SourceError, UsageError
from digest.fetch import Fetch, Response
from digest.language import language_code
from digest.text import one_line, plain_text
from storage.records import Entry, Source

DOORS = ("https://publish.x.com/oembed", "https://publish.twitter.com/oembed")
PASTE = "Paste its text instead: `add URL --text TEXT`, or the field on the screen 記事."
_EPOCH = 1_288_834_974_657  # ms, of the first snowflake
_FIRST = 29_000_000_000  # ids below this are older than snowflakes
_TITLE = 100
_SAID = re.compile(
    r"<blockquote[^>]{0,300}>\s*<p([^>]{0,200})>(.*?)</p>(?:&mdash;|—|</blockq)", re.S
)
_LANG = re.compile(r'lang="([\w-]{2,10})"')
_HANDLE = re.compile(r"(?:x|twitter)\.com/(\w{1,15})(?:/|$)", re.IGNORECASE)


def post_id(url: str) -> str:
    """The id of the post that an address shows; "" for any other."""
    known = page_id(url)
    return known.partition(":")[2] if known.startswith("x:") else ""


def collect_x(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask for one post. Raises UsageError for other addresses, FetchError, SourceError."""
    known = post_id(source.url)
    if not known:
        raise UsageError(
            f"{source.url!r} is no post of X.",
            "Give the address of one post; X has no public feed of an account.",
        )
    handle = _HANDLE.search(source.url)
    post = f"https://x.com/{handle[1] if handle else 'i'}/status/{known}"
    read = partial(read_post, post=post)
    for door in DOORS[:-1]:
        try:
            return ask(fetch, source, read, now=now, url=_asked(door, post))
        except (FetchError, SourceError):
            continue
    try:
        return ask(fetch, source, read, now=now, url=_asked(DOORS[-1], post))
    except FetchError as error:
        gone = isinstance(error, BadStatus) and error.status in (401, 403, 404)
        why = "it was deleted, or only who is signed in may see it" if gone else error.message
        raise SourceError(f"The post cannot be read: {why.rstrip('.')}.", PASTE) from error


def _asked(door: str, post: str) -> str:
    named = post.replace("https://x.com/", "https://twitter.com/")
    return f"{door}?{urlencode({'url': named, 'omit_script': 1, 'dnt': 1})}"


def read_post(response: Response, post: str) -> Reading:
    """The post of an oEmbed answer. Raises NotAFeed, SourceError."""
    data = read_json_answer(response, "X")
    markup = text_of(data.get("html")) if isinstance(data, Mapping) else ""
    said = _SAID.search(markup[:100_000])
    if not said:
        raise SourceError("The answer of X holds no post.", PASTE)
    words = plain_text(said[2])
    name = text_of(data.get("author_name"))
    told = _LANG.search(said[1])
    entry = post_entry(post, words, name)
    cut = "The answer of X carries only the beginning of the post."
    notes = (cut,) if words.endswith("…") else ()
    language = entry.language or (language_code(told[1]) if told else "")
    return Reading(f"X: {name}" if name else "X", "", (replace(entry, language=language),), notes)


def post_entry(post: str, words: str, name: str = "") -> Entry:
    """A post as an entry; its own id says when it was made, its address by whom."""
    handle = _HANDLE.search(post)
    who = f"@{handle[1]}" if handle and handle[1] != "i" else one_line(name, 100)
    title = f"{who}: {one_line(words, _TITLE)}" if who else one_line(words, _TITLE)
    author = f"{one_line(name, 100)} ({who})" if name and who.startswith("@") else name or who
    draft = Draft(
        link=post,
        title=title,
        body=words,
        body_markup=False,
        authors=(author,),
        published=posted_at(post_id(post)),
    )
    (entry,), _ = finish([draft], post)
    return entry


def posted_at(known: str) -> datetime | None:
    """When the post with this id was made, in UTC; None for ids from before November 2010."""
    if not known.isdigit() or not _FIRST < int(known) < 1 << 63:
        return None
    return datetime.fromtimestamp(((int(known) >> 22) + _EPOCH) / 1000, UTC)
