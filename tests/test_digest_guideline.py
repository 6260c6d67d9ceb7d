"""guideline.md is read forgivingly, and code checks what it can to the character."""

from __future__ import annotations

import re
import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.guideline.folded import Folded
from digest.guideline.literal import CHARACTERS, LITERALS, SCOPES
from digest.guideline.review import MOST_PLACES, by_code
from digest.guideline.rules import parse
from digest.guideline.split import BATCH_RULES, OVERLAP, PART_TOKENS, batches, parts
from llm.tokens import estimate
from storage.records import RuleFinding
from tests.tools import ROOT

DOC = (ROOT / "docs" / "guideline.md").read_text(encoding="utf-8")


def found(guideline: str, text: str) -> list[RuleFinding]:
    """What code finds."""
    return [one for rule in parse(guideline).rules for one in by_code(rule, Folded(text))]


def passages(guideline: str, text: str) -> list[str]:
    """The passages, each of which must stand where the finding says."""
    out = found(guideline, text)
    for one in out:
        if one.start is not None:
            assert text[one.start : one.end] == one.passage
    return [one.passage for one in out]


@pytest.mark.parametrize(
    "guideline",
    [
        "## 禁止\n- 最高",
        "## NG語\n* 「最高」",
        "## 使わない言葉\n1. 最高、日本一",
        "## 誇大表現\n禁止: 最高、日本一",
        "## 誇大表現\n**使わない**\n- 「最高」「日本一」など",
        "## 誇大表現\n× 最高",
        "## 「最高」は使わない",
        "## 誇大\n- 「最高」「日本一」は使用禁止。",
        "禁止:\n- 最高",
        "## 表記\n- 最高 → とても良い",
        "## 表現\n「最高」→「とても良い」",
        "## 表現\n「最高」は「とても良い」と書く",
        "## 表現\n× 最高 ○ とても良い",
        "## 表現\n| NG | OK |\n|---|---|\n| 最高 | とても良い |",
        "# 題\n禁止: 最高\n\n## 別の規則\n「日本二」は使わない",
    ],
)
def test_every_way_to_write_a_banned_word(guideline: str) -> None:
    assert passages(guideline, "これは最高です。") == ["最高"]
    assert passages(guideline, "これは良い。") == []


def test_words_are_found_however_they_are_written() -> None:
    rule = "## 禁止\n- 「No.1」「AI」「ｻｰﾋﾞｽ」「最高級」"
    text = "Ｎｏ．１の no.1、ＡＩと MAIL と AI2、サービス、最\u200b高\n級。No.10"
    assert passages(rule, text) == ["Ｎｏ．１", "no.1", "ＡＩ", "サービス", "最\u200b高\n級"]
    assert passages("## 禁止\n- therapist", "the rapist, a THERAPIST") == ["THERAPIST"]


def test_exceptions_and_replacements_are_not_found_inside_themselves() -> None:
    assert passages("## 禁止\n- 最高\n例外: 最高裁", "最高裁と最高") == ["最高"]
    text = "ユーザーとユーザ、サーバ"
    assert passages("## 表記\n- ユーザ → ユーザー", text) == ["ユーザ"]
    assert passages("## 表記\n- 「AI」→「ＡＩ」", "AIとＡＩ") == ["AI"]


def test_a_condition_is_left_to_a_person() -> None:
    one = found("## 禁止\n- No.1（根拠がない場合）", "売上No.1")[0]
    assert (one.verdict, one.reason) == ("要確認", "使わない言葉(条件: 根拠がない場合)")
    one = found("## NG\n- 「No.1」を使う場合は出典を示す", "売上No.1")[0]
    assert one.verdict == "要確認"
    one = found("## 一文は10字以内を目安に", "これは十字よりもずっと長い文です。")[0]
    assert one.verdict == "要確認"


@pytest.mark.parametrize(
    ("rule", "text", "wanted"),
    [
        ("1文は10字以内", "短い。これは十字よりも長い文です。", ["これは十字よりも長い文です。"]),
        ("タイトルは5字まで", "# 長すぎる題名\n本文", ["長すぎる題名"]),
        ("タイトルは5字まで", '---\ntitle: "長すぎる題名"\n---\n本文', ["長すぎる題名"]),
        ("見出しは4字未満", "# あいう\n## あいうえ", ["あいうえ"]),
        ("段落は3字以内", "あいう\n\nえおかき", ["えおかき"]),
        ("全体は3〜5字", "あい", ["あい"]),
        ("文字数は1,000字以上", "短い", ["短い"]),
        ("絵文字は使わない", "晴れ☀️と🎉", ["☀️", "🎉"]),
        ("半角カナ、丸数字は禁止", "ｱｲと①", ["ｱｲ", "①"]),
        ("文体はですます調", "である。です。見た。体言止め", ["である。", "見た。"]),
        ("文体: である調(ですます調は使わない)", "である。思います。良いです", ["思います。"]),
    ],
)
def test_lengths_characters_and_style(rule: str, text: str, wanted: list[str]) -> None:
    assert passages(f"## {rule}", text) == wanted
    assert not parse(f"## {rule}").rules[0].asked


def test_required_words() -> None:
    assert [one.expected for one in found("## 必須\n- 「広告」\n- PR", "PRです")] == ["広告"]
    assert [one.expected for one in found("## 必須(いずれか)\n- 広告、PR", "なし")] == ["広告、PR"]
    assert found("## 必須(いずれか)\n- 広告、PR", "PRです") == []
    assert [one.expected for one in found("## 表示\n「広告」と明記する", "")] == ["広告"]


def test_a_list_has_the_condition_that_stands_above_it() -> None:
    text = "## 1. 最上級\n以下の表現は根拠の併記がない限り使用禁止。\n- No.1、日本初\n- 最高\n\nNG:\n- 絶対"
    one = parse(text).rules[0]
    assert one.asked
    verdicts = [(f.passage, f.verdict) for f in found(text, "No.1と絶対")]
    assert verdicts == [("No.1", "要確認"), ("絶対", "NG")]
    assert "根拠の併記がない限り" in found(text, "最高")[0].reason
    assert not parse("## 表現\n次の言葉は使わない。\n- 最高").rules[0].asked


def test_headings_may_be_numbered_and_pairs_explained() -> None:
    assert passages("## 7. 絵文字は使わない", "🎉") == ["🎉"]
    one = found(
        "## 表記\n- アンチエイジング → エイジングケア（年齢に応じた手入れ）", "アンチエイジング"
    )[0]
    assert (one.verdict, one.expected) == ("NG", "エイジングケア")
    one = found("## 表記\n- 共に → ともに（副詞の場合）", "共に")[0]
    assert one.verdict == "要確認"


def test_a_sentence_under_required_is_not_looked_for_as_it_stands() -> None:
    assert found("## 必須\n- 価格は税込で書く", "価格は千円(税込)") == []
    assert passages("## 例\n× 最高\n○ とても良い", "最高、とても良い") == ["最高"]


def test_what_is_not_surely_literal_is_asked_too() -> None:
    for words in ("根拠のない最上級表現", "最高、最上などの言葉", "効果を断定する表現"):
        assert parse(f"## 禁止\n- {words}").rules[0].asked, words
    assert parse("## 効能\n治るなどと断定しない。").rules[0].asked
    assert not parse("## 禁止\n- 最高\n理由: 景品表示法のため").rules[0].asked
    mixed = parse("## 文\n1文は80字以内にし、専門用語には必ず説明を付ける。").rules[0]
    assert mixed.asked


@pytest.mark.parametrize(
    "guideline",
    [
        "## 表現\n- 「最高」は使わない\n注意:\n- 効果を断定しない",
        "## 例外なく守ること\n- 「最高」は使わない\n- 価格は税込で書く",
        "## 表現\n○ 「最高」は使わない\n○ 効果を断定しない",
        "## 長さ\n1文は60字以内、改行は2回まで",
        "## 1文は60字以内、改行は2回まで",
        "## 文体\n文体はですます調。専門用語は避ける",
        "## 効果を断定しない\n- 「治る」は使わない",
        "## 必須\n- 価格は税込で書く\n- 「広告」",
        "## 禁止\n- 「最高」\n- 他社を名指しで悪く言う書き方",
        "## 表現\n「最高」は使わない\n専門用語を避ける",
        "## 専門用語を避ける\n- 「最高」は使わない",
        "## 表現\n専門用語を避ける:\n- 最高",
        "## 表現\n「最高」は使わない。効果は範囲に限る。",
    ],
)
def test_no_rule_hides_behind_a_literal_one(guideline: str) -> None:
    rule = parse(guideline).rules[0]
    assert rule.literals
    assert rule.asked


@pytest.mark.parametrize(
    ("heading", "text", "wanted"),
    [
        ("「ユーザー」→「利用者」", "ユーザーと利用者", ["ユーザー"]),
        ("3. `LLM` → 「大規模言語モデル」", "LLMを使う", ["LLM"]),
        ("禁止語: 絶対、必ず", "必ず、絶対に", ["必ず", "絶対"]),
        ("表記: ユーザ→ユーザー", "ユーザとユーザー", ["ユーザ"]),
        ("必須: 「広告」", "本文だけ", [""]),
        ("文末は「である」調にする", "これは本です。", ["これは本です。"]),
    ],
)
def test_a_heading_alone_is_a_literal_rule(heading: str, text: str, wanted: list[str]) -> None:
    guideline = f"# 規程\n## {heading}\n理由: 用語をそろえるため。\n## 必ず事実を確かめる\n"
    assert passages(guideline, text) == wanted
    first, second = parse(guideline).rules
    assert not first.asked
    assert second.asked


def test_headings_are_rules() -> None:
    text = "# 題\n前書き\n\n## 表記\n\n### 数字\n半角\n```\n# 例\n```\n### 人名\n敬称\n<!-- ## 没 -->\n"
    rules = parse("\ufeff" + text.replace("\n", "\r\n"))
    assert [(r.id, r.heading) for r in rules.rules] == [("R1", "数字"), ("R2", "人名")]
    assert rules.introduction == "前書き"
    assert "# 例" in rules.rules[0].text
    assert parse("").rules == ()
    assert [r.heading for r in parse("やさしく書く").rules] == [""]


@pytest.mark.parametrize(
    ("guideline", "headings"),
    [
        ("表記\n====\n\n- 「最高」は使わない\n\n文体\n---\nですます調で書く\n", ["表記", "文体"]),
        ("＃＃ 禁止語\n・最高\n＃＃　文体\nですます調\n", ["禁止語", "文体"]),
        ("##禁止語\n- 最高\n##文体\nですます調\n", ["禁止語", "文体"]),
        ("#禁止語\n- 最高\n#文体\nですます調\n", ["禁止語", "文体"]),
        ("  ## 禁止語 ##\n- 最高\n", ["禁止語"]),
        ("## 必須\n#PR #広告\n", ["必須"]),
        ("## 表\n| NG | OK |\n|---|---|\n| 出来る | できる |\n\n文と罫線\n続き\n---\n", ["表"]),
        ("## 一\n- 最高\n---\n## 二\n- 絶対\n", ["一", "二"]),
    ],
)
def test_headings_however_they_are_typed(guideline: str, headings: list[str]) -> None:
    assert [rule.heading for rule in parse(guideline).rules] == headings


def test_a_thousand_rules_and_a_long_text() -> None:
    guideline = "\n".join(
        f"## 規則{n}\n- 「禁句{n:04}」を避ける言い方にする\n" for n in range(1000)
    )
    rules = parse(guideline).rules
    assert len(rules) == 1000
    together = list(batches(rules))
    assert [rule for batch in together for rule in batch] == list(rules)
    assert max(map(len, together)) <= BATCH_RULES
    text = "長い文章です。" * 20_000
    assert sum(bool(by_code(rule, folded)) for folded in [Folded(text)] for rule in rules) == 0
    spans = parts(text)
    assert spans[0][0] == 0
    assert spans[-1][1] == len(text)
    assert all(estimate(text[a:b]) <= PART_TOKENS for a, b in spans)
    assert all(a[1] - b[0] == OVERLAP for a, b in pairwise(spans))


@pytest.mark.parametrize("guideline", ["## 禁止\n- あ\n例外: ああ", "## 禁止\n" + "- あ\n" * 500, "## 表記\n- あ → あい\n- あああ → い", "## 禁止\n" + "".join(f"- {'あ' * n}\n" for n in range(1, 60))], ids=range(4))  # fmt: skip
def test_words_that_stand_everywhere_take_no_square_of_the_text(guideline: str) -> None:
    started = time.process_time()
    (rule,) = parse(guideline).rules
    found = by_code(rule, Folded("あ" * 100_001))
    assert time.process_time() - started < 20
    assert len(found) <= 60 * MOST_PLACES
    if "→" not in guideline:
        assert "か所" in found[-1].reason or len(found) < MOST_PLACES


def test_a_word_in_a_longer_one_is_told_once() -> None:
    text = Folded("最高裁、最高、最高級、超最高級品")
    rule = "## 禁止\n- 最高\n- 最高級\n- 最高級品\n例外: 最高裁"
    (parsed,) = parse(rule).rules
    found = sorted(text.text[one.start : one.end] for one in by_code(parsed, text))
    assert found == sorted(["最高", "最高", "最高", "最高級", "最高級", "最高級品"])
    (together,) = parse("## 禁止\n- 最高、最高級、最高級品\n例外: 最高裁").rules
    found = [text.text[one.start : one.end] for one in by_code(together, text)]
    assert found == ["最高", "最高級", "最高級品"]


@given(st.text(), st.text())
def test_any_guideline_and_any_text(guideline: str, text: str) -> None:
    passages(guideline, text)
    spans = parts(text)
    assert all(a < b <= len(text) for a, b in spans)


@given(
    st.lists(
        st.sampled_from(
            ["最高", "\n", "## ", "- ", "「", "」", "→", "禁止", ":", "|", "1文は3字以内"]
        )
    )
)
def test_any_mixture_of_marks(pieces: list[str]) -> None:
    passages("".join(pieces), "最高の「最高」| 禁止→最高\n\n- 最高")


def test_the_document_names_everything_that_code_checks() -> None:
    for kind in LITERALS:
        assert f"| `{kind}` |" in DOC, kind
    for name in (*CHARACTERS, *SCOPES):
        assert name in DOC, name


def test_the_examples_of_the_document_are_read_as_it_says() -> None:
    blocks = re.findall(r"^```markdown\n(.*?)^```", DOC, re.M | re.S)
    example = next(block for block in blocks if block.startswith("# "))
    rules = parse(example).rules
    assert {one.kind for rule in rules for one in rule.literals} == set(LITERALS) - {"plain"}
    assert [rule.heading for rule in rules if rule.asked] == ["効果を断定しない"]
