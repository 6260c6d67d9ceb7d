"""Why a model did not write a summary, in the words that screens and exports show. Pure."""

from __future__ import annotations

REASONS = {
    "auth": "APIキーが受け付けられませんでした",
    "quota": "モデルの利用枠がありません",
    "model_not_found": "指定のモデルがサーバーにありません",
    "connection": "モデルのサーバーに接続できませんでした",
    "tls": "モデルのサーバーの証明書を確認できませんでした",
    "timeout": "モデルの応答が時間内に届きませんでした",
    "rate_limit": "モデルの呼び出し回数の制限に達しました",
    "server": "モデルのサーバーでエラーが起きました",
    "context_overflow": "本文がモデルの上限より長いため読めませんでした",
    "content_filter": "モデルの安全フィルターが応答を止めました",
    "refusal": "モデルが応答を断りました",
    "truncated": "モデルの応答が途中で切れました",
    "cut": "モデルの応答が途中で切れました",
    "empty": "モデルの応答が空でした",
    "no_claims": "モデルの応答に要約と呼べる文がありませんでした",
    "no_evidence": "モデルの応答のどの文も資料の文に基づいていませんでした",
    "wrong_language": "モデルの応答がダイジェストの言語ではありませんでした",
    "budget": "設定した予算の上限に達しました",
}
OTHER = "モデルの応答を読み取れませんでした"


def reason(kind: str) -> str:
    """One Japanese sentence (without 。) for a fault kind of llm.faults.FAULTS."""
    return REASONS.get(kind, OTHER)


def note(kind: str) -> str:
    """The note of a summary that fell back to extraction."""
    return f"{reason(kind)}。AIを使わず原文から抽出しました。"
