"""Every way in which a model call goes wrong, in one visible table."""

from __future__ import annotations

from typing import NamedTuple

LONGEST_PAUSE = 120.0  # seconds; a server that asks for more is reported, not waited for


class Fault(NamedTuple):
    """systemic: every other call would fail too; retryable: the same request may work later."""

    systemic: bool
    retryable: bool
    message: str
    hint: str


FAULTS: dict[str, Fault] = {
    "timeout": Fault(
        False,
        True,
        "The model did not answer in time; the call may have been billed.",
        "Use a smaller model, a shorter text or fewer calls at a time (DIGEST_CONCURRENCY).",
    ),
    "connection": Fault(
        True,
        True,
        "The model server cannot be reached.",
        "Check that it runs and that OPENAI_BASE_URL names its host and port.",
    ),
    "tls": Fault(
        True,
        False,
        "No safe (TLS) connection to the model server.",
        "Use http:// for a server without TLS; behind a company proxy set SSL_CERT_FILE;"
        " on a slim Linux image install ca-certificates.",
    ),
    "bad_url": Fault(
        True,
        False,
        "The base URL of the model server is no http(s) URL.",
        "Set OPENAI_BASE_URL to something like http://127.0.0.1:11434/v1.",
    ),
    "redirect": Fault(
        True,
        False,
        "The model server answered with a redirect, which is not followed with a key.",
        "Set OPENAI_BASE_URL to the address it redirects to.",
    ),
    "no_endpoint": Fault(
        True,
        False,
        "The server has no chat completions at this address.",
        "The base URL usually ends in /v1.",
    ),
    "auth": Fault(
        True,
        False,
        "The model server refused the key.",
        "Set OPENAI_API_KEY to a valid key for this server and this model.",
    ),
    "quota": Fault(
        True,
        False,
        "The account has no quota or credit left.",
        "Top up or raise the limit at the provider, or choose another server.",
    ),
    "rate_limit": Fault(
        False,
        True,
        "Too many requests for this account.",
        "Wait, or lower DIGEST_CONCURRENCY.",
    ),
    "model_not_found": Fault(
        True,
        False,
        "The server does not know this model.",
        "Set DIGEST_MODEL to a name that the server lists (settings screen), or pull it there.",
    ),
    "context_overflow": Fault(
        False,
        False,
        "The text is longer than the model can read.",
        "Use a model with a longer context, or raise the context size of the server.",
    ),
    "content_filter": Fault(
        False,
        False,
        "The provider's content filter stopped the call.",
        "Nothing to do for this text on this server; another server may accept it.",
    ),
    "refusal": Fault(
        False,
        False,
        "The model refused to answer.",
        "Read its words in the call's row; reword the prompt or use another model.",
    ),
    "truncated": Fault(
        False,
        False,
        "The reply was cut at its token limit, also after the limit was raised.",
        "Use a model that thinks less, or lower its reasoning effort at the server.",
    ),
    "empty": Fault(
        False,
        True,
        "The model answered with nothing.",
        "Try again; if it stays so, the server's chat template does not fit the model.",
    ),
    "cut": Fault(
        False,
        True,
        "The connection or the reply ended before it was complete.",
        "Try again; look at the log of the server or of the proxy before it.",
    ),
    "html": Fault(
        True,
        False,
        "A web page came where a model's reply should be.",
        "The base URL points to a web site or a login page is in the way: check"
        " OPENAI_BASE_URL (it usually ends in /v1) and the network.",
    ),
    "not_json": Fault(
        False,
        True,
        "The server's reply is no JSON.",
        "Try again; check that OPENAI_BASE_URL is an OpenAI-compatible server.",
    ),
    "no_choices": Fault(
        False,
        True,
        "The server's reply holds no answer.",
        "Try again; check that OPENAI_BASE_URL is an OpenAI-compatible server.",
    ),
    "too_long": Fault(
        False,
        False,
        "The server's reply is longer than any answer can be.",
        "Check that OPENAI_BASE_URL is an OpenAI-compatible server.",
    ),
    "server": Fault(
        False,
        True,
        "The model server failed.",
        "Try again later; look at the server's log.",
    ),
    "format_unsupported": Fault(
        False,
        False,
        "The server supports none of the ways of asking for JSON.",
        "Use another server or a newer version of it.",
    ),
    "parameter_unsupported": Fault(
        False,
        False,
        "The server refused a parameter of the request.",
        "Use another model, or a newer version of the server.",
    ),
    "bad_request": Fault(
        False,
        False,
        "The server refused the request.",
        "Its words say why; use another model or server if they do not help.",
    ),
    "invalid_output": Fault(
        False,
        False,
        "The model's answer does not have the form that was asked for.",
        "Use a stronger model, or a server that enforces JSON schemas.",
    ),
    "budget": Fault(
        False,
        False,
        "The job's limit is reached; nothing more is sent.",
        "Raise DIGEST_MAX_USD or DIGEST_MAX_CALLS, or go on with what there is.",
    ),
}

# Rejected before the model worked: these cost nothing.
UNBILLED = frozenset(
    {"connection", "tls", "bad_url", "redirect", "no_endpoint", "auth", "quota", "rate_limit"}
    | {"model_not_found", "format_unsupported", "parameter_unsupported", "bad_request"}
)


def describe(kind: str, detail: str = "") -> str:
    """What happened, with the server's own words where there are any (no hint)."""
    message = FAULTS[kind].message
    return f"{message} ({detail})" if detail else message


def is_systemic(kind: str, retry_after: float | None = None) -> bool:
    """Whether it stops the whole job: also a rate limit that lasts longer than we wait."""
    too_long = kind == "rate_limit" and (retry_after or 0.0) > LONGEST_PAUSE
    return FAULTS[kind].systemic or too_long
