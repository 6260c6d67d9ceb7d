"""Settings.from_env(): read at the edges only; the environment wins over what a screen saved."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

from digest.errors import UsageError

PURPOSES = ("paper", "article", "highlights")
_OWN = ("home", "engine_url", "api_key")  # of each process: no job carries them
DEFAULT_SERVER = "https://api.openai.com/v1"


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that can be set; docs/settings.md describes each name."""

    home: Path = Path("data")
    engine_url: str = ""  # "" = SQLite file engine.db in home
    base_url: str = ""  # "" = OpenAI when there is a key, else no model
    model: str = ""  # "" = no model: extractive digest
    purpose_models: tuple[tuple[str, str], ...] = ()  # (purpose, model)
    api_key: str = field(default="", repr=False)
    language: str = "ja"
    contact: str = ""
    allow_private_hosts: tuple[str, ...] = ()
    full_text: bool = True
    whole_papers: bool = True  # for what a build chooses, where a model reads it
    read_tokens: int = 16_000  # of source text in one question
    max_usd: float | None = None  # of a job; None: no limit
    max_calls: int | None = None  # of a job
    model_score: bool = False  # a model says what candidates are worth, before they are chosen
    batch: bool = False  # weekly jobs ask by the Batch API where the server has it
    concurrency: int = 16
    refresh_minutes: int | None = None  # 0: off; None: what a person chose
    start_worker: bool = True  # screens start a worker where none is alive

    @property
    def database(self) -> Path:
        """digest.db in home."""
        return self.home / "digest.db"

    @property
    def server(self) -> str:
        """The base URL in use."""
        return self.base_url or DEFAULT_SERVER

    @property
    def has_model(self) -> bool:
        """Whether a model is set: a name, and a key or a server of one's own."""
        return bool(self.model) and bool(self.api_key or self.base_url)

    def model_for(self, purpose: str) -> str:
        """The model for a purpose (one of PURPOSES)."""
        return dict(self.purpose_models).get(purpose) or self.model

    def public(self) -> dict[str, Any]:
        """What a job carries, as plain values: no key, no password of the engine's database."""
        plain = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in _OWN}
        return plain | {
            "purpose_models": [list(pair) for pair in self.purpose_models],
            "allow_private_hosts": list(self.allow_private_hosts),
        }

    def with_public(self, plain: Mapping[str, Any]) -> Settings:
        """These settings (key, home, engine) with a job's own values."""
        own = {k: v for k, v in plain.items() if k not in _OWN}
        own.setdefault("model_score", False)  # a job that an earlier release began
        own["purpose_models"] = tuple((p, m) for p, m in own.get("purpose_models", ()))
        own["allow_private_hosts"] = tuple(own.get("allow_private_hosts", ()))
        return replace(self, **own)

    @classmethod
    def from_env(
        cls, env: Mapping[str, str] | None = None, saved: Mapping[str, Any] | None = None
    ) -> Settings:
        """From environment variables over what was saved on a screen.

        saved: {"base_url", "model", "purpose_models": {purpose: model}, "model_score": bool}.
        Raises UsageError when a value cannot be read.
        """
        env = os.environ if env is None else env
        saved = saved or {}
        return cls(
            home=Path(env.get("DIGEST_HOME") or "data"),
            engine_url=env.get("DIGEST_ENGINE_URL", ""),
            base_url=_server(env.get("OPENAI_BASE_URL") or saved.get("base_url") or ""),
            model=env.get("DIGEST_MODEL") or saved.get("model") or "",
            purpose_models=_purposes(env, saved),
            api_key=env.get("OPENAI_API_KEY", ""),
            language=_language(env.get("DIGEST_LANGUAGE") or "ja"),
            contact=env.get("DIGEST_CONTACT", ""),
            allow_private_hosts=_hosts(env.get("DIGEST_ALLOW_PRIVATE_HOSTS", "")),
            full_text=_switch("DIGEST_FULL_TEXT", env.get("DIGEST_FULL_TEXT") or "1"),
            whole_papers=_switch("DIGEST_WHOLE_PAPERS", env.get("DIGEST_WHOLE_PAPERS") or "1"),
            read_tokens=_tokens(env),
            max_usd=money("DIGEST_MAX_USD", env.get("DIGEST_MAX_USD", "")),
            max_calls=_limit(env),
            model_score=_score(env.get("DIGEST_MODEL_SCORE", ""), saved.get("model_score")),
            batch=_switch("DIGEST_BATCH", env.get("DIGEST_BATCH") or "0"),
            concurrency=_count(env),
            refresh_minutes=_pace(env),
            start_worker=_switch("DIGEST_START_WORKER", env.get("DIGEST_START_WORKER") or "1"),
        )


def _purposes(env: Mapping[str, str], saved: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    chosen = dict(saved.get("purpose_models") or {})
    for purpose in PURPOSES:
        chosen[purpose] = env.get(f"DIGEST_MODEL_{purpose.upper()}") or chosen.get(purpose, "")
    return tuple((p, m) for p, m in chosen.items() if m)


def _server(text: str) -> str:
    """A base URL that can be stored: jobs and call rows carry it."""
    text = text.strip().rstrip("/")
    if text and not text.lower().startswith(("http://", "https://")):
        raise UsageError(
            f"OPENAI_BASE_URL={text[:100]!r} is no web address.",
            "Use something like http://127.0.0.1:11434/v1.",
        )
    if "@" in text.split("://", 1)[-1].split("/", 1)[0]:
        raise UsageError(
            "OPENAI_BASE_URL holds a user name or password.", "Put the key in OPENAI_API_KEY."
        )
    if "?" in text or "#" in text:
        raise UsageError(
            "OPENAI_BASE_URL holds a query or fragment, where no path can follow.",
            "End it with the path, as in https://host/v1; put the key in OPENAI_API_KEY.",
        )
    return text


def _hosts(text: str) -> tuple[str, ...]:
    return tuple(host.strip().lower() for host in text.split(",") if host.strip())


def _language(text: str) -> str:
    if text not in ("ja", "en"):
        raise UsageError(f"DIGEST_LANGUAGE={text!r} is not known.", "Use ja or en.")
    return text


def _switch(name: str, text: str) -> bool:
    if text.lower() not in ("0", "1", "true", "false", "yes", "no", "on", "off"):
        raise UsageError(f"{name}={text!r} is neither on nor off.", "Use 1 or 0.")
    return text.lower() in ("1", "true", "yes", "on")


def _score(text: str, saved: object) -> bool:
    return _switch("DIGEST_MODEL_SCORE", text) if text else saved is True


def money(name: str, text: str) -> float | None:
    """US dollars; None for "". Raises UsageError, which says the name."""
    if not (text := text.strip()):
        return None
    try:
        amount = float(text) if text.isascii() and "_" not in text else -1.0
    except ValueError:
        amount = -1.0
    if not 0 <= amount < float("inf"):
        raise UsageError(f"{name}={text[:20]!r} is no amount.", "Use a number like 1.50.")
    return amount


def _whole(env: Mapping[str, str], name: str, allowed: range, use: str, *, off: str = "") -> int:
    """A whole number, written as people write one: no sign, no leading zero, no other digits."""
    text = (env.get(name) or "").strip()
    plain = text.isascii() and text.isdigit() and len(text) < 10
    if not plain or text != str(int(text)) or not (int(text) in allowed or text == off):
        raise UsageError(f"{name}={text[:20]!r} is out of range.", f"Use {use}.")
    return int(text)


def _set(env: Mapping[str, str], name: str) -> bool:
    return bool(env.get(name, "").strip())


def _pace(env: Mapping[str, str]) -> int | None:
    name = "DIGEST_REFRESH_MINUTES"
    if not _set(env, name):
        return None
    return _whole(env, name, range(15, 61), "15 to 60, or 0 for off", off="0")


def _tokens(env: Mapping[str, str]) -> int:
    name = "DIGEST_READ_TOKENS"
    allowed = range(1000, 1_000_001)
    return _whole(env, name, allowed, "1000 to 1000000") if _set(env, name) else 16_000


def _limit(env: Mapping[str, str]) -> int | None:
    name = "DIGEST_MAX_CALLS"
    return _whole(env, name, range(10**9), "a number like 50") if _set(env, name) else None


def _count(env: Mapping[str, str]) -> int:
    name = "DIGEST_CONCURRENCY"
    return _whole(env, name, range(1, 257), "1 to 256") if _set(env, name) else 16
