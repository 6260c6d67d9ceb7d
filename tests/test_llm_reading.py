"""A reply's text → the value that was asked for."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, Field

from llm.reading import read, read_reply


class Reply(BaseModel):
    title: str
    points: list[str] = Field(max_length=3)


GOOD = {"title": "量子化", "points": ["一", "二"]}
TEXT = json.dumps(GOOD, ensure_ascii=False)


@pytest.mark.parametrize(
    "text",
    [
        TEXT,
        f"\n {TEXT} \n",
        f"<think>まず { {} } を考える</think>\n{TEXT}",
        f"考えています…</think>{TEXT}",
        f"<thinking>a</thinking>```json\n{TEXT}\n```",
        f"もちろんです。\n```json\n{TEXT}\n```\nいかがでしょうか。",
        f"Here you are: {TEXT}",
        f"{TEXT}\nI hope this helps!",
        TEXT.replace('"', "'"),
        TEXT[:-1],
        TEXT.replace("}", ",}"),
        json.dumps({"note": "other"}) + "\n" + TEXT,
        json.dumps({"result": GOOD}),
        json.dumps(TEXT),
    ],
)
def test_what_a_model_nearly_wrote_is_read(text: str) -> None:
    assert read_reply(Reply, text) == Reply(**GOOD)


def test_thinking_tags_inside_an_answer_stay() -> None:
    text = json.dumps({"title": "<think>a</think>とは", "points": []}, ensure_ascii=False)
    assert read_reply(Reply, text) == Reply(title="<think>a</think>とは", points=[])


@pytest.mark.parametrize(
    "text",
    ["", " ", "申し訳ありませんが、お答えできません。", "{}", "[]", "null", '"title"', "{" * 5000,
     '{"title": 1, "points": "x"}', "[[[" * 50_000, "```", "</think>", "{" + "x" * 300_000,
     '{"x": ' + '{"a" ' * 20_000, "{" * 90_000],
)  # fmt: skip
def test_what_is_no_answer_is_none(text: str) -> None:
    assert read_reply(Reply, text) is None


def test_a_wrong_form_is_told_from_a_wrong_value() -> None:
    missing = read(Reply, '{"title": "x"}')
    assert missing.wrong_form
    assert "points: Field required" in missing.complaint
    bounds = read(Reply, '{"title": "x", "points": ["1", "2", "3", "4"]}')
    assert not bounds.wrong_form
    assert "at most 3" in bounds.complaint
    assert read(Reply, "Sorry.").wrong_form


def test_repair_is_told() -> None:
    assert not read(Reply, TEXT).repaired
    assert read(Reply, TEXT[:-1]).repaired


def test_half_characters_never_come_out() -> None:
    value = read_reply(Reply, '{"title": "a\\ud800b", "points": []}')
    assert value is not None
    assert value.title.encode("utf-8") == b"a?b"


def test_a_complaint_is_short_whatever_is_wrong() -> None:
    many = json.dumps({"title": "x", "points": list(range(1000))})
    assert len(read(Reply, many).complaint) <= 600


@given(st.text() | st.text(alphabet='{}[]",:\\<>/think` \n'))
def test_no_text_breaks_the_reading(text: str) -> None:
    value = read_reply(Reply, text)
    assert value is None or value.title.encode("utf-8") is not None
