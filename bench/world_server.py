"""A world of bench/worlds.py as an OpenAI-compatible server on loopback."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from bench.worlds import World
from tests.model_server import ModelServer, model_server


@contextmanager
def serve(world: World, latency: float = 0.0) -> Iterator[ModelServer]:
    """The world as an OpenAI-compatible server; the model's name says which of the three."""
    seen: Counter[str] = Counter()

    def answer(body: dict[str, Any]) -> tuple[int, Any]:
        messages = tuple((m["role"], m["content"]) for m in body["messages"])
        repeat = seen[key := json.dumps(body, sort_keys=True)]
        seen[key] += 1
        if body["model"] == "world-reflect":
            text = world.reflect(messages, repeat)
        elif body["model"] == "world-judge":
            text = json.dumps(world.judge(messages, repeat), ensure_ascii=False)
        else:
            system = "\n".join(text for role, text in messages if role == "system")
            text = world.answer(system, messages[-1][1], repeat)
        return 200, completion(body, text)

    with model_server(latency, answer) as server:
        yield server


def completion(body: Mapping[str, Any], text: str) -> dict[str, Any]:
    """A chat completion as a server sends it."""
    message = {"role": "assistant", "content": text}
    return {
        "id": "chatcmpl-world",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [{"index": 0, "finish_reason": "stop", "message": message}],
        "usage": {"prompt_tokens": 100, "completion_tokens": 20, "total_tokens": 120},
    }
