"""Which fault a refusal or an exception is: pure, from status, headers, words and causes."""

from __future__ import annotations

import email.utils
import math
import re
import ssl
from collections.abc import Iterator, Mapping

_I = re.IGNORECASE
_QUOTA_CODES = re.compile(r"insufficient_quota|billing_hard_limit|account_deactivated", _I)
_QUOTA = re.compile(
    r"insufficient[ _](quota|balance|credit|funds)|exceeded your current quota|billing", _I
)
_KEY = re.compile(
    r"(invalid|incorrect|missing|no|expired|provide an?) .{0,20}(api|auth\w*)[ _-]?(key|token)"
    r"|(api|auth)[ _-]?key .{0,20}(not valid|invalid|expired|missing|required|not found)"
    r"|invalid_api_key|unauthori[sz]ed|authentication|no_db_connection",
    _I,
)
_FILTER = re.compile(
    r"content[_ ]filter|content[_ ]management[_ ]policy|content[_ ]policy|ResponsibleAIPolicy"
    r"|flagged|moderation",
    _I,
)
_OVERFLOW = re.compile(
    r"context[ _](length|window|size)|ContextWindowExceeded|available context"
    r"|prompt is too long|too many (input )?tokens|input is too (long|large)|request too large"
    r"|maximum (allowed )?(number of )?(input )?tokens|reduce the length"
    r"|exceeds? .{0,40}(tokens?|context) (limit|maximum)",
    _I,
)
_FORMAT = re.compile(
    r"response_format|json_schema|json_object|structured.?output|guided|grammar"
    r"|input should be 'text'",
    _I,
)
_REFUSED = r"unsupported|not (yet )?support|unknown|unrecogni[sz]ed|unexpected|not permitted|extra"
_PARAMETER = re.compile(
    rf"max_completion_tokens|({_REFUSED}).*\b(max_tokens|seed)\b|\b(max_tokens|seed)\b.*({_REFUSED})",
    _I | re.DOTALL,
)
_LIMIT = re.compile(r"output limit was reached", _I)  # thinking used it up (OpenAI, 400)
_TOO_LARGE = re.compile(r"request too large", _I)
_MODEL_CODES = re.compile(r"model_not_found|model_not_exist|DeploymentNotFound", _I)
_MODEL = re.compile(
    r"no endpoints found|(invalid|unknown|no such|not a valid) model|try pulling"
    r"|model.{0,120}(not found|not exist|not a valid|not available|does not exist|unknown)",
    _I | re.DOTALL,
)
_WAIT = re.compile(r"(?:try again|retry) (?:in|after) (?:(\d+)m(?!s))?(?:([\d.]+)(ms|s)?)?", _I)
_PLAIN = {
    404: "no_endpoint",
    405: "no_endpoint",
    408: "timeout",
    409: "server",
    413: "context_overflow",
    425: "server",
}


def status_kind(status: int, words: str, *, retry_after: float | None = None) -> str:
    """The fault of a refusal. words: code, type and message of the error body; status 0: none."""
    if 300 <= status < 400:
        return "redirect"
    if status == 402 or _is_quota(status, words, retry_after):
        return "quota"
    if status in (401, 407):
        return "auth"
    if status == 429:  # a request beyond the limit per minute on its own would never pass
        return "context_overflow" if _TOO_LARGE.search(words) else "rate_limit"
    named = _named_kind(words, is_refusal=status < 500)
    if named:
        return named
    if status == 403 or (status < 500 and _KEY.search(words)):
        return "auth"
    return _PLAIN.get(status) or ("server" if status >= 500 or status == 0 else "bad_request")


def _named_kind(words: str, *, is_refusal: bool) -> str:
    """What the words say; a 5xx never means the model's name."""
    if is_refusal and _MODEL_CODES.search(words):
        return "model_not_found"
    for kind, pattern in (
        ("context_overflow", _OVERFLOW),
        ("truncated", _LIMIT),
        ("parameter_unsupported", _PARAMETER),
        ("format_unsupported", _FORMAT),
        ("model_not_found", _MODEL),
        ("content_filter", _FILTER),
    ):
        if pattern.search(words) and (is_refusal or kind != "model_not_found"):
            return kind
    return ""


def _is_quota(status: int, words: str, retry_after: float | None) -> bool:
    """A used-up account; some servers say "quota" for a limit per minute too, with a wait."""
    if _QUOTA_CODES.search(words):
        return True
    return status in (0, 400, 403, 429) and bool(_QUOTA.search(words)) and retry_after is None


def exception_kind(error: BaseException) -> str:
    """The fault of a request that got no whole HTTP reply, from the chain of causes."""
    chain = list(_causes(error))
    names = {cls.__name__ for e in chain for cls in type(e).__mro__}
    if any(isinstance(e, ssl.SSLError) for e in chain) and "ReadError" not in names:
        return "tls"
    for kind, wanted in (
        ("too_long", {"ReplyTooLong"}),
        ("bad_url", {"UnsupportedProtocol", "InvalidURL"}),
        ("connection", {"ConnectError", "ConnectTimeout", "ProxyError", "gaierror"}),
        ("timeout", {"TimeoutException", "TimeoutError", "APITimeoutError"}),
        ("cut", {"RemoteProtocolError", "ReadError", "WriteError", "ConnectionError"}),
        ("not_json", {"DecodingError", "ValueError", "RecursionError"}),
    ):
        if names & wanted:
            return kind
    return "connection"


def _causes(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        yield current
        current = current.__cause__ or current.__context__


def retry_after(headers: Mapping[str, str], words: str, *, now: float) -> float | None:
    """Seconds that a server asks to wait; None where it does not say.

    retry-after-ms, then Retry-After as seconds or as an HTTP date (RFC 9110 10.2.3), then
    "try again in 1.5s" in the words. headers has lower-case keys; now: POSIX time.
    """
    for name, divisor in (("retry-after-ms", 1000.0), ("retry-after", 1.0)):
        seconds = _seconds(headers.get(name, ""), divisor, now)
        if seconds is not None:
            return seconds
    found = _WAIT.search(words)
    if not found or not (found[1] or found[2]):
        return None
    amount = _number(found[2] or "0") or 0.0
    return int(found[1] or 0) * 60 + amount / (1000.0 if found[3] == "ms" else 1.0)


def _seconds(value: str, divisor: float, now: float) -> float | None:
    number = _number(value)
    if number is not None:
        return max(0.0, number / divisor)
    try:
        return max(0.0, email.utils.parsedate_to_datetime(value).timestamp() - now)
    except (ValueError, OverflowError, OSError):
        return None


def _number(text: str) -> float | None:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
