"""Which kind of story an article tells, from its source, address and text, and why. Pure.

Places that hold nothing else (papers, release pages, posts) were told apart when the article
was collected. Else every cue gives points to a kind, and the most points win. Two kinds with
as many points are a doubt, which a model may settle; nothing found is an article.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass

from storage.records import Article

HEAD = 3000  # characters of the text that are looked at
WEAK = 1  # points that make no kind by themselves
STEPS = 3  # numbered lines that make a list of steps
NAMES = {
    "paper": "論文",
    "article": "記事",
    "release": "リリース",
    "case_study": "事例",
    "technique": "技術・手法",
    "post": "投稿",
}
_PLACES = {  # kinds of digest.collect.kinds that an address or a bare version makes sure
    "paper": "論文の置かれる場所のURL",
    "release": "リリースを知らせるURLまたは題名",
    "post": "投稿のURL",
}


@dataclass(frozen=True, slots=True)
class Routed:
    """A kind, the reason in Japanese, and whether the rules are sure of it."""

    kind: str
    why: str
    sure: bool = True


@dataclass(frozen=True, slots=True)
class _Rule:
    kind: str
    points: int
    where: str  # a key of _PARTS
    pattern: re.Pattern[str]
    most: int = 1  # times that it counts


def _rule(kind: str, points: int, where: str, pattern: str, most: int = 1) -> _Rule:
    return _Rule(kind, points, where, re.compile(pattern, re.IGNORECASE | re.MULTILINE), most)


RULES = (
    _rule("case_study", 5, "url", r"/(?:customers?|customer-stories|case-?stud(?:y|ies)|jirei)/"),
    _rule("technique", 3, "url", r"/(?:tutorials?|how-?tos?|cookbook|recipes|guides?)/"),
    _rule("technique", 2, "url", r"^https?://(?:qiita\.com|dev\.to)/"),
    _rule("technique", 1, "url", r"^https?://zenn\.dev/"),
    _rule("article", 2, "url", r"^https?://(?:www\.)?(?:prtimes\.jp|businesswire\.com|prnewswire\.com)/"),
    _rule("release", 3, "source", r"release notes|changelog|リリースノート|更新履歴|のリリース"),
    _rule("case_study", 2, "source", r"事例|case stud|customer stor"),
    _rule("technique", 1, "source", r"技術ブログ|tech blog|developer|engineering|エンジニア"),
    _rule("case_study", 4, "title", r"(?:導入|活用|開発|利用)事例|事例(?:紹介|集)|case study|customer story"),
    _rule("case_study", 3, "title", r"\bhow (?!(?:and|to|can|could|do|does|did|is|are|will|would|should|people|software) ).{2,40} (?:uses?|used|built|cut|saved|reduced|scaled|automate[sd]?) |lessons (?:from (?:running|deploying|building|a year)|learned)|what we learned|を(?:全社|社内)(?:で|に)|全社導入|内製|の取り組み|[たで](?:分か|わか)ったこと|した話$|導入した(?:結果|理由|話)"),
    _rule("technique", 4, "title", r"\bhow to\b|step[- ]by[- ]step|\btutorial\b|\bwalkthrough\b|\bcookbook\b|チュートリアル|ハンズオン|する方法|作り方|使い方|\d{0,3}つの手順|やってみた|作ってみた|試してみた|入門"),
    _rule("technique", 3, "title", r"\btips\b|best practices|\bguide to\b|\b(?:practical|complete|hands-on|beginner'?s) guide\b|\bin practice\b|\bin \d+ (?:lines|minutes|steps)\b|cheat ?sheet|コツ|テクニック|ベストプラクティス|活用術|落とし穴|\d{0,3}つの設定|実装(?:する|した|例)|書き方|使い分け|使いこな|比較してみた"),
    _rule("release", 3, "title", r"\bv?\d+\.\d+(?:\.\d+)?\b.{0,20}(?:released?|リリース|公開|提供開始)|^introducing |\breleases? \w|\bis (?:now )?(?:released|available|live|out(?! of))\b|\bnow (?:generally )?available\b|\blaunch(?:es|ed)?\b|\bunveil(?:s|ed)?\b|\broll(?:s|ed) out\b|\bintroduces\b|^meet [^:,]{1,30}[:,]|\b(?:public|open) beta\b|\bgeneral availability\b|\bopen[- ]sources?d?\b|をリリース|リリース開始|(?:提供|配信|販売)(?:を)?(?:開始|始め)|一般提供|正式(?:版|提供)|(?:ベータ|プレビュー)版|を(?:無償|無料|一般|先行)?公開|オープンソース化|が登場|新機能"),
    _rule("article", 3, "title", r"\b(?:acquires?|acquisition|lawsuit|sues?|regulat\w+|raises? \$|funding|outage|incident|what went wrong|survey|inquiry|earnings|layoffs?)\b|買収|提訴|訴訟|規制|資金調達|円を調達|障害|調査|指針|ガイドライン|法案|提携|発足|決算|業績|試算"),
    _rule("article", 1, "title", r"\bannounc\w+|発表"),
    _rule("case_study", 1, "text", r"(?:当社|弊社|当行|当院|本学)(?:で|の|は|が|も)|社内(?:で|に|向け)|\bour (?:customers|support team|employees|team)\b|\bwe (?:rolled out|deployed)\b"),
    _rule("case_study", 1, "text", r"導入(?:した|前|後)|工数|業務(?:を|の|に)|利用者は|\bin production\b"),
    _rule("paper", 1, "url", r"\.pdf(?:[?#]|$)"),
    _rule("paper", 1, "text", r"\bwe (?:propose|present|study|introduce|evaluate|investigate)\b|\bthis paper\b|本(?:論文|研究|稿)では"),
    _rule("technique", 1, "text", r"pip3? install|npm i(?:nstall)? |^\s*(?:import|from) \w+|docker (?:run|pull)|```|手順(?:\d|は|を)|設定(?:ファイル|する)", 2),
    _rule("release", 1, "text", r"breaking changes?|bug ?fix|release notes|changelog|互換性|不具合(?:を)?修正|変更点|weights are|open weights|重みを公開|license|ライセンス", 2),
)  # fmt: skip
_STEPS = re.compile(
    r"^\s*(?:(?:step|手順)\s*[1-9１-９]|[1-9１-９][.)．）、])\s*\S", re.IGNORECASE | re.MULTILINE
)
_PARTS: dict[str, tuple[str, Callable[[Article, str], str]]] = {
    "url": ("URL", lambda article, _: article.url),
    "source": ("情報源の名前", lambda _, source: source),
    "title": ("題名", lambda article, _: article.title),
    "text": ("本文", lambda article, _: article.text[:HEAD]),
}


def route(article: Article, source: str = "") -> Routed:
    """The kind of an article. source: the title of the source that it came from."""
    if article.kind in _PLACES:
        return Routed(article.kind, f"{_PLACES[article.kind]}のため")
    points: defaultdict[str, int] = defaultdict(int)
    why: dict[str, str] = {}
    for kind, count, said in _cues(article, source):
        points[kind] += count
        why.setdefault(kind, said)
    if not points or max(points.values()) <= WEAK:
        return Routed("article", "ほかの種類の手がかりが無いため")
    best = max(points.values())
    leading = [kind for kind in NAMES if points.get(kind) == best]
    if len(leading) > 1:
        names = "と".join(f"「{NAMES[kind]}」" for kind in leading)
        return Routed(
            leading[0], f"{names}の手がかりが同じだけあり、規則では決まらない", sure=False
        )
    return Routed(leading[0], why[leading[0]])


def _cues(article: Article, source: str) -> list[tuple[str, int, str]]:
    """(kind, points, reason) of everything that speaks for a kind, the strongest first."""
    found = []
    texts = {where: take(article, source) for where, (_, take) in _PARTS.items()}
    for rule in RULES:
        hits = list(dict.fromkeys(m[0] for m in rule.pattern.finditer(texts[rule.where])))
        if hits:
            shown = "" if rule.where == "url" else f"に「{_short(hits[0])}」"
            said = f"{_PARTS[rule.where][0]}{shown}があるため" if shown else "URLの形のため"
            found.append((rule.kind, rule.points * min(rule.most, len(hits)), said))
    if len(_STEPS.findall(texts["text"])) >= STEPS:
        found.append(("technique", 2, "本文に番号付きの手順があるため"))
    return sorted(found, key=lambda cue: -cue[1])


def _short(text: str) -> str:
    clean = " ".join(text.split())
    return clean if len(clean) <= 20 else clean[:19] + "…"
