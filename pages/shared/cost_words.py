"""Calls, tokens and money in Japanese; what is not known is said to be unknown. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

NO_MODEL = "モデルが未設定のため、費用はかかりません(原文からの抽出)。"


def estimate(found: Mapping[str, Any]) -> str:
    """What digest.estimate.Estimate says, in a few lines."""
    stored = f"(保存済み {found['cached']}件は再利用)" if found["cached"] else ""
    if not found["calls"]:
        return f"見積もり: 新しい呼び出しはありません{stored}。費用はかかりません。"
    usual = found["output_tokens"]
    most = f"最大{found['most_output_tokens']:,}"
    written = most if usual is None else f"約{usual:,}({most})"
    return (
        f"見積もり: 呼び出し {_calls(found)}{stored}、入力 約{found['input_tokens']:,}トークン、"
        f"出力 {written}トークン、{_cost(found)}。{_limits(found)}"
    )


def _calls(found: Mapping[str, Any]) -> str:
    most = found.get("most_calls", 0)
    return f"{found['calls']}回" + (f"(最大{most}回)" if most > found["calls"] else "")


def _limits(found: Mapping[str, Any]) -> str:
    """What the numbers rest on."""
    told = []
    if found.get("week_calls"):
        told.append(f"項目の前に週全体について{found['week_calls']}回尋ねます。")
    if found.get("unread_papers"):
        told.append(f"論文{found['unread_papers']}本は取得するまで長さが分からないため、推定です。")
    if found.get("most_calls", 0) > found["calls"]:
        told.append("最大は、全項目を1回ずつ書き直す場合です。通信の失敗による再試行は含みません。")
    return "".join(told)


def _cost(found: Mapping[str, Any]) -> str:
    usual, most = found["cost_usd"], found["most_usd"]
    if usual is None or most is None:
        return "費用は不明(料金表にないモデル)"
    if found["output_tokens"] is None:
        return f"費用 最大{usd(most)}"
    return f"費用 約{usd(usual)}(最大{usd(most)})"


def usd(amount: float | None) -> str:
    """$0.0123, $12.30, or 不明."""
    if amount is None:
        return "不明"
    return f"${amount:,.2f}" if amount >= 1 else f"${amount:.4f}"


def priced(amount: float | None) -> str:
    """What it cost, or 料金不明."""
    return "料金不明" if amount is None else usd(amount)


def short_of(found: Mapping[str, Any], max_usd: float | None, max_calls: int | None) -> str:
    """A warning where a limit is likely to stop the build half-way; "" otherwise."""
    usual = found["cost_usd"]
    if max_calls is not None and found["calls"] > max_calls:
        return f"上限の{max_calls}回では足りません。残りの項目は原文からの抽出になります。"
    if max_usd is not None and usual is not None and usual > max_usd:
        return f"上限の{usd(max_usd)}では足りない見込みです。残りの項目は原文からの抽出になります。"
    if max_usd is not None and usual is None and found["calls"]:
        return "料金が不明のため、金額の上限は効きません。呼び出しの上限を使ってください。"
    return ""
