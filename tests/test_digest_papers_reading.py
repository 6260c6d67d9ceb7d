"""A sixty-page paper from its text to a summary: every section read, every request in budget."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

import pytest

from digest.papers.latexml import read_latexml
from digest.papers.paper import to_text
from digest.papers.pdf import read_pdf
from digest.papers.plan import chapters
from digest.papers.planned import COMPOSE, OTHERS, READ, in_parts
from digest.prompting import Task, story_task
from digest.settings import Settings
from digest.summarize.drafting import rounds, write
from digest.summarize.material import material
from digest.summarize.sentences import split
from digest.summarize.templates import REPLY_TYPES
from digest.summarize.turns import Answer, Turn, Written
from llm.tokens import estimate
from storage.records import Article, Finding, PromptVersion, Story, Summary
from tests import papers
from tests.conftest import NOW

RULES_TOKENS = 4_000  # of the prompt's rules and the closing line, beside the text
EMPTY: dict[str, Any] = {
    name: [] for name in ("background", "study", "method", "results", "limits")
}


def text_of(form: str, pages: int = 60) -> str:
    if form == "pdf":
        return to_text(read_pdf(papers.pdf_of_paper(pages)).paper)[0]
    paper = read_latexml(papers.latexml(pages))
    assert paper is not None
    return to_text(paper)[0]


def story_of(text: str, **fields: Any) -> Story:
    given = {"title": papers.TITLE, "kind": "paper", "text_origin": "paper"} | fields
    article = Article(
        id=9, url="https://arxiv.org/abs/2611.01234", text=text, text_chars=len(text), **given
    )
    return Story("a9", article)


def task_of(story: Story, *, tokens: int = 16_000, settings: str = "{}") -> Task:
    version = PromptVersion(id=4, name="digest-paper", text="規則である。", settings=settings)
    chosen = Settings(model="m", base_url="http://127.0.0.1:9/v1", read_tokens=tokens)
    return story_task(chosen, story, {}, lambda _: version)


def numbers(turn: Turn) -> list[int]:
    """The sentence numbers that a question shows."""
    return [int(n) for n in re.findall(r"^S(\d+)", turn.prompt.messages[1][1], re.M)]


def reply_to(turn: Turn) -> dict[str, Any]:
    """A model that notes the second line of each part, and uses what it notes."""
    shown = numbers(turn)
    claim = {"text": "4ビットのモデルは日本語で点数を落とす。", "evidence": [f"S{shown[1]}"]}
    if turn.kind == "reading":
        return EMPTY | {"results": [{**claim, "text": f"{claim['text'][:-1]}({shown[1]}番)。"}]}
    cited = [{"text": f"部分{n}の結果を述べる文である。", "evidence": [f"S{n}"]} for n in shown[:4]]
    return EMPTY | {"results": cited, "headline": papers.TITLE}


def played(task: Task, *, repair: bool = True) -> tuple[Written, list[Turn]]:
    writing, asked = write(task.brief), []
    answer: Answer | None = None
    while True:
        try:
            turn = next(writing) if answer is None else writing.send(answer)
        except StopIteration as stop:
            return stop.value, asked
        asked.append(turn)
        made = REPLY_TYPES[turn.kind].model_validate(reply_to(turn))
        answer = Answer(NOW, made, len(asked))


@pytest.mark.parametrize("form", ["html", "pdf"])
@pytest.mark.parametrize("tokens", [4_000, 16_000])
def test_sixty_pages_are_read_whole_and_within_the_budget(form: str, tokens: int) -> None:
    story = story_of(text_of(form))
    task = task_of(story, tokens=tokens)
    _, asked = played(task)
    assert len(asked) <= rounds(task.brief)
    readings = [turn for turn in asked if turn.kind == "reading"]
    shown = {n for turn in readings for n in numbers(turn)}
    first_appendix = next(c.first for c in chapters(story.lead.text) if c.role == "appendix")
    # S1 is the title, S2 the first sentence of the text
    assert shown >= set(range(1, first_appendix + 2))
    for turn in asked:
        total = sum(estimate(text) for _, text in turn.prompt.messages)
        assert total <= tokens + RULES_TOKENS
    for title, _ in papers.SECTIONS:
        assert any(f": {title}\n" in turn.prompt.messages[1][1] for turn in readings)


def test_the_item_says_what_was_read_in_which_request() -> None:
    written, asked = played(task_of(story_of(text_of("html"))))
    summary = written.summary
    assert summary is not None
    readings = [turn for turn in asked if turn.kind == "reading"]
    told = {entry.title.split(" (")[0]: entry.call for entry in summary.reading}
    assert {title for title, _ in papers.SECTIONS} <= told.keys()
    assert all(entry.call for entry in summary.reading if entry.role != "appendix")
    assert max(told.values()) == len(readings)
    assert f"本文の全体を{len(readings)}回に分けて読みました" in summary.note
    assert len(summary.calls) == len(asked)


def test_claims_rest_on_the_papers_own_sentences() -> None:
    story = story_of(text_of("html"))
    written, _ = played(task_of(story))
    assert written.summary is not None
    said = split(story.lead.text)
    evidence = [e for s in written.summary.sections for c in s.claims for e in c.evidence]
    assert len({e.sentence for e in evidence}) > 2
    assert all(said[e.sentence] == e.quote for e in evidence)


def told_by(*texts: str) -> Story:
    """The long paper with other articles of the same story."""
    others = tuple(
        Article(id=20 + n, url=f"https://n.example/{n}", title=f"論文を伝える記事{n}", text=text)
        for n, text in enumerate(texts)
    )
    return replace(story_of(text_of("html")), others=others)


LONG_REPORT = "".join(f"記事の第{n}文である。" for n in range(40))


def test_other_articles_are_read_at_their_beginning_where_the_paper_is_composed() -> None:
    story = told_by("重みは11月20日に公開された。商用利用もできる。", LONG_REPORT)
    task = task_of(story)
    written, asked = played(task)
    readings = [turn for turn in asked if turn.kind == "reading"]
    last = next(turn for turn in asked if turn.kind == "paper")
    shown = last.prompt.messages[1][1]
    assert "重みは11月20日に公開された。" in shown
    assert "記事の第6文である。" in shown
    assert "記事の第20文である。" not in shown
    assert OTHERS in shown
    assert all("11月20日" not in turn.prompt.messages[1][1] for turn in readings)
    assert written.summary is not None
    assert "同じ話題の別の記事2件は冒頭だけを読みました" in written.summary.note
    number = re.search(r"^S(\d+): 重みは", shown, re.M)
    assert number is not None
    assert task.brief.parts is not None
    quoted = in_parts(story, PromptVersion(name="digest-paper"), "ja", budget=16_000)
    assert quoted is not None
    evidence = quoted.given.sentences[int(number[1])]
    assert (evidence.article_id, evidence.quote) == (20, "重みは11月20日に公開された。")


def test_what_has_no_room_beside_the_notes_is_said() -> None:
    task = task_of(told_by(*[LONG_REPORT] * 40), tokens=4_000)
    written, asked = played(task)
    assert written.summary is not None
    told = re.search(r"記事(\d+)件は冒頭だけ.*記事(\d+)件は長さの上限", written.summary.note)
    assert told is not None
    assert int(told[1]) + int(told[2]) == 40
    assert int(told[1]) >= 1
    total = sum(estimate(text) for _, text in asked[-1].prompt.messages)
    assert total <= 4_000 + RULES_TOKENS


def test_another_article_makes_another_summary() -> None:
    one, two = (task_of(told_by(text)) for text in ("一つ目の文である。", "二つ目の文である。"))
    assert one.key != two.key
    alone = task_of(story_of(text_of("html")))
    assert OTHERS not in played(alone)[1][-1].prompt.messages[1][1]


def test_articles_without_room_are_counted_in_one_question_too() -> None:
    lead = Article(id=1, title="題名", text="文である。" * 30)
    others = tuple(Article(id=n, title="別の記事", text="長い文" * 600 + "。") for n in (2, 3))
    assert material(Story("a1", lead, others), 1_000).note.endswith(
        "同じ話題の別の記事2件は長さの上限のため読んでいません"
    )
    assert material(Story("a1", lead, (Article(id=4, title="題名だけ"),)), 1_000).note == ""


def test_a_cap_is_said_on_the_item() -> None:
    made = in_parts(
        story_of(text_of("html")), PromptVersion(name="digest-paper"), "ja", budget=1_000
    )
    assert made is not None
    assert "は上限のため読んでいません" in made.given.note
    assert any(entry.call == 0 and entry.role == "body" for entry in made.listing)


def test_what_fits_is_asked_in_one_question() -> None:
    short = story_of(papers.ABSTRACT, text_origin="feed")
    task = task_of(short)
    assert task.brief.parts is None
    written, asked = played(task)
    assert next(turn.kind for turn in asked) == "paper"
    assert written.summary is not None
    assert written.summary.reading == ()
    assert written.summary.note.startswith("論文の要旨だけを読みました")


@pytest.mark.parametrize("strategy", ["direct", "chain", "translate_first"])
def test_a_version_that_names_another_strategy_gets_it(strategy: str) -> None:
    task = task_of(story_of(text_of("html")), settings=json.dumps({"strategy": strategy}))
    assert task.brief.parts is None


def test_other_kinds_are_not_read_in_parts() -> None:
    story = story_of(text_of("html"), kind="article")
    assert task_of(story).brief.parts is None


def test_every_question_begins_with_the_same_rules() -> None:
    _, asked = played(task_of(story_of(text_of("html"))))
    systems = [turn.prompt.messages[0][1] for turn in asked]
    last = systems[len([t for t in asked if t.kind == "reading"])]
    assert all(system.startswith(last) for system in systems)
    assert systems[0].endswith(READ)
    assert len({systems[n] for n in range(2)}) == 1
    assert all(COMPOSE in t.prompt.messages[1][1] for t in asked if t.kind == "paper")


def test_another_budget_or_text_is_another_summary() -> None:
    story = story_of(text_of("html"))
    keys = {task_of(story, tokens=tokens).key for tokens in (4_000, 8_000, 16_000)}
    longer = replace(story.lead, text=f"{story.lead.text}\n\nOne more sentence at the end.")
    keys.add(task_of(replace(story, lead=longer)).key)
    assert len(keys) == 4
    assert task_of(story).key == task_of(story).key


def test_a_repair_asks_about_the_notes_not_the_cut_text() -> None:
    task = task_of(story_of(text_of("html")))
    judged: list[Summary] = []

    def judge(made: Summary) -> tuple[Finding, ...]:
        judged.append(made)
        said = made.sections[0].claims[0].text
        return (Finding("numbers", "NG", said, reason="根拠なし"),) if len(judged) == 1 else ()

    written, asked = played(replace(task, brief=replace(task.brief, judge=judge)))
    assert written.summary is not None
    draft, repair = asked[-2:]
    assert repair.prompt.messages[: len(draft.prompt.messages)] == draft.prompt.messages
    assert COMPOSE in draft.prompt.messages[1][1]


def test_a_part_that_gets_no_answer_leaves_nothing_half_read() -> None:
    writing = write(task_of(story_of(text_of("html"))).brief)
    next(writing)
    with pytest.raises(StopIteration) as stop:
        writing.send(Answer(NOW, fault="timeout"))
    assert stop.value.value.summary is None
    assert stop.value.value.fault == "timeout"


def test_notes_about_sentences_that_do_not_exist_are_left_out() -> None:
    made = in_parts(
        story_of(text_of("html")), PromptVersion(name="digest-paper"), "ja", budget=16_000
    )
    assert made is not None
    good = {"text": "根拠のある文。", "evidence": ["S5"]}
    bad = {"text": "根拠のない文。", "evidence": ["S999999"]}
    reply = REPLY_TYPES["reading"].model_validate(EMPTY | {"method": [good, bad]})
    data = made.parts.compose([reply] * len(made.parts.prompts)).messages[1][1]
    assert "--- 手法\nS5: 根拠のある文。" in data
    assert "根拠のない文" not in data
