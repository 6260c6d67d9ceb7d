"""Which number belongs to what: words shared out, labels exchanged, classes of names, sounds."""

from __future__ import annotations

import pytest

from digest.check.siblings import foreign
from digest.check.stems import sounds
from digest.check.texts import check_texts


def faults(source: str, claim: str) -> list[str]:
    found = (one.finding for one in check_texts(source, claim))
    return [f.reason for f in found if f.verdict != "OK" and f.check in ("numbers", "names")]


@pytest.mark.parametrize(
    ("english", "katakana"), [("cluster", "クラスター"), ("algorithm", "アルゴリズム"), ("sensor", "センサー")]
)  # fmt: skip
def test_words_that_sound_alike_are_one(english: str, katakana: str) -> None:
    assert set(sounds(english)) & set(sounds(katakana))


EXCHANGED = [
    ("The old kiln uses 40 kW and the new oven uses 15 kW.", "古い窯は15kW、新しいオーブンは40kWを使う。"),
    ("Revenue was $9 million and profit was $2 million.", "売上高は200万ドル、利益は900万ドルだった。"),
    ("利用者は420人、職員は35人である。", "職員は420人、利用者は35人である。"),
    ("Norway and Peru reported 31% and 44%.", "ノルウェーは44%、ペルーは31%だった。"),
    ("Nurses gained 12% and teachers gained 30%.", "看護師は30%、教師は12%増えた。"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), EXCHANGED)
def test_numbers_at_the_others_words_are_found(source: str, claim: str) -> None:
    assert "主語の入れ替わり" in faults(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("The old kiln uses 40 kW and the new oven uses 15 kW.", "古い窯は40kW、新しいオーブンは15kWを使う。"),
        ("Revenue was $9 million and profit was $2 million.", "利益は200万ドル、売上高は900万ドルだった。"),
        ("Norway and Peru reported 31% and 44%.", "ペルーは44%、ノルウェーは31%だった。"),
        ("Staff fell from 80 to 55 in May.", "職員は5月に80人から55人に減った。"),
        ("A 10-day course takes 45 minutes a day.", "10日の講座は1日45分である。"),
        ("Of 300 letters 40 were lost.", "300通のうち40通が失われた。"),
    ],
)  # fmt: skip
def test_numbers_at_their_own_words_are_no_fault(source: str, claim: str) -> None:
    assert faults(source, claim) == []


OPPOSITE = [
    ("The board rejected the merger with Vanta in June.", "理事会は6月にVantaとの合併を承認した。"),
    ("会社は通期の営業利益の予想を下方修正した。", "会社は通期の営業利益の予想を上方修正した。"),
    ("Delays grew from 20 to 35 minutes.", "遅れは20分から35分に短縮した。"),
    ("Osprey 3 is slightly behind Heron 2 on the test.", "Osprey 3はHeron 2を上回った。"),
    ("Removing the cache costs 6.2 points.", "キャッシュを外すと6.2ポイント上がる。"),
    ("検査の誤りはほとんど減らなかった。", "検査の誤りは大きく減った。"),
]


@pytest.mark.parametrize(("source", "claim"), OPPOSITE)
def test_opposites_are_found(source: str, claim: str) -> None:
    assert "増減・優劣の逆転" in faults(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        (
            "The board rejected the merger with Vanta in June.",
            "理事会は6月にVantaとの合併を否決した。",
        ),
        ("Osprey 3 is slightly behind Heron 2 on the test.", "Osprey 3はHeron 2に及ばない。"),
        ("Osprey 3 is slightly behind Heron 2 on the test.", "Heron 2はOsprey 3を上回る。"),
        ("検査の誤りはほとんど減らなかった。", "検査の誤りは減らなかった。"),
    ],
)
def test_the_same_said_otherwise_is_no_opposite(source: str, claim: str) -> None:
    assert "増減・優劣の逆転" not in faults(source, claim)


@pytest.mark.parametrize(
    ("source", "claim", "wrong"),
    [
        ("A Finnish and a Danish team took part.", "ポルトガルのチームが参加した。", "ポルトガル"),
        ("The offices are in Oslo and Lagos.", "ウィーンに拠点がある。", "ウィーン"),
        ("It covers Welsh.", "アイスランド語に対応する。", "アイスランド語"),
    ],
)
def test_a_wrong_name_of_a_class_is_found(source: str, claim: str, wrong: str) -> None:
    assert [claim[f.start : f.end] for f in foreign(claim, source)] == [wrong]


def test_a_class_of_which_the_source_has_nothing_is_not_judged() -> None:
    assert list(foreign("日本の企業である。", "The firm sells lamps.")) == []
    assert list(foreign("このタイプの機械", "A machine from Norway.")) == []


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("It runs on Falcon 2 11B.", "Falcon 3 11Bで動く。"),
        ("It uses 40 X700 cards.", "X500を40枚使う。"),
    ],
)
def test_a_wrong_version_behind_a_name_is_found(source: str, claim: str) -> None:
    assert "原文に無い版・番号" in faults(source, claim)


def test_reckoned_numbers_name_the_two_that_they_come_from() -> None:
    source = "The bridge cost 84 million euros; 60 million euros had been planned."
    (found,) = [p.finding for p in check_texts(source, "橋の費用は計画を2,400万ユーロ超過した。")]
    assert found.verdict == "OK"
    assert "84 million" in found.reason
    assert "60 million" in found.reason


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("One driver in five has an app.", "運転手の20%がアプリを使う。"),
        ("It took 2 minutes 30 seconds.", "150秒かかった。"),
        ("Sales rose by 60%.", "売り上げは1.6倍になった。"),
        ("The fair ran from 3 to 9 May.", "見本市は5月3日から9日に開かれた。"),
    ],
)
def test_other_ways_to_say_a_number_are_known(source: str, claim: str) -> None:
    assert faults(source, claim) == []


def test_a_line_with_a_date_says_when_a_text_was_published() -> None:
    source = "見出し\n2026-11-18\n市は16日、橋の完成を発表した。来年5月に開く。"
    assert faults(source, "市は11月16日、橋の完成を発表した。2027年5月に開く。") == []
    assert "原文に無い日付" in faults(source, "市は10月16日、橋の完成を発表した。")


def test_the_difference_of_two_shares_is_in_points() -> None:
    source = "The share of night trains rose from 31.0% to 44.5%."
    assert faults(source, "夜行列車の割合は13.5ポイント上がった。") == []
    assert faults(source, "夜行列車の割合は13.5%上がった。") == ["原文に無い数値"]


def test_numbers_of_other_units_are_not_reckoned_with() -> None:
    source = "The pump runs for 90 s. It has 30 blades and weighs 12 kg."
    assert "原文に無い数値" in faults(source, "ポンプの羽根は3倍に増えた。")


def test_a_day_that_the_source_tells_outdoes_the_day_of_publication() -> None:
    source = "見出し\n2026-11-18\n市は16日、橋の完成を発表した。"
    assert faults(source, "市は11月18日に橋の完成を発表した。") == ["原文に無い日付"]
    assert faults("見出し\n2026-11-18\n市は橋の完成を発表した。", "市は11月18日に発表した。") == []
