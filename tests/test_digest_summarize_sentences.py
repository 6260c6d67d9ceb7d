"""Numbered sentences: Japanese and English, wraps, bullets, brackets, code; nothing is lost."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.summarize.sentences import LONGEST, is_complete, parse, split

CUTS = [
    ("今日は晴れた。明日は雨だ。", ["今日は晴れた。", "明日は雨だ。"]),
    ("「晴れた。行こう。」と述べた。次だ。", ["「晴れた。行こう。」と述べた。", "次だ。"]),
    ("本当か？と思った。驚いた！帰った。", ["本当か？と思った。", "驚いた！", "帰った。"]),
    ("Yahoo!ニュースが報じた。", ["Yahoo!ニュースが報じた。"]),
    ("精度は３．５倍である．以上．", ["精度は３．５倍である．", "以上．"]),
    ("It works. We tested it.", ["It works.", "We tested it."]),
    ("It costs 3.5 dollars. OK?", ["It costs 3.5 dollars.", "OK?"]),
    ("Methods (e.g. LoRA. And so on) work. Yes.", ["Methods (e.g. LoRA. And so on) work.", "Yes."]),
    ("Smith et al. propose it. See Fig. 3 for more.", ["Smith et al. propose it.", "See Fig. 3 for more."]),
    ("J. Smith wrote it. U.S. firms use it.", ["J. Smith wrote it.", "U.S. firms use it."]),
    ("It is fast.[12] We agree.", ["It is fast.[12]", "We agree."]),
    ("They said “Stop.” Then it ended.", ["They said “Stop.”", "Then it ended."]),
    ("It is out. vLLM supports it. xAI too.", ["It is out.", "vLLM supports it.", "xAI too."]),
    ("今天发布。明天更新！", ["今天发布。", "明天更新！"]),
    ("오늘 발표했다. 내일 공개한다.", ["오늘 발표했다.", "내일 공개한다."]),
    ("題名だけ", ["題名だけ"]),
    ("閉じない（括弧。次の文。", ["閉じない（括弧。", "次の文。"]),
    ("", []),
    ("---\n***\n", []),
]  # fmt: skip


@pytest.mark.parametrize(("text", "sentences"), CUTS, ids=lambda value: str(value)[:24])
def test_cuts(text: str, sentences: list[str]) -> None:
    assert list(split(text)) == sentences


def test_hard_wrapped_english_is_joined() -> None:
    text = (
        "Large language models have become useful. However, their cost remains\n"
        "high for most of the users, and nobody knows how to lower it without\n"
        "losing quality. We propose a method.\n"
    )
    assert split(text) == (
        "Large language models have become useful.",
        "However, their cost remains high for most of the users, and nobody knows how to lower it"
        " without losing quality.",
        "We propose a method.",
    )


def test_hard_wrapped_japanese_is_joined_without_spaces() -> None:
    text = (
        "大規模言語モデルは多くの仕事で使われるようになったが、その費用は\n"
        "多くの利用者にとってまだ高く、品質を落とさずに下げる方法は知られ\n"
        "ていない。本研究は新しい手法を示す。\n"
    )
    assert split(text) == (
        "大規模言語モデルは多くの仕事で使われるようになったが、その費用は多くの利用者にとってまだ高く、"
        "品質を落とさずに下げる方法は知られていない。",
        "本研究は新しい手法を示す。",
    )


def test_headings_and_lists_are_not_joined_with_what_follows() -> None:
    text = "Key results\nThe model wins on three tasks\n\n# Limits\n- one. Two.\n  goes on\n- two"
    assert [(s.text, s.kind) for s in parse(text)] == [
        ("Key results", "prose"),
        ("The model wins on three tasks", "prose"),
        ("Limits", "heading"),
        ("one.", "bullet"),
        ("Two. goes on", "bullet"),
        ("two", "bullet"),
    ]


@pytest.mark.parametrize("marker", ["- ", "* ", "・", "• ", "1. ", "2) ", "(3) ", "① "])
def test_list_markers_are_left_out(marker: str) -> None:
    assert [(s.text, s.kind) for s in parse(f"{marker}項目の名前")] == [("項目の名前", "bullet")]


def test_code_is_kept_line_by_line_and_never_cut() -> None:
    text = '前の文。\n```python\nx = 1. Foo\nprint("a。b")\n```\n後の文。'
    assert [(s.text, s.kind) for s in parse(text)] == [
        ("前の文。", "prose"),
        ("x = 1. Foo", "code"),
        ('print("a。b")', "code"),
        ("後の文。", "prose"),
    ]


def test_a_fence_that_never_closes_is_text() -> None:
    assert split("```\n一つ目。二つ目。") == ("一つ目。", "二つ目。")


def test_text_without_punctuation_is_cut_at_a_length() -> None:
    sentences = split("語 " * 3000)
    assert max(map(len, sentences)) <= LONGEST
    assert "".join("".join(sentences).split()) == "語" * 3000


@pytest.mark.parametrize(
    ("sentence", "whole"),
    [("終わった。", True), ("It ended.", True), ("続く…", False), ("Read more...", False), ("題名", False)],
)  # fmt: skip
def test_is_complete(sentence: str, whole: bool) -> None:
    assert is_complete(sentence) is whole


PIECES = st.sampled_from(
    [
        *"あ漢aB1。.!?！？「」（）()\n ・-#`|、,",
        "```",
        "\n\n",
        "\n- ",
        "e.g. ",
        "3.5",
        "\u3000",
        "\u200b",
    ]
)


@given(st.lists(PIECES, max_size=120).map("".join))
def test_sentences_are_the_text_in_order(text: str) -> None:
    """Without white space every sentence is a substring, each behind the one before."""
    rest = "".join(text.split())
    for sentence in split(text):
        _, found, rest = rest.partition("".join(sentence.split()))
        assert found
    assert split(text) == split(text)


HOSTILE = {
    "open": "(" * 100_000,
    "nested": "(" * 50_000 + ")" * 50_000,
    "initials": "a. " * 37_000,
    "fences": "```a\n" * 20_000,
    "stops": "。" * 100_000,
    "quotes": "「あ。」" * 20_000,
    "word": "x" * 125_000,
    "lines": "a\n" * 50_000,
    "bullets": "- " * 50_000,
    "table": "|" * 100_000,
}


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
def test_hostile_text_takes_linear_time(text: str) -> None:
    started = time.process_time()
    split(text)
    assert time.process_time() - started < 8  # quadratic time would be minutes
