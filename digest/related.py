"""関連: the same story elsewhere, and the week's neighbours by shared terms. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.canonical import untracked
from digest.summarize.terms import cosine, terms, vectors
from storage.records import Article, Link, Pick

REFERENCES = 3  # links beside the primary source
RELATED = 3
HEAD = 1000  # characters of the text that count besides the title
NEAR = 0.07  # cosine of neighbours, tried on the sample week
TITLE_WEIGHT = 3
_SAID_BY_ALL = """ai llm llms 生成 生成ai model models token tokens モデル トークン 公開 発表 提供 開始 時間 平均
費用 確認 作成 今回 日本 開発 機能 技術 data first do does before after many so times below fewer costs"""
SAID_BY_ALL = frozenset(_SAID_BY_ALL.split())  # what joins no two stories of this field


Near = Mapping[str, tuple[Link, ...]]  # by story key


def references(pick: Pick) -> tuple[Link, ...]:
    """参考: the lead as the primary source, then at most three others as secondary ones."""
    links = [_link(pick.story.lead, "primary")]
    links += [_link(article, "secondary") for article in pick.story.others]
    return tuple(_once(links)[: 1 + REFERENCES])


def related(picks: Sequence[Pick]) -> Near:
    """Story key → at most three links: further reports of the story, then its neighbours."""
    documents = [_document(pick) for pick in picks]
    words = [set(document) for document in documents]
    titles = [set(terms(pick.story.lead.title)) for pick in picks]
    weighed = vectors(documents)
    out: dict[str, tuple[Link, ...]] = {}
    for place, pick in enumerate(picks):
        own = {link.url for link in references(pick)}
        nearest = sorted(
            (-cosine(weighed[place], weighed[other]), other)
            for other in range(len(picks))
            if other != place and words[place] & words[other] & (titles[place] | titles[other])
        )
        links = [_link(article, "related") for article in pick.story.others]
        links += [_link(picks[o].story.lead, "related") for near, o in nearest if -near >= NEAR]
        out[pick.story.key] = tuple([x for x in _once(links) if x.url not in own][:RELATED])
    return out


def _document(pick: Pick) -> list[str]:
    lead = pick.story.lead
    found = terms(lead.title) * TITLE_WEIGHT + terms(lead.text[:HEAD])
    return [term for term in found if term not in SAID_BY_ALL and not term[0].isdigit()]


def _link(article: Article, role: str) -> Link:
    url = untracked(article.url)
    return Link(url, article.title.strip() or url, role, article.id or None)


def _once(links: Sequence[Link]) -> list[Link]:
    return list({link.url: link for link in reversed(links) if link.url}.values())[::-1]
