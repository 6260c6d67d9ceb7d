"""Where a finding stands: in characters of the text as it was given, whatever is in it."""

from __future__ import annotations

import pytest

from digest.check.texts import check_texts

SOURCE = "Acme released Foo-7B, a model with 7B parameters. It scores 82.3% on MMLU."
SUMMARIES = [
    "🎉👨‍👩‍👧 Foo-7Bは𠮷80億パラメータ🎉である。MMLUで92.3%を記録した。",
    "か\u3099っこよいFoo-7Bは80億ハ\u309aラメータである。MMLUで92.3%を記録した。",
    "Foo-7Bは80億パラメータである。\r\n\r\n- MMLUで92.3%を記録した。\r\n",
    "Foo-7Bは80億パラメータである。\rMMLUで92.3%を記録した。",
    "Foo-7B  は\t80億　パラメータである。   MMLUで  92.3% を記録した。",
    "Foo-7Bは80億パラメータである。\u2028MMLUで92.3%を記録した。\u0085",
    "# 見出し\n\n> Foo-7Bは80億パラメータである。\n\n1. MMLUで92.3%を記録した。",
]


@pytest.mark.parametrize("summary", SUMMARIES)
def test_a_finding_stands_where_its_words_do(summary: str) -> None:
    placed = {one.finding.found: one for one in check_texts(SOURCE, summary)}
    assert {"80億", "92.3%"} <= placed.keys()
    for words in ("80億", "92.3%"):
        one = placed[words]
        assert summary[one.start : one.end] == words


def test_white_space_between_the_words_of_a_finding_may_differ() -> None:
    summary = "モデルを公開した。The  weights\tare   available now."
    (one,) = (f for f in check_texts(SOURCE, summary) if f.finding.check == "language")
    assert summary[one.start : one.end] == "The  weights\tare   available now."


@pytest.mark.parametrize("sign", ["\u200b", "\u2060", "\u200f", "\ufeff", "\u00ad"])
def test_what_nobody_sees_parts_no_number_and_no_name(sign: str) -> None:
    summary = f"Fo{sign}o-7Bは8{sign}0億パラメータである。MMLUで82{sign}.3%を記録した。"
    (one,) = check_texts(SOURCE.replace("7B param", f"7{sign}B param"), summary)
    assert (one.finding.check, one.finding.found) == ("numbers", f"8{sign}0億")
    assert summary[one.start : one.end] == one.finding.found
