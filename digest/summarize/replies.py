"""What a model answers, as pydantic types: the lowest common subset of JSON Schema.

Everything is required, there are no bounds and no optional fields (servers differ in what
they enforce); reading is more tolerant than the schema, and what no summary can be made of
(no headline, no claim at all) is no valid reply. The order of the fields is the order of
the work: statements first, then the headline that they allow.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel, Field, model_validator

NO_SCORE = -1.0


class ClaimReply(BaseModel):
    """One statement and the numbers of the sentences that it rests on."""

    text: str = Field(description="事実を1つだけ述べる1文")
    evidence: list[str] = Field(description='根拠とした文の番号。例: ["S3", "S4"]')

    @model_validator(mode="before")
    @classmethod
    def _tolerant(cls, value: Any) -> Any:
        if isinstance(value, str):
            return {"text": value, "evidence": []}
        if not isinstance(value, Mapping):
            return value
        given = value.get("evidence")
        if not isinstance(given, list):
            given = [] if given is None else [given]
        return {"text": value.get("text") or "", "evidence": [str(item) for item in given]}


class QuoteReply(BaseModel):
    """A sentence worth quoting, by its number: the words are taken from the source."""

    evidence: list[str] = Field(description='引用する文の番号。例: ["S3"]')

    @model_validator(mode="before")
    @classmethod
    def _tolerant(cls, value: Any) -> Any:
        given = value.get("evidence") if isinstance(value, Mapping) else value
        if not isinstance(given, list):
            given = [] if given is None else [given]
        return {"evidence": [str(item) for item in given]}


class _Reply(BaseModel):
    @model_validator(mode="before")
    @classmethod
    def _missing_lists_are_empty(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        lists = [name for name in cls.model_fields if name != "headline"]
        return {**value, **{name: _as_list(value.get(name)) for name in lists}}

    @model_validator(mode="after")
    def _says_something(self) -> _Reply:
        claims = [c for name in type(self).model_fields for c in _claims(getattr(self, name))]
        if not any(claim.text.strip() for claim in claims):
            raise ValueError("the reply holds no claim")
        if not getattr(self, "headline", "-").strip():
            raise ValueError("the headline is empty")
        return self


class PaperReply(_Reply):
    """A paper: what was missing, what was asked, how, with what result, and its limits."""

    background: list[ClaimReply] = Field(description="背景: 何の技術で、何が足りなかったか")
    study: list[ClaimReply] = Field(description="検証内容: 何を問い、どのモデル・データで調べたか")
    method: list[ClaimReply] = Field(description="手法: どうやったか")
    results: list[ClaimReply] = Field(description="結果: 数値と単位。悪くなった点も書く")
    limits: list[ClaimReply] = Field(description="限界: 資料が述べる制約")
    headline: str = Field(description="論文の題名(原文のまま)")


class ArticleReply(_Reply):
    """An article: what happened, what can be done or has changed, how and on what terms."""

    happened: list[ClaimReply] = Field(description="何が起きたか")
    changed: list[ClaimReply] = Field(description="何ができるか・変わったか")
    usage: list[ClaimReply] = Field(description="使い方・条件(価格、ライセンス、制限)")
    headline: str = Field(description="何が起きたかを言い切る見出し")


class ReleaseReply(_Reply):
    """A release: what is out, what it changes, what an upgrade asks for, on what terms."""

    released: list[ClaimReply] = Field(description="公開されたもの: 誰が何をどの版で公開したか")
    changes: list[ClaimReply] = Field(description="変更点: 影響の大きい順")
    upgrade: list[ClaimReply] = Field(description="移行・互換性: 壊れる変更、廃止、必要な作業")
    usage: list[ClaimReply] = Field(description="使い方・条件(入手方法、価格、ライセンス、制限)")
    headline: str = Field(description="何が公開され何が変わったかを言い切る見出し")


class CaseReply(_Reply):
    """A company tells what it did: the problem, what was built, how it is used, what was learnt."""

    problem: list[ClaimReply] = Field(description="課題: どの組織が何に困っていたか")
    solution: list[ClaimReply] = Field(description="解決策: 何をどう作ったか")
    usage: list[ClaimReply] = Field(description="利用状況: 利用者、期間、効果の数値")
    lessons: list[ClaimReply] = Field(description="学び: 工夫、つまずいた点、今後の課題")
    headline: str = Field(description="どの組織が何に使いどうなったかを言い切る見出し")


class TechniqueReply(_Reply):
    """A technique: what it is good for, its steps in order, what to mind."""

    points: list[ClaimReply] = Field(description="要点: 何のための技術で、なぜ効くか")
    steps: list[ClaimReply] = Field(description="手順: 行う順に、1つの text に1つ、番号なし")
    cautions: list[ClaimReply] = Field(description="注意点: 前提、制限、失敗しやすい点")
    headline: str = Field(description="何をどうすると何ができるかを言い切る見出し")


class PostReply(_Reply):
    """A post: who said what, at most two sentences to quote, what it points to."""

    said: list[ClaimReply] = Field(description="発言: 誰が何を述べたか")
    quotes: list[QuoteReply] = Field(description="引用: そのまま引用する短い文の番号")
    context: list[ClaimReply] = Field(description="背景・補足: 指し示す発表、条件、留保")
    headline: str = Field(description="誰が何を述べたかを言い切る見出し")


class FactsReply(_Reply):
    """What a summary may be made of: facts with their evidence (strategy chain)."""

    facts: list[ClaimReply] = Field(description="要約に使う事実。多くても20件")


class ReadingReply(_Reply):
    """Notes from one part of a long paper (strategy plan); a part may hold nothing of use."""

    background: list[ClaimReply] = Field(description="背景: この部分にあれば")
    study: list[ClaimReply] = Field(description="検証内容: この部分にあれば")
    method: list[ClaimReply] = Field(description="手法: この部分にあれば")
    results: list[ClaimReply] = Field(description="結果: この部分にあれば。数値と単位、条件も")
    limits: list[ClaimReply] = Field(description="限界: この部分にあれば")

    @model_validator(mode="after")
    def _says_something(self) -> ReadingReply:
        return self


class KindReply(BaseModel):
    """The kind of one item, and why."""

    number: str = Field(description="項目の番号。例: 3")
    kind: str = Field(description="paper, article, release, case_study, technique, post のどれか")
    reason: str = Field(description="理由。日本語で20文字程度")

    @model_validator(mode="before")
    @classmethod
    def _tolerant(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        return {name: str(value.get(name) or "") for name in cls.model_fields}


class KindsReply(BaseModel):
    """The kinds of items that the rules were in doubt about."""

    items: list[KindReply] = Field(description="項目ごとに1つ")


class ScoreReply(BaseModel):
    """What one candidate is worth, and why; what is no score is NO_SCORE."""

    id: str = Field(description="候補のid。例: bkdt")
    reason: str = Field(description="その点にした理由。日本語で30文字程度")
    score: float = Field(description="0から10の点")

    @model_validator(mode="before")
    @classmethod
    def _tolerant(cls, value: Any) -> Any:
        if not isinstance(value, Mapping):
            return value
        said = re.fullmatch(
            r"\s*([0-9]{1,2}(?:\.[0-9]{1,20})?)\s*(?:/\s*10|点)?\s*", str(value.get("score"))
        )
        words = {name: str(value.get(name) or "") for name in ("id", "reason")}
        return words | {"score": float(said[1]) if said else NO_SCORE}


class ScoresReply(BaseModel):
    """What candidates are worth to the readers; without any it is no reply."""

    items: list[ScoreReply] = Field(description="候補ごとに1つ")

    @model_validator(mode="after")
    def _says_something(self) -> ScoresReply:
        if not self.items:
            raise ValueError("no candidate has a score")
        return self


class HighlightsReply(_Reply):
    """Two or three sentences that tie the week together."""

    highlights: list[ClaimReply] = Field(description="今週の流れを伝える2〜3文")


def _as_list(value: Any) -> list[Any]:
    if isinstance(value, list):
        return value
    return [] if value is None else [value]


def _claims(value: Any) -> list[ClaimReply]:
    return [one for one in value if isinstance(one, ClaimReply)] if isinstance(value, list) else []
