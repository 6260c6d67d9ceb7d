"""The prompt inside a reflector's reply, or the reason why there is none to use. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass

from prompt_tuner.intruders import copied, intruding
from prompt_tuner.locks import put_back
from prompt_tuner.records import Example

# A fence's first line is its language only if it is one of these: gepa 0.1.4 takes any first
# line for one and so loses the first line of a Japanese prompt.
TAGS = frozenset(
    [
        "text",
        "txt",
        "plain",
        "plaintext",
        "markdown",
        "md",
        "prompt",
        "system",
        "xml",
        "html",
        "json",
        "yaml",
        "yml",
        "ja",
        "en",
    ]
)
_THINK = re.compile(r"<think(?:ing)?>.*?(?:</think(?:ing)?>|\Z)", re.DOTALL | re.IGNORECASE)
_TAGGED = re.compile(r"<(prompt|instruction|system_prompt)>(.*?)</\1>", re.DOTALL | re.IGNORECASE)
_FENCE = re.compile(r"^(`{3,}|~{3,})[ \t]*([^\n`]*)\n(.*)^\1[ \t]*$", re.DOTALL | re.MULTILINE)
_LONGEST = 50_000  # characters of a reply that is looked into
_KEYS = ("prompt", "new_prompt", "system_prompt", "instruction", "text")


@dataclass(frozen=True, slots=True)
class Reading:
    """text, or "" with the reason (English) why the reply is not used."""

    text: str
    reason: str = ""


def read_prompt(reply: str, parent: str, inputs: Sequence[Example], *, max_chars: int) -> Reading:
    """The proposed prompt with the parent's locked sections; inputs: all that was shown."""
    if len(reply) > (most := max(_LONGEST, 4 * max_chars)):
        return Reading("", f"{len(reply)} characters, {most} at most")
    return usable(prompt_in(reply), parent, inputs, max_chars=max_chars)


def usable(text: str, parent: str, inputs: Sequence[Example], *, max_chars: int) -> Reading:
    """The text with the parent's locked sections, or why it cannot be used."""
    if not text.strip():
        return Reading("", "empty reply")
    text = put_back(parent, text)
    if not text.strip():
        return Reading("", "empty reply")
    if text.strip() == parent.strip():
        return Reading("", "the same prompt as its parent")
    if len(text) > max_chars:
        return Reading("", f"{len(text)} characters, {max_chars} at most")
    example = copied(text, parent, inputs)
    if example:
        return Reading("", f"copies the input of example {example}")
    example = intruding(text, parent, inputs)
    if example:
        return Reading("", f"takes over an instruction from the input of example {example}")
    return Reading(text.strip())


def prompt_in(reply: str) -> str:
    """By preference: a JSON field, tags, the widest fence, the whole reply."""
    text = _THINK.sub("", reply).replace("\r\n", "\n").strip()
    found = _from_json(text)
    if found is not None:
        return found
    tagged = _TAGGED.findall(text)
    if tagged:
        return str(tagged[-1][1]).strip()
    fence = _FENCE.search(text)
    if fence is None:
        return text
    info, body = fence[2].strip(), fence[3]
    if info.lower() == "json":
        found = _from_json(body)
        return body.strip() if found is None else found
    return body.strip() if not info or info.lower() in TAGS else f"{info}\n{body}".strip()


def _from_json(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        value = next((value[key] for key in _KEYS if key in value), "")
    return value.strip() if isinstance(value, str) else ""
