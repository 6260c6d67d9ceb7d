"""The nouns of collecting and choosing: sources, entries, articles, stories, picks."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

# Kinds of story; issue "Digests that a reader can trust" gives each its own layout.
KINDS = ("paper", "article", "release", "case_study", "technique", "post")


@dataclass(frozen=True, slots=True)
class Source:
    """A place that is asked for entries again and again."""

    id: int = 0
    url: str = ""
    kind: str = "feed"  # a key of digest.collect.COLLECTORS
    title: str = ""
    language: str = ""  # ja, en, or "" when unknown
    folder: str = ""  # the OPML folder or group
    weight: float = 1.0
    enabled: bool = True
    etag: str = ""
    last_modified: str = ""
    body_hash: str = ""
    entry_count: int = 0  # entries the last time the body was read
    checked_at: datetime | None = None
    succeeded_at: datetime | None = None
    error: str = ""  # what happened and what to do, in English; "" when the last check worked
    error_code: str = ""  # code of the error class
    error_count: int = 0
    added_at: datetime | None = None
    settings: tuple[tuple[str, str], ...] = ()  # what its kind needs beyond the URL, by name
    seen: tuple[str, ...] = ()  # marks of what a watched page showed before
    notes: tuple[str, ...] = ()  # what the last answer left out or mended, in English
    due_at: datetime | None = None  # when it should be asked again; None: now
    interval_minutes: int = 0  # between two checks that work; 0: not known yet
    moved_to: str = ""  # where a lasting redirect led the last time
    moved_count: int = 0  # how many checks in a row it led there
    api_total: int | None = None  # what an API counted for what was asked; None: it does not say
    api_kept: int | None = None  # how many of them arrived and were kept
    rights: str = ""  # licence or terms as the source states them, one line
    newest_at: datetime | None = None  # date of the newest entry that it ever showed


@dataclass(frozen=True, slots=True)
class Entry:
    """What one feed entry or page says, before it becomes an Article."""

    url: str
    title: str
    text: str = ""  # plain text; "" when only a link came
    html: str = ""  # the entry's own markup, hostile, for extraction only
    external_id: str = ""  # arxiv:2611.01234, the feed's guid, ...
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    updated_at: datetime | None = None
    language: str = ""
    kind: str = "article"
    points: int | None = None
    links: tuple[str, ...] = ()  # where its text points to
    origin: str = "feed"  # or page: where its text comes from
    rights: str = ""  # its licence as stated, one line
    anchored: bool = False  # its fragment tells it from other entries of its page
    # Worked out where the entry is read, which may be beside the process that stores it.
    url_key: str = ""
    content_hash: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article, paper or post; one row for one canonical URL."""

    id: int = 0
    source_id: int | None = None  # None: added by hand
    url: str = ""
    url_key: str = ""  # canonical form, unique
    external_id: str = ""
    title: str = ""
    kind: str = "article"
    language: str = ""
    authors: tuple[str, ...] = ()
    published_at: datetime | None = None
    first_seen_at: datetime | None = None
    week: str = ""  # of published_at, else of first_seen_at; never in the future
    text: str = ""
    text_chars: int = 0  # len(text), known also where a list leaves the text out
    text_origin: str = ""  # feed, page, hand, or "" for none
    content_hash: str = ""  # sha256 of title and text, normalised
    note: str = ""  # why the text is short or missing, in English
    memo: str = ""  # a person's words
    links: tuple[str, ...] = ()  # where its text points to: shared links tell one story from two
    rights: str = ""  # licence as the feed or page states it: text or URL, one line
    points: int | None = None  # points, bookmarks or upvotes: the most that any source counted
    # What its source allows: the limit of quotation that a person chose, else its rights. Of the
    # source's row, not of the article's; known where an article is read with its text.
    terms: str = ""


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader did with an article."""

    article_id: int
    read_at: datetime | None = None
    starred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PaperMiss:
    """A paper whose whole text could not be had."""

    article_id: int
    count: int = 1  # tries in a row
    tried_at: datetime | None = None  # the last one
    due_at: datetime | None = None  # when a build tries again; by hand at once
    reason: str = ""  # in English, of the last one


@dataclass(frozen=True, slots=True)
class KindChoice:
    """The kind that a story is told as, where the rules were overruled or not sure.

    It hangs on an article of the story, so that it outlives rebuilding and regrouping.
    """

    article_id: int
    kind: str  # one of KINDS
    who: str = "person"  # or model
    reason: str = ""  # in Japanese
    decided_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ModelScore:
    """What a model thinks that an article is worth to the readers of the digest."""

    article_id: int
    way: str  # hash of server, model, prompt and wishes
    content: str  # hash of what it was given of the article
    score: float  # 0 to 10
    reason: str = ""  # in Japanese, by the model
    call_id: int | None = None
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One piece of news told by one or more articles; the lead is its primary source."""

    key: str  # stable: "a" + the smallest id of its articles of the week
    lead: Article
    others: tuple[Article, ...] = ()  # of the week, or of the two before it
    reason: str = ""  # why these belong together
    kind_reason: str = ""  # why the lead is told as its kind, in Japanese
    kind_sure: bool = True  # False: the rules were in doubt, and nobody has decided
    earlier: tuple[Article, ...] = ()  # of the weeks before: a past issue has told it already

    @property
    def articles(self) -> tuple[Article, ...]:
        """The lead first."""
        return (self.lead, *self.others)


@dataclass(frozen=True, slots=True)
class Pick:
    """A story chosen for a week, with the reasons of its score in Japanese."""

    story: Story
    score: float
    reasons: tuple[str, ...] = ()
