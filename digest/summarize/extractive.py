"""The summary without a model: sentences copied from the source, never a translated one.

Lead-biased TextRank with MMR over the first 200 sentences; a link list shows its headings,
and where nothing can be quoted only the title stands. Pure and deterministic.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import sha256

from digest.summarize import shape
from digest.summarize.choose import choose
from digest.summarize.language import language_of_text
from digest.summarize.papers import section_of
from digest.summarize.sentences import Sentence, parse
from storage.records import Article, Claim, Evidence, Section, Story, Summary

REVISION = 1  # part of the content key: raise it when the same text gives other sentences

LABELS = {
    "ja": "抽出要約(原文のまま)",
    "en": "抽出要約(原文のまま・英語)",
    "zh": "抽出要約(原文のまま・中国語)",
    "ko": "抽出要約(原文のまま・韓国語)",
    "": "抽出要約(原文のまま・外国語)",
}
TITLE_ONLY = "題名のみ(本文なし)"
TITLE_ONLY_LIST = "題名のみ(本文から要約を抜き出せない)"
LIST = "本文はリンク集や箇条書きのため、見出しを載せている"
MAIN_POINTS = "要点"
OUTLINE = "見出し"
ORDER = ("概要", OUTLINE, MAIN_POINTS, "背景", "検証内容", "手法", "結果", "限界")


def extractive(story: Story, *, now: datetime, note: str = "") -> Summary:
    """Claims that are sentences of the source, each with itself as its evidence.

    note: why no model wrote it, in Japanese; it is put behind the label.
    """
    for article in story.articles:
        sections, language = _sections(article, story.lead.kind)
        if sections:
            remarks = [LIST] if sections[0].name == OUTLINE else []
            label = LABELS[language]
            summary = _summary(story, language, [label, *remarks, note], now)
            return replace(summary, method="extractive", sections=sections)
    label = TITLE_ONLY_LIST if any(a.text.strip() for a in story.articles) else TITLE_ONLY
    language = story.lead.language or language_of_text(story.lead.title)
    return _summary(story, language, [label, note], now)


def extractive_key(story: Story, note: str = "") -> str:
    """The content key of the summary: the same texts and reason give the same row."""
    parts = [str(REVISION), story.key, story.lead.kind, note]
    for article in story.articles:
        parts += [str(article.id), article.title, article.text]
    return "extractive:" + sha256("\x00".join(parts).encode("utf-8", "replace")).hexdigest()


def _summary(story: Story, language: str, remarks: Sequence[str], now: datetime) -> Summary:
    """Title only; the last remark is the caller's reason and part of the key."""
    return Summary(
        key=extractive_key(story, remarks[-1]),
        story_key=story.key,
        kind=story.lead.kind,
        method="title",
        language=language,
        headline=story.lead.title.strip() or story.lead.url,
        note="。".join(part.rstrip("。") for part in remarks if part),
        created_at=now,
    )


def _sections(article: Article, kind: str) -> tuple[tuple[Section, ...], str]:
    """The sections that one article can give, and the language of their sentences."""
    sentences = parse(article.text)
    language = language_of_text(article.text)
    if not shape.is_prose(sentences, language):
        return _outline(article, sentences), language
    found = choose(sentences, article.title, language, 4 if kind == "paper" else 3)
    quoted = "\n".join(sentences[i].text for i in found)
    names: dict[str, list[int]] = {}
    for index in found:
        name = section_of(sentences[index].text) if kind == "paper" else ""
        names.setdefault(name or MAIN_POINTS, []).append(index)
    return _named(article, sentences, names), _quoted_language(quoted, language)


def _quoted_language(quoted: str, whole: str) -> str:
    """The quotation's own language; a few kanji without kana say less than the whole text."""
    own = language_of_text(quoted) or whole
    return whole if {own, whole} == {"ja", "zh"} else own


def _outline(article: Article, sentences: Sequence[Sentence]) -> tuple[Section, ...]:
    intro, heads = shape.introduction(sentences), shape.headings(sentences)
    groups = {OUTLINE: heads} if heads else {}
    if intro:
        groups = {"概要": intro, **groups}
    return _named(article, sentences, groups)


def _named(
    article: Article, sentences: Sequence[Sentence], groups: dict[str, list[int]]
) -> tuple[Section, ...]:
    return tuple(
        Section(name, tuple(_claim(article, index, sentences[index].text) for index in indexes))
        for name, indexes in sorted(groups.items(), key=lambda pair: ORDER.index(pair[0]))
    )


def _claim(article: Article, index: int, text: str) -> Claim:
    return Claim(text, (Evidence(article.id, index, text),))
