"""Who did it by a Japanese claim, and somebody else by its English source."""

from __future__ import annotations

import time

import pytest

from digest.check.content import read
from digest.check.quantities import quantities
from digest.check.statements import statements
from digest.check.texts import check_texts

TAKEN = "主語の入れ替わり"


def faults(source: str, claim: str) -> list[tuple[str, str, str]]:
    found = (one.finding for one in check_texts(f"2026-11-12\n{source}", claim))
    return [(f.reason, f.found, f.expected) for f in found if f.verdict != "OK"]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Bakers asked for flour, whereas millers wanted rain.", 2),
        ("Aster 2 solves 41% of them, Birch 3 solves 38%.", 2),
        ("Aster, Birch and Cedar were invited.", 1),
        ("It was cheap, although slow.", 1),
        ("Prices rose because harvests failed.", 1),
        ("The mayor led the walk, with support from Aster.", 2),
        ("A heading without an end", 0),
        ("日本語の文である。", 0),
    ],
)
def test_a_statement_has_a_subject_of_its_own(text: str, parts: int) -> None:
    assert len(list(statements(read(text, quantities(text))))) == parts


WRONG = [
    ("The bells in the east were cast by Oldham. Harker tuned the organ.", "東の鐘の鋳造はHarkerが担う。", "Harker", "Oldham"),
    ("Tilbury keeps its ferry for 40 islands, whereas Morden has stopped.", "40の島の渡し船を続けるのはMordenだ。", "Morden", "Tilbury"),
    ("Plumb 2 answers 71% of the riddles, Quill 3 answers 52%.", "なぞなぞの71%に答えたのはQuill 3だ。", "Quill", "Plumb 2"),
    ("Soup is the most popular dish, ahead of salad and bread.", "最も人気のある料理はサラダである。", "サラダ", ""),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim", "noun", "right"), WRONG)
def test_who_did_not(source: str, claim: str, noun: str, right: str) -> None:
    found = [(f, expected) for reason, f, expected in faults(source, claim) if reason == TAKEN]
    assert any(word == noun and right in meant for word, meant in found)


RIGHT = [
    ("Bakers asked for more flour, whereas millers wanted rain.", "雨を望んだのは製粉業者だ。"),
    ("The bells in the east were cast by Oldham. Harker tuned the organ.", "東の鐘の鋳造はOldhamが担う。"),
    ("Oldham will open a foundry in the east. The foundry will be led by Harker.", "東の鋳造所を率いるのはHarkerだ。"),
    ("Oldham cast 30 bells. On the east tower it hung them with Harker.", "東の塔に掛けたのはHarkerだ。"),
    ("Plumb 2 answers 71% of the riddles, Quill 3 answers 52%.", "なぞなぞの71%に答えたのはPlumb 2だ。"),
    ("Soup is the most popular dish, ahead of salad and bread.", "最も人気のある料理はスープである。"),
    ("Soup is the most popular dish, ahead of salad. Salad is the most expensive dish.", "最も高い料理はサラダである。"),
]  # fmt: skip


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_who_did(source: str, claim: str) -> None:
    assert faults(source, claim) == []


def test_many_statements_take_no_long_time() -> None:
    source = "Aster sold 3 boats, whereas Birch kept 4, while Cedar lost 5. " * 300
    start = time.process_time()
    check_texts(source, "船を3隻売ったのはBirchである。" * 5)
    assert len(list(statements(read("a, b, " * 180 + "c.", ())))) <= 1
    assert time.process_time() - start < 30
