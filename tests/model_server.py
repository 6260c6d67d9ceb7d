"""A model server on loopback that answers whatever JSON schema it is asked for.

Real HTTP, a chosen latency, a journal of requests: what builds are tested and measured
against. The words are built from the request, so that the same request has the same answer.
"""

from __future__ import annotations

import json
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from tests.serving import Answering, serving

HEADLINE = "この週に公開されたもの"
Answer = Callable[[dict[str, Any]], tuple[int, Any]]


class ModelServer:
    """journal: (started, ended, body) of each request, in seconds of time.monotonic()."""

    def __init__(self, port: int) -> None:
        self.url = f"http://127.0.0.1:{port}/v1"
        self.journal: list[tuple[float, float, dict[str, Any]]] = []

    @property
    def calls(self) -> int:
        """Requests that were answered or are under way."""
        return len(self.journal)


def instance(schema: dict[str, Any], defs: dict[str, Any], words: str, ids: list[str]) -> Any:
    """A value that fits a JSON schema: one element a list, `words` for strings."""
    if "$ref" in schema:
        return instance(defs[schema["$ref"].rsplit("/", 1)[-1]], defs, words, ids)
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return instance(schema[union][0], defs, words, ids)
    if "enum" in schema or "const" in schema:
        return schema.get("const", (schema.get("enum") or [None])[0])
    kind = schema.get("type")
    if kind == "object":
        return {
            name: ids[:1]
            if name == "evidence"
            else instance(part, defs, HEADLINE if name == "headline" else words, ids)
            for name, part in schema.get("properties", {}).items()
        }
    if kind == "array":
        return [instance(schema.get("items", {}), defs, words, ids)]
    return {"integer": 1, "number": 1.0, "boolean": True, "null": None}.get(str(kind), words)


def _sound_claim(asked: str, length: int) -> str:
    """What no check finds fault with: a Japanese source's own words, else words without facts."""
    first = re.search(r"^S\d+: (.+)$", asked, re.M)
    if first and re.search("[ぁ-ん]", first[1]):
        return first[1]
    marks = str(length).translate(str.maketrans("0123456789", "甲乙丙丁戊己庚辛壬癸"))
    return f"新しいものが公開された({marks})"


def well_behaved(body: dict[str, Any]) -> tuple[int, Any]:
    """An answer as OpenAI's servers give it, for response_format json_schema."""
    text = "\n".join(str(message["content"]) for message in body["messages"])
    ids = re.findall(r"\bS\d+\b", str(body["messages"][-1]["content"])) or ["S1"]
    schema = body.get("response_format", {}).get("json_schema", {}).get("schema", {})
    words = _sound_claim(str(body["messages"][-1]["content"]), len(text))
    value = instance(schema, schema.get("$defs", {}), words, ids) if schema else words
    return 200, {
        "id": "chatcmpl-test",
        "object": "chat.completion",
        "created": 1,
        "model": body["model"],
        "choices": [
            {
                "index": 0,
                "finish_reason": "stop",
                "message": {"role": "assistant", "content": json.dumps(value, ensure_ascii=False)},
            }
        ],
        "usage": {"prompt_tokens": len(text), "completion_tokens": 50, "total_tokens": 1},
    }


def doubtful(body: dict[str, Any]) -> tuple[int, Any]:
    """A draft that a check finds fault with; the repair is sound."""
    status, reply = well_behaved(body)
    if any(message["role"] == "assistant" for message in body["messages"]):
        return status, reply
    message = reply["choices"][0]["message"]
    message["content"] = message["content"].replace("公開された(", "777万ドルで公開された(")
    return status, reply


@contextmanager
def model_server(latency: float = 0.0, answer: Answer = well_behaved) -> Iterator[ModelServer]:
    """Serve POST …/chat/completions; anything but a 200 is given as `answer` says."""

    class Handler(Answering):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            started = time.monotonic()
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            place = len(made.journal)
            made.journal.append((started, 0.0, body))
            time.sleep(latency)
            status, reply = answer(body)
            data = (reply if isinstance(reply, str) else json.dumps(reply)).encode()
            made.journal[place] = (started, time.monotonic(), body)
            self.send(data, status)

    with serving(Handler) as port:
        made = ModelServer(port)
        yield made
