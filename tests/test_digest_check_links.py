"""Links: every address of a summary stands in a source of its story."""

from __future__ import annotations

import pytest

from digest.check.links import check
from storage.records import Article, Claim, Finding, Section, Summary

SOURCE = Article(
    id=1,
    url="https://news.example/2026/pilot?id=3",
    text="詳細は https://www.harbor.example/pilot/ を参照。コードは github.com/harbor/pilot にある。",
)


def found(claim: str) -> tuple[Finding, ...]:
    summary = Summary(method="model", headline="題", sections=(Section("要点", (Claim(claim),)),))
    return check(summary, [SOURCE])


@pytest.mark.parametrize(
    "claim",
    [
        "公開した。",
        "詳細はhttps://www.harbor.example/pilot/にある。",
        "詳細はhttps://harbor.example/pilot。",
        "詳細は(http://harbor.example/pilot)。",
        "記事は https://news.example/2026/pilot?id=3 。",
        "コードは https://github.com/harbor/pilot にある。",
        "コードはgithub.com/harbor/pilotにある。",
        "Node.jsとASP.NETに対応する。",
        "Node.js/ExpressとASP.NET/MVC、TCP/IPに対応する。",
        "詳細はhttps://harbor.example/pilot#readmeにある。",
        "詳細は ｈｔｔｐｓ://harbor.example/pilot を参照。",
        "記事は https://news.example/2026/pilot%3Fid=3 にある。",
    ],
)
def test_addresses_of_the_sources_give_nothing(claim: str) -> None:
    assert found(claim) == ()


@pytest.mark.parametrize(
    ("claim", "address"),
    [
        ("詳細は https://evil.example/pilot を参照。", "https://evil.example/pilot"),
        ("詳細はhttps://harbor.example/pilotsである。", "https://harbor.example/pilots"),
        ("詳細はwww.harbor.example/otherである。", "www.harbor.example/other"),
        ("コードはgithub.com/harbor/otherにある。", "github.com/harbor/other"),
        ("[ここ](https://evil.example/?q=1)を押す。", "https://evil.example/?q=1"),
        ("詳細は HTTPS://EVIL.EXAMPLE/A を参照。", "HTTPS://EVIL.EXAMPLE/A"),
        ("詳細は ｈｔｔｐｓ：//evil.example/a を参照。", "ｈｔｔｐｓ：//evil.example/a"),
        ("詳細は hxxps://evil.example/a を参照。", "hxxps://evil.example/a"),
        ("詳細は https://例え.jp/a を参照。", "https://例え.jp/a"),
        ("詳細は //evil.example/a を参照。", "//evil.example/a"),
        ("短縮は bit.ly/3abc である。", "bit.ly/3abc"),
        ("[ここ](javascript:alert)を押す。", "javascript:alert"),
        ("連絡先は mailto:a@evil.example である。", "mailto:a@evil.example"),
    ],
)
def test_invented_addresses_are_found(claim: str, address: str) -> None:
    (finding,) = found(claim)
    assert (finding.check, finding.verdict, finding.found) == ("links", "NG", address)
    assert finding.reason == "原文に無いURL"


def test_a_piece_of_an_address_is_doubted() -> None:
    (finding,) = found("コードはhttps://github.com/harbor にある。")
    assert (finding.verdict, finding.reason) == ("要確認", "原文のURLの一部")
    assert finding.found == "https://github.com/harbor"
