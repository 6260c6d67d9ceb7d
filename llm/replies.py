"""What stands in an HTTP reply: a good answer, or one of the ways of not being one. Pure."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from typing import Any

from llm.classify import status_kind
from llm.faults import describe
from llm.outcome import Outcome

_LENGTH = ("length", "max_tokens", "model_length")
_FILTERED = ("content_filter", "safety", "recitation", "sensitive")
_TITLE = re.compile(r"<title[^>]*>([^<]*)", re.IGNORECASE)
_MOST_SAID = 5000  # characters of a server's words; attempt.scrub() shortens after scrubbing


def read_body(body: str, content_type: str = "") -> Outcome:
    """The outcome of a reply with status 200."""
    start = body.lstrip("\ufeff \t\r\n")
    called_html = "text/html" in content_type.lower() and not start.startswith("{")
    if start.startswith("<") or called_html:
        return failed("html", _page_title(start))
    try:
        payload = json.loads(start)
    except (ValueError, RecursionError):
        return failed("not_json", f"It begins with: {start}" if start else "It is empty")
    if not isinstance(payload, dict):
        return failed("no_choices", f"It is a {type(payload).__name__}")
    if payload.get("error"):
        return _embedded_error(payload["error"])
    choices = payload.get("choices")
    choice = choices[0] if isinstance(choices, list) and choices else None
    message = choice.get("message") if isinstance(choice, dict) else None
    if not isinstance(choice, dict) or not isinstance(message, dict):
        return failed("no_choices", f"It holds {', '.join(payload) or 'nothing'}")
    return _with_usage(_answer(choice, message), payload.get("usage"))


def failed(kind: str, detail: str = "") -> Outcome:
    """An outcome that is a fault, in words."""
    return Outcome(False, kind, error=describe(kind, said(detail)))


def said(text: str) -> str:
    """Foreign words for a message: one printable line."""
    return " ".join("".join(c if c.isprintable() else " " for c in text[:_MOST_SAID]).split())


def error_words(body: str) -> tuple[str, str]:
    """(what a person should read, what classification looks at) of an error body."""
    try:
        payload = json.loads(body)
    except (ValueError, RecursionError):
        if body.lstrip().startswith("<"):
            return _page_title(body), _page_title(body)
        return body, body[:2000]
    return _payload_words(payload)


def _payload_words(payload: Any) -> tuple[str, str]:
    if isinstance(payload, list) and payload:  # Google wraps its errors in a list
        payload = payload[0]
    if isinstance(payload, dict) and isinstance(payload.get("error"), dict):
        payload = payload["error"]
    if not isinstance(payload, dict):
        return str(payload), str(payload)[:2000]
    shown = payload.get("message") or payload.get("detail") or payload.get("error") or payload
    message = shown if isinstance(shown, str) else json.dumps(shown, ensure_ascii=False)
    parts = [str(payload.get(name) or "") for name in ("code", "type", "param", "status")]
    return message, " ".join([*parts, message])[:2000]


def _embedded_error(error: Any) -> Outcome:
    """Some servers report a fault with status 200 and the real status inside."""
    shown, words = _payload_words(error)
    code = str(error.get("code")) if isinstance(error, dict) else ""
    status = int(code) if re.fullmatch("[1-5][0-9][0-9]", code) else 0
    return failed(status_kind(status, words), shown)


def _answer(choice: dict[str, Any], message: dict[str, Any]) -> Outcome:
    text = _text(message.get("content"))
    finish = str(choice.get("finish_reason") or "")
    refusal = message.get("refusal")
    refusal = refusal if isinstance(refusal, str) else ""
    kind, detail = _fault(finish.lower(), text, refusal)
    if kind == "server" and isinstance(choice.get("error"), dict):
        detail = _payload_words(choice["error"])[0]
    outcome = failed(kind, detail) if kind else Outcome(True)
    return replace(outcome, text=text, finish=finish, refusal=refusal)


def _fault(finish: str, text: str, refusal: str) -> tuple[str, str]:
    if refusal or finish == "refusal":
        return "refusal", refusal
    if finish in _FILTERED:
        return "content_filter", ""
    if finish in _LENGTH:
        return "truncated", ""
    if finish == "error":
        return "server", ""
    if not finish:
        return "cut", "no finish_reason"
    return ("", "") if text.strip() else ("empty", f"finish_reason {finish}")


def _text(content: Any) -> str:
    """Message content: a string, or (some servers) a list of typed parts."""
    if isinstance(content, str):
        return content
    parts = content if isinstance(content, list) else []
    texts = [part.get("text") for part in parts if isinstance(part, dict)]
    return "".join(text for text in texts if isinstance(text, str))


def _with_usage(outcome: Outcome, usage: Any) -> Outcome:
    usage = usage if isinstance(usage, dict) else {}
    return replace(
        outcome,
        input_tokens=_count(usage, "prompt_tokens"),
        cached_tokens=_count(usage.get("prompt_tokens_details"), "cached_tokens"),
        output_tokens=_count(usage, "completion_tokens"),
        reasoning_tokens=_count(usage.get("completion_tokens_details"), "reasoning_tokens"),
    )


def _count(usage: Any, name: str) -> int | None:
    number = usage.get(name) if isinstance(usage, dict) else None
    good = isinstance(number, int) and not isinstance(number, bool) and 0 <= number < 10**9
    return number if good else None


def _page_title(page: str) -> str:
    found = _TITLE.search(page[:5000])
    return f"its title is {found[1].strip()!r}" if found else "an HTML page"
