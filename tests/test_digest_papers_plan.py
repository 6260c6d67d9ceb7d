"""The reading plan of long papers: every section, once, within the budget."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digest.papers.latexml import read_latexml
from digest.papers.paper import Paper, Part, to_text
from digest.papers.pdf import read_pdf
from digest.papers.plan import ASKS, Plan, chapters, cost, reading_plan
from digest.summarize.sentences import parse, split
from tests import papers


def text_of_sixty_pages(form: str) -> str:
    if form == "html":
        paper = read_latexml(papers.latexml(60))
        assert paper is not None
    else:
        paper = read_pdf(papers.pdf_of_paper(60)).paper
    return to_text(paper)[0]


def read_sentences(plan: Plan) -> list[int]:
    return [
        i for pieces in plan.readings for piece in pieces for i in range(piece.first, piece.last)
    ]


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("budget", [4_000, 16_000, 100_000])
def test_no_section_of_the_body_of_sixty_pages_is_unread(form: str, budget: int) -> None:
    text = text_of_sixty_pages(form)
    plan = reading_plan(text, budget=budget)
    body = [c for c in chapters(text) if c.role != "appendix"]
    told = {c.title for c in body}
    assert {name for name, _ in papers.SECTIONS} <= told
    seen = read_sentences(plan)
    assert seen[: body[-1].last] == list(range(body[-1].last))  # each once, in order, none left
    assert all(entry.role == "appendix" for entry in plan.listing() if entry.call == 0)
    assert len(plan.readings) > 1 or budget > 80_000


@pytest.mark.parametrize("budget", [1_000, 4_000, 16_000])
def test_no_request_is_over_the_budget(budget: int) -> None:
    text = text_of_sixty_pages("html")
    said = split(text)
    for pieces in reading_plan(text, budget=budget, most=1000).readings:
        assert sum(cost(said[i]) for p in pieces for i in range(p.first, p.last)) <= budget
        assert all(p.tokens == sum(cost(s) for s in said[p.first : p.last]) for p in pieces)


def test_requests_are_well_filled() -> None:
    text = text_of_sixty_pages("html")
    total = sum(c.tokens for c in chapters(text))
    assert len(reading_plan(text, budget=16_000).readings) <= total / 16_000 * 1.2 + 1


def test_what_a_cap_leaves_out_is_listed() -> None:
    text = text_of_sixty_pages("html")
    plan = reading_plan(text, budget=4_000, most=3)
    assert len(plan.readings) == 3
    unread = [entry for entry in plan.listing() if entry.call == 0]
    assert {entry.title.split(" (")[0] for entry in unread} >= {"7 Limitations", "8 Conclusion"}
    covered = {p.first for pieces in plan.readings for p in pieces} | {
        p.first for p in plan.left_out
    }
    assert {c.first for c in chapters(text)} <= covered


def test_an_appendix_takes_only_room_that_is_left() -> None:
    long = Part(
        "B More", tuple("One more sentence that is here. " * 20 for _ in range(300)), "appendix"
    )
    short = Part("A Prompts", ("A short appendix of one sentence.",), "appendix")
    body = Part(
        "1 Introduction", tuple("A sentence of the body stands here. " * 5 for _ in range(9))
    )
    plan = reading_plan(to_text(Paper("T", (body, short, long)))[0], budget=16_000)
    assert [p.title for p in plan.readings[0]] == ["1 Introduction", "Appendix A Prompts"]
    assert [p.title for p in plan.left_out] == ["Appendix B More"]


@pytest.mark.parametrize(
    ("heading", "asks"),
    [
        ("1 Introduction", ("background",)),
        ("3.2 Proposed Method", ("method",)),
        ("4 Experimental Setup", ("study", "results")),
        ("Datasets", ("study",)),
        ("5.1 Main Results", ("results", "limits")),
        ("Limitations", ("limits",)),
        ("3 提案手法", ("method",)),
        ("6 おわりに", ("results", "limits")),
        ("7 Whimsy", ASKS),
    ],
)
def test_which_questions_a_section_answers(heading: str, asks: tuple[str, ...]) -> None:
    plan = reading_plan(f"# {heading}\n\nSome words stand here.", budget=1_000)
    assert plan.asks(0) == asks


def test_a_text_without_headings_is_one_chapter_and_is_cut() -> None:
    text = "\n\n".join(
        f"This is sentence number {n} of a text without headings." for n in range(500)
    )
    plan = reading_plan(text, budget=1_000)
    assert len(chapters(text)) == 1
    assert read_sentences(plan) == list(range(500))
    assert plan.readings[0][0].title.endswith(f"(1/{len(plan.readings)})")


def test_an_empty_text_has_nothing_to_read() -> None:
    assert reading_plan("", budget=1_000) == Plan(())
    with pytest.raises(ValueError, match="room"):
        reading_plan("words", budget=10)


@given(
    st.lists(st.tuples(st.booleans(), st.text("abc .。あ", min_size=1, max_size=400)), max_size=40),
    st.integers(1_200, 5_000),
)
def test_whatever_the_text_every_sentence_is_read_or_listed(
    blocks: list[tuple[bool, str]], budget: int
) -> None:
    text = "\n\n".join(f"# {words}" if heads else words for heads, words in blocks)
    plan = reading_plan(text, budget=budget, most=5)
    left = [i for piece in plan.left_out for i in range(piece.first, piece.last)]
    assert sorted([*read_sentences(plan), *left]) == list(range(len(parse(text))))
    for pieces in plan.readings:
        assert sum(p.tokens for p in pieces) <= budget
