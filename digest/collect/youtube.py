"""Kind `youtube`: the videos of a channel or playlist, by its feed; or one video.

The feed carries titles, descriptions and dates of the newest 15. A handle (@name) is looked up
on the channel's page, which names the channel's id.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from urllib.parse import quote, urlencode

from digest.canonical import page_id
from digest.collect.collected import Collected, Reading, ask
from digest.collect.entries import finish
from digest.collect.feed import read_feed
from digest.collect.instead import page_instead
from digest.collect.parsed import Draft
from digest.collect.places import place_on
from digest.collect.values import moment_of, read_json_answer, text_of
from digest.decode import decode
from digest.errors import FetchError, SourceError, UsageError
from digest.fetch import Fetch, Response
from storage.records import Entry, Source

FEED = "https://www.youtube.com/feeds/videos.xml?"
_HOSTS = ("youtube.com", "youtu.be", "youtube-nocookie.com")
_CHANNEL = r"UC[\w-]{22}"
_PLAYLIST = re.compile(r"[\w-]{10,64}")
_NAMED = re.compile(
    rf"(?:feeds/videos\.xml\?channel_id=|itemprop=\"(?:channelId|identifier)\" content=\""
    rf"|youtube\.com/channel/|\"externalId\":\")({_CHANNEL})"
)
_DESCRIPTION = re.compile(r'"shortDescription":("(?:[^"\\]|\\.){0,40000}")')
_DATE = re.compile(r'(?:"publishDate":|itemprop="datePublished" content=)"([^"]{4,40})"')


def feed_url(text: str) -> str:
    """The feed that a channel's or playlist's address means; "" for none, and for handles.

    https://www.youtube.com/channel/UC..., .../playlist?list=PL..., the feed itself
    """
    place = place_on(_HOSTS, text)
    if place is None:
        return ""
    if place.path == "/feeds/videos.xml":
        kept = {k: v for k, v in place.asked.items() if k in ("channel_id", "playlist_id", "user")}
        return FEED + urlencode(kept) if kept else ""
    if place.segments[:1] == ("channel",) and len(place.segments) > 1:
        good = re.fullmatch(_CHANNEL, place.segments[1])
        return f"{FEED}channel_id={place.segments[1]}" if good else ""
    listed = place.asked.get("list", "") if place.path == "/playlist" else ""
    return f"{FEED}playlist_id={listed}" if _PLAYLIST.fullmatch(listed) else ""


def is_handle(text: str) -> bool:
    """Whether an address is a channel's page whose id only the page itself tells."""
    place = place_on(_HOSTS, text)
    if place is None or not place.segments:
        return False
    return place.segments[0].startswith("@") or (
        place.segments[0] in ("c", "user") and len(place.segments) > 1
    )


def channel_feed(fetch: Fetch, url: str) -> str:
    """The feed of a handle's channel. Raises FetchError, NotAFeed, SourceError."""
    response = fetch(url)
    text = decode(response.body, response.content_type)
    if "consent." in response.url:
        raise page_instead(text, response, "the page of a channel")
    if named := _NAMED.search(text):
        return f"{FEED}channel_id={named[1]}"
    raise SourceError(
        "The page names no channel of YouTube.",
        "Open the channel in a browser and give the address with /channel/UC...",
    )


def collect_youtube(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a channel, a playlist or one video. Raises FetchError, SourceError, UsageError."""
    if page_id(source.url).startswith("youtube:"):
        return _one_video(fetch, source, now=now)
    url = feed_url(source.url)
    if not url and is_handle(source.url):
        url = channel_feed(fetch, source.url)
    if not url:
        hint = "Give a channel, a playlist or a video: https://www.youtube.com/@NAME"
        raise UsageError(f"{source.url!r} is nothing of YouTube that can be read.", hint)
    return ask(fetch, source, read_videos, now=now, url=url)


def read_videos(response: Response) -> Reading:
    """The videos of a feed. Raises NotAFeed."""
    reading = read_feed(response)
    return replace(reading, entries=tuple(map(_video, reading.entries)))


def _video(entry: Entry) -> Entry:
    return replace(entry, kind="post")


def _one_video(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    known = page_id(source.url).partition(":")[2]
    page = f"https://www.youtube.com/watch?v={quote(known)}"
    asked = f"https://www.youtube.com/oembed?{urlencode({'url': page, 'format': 'json'})}"
    found = ask(fetch, source, read_oembed, now=now, url=asked)
    entries = tuple(_described(fetch, replace(e, url=page), page) for e in found.entries)
    told = () if all(e.text for e in entries) else ("Only the title of the video could be read.",)
    return replace(found, entries=entries, notes=found.notes + told)


def read_oembed(response: Response) -> Reading:
    """Title and channel of one video (https://oembed.com). Raises NotAFeed, SourceError."""
    data = read_json_answer(response, "YouTube")
    if not isinstance(data, Mapping) or not text_of(data.get("title")):
        raise SourceError("YouTube tells nothing of this video.", "Check the address.")
    draft = Draft(
        link=response.url,
        title=text_of(data["title"]),
        authors=(text_of(data.get("author_name")),),
    )
    entries, notes = finish([draft], response.url)
    return Reading("", "", tuple(map(_video, entries)), notes)


def _described(fetch: Fetch, entry: Entry, page: str) -> Entry:
    """With the description and date that the video's page holds, if it can be had."""
    entry = replace(entry, external_id=page_id(page), url_key=page_id(page))
    try:
        response = fetch(page)
    except FetchError:
        return entry
    text = decode(response.body, response.content_type)
    told, dated = _DESCRIPTION.search(text), _DATE.search(text)
    body = ""
    if told:
        try:
            body = str(json.loads(told[1]))
        except ValueError:
            body = ""
    draft = Draft(
        link=page,
        title=entry.title,
        body=body,
        authors=entry.authors,
        body_markup=False,
        published=moment_of(dated[1]) if dated else None,
    )
    (full,), _ = finish([draft], page)
    return _video(replace(full, external_id=page_id(page)))
