"""What a Run says, in Japanese: what it was asked, what it made, which error ended it. Pure."""

from __future__ import annotations

import json
from typing import Any

from pages.shared import cost_words
from storage.records import Run
from storage.weeks import label

_COUNTS = {"new": "新着", "updated": "更新", "unchanged": "変更なし", "failed": "失敗"}


def about(run: Run) -> str:
    """The week or the URL that a job is about; "" when there is none."""
    asked = read(run.arguments)
    if isinstance(asked.get("week"), str):
        try:
            return f"{asked['week']}({label(asked['week'])})"
        except ValueError:
            return str(asked["week"])
    return str(asked.get("url") or "")[:120]


def result(run: Run) -> str:
    """What a finished job made, in one line; "" when there is nothing to count."""
    made = read(run.result)
    collected = made.get("collect", made if run.kind in ("collect", "refresh") else None)
    built = made.get("build", made if run.kind == "build" else None)
    own = _WORDS[run.kind](made) if run.kind in _WORDS else ""
    parts = (_added(made.get("articles")), _collected(collected), _built(built), own)
    return "、".join(part for part in parts if part)


def error_code(run: Run) -> str:
    """The code of the error that ended a run; "workbench" where none was kept."""
    return str(read(run.result).get("code") or "workbench")


def read(document: str) -> dict[str, Any]:
    """A JSON object of a Run; {} for anything else."""
    try:
        found = json.loads(document or "{}")
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _added(listed: Any) -> str:
    titles = [one.get("title") for one in listed or [] if isinstance(one, dict)]
    told = [f"「{str(title)[:60]}」" for title in titles[:3] if title]
    more = f"ほか{len(titles) - 3}件" if len(titles) > 3 else ""
    return "".join(told) + more


def _collected(made: Any) -> str:
    if not isinstance(made, dict):
        return ""
    counts = [(name, made.get(key)) for key, name in _COUNTS.items()]
    return " ".join(f"{name} {n}件" for name, n in counts if isinstance(n, int))


def _built(made: Any) -> str:
    if not isinstance(made, dict) or not isinstance(made.get("items"), int):
        return ""
    calls = made.get("calls")
    cost = made.get("cost_usd")
    paid = f"、{cost_words.usd(cost)}" if isinstance(cost, float) else ""
    told = f"(モデル呼び出し {calls}回{paid})" if isinstance(calls, int) and calls else ""
    return f"{made['items']}項目のダイジェスト{told}"


def _reviewed(made: dict[str, Any]) -> str:
    counts = made.get("counts")
    if not isinstance(counts, dict):
        return ""
    told = [f"{name} {counts[name]}件" for name in ("NG", "要確認", "OK") if counts.get(name)]
    return " ".join(told) or "規則がありません"


def _glossed(made: dict[str, Any]) -> str:
    names = {"found": "新しい用語", "drafted": "定義の下書き", "undefined": "定義のない用語"}
    return "、".join(f"{label} {made[key]}語" for key, label in names.items() if made.get(key))


def _linked(made: dict[str, Any]) -> str:
    counts = (("ok", "到達"), ("moved", "転送"), ("dead", "リンク切れ"), ("unsure", "不明"))
    told = " ".join(f"{name} {made[key]}件" for key, name in counts if made.get(key))
    return told or ("確かめるリンクがありません" if made.get("links") == [] else "")


def _rewritten(made: dict[str, Any]) -> str:
    methods = {"model": "AIの下書き", "extractive": "原文から抽出(AI未使用)", "title": "題名のみ"}
    how, doubts = methods.get(str(made.get("method")), ""), made.get("findings")
    return f"{how}、要確認 {doubts}か所" if how and isinstance(doubts, int) and doubts else how


_WORDS = {"review": _reviewed, "glossary": _glossed, "links": _linked, "item": _rewritten}
