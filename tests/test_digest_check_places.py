"""Places of a Japanese claim that its English source does not name, and the tool that makes the table."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import pytest

from bench.places import table
from digest.check.atlas import plain
from digest.check.places import LONG, Named, strange
from digest.check.texts import check_texts
from tests.tools import ROOT

ROBOTS = "2026-11-12\nA bakery in Salzburg tests four robots. Its owner comes from Tuscany and has another shop in Linz."
NOUNS = r"""  1 This software and database is being provided
00000100 15 n 02 Westmark 0 the_West_Mark 0 001 @i 00000900 n 0000 | a country
00000200 15 n 02 Hillford 0 Oldford 0 002 @i 00000900 n 0000 #p 00000100 n 0000 | a city
00000300 15 n 01 Nowhere 0 002 @i 00000900 n 0000 #p 00000200 n 0000 | a place without a Japanese name
00000400 17 n 01 Polaris 0 001 @i 00000901 n 0000 | a star
00000500 18 n 01 Westmarker 0 001 #m 00000100 n 0000 | somebody there
00000600 15 n 01 town 0 001 @ 00000900 n 0000 | no place of its own
00000900 15 n 01 city 0 000 | a large town
00000901 17 n 01 double_star 0 000 | two stars
"""
ADJECTIVES = "00000700 01 a 01 Hillfordian(a) 0 001 \\ 00000200 n 0101 | of Hillford\n"
NAMES = [
    ("ウエストマーク", "Westmark", "place"),
    ("ヒルフォード", "Hillford (Westmark)", "place,surname"),
    ("オールド", "Oldford", "place"),
    ("ポラリス", "Polaris", "place"),
    ("ヒル", "Hillford", "place"),
]


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("グラーツのパン店が4台のロボットを試す。", ["グラーツ"]),
        ("オーストリア・ザルツブルクのパン店が試す。", []),
        ("ザルツブルクのパン店が試す。", []),
        ("オーストリアのパン店が試す。", []),  # Salzburg lies there
        ("店主はトスカーナの出身だ。", []),
        ("店主はシチリアの出身だ。", ["シチリア"]),  # of Italy too, but not Tuscany
        ("グラーツ氏が店を開いた。", []),
        ("カタルーニャ語のパン店だ。", []),
        ("ザルツブルクの店とウィーンの店で試す。", ["ウィーン"]),
        ("ドレスデン" * LONG, []),
    ],
)
def test_a_place_is_strange_where_neither_it_nor_anything_in_it_is_named(
    claim: str, found: list[str]
) -> None:
    assert [claim[one.start : one.end] for one in strange(claim, Named(ROBOTS))] == found


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Researchers from Aarhus met.", "オーフスの研究者が会った。"),
        ("An Antarctic summer was warm.", "南極の夏は暖かかった。"),
        ("The Siberian tundra thaws.", "シベリアのツンドラが解ける。"),
        ("The Viennese opera tries it.", "ウィーンのオペラが試す。"),
        ("São Paulo pays.", "サンパウロが支払う。"),
        ("A village called Comfort pays.", "テキサス州の村が支払う。"),  # no table has it
        ("The Force is rising.", "フォースが目覚める。"),
        (
            "Scientists at MIT met others from UC Irvine.",
            "マサチューセッツ工科大学の科学者が会った。",
        ),
        ("Scientists at MIT met others from UC Irvine.", "カリフォルニア大学の科学者が会った。"),
        ("A professor of UTokyo came.", "東京大学の教授が来た。"),
        ("Yale and the Open University met.", "イエール大学とオープン大学が会った。"),
        ("A Europe of many speeds.", "欧州は足並みがそろわない。"),
    ],
)
def test_a_place_is_told_by_what_is_made_from_its_name_and_by_what_no_table_has(
    source: str, claim: str
) -> None:
    assert list(strange(claim, Named(source))) == []


@pytest.mark.parametrize(
    ("claim", "found"),
    [
        ("イエール大学の研究者が測った。", ["イエール大学"]),
        ("東京大学の研究者が測った。", ["東京大学"]),
        ("ノルウェー科学技術大学の研究者が測った。", ["ノルウェー"]),  # Oslo is not its name
        ("ウプサラ大学の研究者が測った。", ["ウプサラ"]),
        ("ブレーメルハーフェン工科大学の研究者が測った。", ["ブレーメルハーフェン"]),
        ("オスロ大学の研究者が測った。", []),
    ],
)
def test_a_university_is_told_by_its_own_name(claim: str, found: list[str]) -> None:
    source = Named("Researchers at the University of Oslo measured it.")
    assert [claim[one.start : one.end] for one in strange(claim, source)] == found


def test_a_finding_says_which_place_the_source_names() -> None:
    (found,) = [
        one.finding for one in check_texts(ROBOTS, "グラーツのパン店が4台のロボットを試す。")
    ]
    assert (found.reason, found.found, found.evidence) == ("原文に無い名称", "グラーツ", "Salzburg")
    assert check_texts(ROBOTS, "ザルツブルクのパン店が4台のロボットを試す。") == ()


def test_long_sources_are_read_fast() -> None:
    source = Named("Salzburg of Graz in " * 200_000)
    start = time.process_time()
    assert list(strange("リンツとドレスデンと" * 100, source))
    assert time.process_time() - start < 5


@pytest.mark.parametrize(
    ("name", "as_compared"),
    [("Århus", "arhus"), ("Aarhus", "arhus"), ("Kyuushuu", "kyushu"), ("St. Gallen", "st gallen")],
)
def test_spellings_of_one_name_are_one(name: str, as_compared: str) -> None:
    assert plain(name) == as_compared


def test_the_table_is_made_from_places_and_their_japanese_names(tmp_path: Path) -> None:
    (tmp_path / "data.noun").write_text(NOUNS, encoding="latin-1")
    (tmp_path / "data.adj").write_text(ADJECTIVES, encoding="latin-1")
    db = sqlite3.connect(tmp_path / "jamdict.db")
    db.executescript(
        """CREATE TABLE Kanji (idseq, text); CREATE TABLE Kana (idseq, text);
        CREATE TABLE Sense (ID INTEGER PRIMARY KEY, idseq); CREATE TABLE SenseGloss (sid, text);
        CREATE TABLE NEKana (ID INTEGER PRIMARY KEY, idseq, text);
        CREATE TABLE NEKanji (ID INTEGER PRIMARY KEY, idseq, text);
        CREATE TABLE NETranslation (ID INTEGER PRIMARY KEY, idseq);
        CREATE TABLE NETransType (tid, text); CREATE TABLE NETransGloss (tid, text);
        INSERT INTO Kanji VALUES (1, '西標'), (3, '半標'); INSERT INTO Kana VALUES (2, 'オールド');
        INSERT INTO Sense VALUES (1, 1), (2, 2), (3, 3);
        INSERT INTO SenseGloss VALUES (1, 'Westmark (country)'), (2, 'old'), (3, 'half a mark'), (3, 'Westmark');"""
    )
    for number, (kana, gloss, kinds) in enumerate(NAMES):
        db.execute("INSERT INTO NEKana (idseq, text) VALUES (?, ?)", (number, kana))
        db.execute("INSERT INTO NETranslation VALUES (?, ?)", (number, number))
        db.execute("INSERT INTO NETransGloss VALUES (?, ?)", (number, gloss))
        rows = [(number, kind) for kind in kinds.split(",")]
        db.executemany("INSERT INTO NETransType VALUES (?, ?)", rows)
    db.commit()
    db.close()
    assert list(table(tmp_path, tmp_path / "jamdict.db")) == [
        "Hillford,Oldford,Hillfordian\tヒルフォード\tWestmark",
        "Nowhere\t\tHillford",
        "Westmark,the West Mark,Westmarker\tウエストマーク,西標\t",
    ]


def test_the_table_in_the_repository_is_what_the_program_reads() -> None:
    rows = (ROOT / "digest/check/places.tsv").read_text(encoding="utf-8").splitlines()
    shape = re.compile(r"[^\t,]+(?:,[^\t,]+)*\t[^\ta-zA-Z]*\t[^\t]*")
    assert [row for row in rows if not shape.fullmatch(row)] == []
    assert rows == sorted(set(rows))
    assert len(rows) > 2_500
