"""Story → prompt, reply → summary: one visible table of templates by kind of story. Pure.

Rules come first and the article last, with nothing that changes before it, so that a
server's prefix cache is hit by every story of a week.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from pydantic import BaseModel

from digest.summarize.claims import LONGEST_HEADLINE, Reader, as_text
from digest.summarize.fence import GUARD, fenced
from digest.summarize.highlights import highlights_prompt, to_highlights
from digest.summarize.material import Material, material
from digest.summarize.replies import (
    ArticleReply,
    CaseReply,
    FactsReply,
    HighlightsReply,
    KindsReply,
    PaperReply,
    PostReply,
    ReadingReply,
    ReleaseReply,
    ScoresReply,
    TechniqueReply,
)
from llm.prompt import Prompt
from storage.records import PromptVersion, Section, Story, Summary

__all__ = [
    "REPLY_TYPES",
    "TEMPLATES",
    "Template",
    "build_prompt",
    "highlights_prompt",
    "summary_key",
    "to_highlights",
    "to_summary",
]

REVISION = 1  # part of the content key: raise it when the same reply is read differently
READ_TOKENS = 16_000  # of source text in one prompt
LANGUAGES = {
    "ja": "# 出力言語\n- headline と text は日本語で書く。論文の題名だけは原文のままでよい。",
    "en": "# Output language\n- Write headline and every text in plain English, whatever the rules"
    " above say about Japanese style. Keep all other rules: numbers exactly as in the material,"
    " one fact per text, evidence by sentence number.",
}
CLOSING = "以上が資料である。最初に示した規則に従い、指定の形のJSONだけを答える。"


@dataclass(frozen=True, slots=True)
class Template:
    """How one kind of story is asked for and laid out."""

    prompt_name: str  # of the prompt whose active version is used
    purpose: str  # one of digest.settings.PURPOSES
    sections: tuple[tuple[str, str, str], ...]  # (field of the reply, Japanese, English)
    reply_type: type[BaseModel]
    max_tokens: int


PAPER = Template(
    "digest-paper",
    "paper",
    (
        ("background", "背景", "Background"),
        ("study", "検証内容", "Study"),
        ("method", "手法", "Method"),
        ("results", "結果", "Results"),
        ("limits", "限界", "Limitations"),
    ),
    PaperReply,
    3000,
)
ARTICLE = Template(
    "digest-article",
    "article",
    (
        ("happened", "何が起きたか", "What happened"),
        ("changed", "何ができるか・変わったか", "What is new"),
        ("usage", "使い方・条件", "Use and terms"),
    ),
    ArticleReply,
    2000,
)
RELEASE = Template(
    "digest-release",
    "article",
    (
        ("released", "公開されたもの", "What is out"),
        ("changes", "変更点", "What changes"),
        ("upgrade", "移行・互換性", "Upgrading"),
        ("usage", "使い方・条件", "Use and terms"),
    ),
    ReleaseReply,
    2000,
)
CASE_STUDY = Template(
    "digest-case_study",
    "article",
    (
        ("problem", "課題", "Problem"),
        ("solution", "解決策", "Solution"),
        ("usage", "利用状況", "Use and results"),
        ("lessons", "学び", "Lessons"),
    ),
    CaseReply,
    2000,
)
TECHNIQUE = Template(
    "digest-technique",
    "article",
    (
        ("points", "要点", "Main points"),
        ("steps", "手順", "Steps"),
        ("cautions", "注意点", "Cautions"),
    ),
    TechniqueReply,
    2500,
)
POST = Template(
    "digest-post",
    "article",
    (
        ("said", "発言", "What was said"),
        ("quotes", "引用", "Quoted"),
        ("context", "背景・補足", "Context"),
    ),
    PostReply,
    1500,
)
# Every kind of storage.records.KINDS has one of its own.
TEMPLATES: dict[str, Template] = {
    "paper": PAPER,
    "article": ARTICLE,
    "release": RELEASE,
    "case_study": CASE_STUDY,
    "technique": TECHNIQUE,
    "post": POST,
}
REPLY_TYPES: dict[str, type[BaseModel]] = {
    **{kind: template.reply_type for kind, template in TEMPLATES.items()},
    "facts": FactsReply,
    "kinds": KindsReply,
    "reading": ReadingReply,
    "scores": ScoresReply,
    "highlights": HighlightsReply,
}


def template_of(story: Story) -> Template:
    """The template of a story's kind; a kind that is not known is told as an article."""
    return TEMPLATES.get(story.lead.kind, ARTICLE)


def rules_of(version: PromptVersion, language: str) -> tuple[str, ...]:
    """The blocks with which every question of a prompt version begins."""
    return version.text.strip(), GUARD, LANGUAGES[language]


def build_prompt(
    story: Story, version: PromptVersion, language: str, *, budget: int = READ_TOKENS
) -> Prompt:
    """The question for one story. language: "ja" or "en"; budget: tokens of source text."""
    template = template_of(story)
    data = fenced(material(story, budget).lines)
    messages = (
        ("system", "\n\n".join(rules_of(version, language))),
        ("user", f"{data}\n\n{CLOSING}"),
    )
    return Prompt(template.purpose, messages, template.max_tokens)


def to_summary(
    story: Story,
    reply: Any,
    version: PromptVersion,
    *,
    key: str,
    call_id: int | None,
    now: datetime,
    language: str = "ja",
    given: Material | None = None,
) -> Summary:
    """A summary from a reply of the template's type. given: what its numbers stand for.

    Numbers become evidence; those that were never given, empty and repeated claims are left
    out and counted in the note. Everything else is left to the checks.
    """
    template, given = template_of(story), given or material(story, READ_TOKENS)
    reader = Reader(given.sentences)
    sections = tuple(
        Section(english if language == "en" else japanese, reader.claims(getattr(reply, name)))
        for name, japanese, english in template.sections
    )
    return Summary(
        key=key,
        story_key=story.key,
        kind=story.lead.kind,
        method="model",
        language=language,
        headline=as_text(reply.headline, LONGEST_HEADLINE),
        sections=tuple(section for section in sections if section.claims),
        prompt_version_id=version.id or None,
        call_id=call_id,
        note="。".join(part for part in (given.note, reader.note()) if part),
        created_at=now,
    )


def summary_key(
    story: Story,
    version: PromptVersion,
    model: str,
    base_url: str,
    language: str,
    *,
    budget: int = READ_TOKENS,
    parts: Sequence[Prompt] = (),
) -> str:
    """The content key: the same questions about the same articles, asked of the same model."""
    asked = [p.messages for p in parts] or build_prompt(
        story, version, language, budget=budget
    ).messages
    ids = [article.id for article in story.articles]
    told = [REVISION, story.key, ids, version.id, model, base_url, language, asked]
    text = json.dumps(told, ensure_ascii=False)
    return "model:" + sha256(text.encode("utf-8", "replace")).hexdigest()
