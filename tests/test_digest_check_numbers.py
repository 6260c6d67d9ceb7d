"""Numbers: planted errors are found with the right value, correct claims give nothing."""

from __future__ import annotations

import json
import time
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.check.compare import japanese
from digest.check.fold import HIDDEN, fold, folded
from digest.check.numbers import accepted, check
from digest.check.passages import copied_from
from digest.check.quantities import quantities, within_names
from storage.records import Article, Claim, Evidence, Finding, Section, Summary

PAIRS = [
    json.loads(line)
    for line in (Path(__file__).parent / "data/number_pairs/pairs.jsonl")
    .read_text("utf-8")
    .splitlines()
]
CLEAN = [(p["source"], p["published"], claim) for p in PAIRS for claim in p["clean"]]
PLANTED = [(p["source"], p["published"], *planted) for p in PAIRS for planted in p["planted"]]


def found(source: str, claim: str, published: str = "", **fields: str) -> tuple[Finding, ...]:
    moment = datetime.fromisoformat(published) if published else None
    article = Article(id=1, title="題", text=source, published_at=moment, url="https://a.example")
    claims = (Claim(claim, (Evidence(1, 0, source),)),)
    return check(Summary(method="model", sections=(Section("結果", claims),), **fields), [article])


@pytest.mark.parametrize(("source", "published", "claim"), CLEAN)
def test_correct_claims_give_nothing(source: str, published: str, claim: str) -> None:
    assert found(source, claim, published) == ()


@pytest.mark.parametrize(("source", "published", "claim", "word"), PLANTED)
def test_planted_errors_are_found(source: str, published: str, claim: str, word: str) -> None:
    findings = found(source, claim, published)
    assert findings
    assert any(word in finding.reason + finding.expected for finding in findings)
    assert all(finding.found in claim for finding in findings)


def test_there_are_enough_pairs() -> None:
    assert len(CLEAN) >= 150
    assert len(PLANTED) >= 150


def test_a_finding_says_everything_a_reader_needs() -> None:
    (finding,) = found("We release a 103B model.", "103億パラメータである。")
    assert finding == Finding(
        check="numbers",
        verdict="NG",
        passage="103億パラメータである。",
        found="103億",
        expected="1,030億",
        evidence="題 We release a 103B model. https://a.example",
        section="結果",
        claim=0,
        reason="桁違い",
    )


def test_the_digest_that_was_printed() -> None:
    """103億, 35億 and 8億 stood in a published digest where the paper had 103B, 35B, 8B."""
    source = "We study multilingual quantisation of the 103B, 35B and 8B Command and Aya models."
    wrong = "103億、35億、8億パラメータのモデルを調べた。"
    assert [f.expected for f in found(source, wrong)] == ["1,030億", "350億", "80億"]
    assert found(source, "1,030億、350億、80億パラメータのモデルを調べた。") == ()


def test_full_width_digits_are_found_where_they_stand() -> None:
    (finding,) = found("価格は20ドルである。", "価格は２００ドルである。")
    assert (finding.found, finding.expected) == ("２００ドル", "20ドル")


def test_the_headline_is_checked_unless_it_is_the_title() -> None:
    headlines = [f.claim for f in found("5%下がった。", "下がった。", headline="7%下がる")]
    assert headlines == [-1]
    assert found("5%下がった。", "下がった。", headline="題") == ()


def test_a_copied_sentence_is_not_judged() -> None:
    assert found("費用は半分の103億円。", "費用は半分の103億円。") == ()


@pytest.mark.parametrize(
    ("claim", "published"),
    [
        ("11月14日に公開された。", "2026-11-13T18:00:00+00:00"),  # already the 14th in Tokyo
        ("11月13日に公開された。", "2026-11-13T18:00:00+00:00"),
        ("2026年11月に公開された。", "2026-11-13T18:00:00+00:00"),
        ("2026年に公開された。", "2026-11-13T18:00:00+00:00"),
    ],
)
def test_the_day_of_publication_is_known(claim: str, published: str) -> None:
    assert found("公開した。", claim, published) == ()
    assert found("公開した。", claim) != ()


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("Launched on Monday.", "11月9日に公開した。"),
        ("It was fixed yesterday.", "11月12日に直した。"),
        ("Revenue doubled since last year.", "2025年から倍増した。"),
        ("来年から始める。", "2027年に始める。"),
    ],
)
def test_relative_dates_are_reckoned_from_the_day_of_publication(source: str, claim: str) -> None:
    assert found(source, claim, "2026-11-13T03:00:00+00:00") == ()


@pytest.mark.parametrize(
    "claim",
    ["3つの特徴がある。", "第1に速い。", "5つの手法を示す。", "2社が競う。", "24時間365日使える。", "数百人が参加した。"],
)  # fmt: skip
def test_counts_that_a_summary_makes_itself_are_not_judged(claim: str) -> None:
    assert found("速い。", claim) == ()


def test_rounding_needs_the_word() -> None:
    (finding,) = found("1,345件である。", "1,300件である。")
    assert (finding.verdict, finding.reason, finding.expected) == (
        "要確認",
        "約のない丸め",
        "1,345",
    )
    assert found("1,345件である。", "約1,300件である。") == ()
    assert found("1,345件である。", "約1,900件である。") != ()


DERIVED = [
    ("問い合わせは4,800件から1,900件に減った。", "2,900件減った。", "「4,800」と「1,900」の差"),
    ("It costs $14, the baseline $390.", "費用は約28分の1である。", "「$390」と「$14」の比"),
    ("H200を1,000基、B200を2,000基そなえる。", "合わせて3,000基である。", "の和"),
    ("Costs fell from $4.10 to $2.35.", "費用は約43%減った。", "の減少率"),
    ("3,600問のうち2割は敬語を含む。", "うち720問が敬語を含む。", "の積"),
    ("売上高4,200億円、営業利益1,050億円。", "営業利益率は25%である。", "の割合"),
]


@pytest.mark.parametrize(("source", "claim", "how"), DERIVED)
def test_what_two_source_numbers_give_is_accepted_and_said(
    source: str, claim: str, how: str
) -> None:
    assert found(source, claim) == ()
    article = Article(id=1, title="題", text=source)
    claims = (Claim(claim, (Evidence(1, 0, source),)),)
    summary = Summary(method="model", sections=(Section("結果", claims),))
    (note,) = accepted(summary, [article])
    assert (note.check, note.verdict) == ("numbers", "OK")
    assert how in note.reason


def test_a_share_in_words_is_no_hint_for_another_unit() -> None:
    (finding,) = found("It became a fifth cheaper.", "20ドルになった。")
    assert (finding.reason, finding.expected) == ("原文に無い数値", "")


def test_two_notations_of_one_number_must_agree() -> None:
    source = "65B, also written 65 billion; 6.5B is another."
    (finding,) = found(source, "650億(6.5B)である。")
    assert (finding.reason, finding.expected) == ("併記の不一致", "65億")


@pytest.mark.parametrize(
    "claim", ["GPT-5を使う。", "Claude 4.5を使う。", "Qwen2.5-7Bを使う。", "2.4.1を使う。"]
)
def test_versions_and_sizes_in_names(claim: str) -> None:
    source = "GPT-4o, Claude 3.7, Qwen3-72B and release 2.4.0 were used."
    assert found(source, claim) != ()
    right = "GPT-4oとClaude 3.7、Qwen3-72B、2.4.0を使う。"
    assert found(source, right) == ()


READINGS = [
    ("1億7,500万人", 1.75e8, "n"),
    ("175 million users", 1.75e8, "n"),
    ("103B", 1.03e11, ""),
    ("1.5兆円", 1.5e12, "jpy"),
    ("$1.5 billion", 1.5e9, "usd"),
    ("$40M", 4e7, "usd"),
    ("3割", 30, "%"),
    ("12.5 percent", 12.5, "%"),
    ("4倍", 4, "x"),
    ("fourfold", 4, "x"),
    ("10x faster", 10, "x"),
    ("80GB", 8e10, "byte"),
    ("4-bit", 4, "bit"),
    ("250 ms", 0.25, "sec"),
    ("1時間30分", 5400, "sec"),
    ("2時間半", 9000, "sec"),
    ("1年半", 18, "month"),
    ("半年", 6, "month"),
    ("二億五千万人", 2.5e8, "n"),
    ("十倍", 10, "x"),
    ("three hundred researchers", 300, "n"),
    ("twenty-five percent", 25, "%"),
    ("1kW", 1000, "watt"),
    ("月額2,980円", 2980, "jpy"),
    ("3分の1", 100 / 3, "%"),
    ("a third", 100 / 3, "%"),
]


@pytest.mark.parametrize(("text", "value", "family"), READINGS)
def test_readings(text: str, value: float, family: str) -> None:
    (quantity,) = quantities(folded(text))
    assert quantity.value == pytest.approx(value)
    assert quantity.family == family


def test_ranges_share_unit_and_scale() -> None:
    assert [(q.value, q.family) for q in quantities("3~5倍")] == [(3, "x"), (5, "x")]
    assert {q.value for q in quantities("70~700億")} == {70, 7e9, 7e10}


def test_names_dates_and_addresses_are_no_quantities() -> None:
    text = "GPT-4 と W8A8 を 2026-11-14 に、v1.2.3 で https://x.example/2024/7 で。"
    assert quantities(text) == []
    assert {q.value for q in within_names("Qwen2.5-72B")} == {2.5, 7.2e10}


@given(st.integers(min_value=1, max_value=10**15))
def test_japanese_notation_reads_back(value: int) -> None:
    (quantity,) = quantities(japanese(float(value)))
    assert quantity.value == value


@given(st.text(max_size=80) | st.text(alphabet="0a億" + HIDDEN, max_size=12))
def test_folding_keeps_the_way_back(text: str) -> None:
    result = fold(text)
    seen = text.strip(HIDDEN)
    assert bool(result.text) == bool(seen)
    if seen:
        assert result.slice(0, len(result.text)) == seen


@given(st.text(alphabet="0123456789,.%億万兆BMK$円倍年月日/-~()分の one third約半", max_size=60))
def test_no_text_breaks_the_check(text: str) -> None:
    findings = found("5%下がり、103Bになった。", text)
    assert all(finding.found in text for finding in findings)
    assert found(text, text + " ") == () or text.strip() != text
    twice = f"{text}と{text}"
    assert all(finding.found in twice for finding in found(text, twice))


@pytest.mark.parametrize("text", ["9" * 5000 + "%", "0分の0、0時間", "1分の0", "9" * 400 + "億円"])
def test_absurd_numbers_are_survived(text: str) -> None:
    assert isinstance(found("5%", text), tuple)
    assert isinstance(found(text, "5%と3億円"), tuple)


HOSTILE = {
    "digits": "9" * 15_000,
    "commas": "1," * 8_000,
    "spaces": " " * 80_000 + "1",
    "names": "A1-" * 15_000,
    "dates": "2026-11-" * 5_000,
    "kanji": "一" * 15_000,
    "words": "one " * 15_000,
    "addresses": "https://" * 10_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    found(text, "価格は103億円で、11月31日に5%下がった。")
    assert time.process_time() - started < 10  # quadratic time would be minutes


def test_the_clock_of_the_source_is_not_needed() -> None:
    assert found("5%", "5%", datetime(2026, 1, 1, tzinfo=UTC).isoformat()) == ()


@pytest.mark.parametrize("text", ["1分e,B. のe", "0B(1万", "AはBより3%高い。BはAより5%遅い。"])
def test_copied_sentences_say_what_the_source_says(text: str) -> None:
    assert found(f"前の文。{text}\n次の文。", text + " ") == ()


def test_a_part_of_a_sentence_is_no_copy() -> None:
    assert copied_from("前。AはBより高い。", "AはBより高い")
    assert not copied_from("AはBより高いとは言えない。", "AはBより高い")
    assert not copied_from("必ずしもAはBより高い。", "AはBより高い。")
    assert not copied_from("前。", " ")
