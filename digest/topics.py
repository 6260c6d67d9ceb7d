"""What makes a story one about generative AI: two visible lists of terms, and a score. Pure."""

from __future__ import annotations

import re
from functools import lru_cache
from unicodedata import normalize

# what the digest is about: one of these in a title is enough
CORE = (
    "AI", "生成AI", "人工知能", "LLM", "LLMs", "大規模言語モデル", "言語モデル", "language model", "language models",
    "基盤モデル", "foundation model", "GPT", "ChatGPT", "OpenAI", "Claude", "Anthropic", "Gemini", "DeepMind", "Llama",
    "Mistral", "Qwen", "DeepSeek", "Gemma", "Grok", "Copilot", "Hugging Face", "Stable Diffusion", "Sora", "Codex",
    "RAG", "検索拡張生成", "retrieval-augmented", "プロンプト", "prompt", "prompts", "AIエージェント", "エージェント", "agentic",
    "agent", "agents", "MCP", "chatbot", "チャットボット", "transformer", "拡散モデル", "diffusion model", "diffusion models",
    "マルチモーダル", "multimodal", "生成モデル", "generative", "ファインチューニング", "fine-tuning", "LoRA", "量子化",
    "quantization", "RLHF", "ハルシネーション", "hallucination", "画像生成", "動画生成", "chain-of-thought", "思考の連鎖",
)  # fmt: skip
# what is often about it: several of these together are
NEAR = (
    "機械学習", "machine learning", "深層学習", "ディープラーニング", "deep learning", "neural", "ニューラル", "推論",
    "inference", "reasoning", "学習データ",
    "benchmark", "ベンチマーク", "embedding", "埋め込み", "トークン", "token", "tokens", "attention", "強化学習",
    "reinforcement learning", "alignment", "アラインメント", "音声認識",
    "ロボット", "robotics", "NVIDIA", "GPU", "open weights", "オープンモデル", "distillation", "蒸留", "NLP", "自然言語処理",
    "コンピュータビジョン", "computer vision", "モデル", "model", "models",
)  # fmt: skip
# those of CORE that are somebody's name: an issue should not be about one of them alone
NAMES = (
    "GPT", "ChatGPT", "OpenAI", "Claude", "Anthropic", "Gemini", "DeepMind", "Llama", "Mistral", "Qwen", "DeepSeek", "Gemma",
    "Grok", "Copilot", "Hugging Face", "Stable Diffusion", "Sora", "Codex", "MCP",
)  # fmt: skip
HEAD = 1500  # characters of the text that are looked at


def _pattern(terms: tuple[str, ...]) -> re.Pattern[str]:
    """Latin terms only as whole words (kana next to them is no part of a word)."""
    ordered = sorted(terms, key=lambda term: (-len(term), term))
    latin = [re.escape(term) for term in ordered if term.isascii()]
    others = [re.escape(term) for term in ordered if not term.isascii()]
    # One look at the first letter spares trying a hundred terms at every place of a text.
    words = rf"(?<![A-Za-z0-9])(?={_first(latin)})(?:{'|'.join(latin)})(?![A-Za-z])"
    return re.compile(rf"(?={_first(others)})(?:{'|'.join(others)})|{words}", re.IGNORECASE)


def _first(words: list[str]) -> str:
    return f"[{''.join(sorted({word[0] for word in words}))}]"


_NAMES = frozenset(map(str.casefold, NAMES))
_CORE, _NEAR = _pattern(CORE), _pattern(NEAR)


def relevance(title: str, text: str) -> tuple[float, tuple[str, ...]]:
    """How much a story is about generative AI (0 to 1), and the terms that say so."""
    return _relevance(title, text[:HEAD])


@lru_cache(maxsize=8192)
def _relevance(title: str, head: str) -> tuple[float, tuple[str, ...]]:
    """A screen ranks the same week again at every click."""
    core_title, near_title = _found(_CORE, title), _found(_NEAR, title)
    core_text, near_text = _found(_CORE, head), _found(_NEAR, head)
    score = 0.6 * bool(core_title) + 0.2 * bool(near_title)
    score += min(0.4, 0.15 * len(core_text)) + min(0.2, 0.05 * len(near_text))
    terms = dict.fromkeys([*core_title, *core_text, *near_title, *near_text])
    return min(1.0, score), tuple(terms)


def subject(title: str) -> str:
    """The first name in a title that tells more than the field does, folded; "" for none."""
    return next((name for name in map(str.casefold, _found(_CORE, title)) if name in _NAMES), "")


def _found(pattern: re.Pattern[str], text: str) -> list[str]:
    """Terms in the order of the text, each once, as the text writes it (in usual width)."""
    found: dict[str, str] = {}
    for match in pattern.finditer(normalize("NFKC", text)):
        found.setdefault(match[0].casefold(), match[0])
    return list(found.values())
