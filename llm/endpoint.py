"""Where a model is: a server, a model's name, a key."""

from __future__ import annotations

import base64
import ipaddress
from dataclasses import dataclass
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

OPENAI_HOSTS = (
    ".api.openai.com",
    ".openai.azure.com",
    ".services.ai.azure.com",
    ".cognitiveservices.azure.com",
)


@dataclass(frozen=True, slots=True, repr=False)
class Endpoint:
    """One model on one OpenAI-compatible server. timeout in seconds, for a whole request.

    The key is in no repr, cannot be pickled, and `server` is the form that rows may hold.
    """

    base_url: str
    model: str
    api_key: str = ""
    concurrency: int = 16
    timeout: float = 120.0

    def __repr__(self) -> str:
        return f"Endpoint({self.server!r}, {self.model!r})"

    def __reduce__(self) -> Any:
        raise TypeError("An Endpoint holds a key and is not pickled: pass base_url and model.")

    @property
    def server(self) -> str:
        """The base URL without credentials, query and trailing slash."""
        return public_url(self.base_url)

    @property
    def host(self) -> str:
        """Lower-case host name, "" where there is none."""
        return _host(_split(self.base_url))

    @property
    def is_loopback(self) -> bool:
        """Whether the server is on this machine."""
        return is_loopback(self.host)

    @property
    def token_field(self) -> str:
        """The body field for the reply's limit: OpenAI and Azure refuse the old one."""
        own = f".{self.host}".endswith(OPENAI_HOSTS)
        return "max_completion_tokens" if own else "max_tokens"

    @property
    def secrets(self) -> tuple[str, ...]:
        """What no text that leaves llm/ may contain: the key, and a password in the URL."""
        parts = _split(self.base_url)
        found = [self.api_key.strip()]
        if parts and parts.password:
            pair = f"{unquote(parts.username or '')}:{unquote(parts.password)}"
            basic = base64.b64encode(pair.encode()).decode()
            found += [basic, parts.password, unquote(parts.password)]
        return tuple(secret for secret in found if secret)

    def problem(self) -> tuple[str, str]:
        """(kind, detail) of what makes it unusable before anything is sent, or ("", "")."""
        parts = _split(self.base_url)
        if parts is None or parts.scheme not in ("http", "https") or not _host(parts):
            return "bad_url", ""
        key = self.api_key.strip()
        if not key.isascii() or any(c.isspace() or not c.isprintable() for c in key):
            return "auth", "The key holds a blank or a character that no key has."
        return "", ""


def public_url(url: str) -> str:
    """A URL as rows and messages may show it: no user, password, query, fragment."""
    parts = _split(url)
    if parts is None or not _host(parts):
        return "" if "@" in url or "?" in url else url[:200]
    host = f"[{parts.hostname}]" if ":" in (parts.hostname or "") else parts.hostname
    port = f":{parts.port}" if parts.port else ""
    return f"{parts.scheme}://{host}{port}{parts.path.rstrip('/')}"


def is_loopback(host: str) -> bool:
    """Whether a host name or address is this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


def _split(url: str) -> SplitResult | None:
    try:
        parts = urlsplit(url.strip())
        _ = parts.port  # raises for a port that is no number
    except ValueError:
        return None
    return parts


def _host(parts: SplitResult | None) -> str:
    return (parts.hostname or "").lower() if parts else ""
