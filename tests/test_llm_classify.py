"""Refusals and exceptions told apart, by what real servers say."""

from __future__ import annotations

import socket
import ssl

import httpx2
import pytest

from llm.classify import exception_kind, retry_after, status_kind

# (status, words, kind): words as the named server sends them
SAID = [
    (401, "Incorrect API key provided: sk-ab***. invalid_api_key", "auth"),
    (400, "API key not valid. Please pass a valid API key. INVALID_ARGUMENT", "auth"),  # Google
    (400, "No connected db. no_db_connection", "auth"),  # LiteLLM
    (403, "Country, region, or territory not supported", "auth"),  # OpenAI
    (429, "You exceeded your current quota, please check your plan insufficient_quota", "quota"),
    (401, "insufficient_quota", "quota"),
    (402, "Insufficient Balance", "quota"),  # DeepSeek
    (403, "Your account has insufficient credits", "quota"),
    (429, "Rate limit reached for requests rate_limit_exceeded", "rate_limit"),
    (429, "Request too large for gpt-4 on tokens per min (TPM)", "context_overflow"),
    (404, "The model `gpt-9` does not exist or you do not have access model_not_found", "model"),
    (404, 'model "llama9" not found, try pulling it first', "model"),  # Ollama
    (404, "The model `x` does not exist. NotFoundError", "model"),  # vLLM
    (400, "x/y is not a valid model ID", "model"),  # OpenRouter
    (400, "/chat/completions: Invalid model name passed in model=x", "model"),  # LiteLLM
    (404, "DeploymentNotFound The API deployment for this resource does not exist", "model"),
    (403, "Project does not have access to model gpt-5 model_not_found", "model"),
    (404, "404 page not found", "no_endpoint"),
    (404, "Not Found", "no_endpoint"),
    (405, "Method Not Allowed", "no_endpoint"),
    (400, "context_length_exceeded maximum context length is 8192 tokens", "context_overflow"),
    (
        400,
        "400 the request exceeds the available context size, try increasing it",
        "context_overflow",
    ),
    (400, "litellm.ContextWindowExceededError: boom", "context_overflow"),
    (400, "prompt is too long: 210000 tokens > 200000 maximum", "context_overflow"),  # Anthropic
    (
        400,
        "'max_tokens' or 'max_completion_tokens' is too large: 8000. This model's maximum"
        " context length is 4096 tokens",
        "context_overflow",
    ),  # vLLM
    (413, "Payload Too Large", "context_overflow"),
    (400, "content_filter The response was filtered", "content_filter"),  # Azure
    (
        400,
        "Your request was rejected by Azure OpenAI's content management policy",
        "content_filter",
    ),
    (403, "Input was flagged", "content_filter"),  # OpenRouter
    (
        500,
        "[{'loc': ('body', 'response_format', 'type'), 'msg': \"Input should be 'text' or"
        " 'json_object'\"}]",
        "format_unsupported",
    ),  # llama-cpp-python
    (400, "'response_format.type' must be 'json_schema'", "format_unsupported"),  # LM Studio
    (400, "Invalid grammar", "format_unsupported"),
    (
        400,
        "unsupported_parameter max_tokens Unsupported parameter: 'max_tokens' is not supported"
        " with this model. Use 'max_completion_tokens' instead.",
        "parameter_unsupported",
    ),  # OpenAI
    (422, "extra_forbidden Extra inputs are not permitted: seed", "parameter_unsupported"),
    (400, "max_tokens or model output limit was reached. Please try again", "truncated"),  # OpenAI
    (400, "messages must not be empty", "bad_request"),
    (422, "", "bad_request"),
    (408, "Request Timeout", "timeout"),
    (409, "Conflict", "server"),
    (500, "Internal Server Error", "server"),
    (502, "'502 Bad Gateway'", "server"),
    (503, "Loading model: the model does not exist yet in memory", "server"),  # llama-server
    (529, "Overloaded", "server"),  # Anthropic
    (301, "Moved", "redirect"),
    (307, "", "redirect"),
    (0, "something went wrong", "server"),
]


@pytest.mark.parametrize(("status", "words", "kind"), SAID)
def test_refusals_are_told_apart(status: int, words: str, kind: str) -> None:
    assert status_kind(status, words) == {"model": "model_not_found"}.get(kind, kind)


def test_a_quota_per_minute_is_a_rate_limit() -> None:
    words = "You exceeded your current quota. Please retry in 37.2s. RESOURCE_EXHAUSTED"
    assert status_kind(429, words, retry_after=37.2) == "rate_limit"
    assert status_kind(429, words + " insufficient_quota", retry_after=1.0) == "quota"


NOW = 1_795_219_200.0  # 2026-11-21 00:00:00 UTC


@pytest.mark.parametrize(
    ("headers", "words", "seconds"),
    [
        ({}, "", None),
        ({"retry-after": "20"}, "", 20.0),
        ({"retry-after": "0.5"}, "", 0.5),
        ({"retry-after": "-3"}, "", 0.0),
        ({"retry-after-ms": "1500", "retry-after": "9"}, "", 1.5),
        ({"retry-after-ms": "soon", "retry-after": "9"}, "", 9.0),
        ({"retry-after": "Sat, 21 Nov 2026 00:01:30 GMT"}, "", 90.0),
        ({"retry-after": "Fri, 20 Nov 2026 00:00:00 GMT"}, "", 0.0),
        ({"retry-after": "inf"}, "", None),
        ({"retry-after": "tomorrow"}, "", None),
        ({"retry-after": "9" * 400}, "", None),
        ({}, "Please try again in 20ms.", 0.02),
        ({}, "Please try again in 1m30.5s.", 90.5),
        ({}, "Please retry in 37.2s", 37.2),
        ({}, "retry after 12", 12.0),
        ({}, "try again in a while", None),
        ({}, "try again in .....s", 0.0),
    ],
)
def test_how_long_a_server_asks_to_wait(
    headers: dict[str, str], words: str, seconds: float | None
) -> None:
    assert retry_after(headers, words, now=NOW) == seconds


def _caused(outer: Exception, *causes: Exception) -> Exception:
    current = outer
    for cause in causes:
        current.__cause__ = cause
        current = cause
    return outer


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (_caused(httpx2.ConnectError("x"), ConnectionRefusedError(111, "refused")), "connection"),
        (_caused(httpx2.ConnectError("x"), socket.gaierror(-2, "unknown name")), "connection"),
        (httpx2.ConnectTimeout("x"), "connection"),
        (httpx2.ReadTimeout("x"), "timeout"),
        (TimeoutError(), "timeout"),
        (_caused(httpx2.ConnectError("x"), ssl.SSLCertVerificationError(1, "self-signed")), "tls"),
        (httpx2.RemoteProtocolError("peer closed connection"), "cut"),
        (_caused(httpx2.ReadError("x"), ConnectionResetError(104, "reset")), "cut"),
        (_caused(httpx2.ReadError("x"), ssl.SSLError(1, "bad record")), "cut"),
        (httpx2.UnsupportedProtocol("x"), "bad_url"),
        (httpx2.InvalidURL("x"), "bad_url"),
        (httpx2.DecodingError("x"), "not_json"),
        (OSError(101, "Network is unreachable"), "connection"),
    ],
)
def test_exceptions_are_told_apart(error: Exception, kind: str) -> None:
    assert exception_kind(_caused(RuntimeError("Connection error."), error)) == kind


def test_a_circle_of_causes_ends() -> None:
    first, second = ValueError("a"), ValueError("b")
    first.__cause__, second.__cause__ = second, first
    assert exception_kind(first) == "not_json"
