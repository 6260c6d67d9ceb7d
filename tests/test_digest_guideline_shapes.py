"""Guidelines as people type them: what is literal is found, what is not is never passed over."""

from __future__ import annotations

import time

import pytest

from digest.guideline.folded import Folded
from digest.guideline.phrases import phrase
from digest.guideline.review import by_code
from digest.guideline.rules import parse

TEXT = "世界初の枕です。永久に使えます。誰でも眠れます。"


def verdicts(guideline: str, text: str = TEXT) -> list[tuple[str, str]]:
    """(verdict, passage) of what code finds."""
    found = [one for rule in parse(guideline).rules for one in by_code(rule, Folded(text))]
    return [(one.verdict, one.passage) for one in found]


@pytest.mark.parametrize(
    "guideline",
    [
        "# 使用禁止用語\n世界初、永久",
        "# 禁止語\n「世界初」「永久」",
        "# NGワード\n世界初／永久",
        "# 禁止語リスト\n世界初\n永久",
        "# 禁止語\n- [ ] 世界初\n- [x] 永久",
        "# 禁止語\n- 世界初：調べようがないため\n- 永久 … 言い過ぎになるから",
        "# 規程\n## 禁止語\n### 最上級\n- 世界初\n### 断定\n- 永久",
        "# 誇大\n「世界初」や「永久」といった言い方は使用しないでください。",
        "# 誇大\n「世界初」「永久」など、確かめられない表現は避ける。",
        "# 禁止用語集\n「世界初」「永久」など",
        "# 誇大\n「世界初」「永久」等の断定表現を使用してはならない。",
        "# Words to avoid\n- 世界初\n- 永久",
        '# Claims\nDo not use "世界初" or "永久".',
    ],
)
def test_banned_words(guideline: str) -> None:
    assert verdicts(guideline) == [("NG", "世界初"), ("NG", "永久")]


@pytest.mark.parametrize(
    ("guideline", "asked"),
    [
        ("# 禁止語\n世界初、永久", False),
        ("# 禁止語\n- 世界初：調べようがないため", False),
        ("# 禁止語\n```\n- 世界初\n```", False),
        ("# 禁止\n世界初、永久", True),
        ("# 誇大\n「世界初」など、確かめられない表現は使わない。", True),
        ("# 世界初・永久は禁止", True),
        ("# 禁止語\n大げさな言い回し、失礼な書き方", True),
        ("# 規程\n## 禁止語\n### 文体\n- やわらかく", True),
    ],
)
def test_only_what_may_mean_more_is_asked(guideline: str, asked: bool) -> None:
    (rule,) = parse(guideline).rules
    assert rule.asked is asked


@pytest.mark.parametrize(
    "guideline",
    [
        "# 世界初・永久は禁止",
        "# 誇大\n「世界初」「永久」は、出典がないかぎり使わない。",
        "# 禁止語\n- 世界初：出典がある場合は可\n- 永久 — 保証書がある場合のみ",
    ],
)
def test_what_a_person_decides(guideline: str) -> None:
    assert verdicts(guideline) == [("要確認", "世界初"), ("要確認", "永久")]


@pytest.mark.parametrize(
    "guideline",
    [
        "# 禁止語\n## 例外\n- 世界初",
        "# 禁止語\n## 使ってよい言葉\n- 世界初",
        "# 呼び方\n「世界初」と書き、永久は使わない",
        "# 呼び方\n「世界初」以外は使わない",
        "# 確かめられない表現は使わない",
    ],
)
def test_what_bans_nothing(guideline: str) -> None:
    assert [one for one in verdicts(guideline) if one[0] == "NG"] == []


def test_adverbs_in_a_list_are_words() -> None:
    assert verdicts("# 禁止用語\n確実に、ぜったいに", "確実に眠れます。") == [("NG", "確実に")]


def test_an_exception_in_brackets() -> None:
    guideline = "# 禁止語\n- 永久（ただし「永久歯」は除く）\n"
    assert verdicts(guideline, "永久歯を永久に守る。") == [("NG", "永久")]


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [
        ("一文は十二字以内", "これは十二字よりもずっと長い。短い。", "これは十二字よりもずっと長い。"),
        ("1文の長さは最大12文字とします", "これは十二字よりもずっと長い。", "これは十二字よりもずっと長い。"),
        ("三点リーダー(…)は使わない", "眠い…", "…"),
        ("絵文字・スタンプは使わない", "眠い😴", "😴"),
    ],
)  # fmt: skip
def test_lengths_and_signs(rule: str, text: str, wanted: str) -> None:
    assert verdicts(f"# {rule}", text) == [("NG", wanted)]


def test_a_number_of_any_length_is_read() -> None:
    assert verdicts(f"# 一文は{'9' * 5000}字以内", "短い。") == []
    assert phrase("一文は60文字以内", "").literals[0].most == 60
    assert phrase("見出しは百二十字まで", "").literals[0].most == 120


@pytest.mark.parametrize(
    "line", ["「あ」、" * 20_000 + "は", "最高・" * 20_000, "一" * 60_000, 'avoid "a"' + ', "a"' * 20_000]
)  # fmt: skip
def test_long_lines_take_no_square(line: str) -> None:
    started = time.process_time()
    phrase(line, line)
    assert time.process_time() - started < 5
