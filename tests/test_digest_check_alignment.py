"""What numbers, names and words of change belong to, by what stands around them."""

from __future__ import annotations

import pytest

from digest.check.contexts import Item, contexts
from digest.check.lexicon import lexicon, marks
from digest.check.stems import sounds, stem
from digest.check.texts import check_texts

ORCHARD = (
    "Published by Elder Press. Apple growers in Norway sold 410 tonnes, while pear growers sold 260 tonnes. "
    "The harvest fell short of the plan. Median wait at the gate rose from 12 minutes to 31 minutes. "
    "Pear exports to Denmark were banned in May. The Larch scanner is slower than the Maple scanner."
)
KURA = (
    "倉庫会社のすずかけは、東棟の仕分け件数が1日4,200件、西棟が1日2,900件だったと発表した。"
    "誤出荷率は0.8%から0.5%に下がった。夜間の作業は許可されなかった。"
)
WRONG = [
    (ORCHARD, "リンゴ農家は260トン、洋梨農家は410トンを売った。"),
    (ORCHARD, "門での待ち時間の中央値は12分から31分に短縮した。"),
    (ORCHARD, "5月に洋梨の輸出が許可された。"),
    (ORCHARD, "リンゴ農家はスウェーデンで410トンを売った。"),
    (ORCHARD, "LarchのスキャナーはMapleのスキャナーより速い。"),
    (KURA, "仕分けは東棟が2,900件、西棟が4,200件だった。"),
    (KURA, "誤出荷率は0.8%から0.5%に上昇した。"),
]
RIGHT = [
    (ORCHARD, "リンゴ農家は410トン、洋梨農家は260トンを売った。"),
    (ORCHARD, "門での待ち時間の中央値は12分から31分に延びた。"),
    (ORCHARD, "待ち時間は19分延びた。"),
    (ORCHARD, "5月に洋梨の輸出が禁止された。"),
    (ORCHARD, "ノルウェーのリンゴ農家は410トンを売った。"),
    (ORCHARD, "LarchのスキャナーはMapleのスキャナーより遅い。"),
    (KURA, "仕分けは東棟が4,200件、西棟が2,900件だった。"),
    (KURA, "誤出荷率は0.3ポイント下がり、0.5%となった。"),
    (KURA, "仕分けは東西の棟を合わせて1日7,100件である。"),
]


def told(source: str, claim: str) -> list[str]:
    found = (one.finding for one in check_texts(source, claim))
    return [f.reason for f in found if f.verdict != "OK" and f.check in ("numbers", "names")]


@pytest.mark.parametrize(("source", "claim"), WRONG)
def test_what_belongs_elsewhere_is_found(source: str, claim: str) -> None:
    assert told(source, claim)


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_what_is_right_gives_nothing(source: str, claim: str) -> None:
    assert told(source, claim) == []


@pytest.mark.parametrize(
    ("claim", "known"),
    [
        ("発売は2027年4月である。", True),
        ("発売は2026年4月である。", False),
        ("発表は11月6日である。", True),
        ("発表は11月7日である。", False),
    ],
)
def test_dates_are_reckoned_from_the_day_of_publication(claim: str, known: bool) -> None:
    source = "2026-11-09\nくすのき製作所は6日、工具の新製品を来年4月に発売すると発表した。"
    assert (told(source, claim) == []) == known


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("料金は3倍になった。", True),
        ("料金は4倍になった。", False),
        ("会員の2割が学生である。", True),
        ("会員の4割が学生である。", False),
        ("会費の総額は60万円になる。", True),
    ],
)
def test_multiples_shares_and_products_must_come_out(claim: str, right: bool) -> None:
    source = "会員は200人で、うち40人が学生である。料金は1,000円から3,000円になった。200人で月3,000円を払う。"
    assert (told(source, claim) == []) == right


def test_the_lexicon_is_large_and_whole() -> None:
    rows = lexicon().spelt
    assert len(rows) >= 1500
    assert all(kind.kind for kind in rows)
    ends = {(c.axis, c.sign) for c in rows if c.sign}
    assert {(axis, -sign) for axis, sign in ends if axis not in ("sue", "fine", "replace")} <= ends


def test_both_languages_have_one_key() -> None:
    english = {c.key for m in marks("Gross margin narrowed") for c in m.concepts}
    japanese = {c.key for m in marks("粗利率は縮小した") for c in m.concepts}
    assert {"metric:gross margin", "-size:decrease"} <= english & japanese


def test_words_are_compared_without_their_endings() -> None:
    assert stem("narrowed") == stem("narrows") == stem("narrow")
    assert stem("companies") == stem("company")


@pytest.mark.parametrize(
    ("kana", "latin"), [("フィンランド", "Finland"), ("ポルトガル", "Portugal")]
)
def test_katakana_sounds_like_its_name(kana: str, latin: str) -> None:
    assert set(sounds(kana)) & set(sounds(latin))


def test_a_number_belongs_to_what_stands_by_it() -> None:
    text = "Sales reached 40 million, while profit was 9 million."
    first, second = contexts(text, [Item("n", 14, 24), Item("n", 43, 52)])
    assert first["metric:revenue"] > second["metric:revenue"]
    assert second["metric:profit"] > first.get("metric:profit", 0.0)


def test_a_table_is_no_sentence() -> None:
    text = "売上は1円、" * 400
    assert contexts(text, [Item("jpy", 3, 5)]) == ({},)
