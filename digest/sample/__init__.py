"""The sample week: invented news, served on loopback and collected like any other source.

Companies, models, papers, people and figures are all made up; docs/sample_week.md tells
what is in it. The feeds' dates are fixed, so that the week is always SAMPLE_WEEK.
"""

from __future__ import annotations

from digest.sample.server import SAMPLE_HOST, serve
from storage.records import Source

__all__ = ["SAMPLE_FOLDER", "SAMPLE_HOST", "SAMPLE_WEEK", "sample_sources", "serve"]

SAMPLE_WEEK = "2026-W46"
SAMPLE_FOLDER = "サンプル"

_QUERY = (
    "search_query=cat:cs.CL+OR+cat:cs.LG&start=0&max_results=100"
    "&sortBy=submittedDate&sortOrder=descending"
)

# (path, kind, title, language)
_SOURCES = (
    (f"/arxiv/api/query?{_QUERY}", "arxiv", "サンプル論文サーバー", "en"),
    ("/quillmoor/blog/atom.xml", "feed", "Quillmoor公式ブログ", "en"),
    ("/asagiri/rss.xml", "feed", "あさぎり生成AI通信", "ja"),
    ("/kasuminagi/blog/index.rdf", "feed", "霞凪データワークス技術ブログ", "ja"),
    ("/kasuminagi/itowa-serve/releases.atom", "feed", "itowa-serveのリリース", "en"),
    ("/looseweights/feed.json", "feed", "ニュースレター「Loose Weights」", "en"),
    ("/@rei_shiomi.rss", "feed", "汐見 レイさんの投稿", "ja"),
    ("/mizuiro/feed.xml", "feed", "みずいろAI研究室(休止中のフィード)", "ja"),
    ("/toumei/index.xml", "feed", "透明モデル通信(500を返すフィード)", "ja"),
)


def sample_sources() -> tuple[Source, ...]:
    """The nine sources of the sample week; the last two are broken on purpose."""
    return tuple(
        Source(
            url=f"http://{SAMPLE_HOST}{path}",
            kind=kind,
            title=title,
            language=language,
            folder=SAMPLE_FOLDER,
        )
        for path, kind, title, language in _SOURCES
    )
