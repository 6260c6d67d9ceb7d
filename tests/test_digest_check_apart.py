"""A Japanese claim that says nothing of what its English sentences say."""

from __future__ import annotations

import pytest

from digest.check.apart import MOST_SENTENCES, apart
from digest.check.evidence import check as evidence
from digest.check.texts import check_texts
from storage.records import Article, Claim, Evidence, Section, Summary

TALE = (
    "The harbour tested a drone that looks for cracks in the old sea wall.",
    "Divers used to spend a week under water for the same work.",
    "The pictures are kept on a computer at the port, and engineers study them before a repair.",
)
SOURCE = " ".join(TALE)
TOLD = [
    "港は、古い護岸のひび割れを探すドローンを試験した。",
    "以前は潜水士が同じ作業に水中で一週間を費やしていた。",
    "写真は港のコンピューターに保管し、修理の前に技術者が調べる。",
]
STRANGE = [
    "小学校の給食に地元の野菜を取り入れる農家が増えている。",
    "裁判所は医師会の訴えを退け、患者の遺族は控訴を検討する。",
]


@pytest.mark.parametrize("claim", TOLD)
def test_what_is_told_again_is_not_apart(claim: str) -> None:
    assert not apart(claim, TALE)


@pytest.mark.parametrize("claim", STRANGE)
def test_what_is_about_something_else_is(claim: str) -> None:
    assert apart(claim, TALE)


@pytest.mark.parametrize(
    ("claim", "sentences"),
    [
        (STRANGE[0], ()),
        (STRANGE[0], TALE * (MOST_SENTENCES // 3 + 1)),
        (STRANGE[0] * 40, TALE),
        ("給食が増えている。", TALE),
        ("Vegetables are served at school.", TALE),
    ],
    ids=["no source", "a long one", "a long claim", "few words", "English"],
)
def test_what_cannot_be_said(claim: str, sentences: tuple[str, ...]) -> None:
    assert not apart(claim, sentences)


def test_a_claim_and_the_sentence_that_a_model_named() -> None:
    article = Article(id=1, title="A drone for the sea wall", text=SOURCE)
    claims = tuple(Claim(text, (Evidence(1, 2, TALE[2]),)) for text in (TOLD[2], STRANGE[1]))
    summary = Summary(method="model", sections=(Section("要点", claims),))
    assert [(f.claim, f.reason) for f in evidence(summary, [article])] == [
        (1, "根拠の文と共通する語や数値が無い")
    ]


def test_plain_texts() -> None:
    summary = "".join((*TOLD, *STRANGE))
    found = [one.finding for one in check_texts(SOURCE, summary)]
    assert [(f.check, f.passage) for f in found] == [("evidence", claim) for claim in STRANGE]
