"""The nouns of the digest: claims with their evidence, summaries, items, edits, issues."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Evidence:
    """A sentence of a stored article that a claim rests on."""

    article_id: int
    sentence: int  # index in digest.summarize.sentences.split(article.text); -1: the title
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
class SectionRead:
    """A section of a long text, and in which request it was read."""

    title: str
    call: int  # from 1; 0: in none
    role: str = "body"  # or abstract, appendix
    tokens: int = 0


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
    choice: str = ""  # which of several replies this is and why, in Japanese; "" for the only one
    calls: tuple[int, ...] = ()  # ids of all model calls that led to it; call_id is among them
    reading: tuple[SectionRead, ...] = ()  # of a text read in several requests; else ()


@dataclass(frozen=True, slots=True)
class Finding:
    """What a check found. verdict: "NG", "要確認", or "OK" of Item.accepted; checks never rewrite."""

    check: str  # a key of digest.check.CHECKS
    verdict: str
    passage: str  # the sentence of the summary
    found: str = ""  # the words in it that are wrong
    expected: str = ""  # what they should be, where a source tells
    evidence: str = ""  # the words of the source
    section: str = ""
    claim: int = -1  # index of the claim in its section; -1: the headline or the whole
    reason: str = ""  # what is wrong, in Japanese: 桁違い, 根拠なし, ...


@dataclass(frozen=True, slots=True)
class Link:
    """A link card: 参考 (the story's own sources) or 関連."""

    url: str
    title: str
    role: str = "primary"  # primary, secondary, related, or earlier: what a 続報 goes on from
    article_id: int | None = None
    week: str = ""  # of the past issue that has it; "" for this one
    reason: str = ""  # why an earlier item or a linked source is one, in Japanese


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
    accepted: tuple[Finding, ...] = ()  # verdict OK: in no source as it stands, and why it holds

    @property
    def earlier(self) -> Link | None:
        """What it goes on from (続報): an item of a past issue."""
        return next((link for link in self.related if link.role == "earlier"), None)

    @property
    def neighbours(self) -> tuple[Link, ...]:
        """関連: the related links that are not `earlier`."""
        return tuple(link for link in self.related if link.role != "earlier")


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
    standalone: bool = False  # it is no 続報, whatever the digest says


@dataclass(frozen=True, slots=True)
class Build:
    """One build of a week's digest: what it did and spent."""

    job_id: str
    week: str = ""
    started_at: datetime | None = None
    built_at: datetime | None = None  # None: it did not come to its end
    report: str = ""  # JSON, see digest.coverage; "" while it runs


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
