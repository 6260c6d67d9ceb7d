"""Kind `github`: releases, tags or commits of a repository, and the feeds of GitHub's blog."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime
from urllib.parse import urlsplit

from digest.collect.collected import Collected, Reading
from digest.collect.feed import collect_at, read_parsed
from digest.collect.page import read_page
from digest.collect.parsed import Draft, Parsed
from digest.collect.places import Place, place_on
from digest.errors import FetchError, SourceError
from digest.fetch import Fetch, Response
from storage.records import Source

_SITE = "https://github.com"
_OWNER = re.compile(r"[A-Za-z\d][A-Za-z\d-]{0,38}")
_NAME = re.compile(r"[\w.-]{1,100}", re.ASCII)
# Pages of the site itself.
_OWN = [
    "about",
    "apps",
    "blog",
    "collections",
    "customer-stories",
    "enterprise",
    "events",
    "explore",
    "features",
    "issues",
    "login",
    "marketplace",
    "new",
    "notifications",
    "orgs",
    "pricing",
    "pulls",
    "readme",
    "search",
    "security",
    "settings",
    "sponsors",
    "topics",
    "trending",
    "users",
    "gist",
    "site",
    "team",
    "join",
    "codespaces",
    "resources",
]


def feed_url(text: str) -> str:
    """The feed that a page of GitHub means; "" for none.

    https://github.com/OWNER/REPOSITORY (its releases), .../tags, .../commits/BRANCH, github.blog
    """
    if blog := place_on(("github.blog",), text):
        return f"https://github.blog{re.sub('/feed$', '', blog.path)}/feed/"
    place = place_on(("github.com",), text)
    if place is None or not (repository := _repository(place)):
        return ""
    what = place.segments[2] if len(place.segments) > 2 else "releases"
    if what.removesuffix(".atom") == "commits":
        branch = "/".join(place.segments[3:]).removesuffix(".atom")
        return f"{_SITE}/{repository}/commits{f'/{branch}' if branch else ''}.atom"
    what = what.removesuffix(".atom")
    return f"{_SITE}/{repository}/{'tags' if what == 'tags' else 'releases'}.atom"


def _repository(place: Place) -> str:
    if len(place.segments) < 2 or place.segments[0].lower() in _OWN:
        return ""
    owner, name = place.segments[0], place.segments[1].removesuffix(".git")
    good = _OWNER.fullmatch(owner) and _NAME.fullmatch(name) and name not in (".", "..")
    return f"{owner}/{name}" if good else ""


def release_tag(url: str) -> str:
    """The tag in the address of one release; "" for any other address."""
    place = place_on(("github.com",), url)
    if place is None or place.segments[2:4] != ("releases", "tag"):
        return ""
    return "/".join(place.segments[4:])


def collect_github(fetch: Fetch, source: Source, *, now: datetime) -> Collected:
    """Ask a feed of GitHub, or one release. Raises FetchError, NotAFeed, UsageError."""
    hint = "Give a repository: https://github.com/OWNER/REPOSITORY"
    found = collect_at(fetch, source, feed_url(source.url), read_github, now=now, hint=hint)
    tag = release_tag(source.url)
    if not tag or found.unchanged:
        return found
    wanted = tuple(e for e in found.entries if e.url.endswith(f"/releases/tag/{tag}"))
    return replace(found, entries=wanted or _older(fetch, source.url).entries, notes=())


def _older(fetch: Fetch, url: str) -> Reading:
    """A release that the feed no longer lists, from its page."""
    try:
        return read_page(fetch(url))
    except FetchError as error:
        raise SourceError(f"The release cannot be read: {error.message}", error.hint) from error


def read_github(response: Response) -> Reading:
    """The entries of a feed of GitHub, titled with their repository. Raises NotAFeed."""
    reading = read_parsed(response, lambda parsed: _titled(parsed, response.url))
    path = urlsplit(response.url).path
    if not reading.entries and path.endswith("/releases.atom"):
        tags = response.url.replace("/releases.atom", "/tags.atom")
        return replace(reading, notes=(f"The repository has no releases; its tags are at {tags}",))
    return reading


def _titled(parsed: Parsed, url: str) -> Parsed:
    place = place_on(("github.com",), url)
    repository = _repository(place) if place else ""
    if not repository:
        return parsed
    name = repository.partition("/")[2]

    def titled(draft: Draft) -> Draft:
        if name.lower() in draft.title.lower():
            return draft
        return replace(draft, title=f"{repository} {draft.title}".strip())

    return replace(parsed, drafts=tuple(map(titled, parsed.drafts)))
