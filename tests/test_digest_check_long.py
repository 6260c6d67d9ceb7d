"""Long sources and many claims: the work grows with both, not with their product; nothing is lost."""

from __future__ import annotations

import cProfile
import pstats
import random
import time

from digest.check import compare
from digest.check.focus import NEAREST, WHOLE
from digest.check.labels import labels
from digest.check.lookup import FEW, Numbers
from digest.check.quantities import quantities
from digest.check.story import Source, source_of
from digest.check.texts import check_texts
from storage.records import Article

TOWNS = [
    "Ashford",
    "Brixton",
    "Carlow",
    "Durham",
    "Exeter",
    "Falmouth",
    "Galway",
    "Halifax",
    "Ipswich",
    "Jarrow",
]
THINGS = [
    "chairs",
    "lamps",
    "boats",
    "bricks",
    "kettles",
    "ladders",
    "violins",
    "tents",
    "clocks",
    "ropes",
]


def told(lines: int) -> str:
    """So many sentences, each with numbers and names of its own."""
    rng = random.Random(lines)
    return " ".join(
        f"The {rng.choice(TOWNS)} depot {n} sold {rng.randint(1000, 99999)} {rng.choice(THINGS)} and lost"
        f" {rng.randint(2, 97)}.{rng.randint(1, 9)}% in week {rng.randint(1, 52)}."
        for n in range(lines)
    )


def claimed(many: int) -> str:
    """So many sentences about such a source, of which hardly one is right."""
    rng = random.Random(-many)
    return "\n".join(
        f"{rng.choice(TOWNS)}の倉庫は{rng.randint(1000, 99999)}脚の椅子を売り、{rng.randint(2, 97)}.4%増えた。"
        for _ in range(many)
    )


def calls(source: str, summary: str) -> int:
    """How many functions are called to check it, from nothing."""
    source_of.cache_clear()
    profile = cProfile.Profile()
    profile.runcall(check_texts, source, summary)
    return int(pstats.Stats(profile).total_calls)  # type: ignore[attr-defined]


def test_work_does_not_grow_with_source_times_claims() -> None:
    check_texts("A depot sold 30 chairs.", "倉庫は椅子を30脚売った。")  # the tables are read
    small, longer = calls(told(300), claimed(12)), calls(told(900), claimed(12))
    more, both = calls(told(300), claimed(36)), calls(told(900), claimed(36))
    assert longer < 3 * small
    assert more < 3 * small
    assert both < longer + more


def test_the_numbers_of_a_source_are_found_by_size() -> None:
    rng = random.Random(7)
    units = ("", "%", "億円", "万人", "倍", " million", "GB", "ドル")
    text = "、".join(
        f"{rng.randint(1, 10**6) / 10 ** rng.randint(0, 4)}{rng.choice(units)}" for _ in range(900)
    )
    known = quantities(text + "、0.85、85%、1,030億")
    numbers = Numbers(known)
    wanted = quantities(
        "約85%、0.85、103億、5,000人以上、12.4%、約3万件、1030億、7倍、約0、1300万円、200GB超"
    )
    wanted += rng.sample(known, 60)
    same = (compare.same, compare.rounded, compare.powers_off)
    looked = 0
    for one in wanted:
        like = numbers.like(one)
        looked += len(like)
        for told_by in same:
            assert [q for q in like if told_by(q, one)] == [q for q in known if told_by(q, one)]
    assert len(known) > FEW
    assert looked < len(wanted) * len(known) / 3


def _source(text: str) -> Source:
    return source_of((Article(id=1, text=text, language="en"),))


def test_a_claim_is_compared_with_the_sentences_that_are_like_it() -> None:
    alone = "Marchmont's violin makers paid 4,311 krone for spruce."
    lines = told(900).split(". ")
    source = _source(". ".join([*lines[:700], alone, *lines[700:]]))
    near = source.near("マーチモントのバイオリン職人は4,311クローネを払った。").told
    assert len(source.told.lines) > WHOLE
    assert len(near.lines) < 6 * NEAREST
    assert alone.rstrip(".") in " ".join(line.text for line in near.lines)
    assert near.placed
    assert {p.text for p in near.placed} <= {line.text for line in near.lines}


def test_a_short_source_is_compared_as_a_whole() -> None:
    source = _source(told(WHOLE // 2))
    assert source.near("倉庫は椅子を30脚売った。").told is source.told


def test_what_is_wrong_about_the_end_of_a_long_source_is_found() -> None:
    end = " Ferry crossings rose 38% in Orkney. Of the two mills, Alder makes 812 tonnes and Birch makes 467 tonnes."
    summary = (
        "オークニーのフェリーの便は38%減った。\n2つの工場のうちAlderは467トン、Birchは812トンを作る。\n"
        "Alderは8120トンを作る。"
    )
    found = {
        one.finding.passage: one.finding.reason for one in check_texts(told(700) + end, summary)
    }
    assert found == {one.finding.passage: one.finding.reason for one in check_texts(end, summary)}
    assert sorted(found.values()) == ["主語の入れ替わり", "増減・優劣の逆転", "桁違い"]


def test_one_sentence_a_thousand_times_is_compared_once() -> None:
    source = _source("Alder sells 812 tonnes of oats, and Birch sells 467. " * 1000)
    near = source.near("Alderは812トンの燕麦を売る。").told
    assert len(near.lines) == 2  # and the title
    assert len(near.placed) <= 200


def test_a_sentence_with_no_numbers_but_words_of_the_source_is_found_anywhere() -> None:
    lines = told(500).split(". ")
    source = _source(". ".join([*lines, "The choir allowed recordings of rehearsals"]))
    near = source.near("合唱団は練習の録音を禁じた。").told
    assert any("rehearsals" in line.text for line in near.lines)


def test_what_is_not_looked_at_is_told() -> None:
    line = "倉庫は椅子を12脚売った。"
    summary = line * 1200 + "\n最後の文は誰も読まない。\n"
    (left,) = (
        one
        for one in check_texts("倉庫は椅子を12脚売った。", summary)
        if "調べていない" in one.finding.reason
    )
    assert left.finding.verdict == "要確認"
    assert (left.start, left.end) == (1000 * len(line), len(summary))
    assert not any(
        "調べていない" in one.finding.reason for one in check_texts(line, line * 900 + "\n\n")
    )


def test_a_source_that_is_too_long_to_compare_is_told_and_looked_up_whole() -> None:
    source = "The depot sold chairs. " * 8100 + "Marchmont paid 4,311 krone."
    found = check_texts(source, "Marchmontは4,311クローネと5,922円を払った。")
    assert [
        one.finding.reason
        for one in found
        if "先頭の8,000文" in one.finding.reason and one.finding.verdict == "OK"
    ]
    assert "5,922円" in {one.finding.found for one in found}
    assert not {"4,311", "4,311クローネ", "Marchmont"} & {one.finding.found for one in found}


def test_a_claim_made_of_numbers_reckons_nothing() -> None:
    claim = "、".join(f"{n * 7919 + 13}円増" for n in range(60))
    check_texts("A depot sold 30 chairs.", claim)
    assert calls("The fee rose by 31 yen to 45 yen. " * 30, claim) < 3_000_000


def endless(words: int) -> str:
    """A Japanese line without an end: numbers, names and words of change."""
    rng = random.Random(words)
    said = [
        "モデル",
        "精度",
        "増えた",
        "減った",
        "12%",
        "34億円",
        "GPT-5",
        "利用者",
        "3倍",
        "売上高",
        "Claude",
        "より",
        "速く",
        "と",
        "の",
        "が",
        "を",
    ]
    return "".join(rng.choice(said) for _ in range(words))


def test_a_line_without_an_end_costs_no_more_than_its_length() -> None:
    source = "GPT-5 raised accuracy by 12% in 2026. Revenue grew to 3.4 billion yen. " * 5
    check_texts(source, endless(50))  # what is read once for all
    short, long = calls(source, endless(600)), calls(source, endless(2400))
    assert long < 6 * short
    assert short < 4_000_000  # 6,800,000 when every name was held against every number


def test_one_endless_word_is_read_in_about_its_length() -> None:
    def cost(length: int) -> float:
        text, best = "アイウエオ" * length, 1e9
        for _ in range(5):
            start = time.process_time()
            assert labels(text, (), across=False) == ()
            best = min(best, time.process_time() - start)
        return best

    assert cost(800) < 16 * cost(200)  # 64 when it grew with the cube
