"""Every noun of the workbench: frozen records, standard library only.

Times are aware datetimes in UTC; weeks are ISO weeks in Asia/Tokyo ("2026-W47").
`id` is 0 until the record is stored. Text from outside is kept as it came (NFC, no
control characters); escaping is the business of whoever shows it.
"""

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


@dataclass(frozen=True, slots=True)
class Mark:
    """What a reader did with an article."""

    article_id: int
    read_at: datetime | None = None
    starred_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Story:
    """One piece of news told by one or more articles; the lead is its primary source."""

    key: str  # stable: "a" + the smallest article id of the story
    lead: Article
    others: tuple[Article, ...] = ()
    reason: str = ""  # why these belong together

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


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a stored article that a claim rests on."""

    article_id: int
    sentence: int  # index in digest.summarize.sentences.split(article.text)
    quote: str


@dataclass(frozen=True, slots=True)
class Claim:
    """One statement of a summary."""

    text: str
    evidence: tuple[Evidence, ...] = ()
    id: int = 0


@dataclass(frozen=True, slots=True)
class Section:
    """背景, 検証内容, 手法, 結果, ...: claims under one name."""

    name: str
    claims: tuple[Claim, ...] = ()


@dataclass(frozen=True, slots=True)
class Summary:
    """What is said about one story, and how it was made.

    method: "model", "extractive" (sentences copied from the source, in its language),
    or "title" (nothing but the title could be had).
    """

    id: int = 0
    key: str = ""  # content key: same story text, prompt, model and server give the same row
    story_key: str = ""
    kind: str = "article"
    method: str = "extractive"
    language: str = "ja"  # of the claims
    headline: str = ""
    sections: tuple[Section, ...] = ()
    prompt_version_id: int | None = None
    call_id: int | None = None  # the model call whose reply this is
    note: str = ""  # why a fallback was taken, in Japanese; "" when none was
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. verdict: "NG" or "要確認"; checks never rewrite."""

    check: str  # a key of digest.check.CHECKS
    verdict: str
    passage: str  # the words of the summary
    found: str = ""
    expected: str = ""
    evidence: str = ""  # the words of the source
    section: str = ""
    claim: int = -1  # index of the claim in its section; -1: the headline or the whole


@dataclass(frozen=True, slots=True)
class Link:
    """A link card: 参考 (the story's own sources) or 関連."""

    url: str
    title: str
    role: str = "primary"  # primary, secondary, related
    article_id: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One story in a digest."""

    story_key: str
    position: int
    summary: Summary
    score: float = 0.0
    reasons: tuple[str, ...] = ()
    references: tuple[Link, ...] = ()
    related: tuple[Link, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class ItemEdit:
    """What a writer decided for an item; survives every rebuild."""

    week: str
    story_key: str
    position: int | None = None  # None: as the digest has it
    dropped: bool = False
    headline: str | None = None  # None: as the summary has it
    comment: str = ""  # 所感
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class DigestEdit:
    """A writer's words for the whole issue; survives every rebuild."""

    week: str
    title: str | None = None
    greeting: str | None = None
    comment: str = ""  # 今週の所感
    outlook: str = ""  # 来週の注目
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Digest:
    """One week's issue. method: "model", "mixed" (some items fell back) or "none" (AI未使用)."""

    week: str
    title: str
    items: tuple[Item, ...] = ()
    highlights: tuple[Claim, ...] = ()  # 今週のハイライト; () without a model
    highlights_prompt_version_id: int | None = None
    highlights_call_id: int | None = None
    method: str = "none"
    notes: tuple[str, ...] = ()  # fallbacks and limits, in Japanese
    considered: int = 0  # stories of the week
    built_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class PromptVersion:
    """An immutable numbered version of a named prompt."""

    id: int = 0
    name: str = ""  # digest-paper, digest-article, digest-highlights
    number: int = 0
    text: str = ""
    purpose: str = ""
    origin: str = "seed"  # seed, person, session, chat
    reason: str = ""
    created_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ModelCall:
    """One request to a model server; every attempt is a row, also a failed one."""

    id: int = 0
    uid: str = ""  # unique per attempt, so that a replayed step writes no second row
    key: str = ""  # sha256 of server and request body: the cache key
    job_id: str = ""
    purpose: str = ""
    server: str = ""  # base URL without credentials
    model: str = ""
    messages: str = ""  # JSON of the request body (messages, response_format, limits)
    reply: str = ""
    finish: str = ""
    ok: bool = False
    input_tokens: int | None = None  # None: the server did not say
    cached_tokens: int | None = None
    output_tokens: int | None = None
    cost_usd: float | None = None  # None: unknown price, never 0
    seconds: float = 0.0
    error_kind: str = ""
    error: str = ""
    prompt_version_id: int | None = None
    started_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Run:
    """What a job is doing or did, in words and counts that a screen can show."""

    job_id: str
    kind: str  # collect, build, weekly, sample, add, probe
    arguments: str = "{}"  # JSON
    state: str = "queued"  # queued, running, done, failed, cancelled
    stage: str = ""  # in Japanese
    done: int = 0
    total: int = 0
    result: str = ""  # JSON
    error: str = ""
    created_at: datetime | None = None
    updated_at: datetime | None = None
