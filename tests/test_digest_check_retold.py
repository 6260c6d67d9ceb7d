"""Japanese claims against the Japanese clauses that they tell again: unchanged, most and least."""

from __future__ import annotations

import pytest

from digest.check.content import read
from digest.check.fold import folded
from digest.check.parts import Parts, parts
from digest.check.quantities import quantities
from digest.check.retold import retold
from digest.check.texts import check_texts
from digest.summarize.sentences import split


def found(source: str, claim: str) -> list[tuple[str, str]]:
    sentences = [folded(s) for s in split(source)]
    known = Parts([read(s, quantities(s)) for s in sentences])
    text = folded(claim)
    wrong = retold(read(text, quantities(text)), known)
    return [(one.right, text[one.start : one.end]) for _, one in wrong]


FEE = "朝霧バスは運賃の表示を改めた。回数券の価格は据え置いたが、定期券の価格は1割上がった。車内での苦情の件数は前年とほぼ同じだった。"
POLL = (
    "調査では、通勤の手段は自転車が41%で首位、徒歩が8%で最下位だった。満足の度合いは30代の社員で最も高く、"
    "50代からは疲れるとの声が出た。支店別の残業は札幌が12時間、仙台が9時間、広島が15時間である。"
)
TRIAL = "試験は眼科と皮膚科で行い、来春は栃木県の青葉線でも始める。路線の長さは64キロである。"
SHOP = (
    "客は店頭より通販で多く買い、値段より送料を気にする。アンケートは紙で答えたほうが回収率が高かった。"
    "店員に尋ねる回数はやや増えたが、返品の件数は減った。夜間の配達は行わず、離島への発送は見送る。"
)
TOUR = (
    "案内は英語、韓国語、タイ語で、会期の途中からロシア語を足す。青柳観光は、応募した企業から8社を選んだ。"
    "瀬尾交通では乗り場の混雑が9割減った。10代の客からは親しみやすいと好評だったが、40代では意見が割れた。"
)


@pytest.mark.parametrize(
    ("source", "claim", "right"),
    [
        (FEE, "回数券の価格は引き上げられた。", "据え置"),
        (FEE, "車内の苦情の件数は大きく減った。", "前年とほぼ同じ"),
        (POLL, "通勤の手段で最も多いのは徒歩である。", "自転車"),
        (POLL, "満足の度合いが一番高かったのは50代の社員だった。", "30代の社員"),
        (POLL, "残業が最も少ない支店は広島だった。", "仙台"),
        (TRIAL, "試験は眼科と外科で行った。", "皮膚科"),
        (TOUR, "会期の途中から足す言語は韓国語である。", "ロシア語"),
        (TOUR, "応募した企業を選んだのは瀬尾交通だ。", "青柳観光"),
        (TOUR, "親しみやすいと好評だったのは40代の客だった。", "10代"),
        (
            "棚には図鑑を190冊並べ、机は4台置いた。椅子は窓際に移した。",
            "棚に並べた図鑑は90冊だった。",
            "190冊",
        ),
        (SHOP, "客は通販より店頭で多く買う。", "客は店頭より通販で多く買い"),
        (SHOP, "客が気にするのは、送料より値段である。", "値段より送料を気にする"),
        (SHOP, "客は店頭のほうで多く買う。", "客は店頭より通販で多く買い"),
        (SHOP, "店員に尋ねる回数は、以前より減っている。", "店員に尋ねる回数はやや増えたが"),
        (SHOP, "夜間の配達も行う。", "夜間の配達は行わず"),
        (SHOP, "離島への発送を始める。", "離島への発送は見送る"),
        (TRIAL, "来春に始めるのは青木線である。", "青葉線"),
        (TRIAL, "耳鼻科が試験に加わる。", "眼科"),
    ],
)
def test_what_the_clause_told_again_says_otherwise(source: str, claim: str, right: str) -> None:
    assert right in [told for told, _ in found(source, claim)]


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (FEE, "定期券の価格は1割引き上げられた。"),
        (FEE, "回数券の価格は変わらない。"),
        (FEE, "値上げされなかったのは回数券である。"),
        (FEE, "車内の苦情の件数は、わずかに増えた。"),
        (POLL, "通勤の手段で最も少ないのは徒歩である。"),
        (POLL, "最も多い通勤の手段は自転車だった。"),
        (POLL, "満足の度合いは30代で最も高い。"),
        (POLL, "残業が最も多い支店は広島だった。"),
        (TRIAL, "試験は皮膚科と眼科で行った。"),
        (TRIAL, "来春に始めるのは青葉線である。"),
        (TRIAL, "この方法の試験は来春も続く。"),
        (
            "棚には図鑑を190冊並べ、机は4台置いた。椅子は窓際に移した。",
            "棚に並べた図鑑は約200冊だった。",
        ),
        (
            "棚には図鑑を190冊並べ、うち90冊は古い。椅子は窓際に移した。",
            "棚の古い図鑑は90冊だった。",
        ),
        (
            "棚の図鑑のうち職員が貸し出したのは190冊だった。机は4台ある。",
            "棚の図鑑で職員が貸し出さなかったのは60冊だ。",
        ),
        (TOUR, "会期の途中から足す言語はロシア語である。"),
        (TOUR, "応募した企業を選んだのは青柳観光だ。"),
        (TOUR, "親しみやすいと好評だったのは10代である。"),
        (TOUR, "混雑が減ったのは瀬尾交通の乗り場である。"),
        (SHOP, "客は店頭より通販で多く買う。"),
        (SHOP, "客が気にするのは、値段より送料である。"),
        (SHOP, "返品の件数は以前より減っている。"),
        (SHOP, "夜間の配達は行わない。"),
        (SHOP, "離島への発送は取りやめになった。"),
        (SHOP, "店頭より通販で買う客が多い。"),
        ("書類は会議録と台帳である。", "書類は議事録と台帳である。"),
        ("価格は3万円のまま据え置く。", "価格を据え置いた。"),
        ("", "価格は上がった。"),
    ],
)
def test_what_says_the_same_gives_nothing(source: str, claim: str) -> None:
    assert found(source, claim) == []


def test_a_topic_holds_for_the_clauses_behind_it() -> None:
    text = "経理課では確認に手間がかかり、処理の時間は変わらなかった。"
    last = list(parts(read(text, ())))[-1]
    assert [word.text for word in last.topic] == ["経理課"]


def test_long_text_without_marks_is_no_clause() -> None:
    assert list(parts(read("あ価格は" * 2000, ()))) == []


def test_what_compares_as_the_source_does_is_not_held_against_other_words() -> None:
    source = "蓄電池の寿命は旧型より3年ほど短い。旧型より2万円安い。"
    found = [
        one.finding for one in check_texts(source, "蓄電池の寿命は、旧型のほうが3年ほど長い。")
    ]
    assert [f.reason for f in found if f.verdict != "OK"] == []
