"""The curated list: enough of it, in groups, in two languages, nothing twice."""

from __future__ import annotations

from collections import Counter

import pytest

from digest.collect import COLLECTORS
from digest.collect.arxiv import query_url
from digest.guard import as_url
from digest.identity import url_key
from digest.starter import starter_sources
from storage.records import Source

SOURCES = starter_sources()


def test_there_are_enough_in_groups_and_two_languages() -> None:
    assert len(SOURCES) >= 40
    languages = Counter(source.language for source in SOURCES)
    assert set(languages) == {"ja", "en"}
    assert min(languages.values()) >= 20
    groups = Counter(source.folder for source in SOURCES)
    assert set(groups) >= {"企業・研究所", "論文", "ニュース", "ニュースレター", "日本語ブログ"}
    assert min(groups.values()) >= 2


@pytest.mark.parametrize("source", SOURCES, ids=lambda source: source.title)
def test_each_is_whole(source: Source) -> None:
    assert source.title
    assert source.folder
    assert source.kind in COLLECTORS
    assert as_url(source.url).url == source.url
    assert source.kind != "arxiv" or query_url(source.url) == source.url
    assert (source.id, source.enabled, source.error) == (0, True, "")


def test_nothing_is_there_twice() -> None:
    assert len({url_key(source.url) for source in SOURCES}) == len(SOURCES)
    assert len({source.title for source in SOURCES}) == len(SOURCES)
