"""What a model is asked of some terms, and which of its definitions are taken. Pure.

A definition is taken only with sentences of stored articles that hold the term; it is short,
Japanese, and has no number that they do not have.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pydantic import BaseModel, Field

from digest.summarize.claims import numbers_of
from digest.summarize.fence import GUARD, as_data, fenced, visible
from digest.summarize.language import language_of_text
from llm.prompt import Prompt
from storage.records import Evidence
from storage.terms import fold

BATCH = 12
LONGEST = 160  # characters of a definition
NO_SENTENCE = "記事に根拠となる文がありません"
_RULES = f"""\
あなたは生成AIの週刊ダイジェストの用語集を作る編集者である。用語ごとに、資料の文だけを根拠に短い定義を書く。

# 定義の書き方
- 日本語の1文か2文、80字以内、である調で書く。「〜とは」や用語そのものから書き始めない。
- その用語が何であるかを書く。出来事、製品の宣伝、個別の結果は書かない。
- 資料の文から読み取れないことを補わない。何であるかを読み取れなければ、definition を空にする。
- evidence に、根拠にした文の番号(S1 など)を1つ以上入れる。番号は、その用語に示したものから選ぶ。
- 示した用語のすべてに、示した表記のまま、1つずつ答える。

{GUARD}"""
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_JAPANESE = re.compile(r"[ぁ-んァ-ヺ一-龥]")
_FORBIDDEN = re.compile(
    r"https?:|www\.|(?<![A-Za-z])S\d+(?![0-9A-Za-z])|<<<|\*\*|\[\^|```|</?[A-Za-z][^<>]*>|\]\("
)
WORDS = 12  # characters that may be kanji alone: 検索拡張生成; more without kana is Chinese


class Draft(BaseModel):
    """One term's definition."""

    term: str
    definition: str = Field(description="80字以内の定義。書けなければ空")
    evidence: list[str] = Field(description="根拠にした文の番号")


class Drafts(BaseModel):
    """The reply: every term once."""

    terms: list[Draft]


@dataclass(frozen=True, slots=True)
class Wanted:
    """A term without a definition, and the sentences that may give one."""

    term: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class Taken:
    """A definition with its evidence; or "", the reason in Japanese, and what was offered."""

    term: str
    definition: str = ""
    evidence: tuple[Evidence, ...] = ()
    note: str = ""


def question(wanted: Sequence[Wanted]) -> Prompt:
    """Terms with the numbers of their sentences, then the sentences."""
    numbered = _numbered(wanted)
    listed, lines = [], []
    for one in wanted:
        ids = [name for name, (term, _) in numbered.items() if term == one.term]
        listed.append(f"- {as_data(one.term)}: {ids[0]}〜{ids[-1]}")
        lines += [f"{name}: {as_data(numbered[name][1].quote)}" for name in ids]
    asked = "# 用語\n" + "\n".join(listed) + "\n\n# 資料\n" + fenced(lines)
    limit = 300 + 220 * len(wanted)
    return Prompt("glossary", (("system", _RULES), ("user", asked)), limit)


def taken(reply: Drafts, wanted: Sequence[Wanted]) -> Iterator[Taken]:
    """For each term what is taken of the reply, or why nothing is."""
    drafts = {fold(visible(draft.term)): draft for draft in reversed(reply.terms)}
    numbered = _numbered(wanted)
    for one in wanted:
        draft = drafts.get(fold(visible(one.term)))
        if draft is None or not visible(draft.definition):
            yield Taken(one.term, "", one.evidence, "記事の文からは定義を書けませんでした")
            continue
        # A sentence that holds two terms stands there twice: either of its numbers will do.
        own = {evidence.quote: evidence for evidence in reversed(one.evidence)}
        cited = [numbered.get(f"S{number}") for number in numbers_of(draft.evidence)]
        quotes = [found[1].quote for found in cited if found]
        evidence = tuple(dict.fromkeys(own[quote] for quote in quotes if quote in own))
        said = visible(draft.definition)
        note = _refused(said, evidence)
        yield Taken(one.term, "", one.evidence, note) if note else Taken(one.term, said, evidence)


def _numbered(wanted: Sequence[Wanted]) -> dict[str, tuple[str, Evidence]]:
    pairs = [(one.term, evidence) for one in wanted for evidence in one.evidence]
    return {f"S{number}": pair for number, pair in enumerate(pairs, 1)}


def _refused(said: str, evidence: tuple[Evidence, ...]) -> str:
    """Why a definition is not taken; "" when it is."""
    if not evidence:
        return "下書きに根拠の文がありませんでした"
    if len(said) > LONGEST:
        return f"下書きが長すぎました({len(said)}字)"
    chinese = len(said) > WORDS and language_of_text(said) == "zh"
    if chinese or not _JAPANESE.search(said) or _FORBIDDEN.search(said):
        return "下書きが定義の形になっていませんでした"
    quotes = unicodedata.normalize("NFKC", " ".join(one.quote for one in evidence))
    known = set(_NUMBER.findall(quotes))
    if not set(_NUMBER.findall(unicodedata.normalize("NFKC", said))) <= known:
        return "下書きに、根拠の文に無い数値がありました"
    return ""
