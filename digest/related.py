"""関連: the same story elsewhere, neighbours by shared terms, and what a story goes on from. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from digest.canonical import untracked
from digest.continuity import Past, followed
from digest.summarize.terms import cosine, terms, vectors
from storage.records import Article, Link, Pick

REFERENCES = 3  # links beside the primary source
RELATED = 3
HEAD = 1000  # characters of the text that count besides the title
NEAR = 0.07  # cosine of neighbours, tried on the sample week
NEAR_PAST = 0.14  # of past issues: twice as near
TITLE_WEIGHT = 3
_SAID_BY_ALL = """ai llm llms 生成 生成ai model models token tokens モデル トークン 公開 発表 提供 開始 時間 平均
費用 確認 作成 今回 日本 開発 機能 技術 data first do does before after many so times below fewer costs"""
SAID_BY_ALL = frozenset(_SAID_BY_ALL.split())  # what joins no two stories of this field


Near = Mapping[str, tuple[Link, ...]]  # by story key


def references(pick: Pick, source: Link | None = None) -> tuple[Link, ...]:
    """参考: the lead as the primary source, then at most three others as secondary ones.

    source: a primary source that the story only links to; then the lead is secondary too.
    """
    links = [_link(pick.story.lead, "secondary" if source else "primary")]
    links += [_link(article, "secondary") for article in pick.story.others]
    if source is not None:
        return tuple(_once([source, *links[:REFERENCES]]))
    return tuple(_once(links)[: 1 + REFERENCES])


def related(picks: Sequence[Pick], past: Sequence[Past] = ()) -> Near:
    """Story key → its links: the earlier item that it goes on from (role earlier, 続報), then at
    most three: further reports of the story, its neighbours of the week and of past issues.
    """
    leads = [pick.story.lead for pick in picks] + [item.articles[0] for item in past]
    links = [_link(pick.story.lead, "related") for pick in picks]
    links += [item.link("related") for item in past]
    near, follows = _Nearness(leads, len(picks)), followed(picks, past)
    out: dict[str, tuple[Link, ...]] = {}
    for place, pick in enumerate(picks):
        before = [follows[pick.story.key]] if pick.story.key in follows else []
        own = {link.url for link in [*references(pick), *before]}
        found = [_link(article, "related") for article in pick.story.others]
        found += [links[other] for other in near.to(place)]
        found = [link for link in _once(found) if link.url not in own]
        out[pick.story.key] = (*before, *found[:RELATED])
    return out


class _Nearness:
    """How near the leads of some stories are to each other, the first `fresh` of this week."""

    def __init__(self, leads: Sequence[Article], fresh: int) -> None:
        documents = [_document(lead) for lead in leads]
        self._words = [set(document) for document in documents]
        self._titles = [set(terms(lead.title)) for lead in leads]
        self._weighed = vectors(documents)
        self._fresh = fresh

    def to(self, place: int) -> list[int]:
        """The others that are near, nearest first; a past one must be nearer than a new one."""
        measured = sorted(
            (-cosine(self._weighed[place], self._weighed[other]), other)
            for other in range(len(self._weighed))
            if other != place and self._share(place, other)
        )
        return [o for near, o in measured if -near >= (NEAR if o < self._fresh else NEAR_PAST)]

    def _share(self, one: int, other: int) -> bool:
        either = self._titles[one] | self._titles[other]
        return bool(self._words[one] & self._words[other] & either)


def _document(lead: Article) -> list[str]:
    found = terms(lead.title) * TITLE_WEIGHT + terms(lead.text[:HEAD])
    return [term for term in found if term not in SAID_BY_ALL and not term[0].isdigit()]


def _link(article: Article, role: str) -> Link:
    url = untracked(article.url)
    return Link(url, article.title.strip() or url, role, article.id or None)


def _once(links: Sequence[Link]) -> list[Link]:
    return list({link.url: link for link in reversed(links) if link.url}.values())[::-1]
