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
_TAG = re.compile(r"<(/?)(prompt|instruction|system_prompt)>", re.IGNORECASE)
_FENCE = re.compile(r"(`{3,}|~{3,})[ \t]*([^`]*)")
_KEYS = ("prompt", "new_prompt", "system_prompt", "instruction", "text")


@dataclass(frozen=True, slots=True)
class Reading:
    """text, or "" with the reason (English) why the reply is not used."""

    text: str
    reason: str = ""


def read_prompt(reply: str, parent: str, inputs: Sequence[Example], *, max_chars: int) -> Reading:
    """The proposed prompt with the parent's locked sections; inputs: all that was shown."""
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
    tagged = _tagged(text)
    if tagged is not None:
        return tagged.strip()
    fence = _fenced(text)
    if fence is None:
        return text
    info, body = fence
    if info.lower() == "json":
        found = _from_json(body)
        return body.strip() if found is None else found
    return body.strip() if not info or info.lower() in TAGS else f"{info}\n{body}".strip()


def _tagged(text: str) -> str | None:
    """What stands in the last pair of tags; a tag that is never closed is none."""
    tags = [(m[1], m[2].lower(), m.start(), m.end()) for m in _TAG.finditer(text)]
    last = {name: start for slash, name, start, _ in tags if slash}
    opened, begun, found = "", 0, None
    for slash, name, start, end in tags:
        if slash and name == opened:
            opened, found = "", text[begun:start]
        elif not slash and not opened and last.get(name, -1) > start:
            opened, begun = name, end
    return found


def _fenced(text: str) -> tuple[str, str] | None:
    """What its first line says, and the body, of the first fence up to its like's last line."""
    lines = text.split("\n")
    last = {line.rstrip(" \t"): place for place, line in enumerate(lines)}
    for place, line in enumerate(lines):
        opening = _FENCE.fullmatch(line)
        if opening and (end := last.get(opening[1], -1)) > place:
            return opening[2].strip(), "\n".join(lines[place + 1 : end])
    return None


def _from_json(text: str) -> str | None:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        return None
    if isinstance(value, dict):
        value = next((value[key] for key in _KEYS if key in value), "")
    return value.strip() if isinstance(value, str) else ""
