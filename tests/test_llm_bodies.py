"""The body of a request on every rung."""

from __future__ import annotations

from dataclasses import replace

import pytest
from pydantic import BaseModel

from llm.bodies import LAST_RUNG, RUNGS, build_body, first_ask, first_body
from llm.endpoint import Endpoint
from llm.prompt import Prompt

SERVER = Endpoint("http://127.0.0.1:1/v1", "m", "sk-secret")
PROMPT = Prompt("article", (("system", "規則"), ("user", "記事")), max_tokens=700, seed=7)


class Reply(BaseModel):
    title: str


def test_the_first_rung_asks_for_a_strict_schema() -> None:
    body = first_body(SERVER, PROMPT, Reply, 0)
    assert body == {
        "model": "m",
        "messages": [{"role": "system", "content": "規則"}, {"role": "user", "content": "記事"}],
        "max_tokens": 700,
        "seed": 7,
        "response_format": {
            "type": "json_schema",
            "json_schema": {
                "name": "Reply",
                "strict": True,
                "schema": {
                    "type": "object",
                    "properties": {"title": {"type": "string"}},
                    "required": ["title"],
                    "additionalProperties": False,
                },
            },
        },
    }


def test_each_rung_asks_for_less() -> None:
    forms = [first_body(SERVER, PROMPT, Reply, rung).get("response_format") for rung in range(4)]
    assert [form and form["type"] for form in forms] == ["json_schema", *["json_object"] * 2, None]
    assert forms[1]["schema"]["required"] == ["title"]
    assert forms[2] == {"type": "json_object"}


@pytest.mark.parametrize("rung", range(len(RUNGS)))
def test_the_schema_stands_in_the_one_system_message_where_the_server_does_not_take_it(
    rung: int,
) -> None:
    messages = first_body(SERVER, PROMPT, Reply, rung)["messages"]
    assert [message["role"] for message in messages] == ["system", "user"]
    assert messages[0]["content"].startswith("規則")
    assert ('"required":["title"]' in messages[0]["content"]) is (rung >= 2)


def test_a_prompt_without_rules_gets_a_system_message_for_the_schema() -> None:
    prompt = Prompt("x", (("user", "記事"),))
    roles = [m["role"] for m in first_body(SERVER, prompt, Reply, 3)["messages"]]
    assert roles == ["system", "user"]
    assert len(first_body(SERVER, prompt, Reply, 0)["messages"]) == 1


def test_openai_is_asked_with_its_own_field_and_no_temperature() -> None:
    body = first_body(Endpoint("https://api.openai.com/v1", "m"), PROMPT, Reply, 0)
    assert body["max_completion_tokens"] == 700
    assert not body.keys() & {"max_tokens", "temperature", "stream"}


@pytest.mark.parametrize(("rung", "used"), [(-5, 0), (0, 0), (3, 3), (99, LAST_RUNG)])
def test_a_rung_that_does_not_exist_is_the_nearest(rung: int, used: int) -> None:
    assert first_ask(SERVER, PROMPT, rung).rung == used


def test_a_repair_turn_repeats_the_reply_and_says_what_is_wrong() -> None:
    ask = replace(first_ask(SERVER, PROMPT, 0), repair=('{"titel": "x"}', "title: Field required"))
    *_, said, again = build_body(SERVER, PROMPT, Reply, ask)["messages"]
    assert said == {"role": "assistant", "content": '{"titel": "x"}'}
    assert again["role"] == "user"
    assert "title: Field required" in again["content"]
    long = replace(ask, repair=("x" * 10_000, "?"))
    assert len(build_body(SERVER, PROMPT, Reply, long)["messages"][-2]["content"]) == 4000


def test_a_seed_is_left_out_where_none_is_asked_for() -> None:
    assert "seed" not in first_body(SERVER, replace(PROMPT, seed=None), Reply, 0)
    refused = replace(first_ask(SERVER, PROMPT, 0), with_seed=False)
    assert "seed" not in build_body(SERVER, PROMPT, Reply, refused)


def test_no_body_holds_the_key() -> None:
    for rung in range(4):
        assert "sk-secret" not in str(first_body(SERVER, PROMPT, Reply, rung))
