"""What a source says did not change; words that only look like a direction."""

from __future__ import annotations

import pytest

from digest.check import senses
from digest.check.texts import check_texts

SOURCE = """The library replaced its search engine in May. Loans rose by 12 percent, whereas
visitor numbers did not change. Opening hours are the same as before. The new cache makes the catalogue
faster, but shelf labels remained unchanged. Children borrow more comics than before. Heating had
no measurable effect on visits. Staff costs were flat at $2.4 million."""


def turned(source: str, claim: str) -> list[str]:
    found = (one.finding for one in check_texts(source, claim))
    return [f.expected for f in found if f.reason == "増減・優劣の逆転"]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ("来館者の数も増えた。", "not change"),
        ("暖房によって来館は減った。", "no measurable effect"),
        ("人件費は240万ドルに増えた。", "were flat"),
    ],
)
def test_a_change_that_there_was_none_of_is_found(claim: str, words: str) -> None:
    assert turned(SOURCE, claim) == [words]


@pytest.mark.parametrize(
    "claim",
    [
        "来館者の数は変わらなかった。",
        "貸出は12%増えたが、来館者の数は変わらなかった。",
        "貸出は12%増えた。",
        "子どもが借りる漫画は以前より増えた。",
        "暖房を強めても来館は増えなかった。",
        "目録の検索は新しいキャッシュで速くなった。",
        "人件費は240万ドルのままだった。",
    ],
)
def test_what_the_source_says_is_no_contradiction(claim: str) -> None:
    assert not turned(SOURCE, claim)


DENIED = """Loans rose in spring. Thefts did not increase. Copying is allowed, while lending tapes is not.
Posters in the hall did not help. Wages are better in town, but no better in the harbour."""


@pytest.mark.parametrize(
    "claim",
    [
        "盗難は増えた。",
        "テープを貸し出すことも認められる。",
        "港でも賃金が改善した。",
    ],
)
def test_what_did_not_rise_or_help_and_what_is_not_allowed(claim: str) -> None:
    assert turned(DENIED, claim)


@pytest.mark.parametrize(
    "claim",
    ["盗難は減った。", "コピーは認められる。", "町では賃金が改善した。", "春には貸出が増えた。"],
)
def test_only_the_way_that_is_denied(claim: str) -> None:
    assert not turned(DENIED, claim)


def test_a_claim_about_something_else_is_left_alone() -> None:
    assert not turned("Renewals did not change.", "駐車場の台数は増えた。")


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("The sensor raised 40 alerts a day", "raised"),
        ("The firm raised $30 million", "raised"),
        ("This raises new questions", "raises"),
        ("It can hold up to 40 files", "up"),
        ("They set up a branch", "up"),
        ("The release drops support for old phones", "drops"),
        ("It works for at most two users", "most"),
        ("計画を取り上げた", "上げ"),
        ("誤りを見落とした", "落と"),
        ("多くの人が来た", "多く"),
    ],
)
def test_words_that_tell_no_direction(text: str, word: str) -> None:
    start = text.index(word)
    assert senses.told(text, start, start + len(word))


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("They raised prices by 5%", "raised"),
        ("The bank raised the rate to 5%", "raised"),
        ("Sales went up by a fifth", "up"),
        ("前年より上がった", "上が"),
        ("価格を引き上げた", "上げ"),
    ],
)
def test_words_that_do(text: str, word: str) -> None:
    start = text.index(word)
    assert not senses.told(text, start, start + len(word))
