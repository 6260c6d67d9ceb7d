"""Names of things in a title: what two reports of one subject share, in any language. Pure.

A name is written with a digit, an inner capital or a dot (GPT-6, DeepMind, llama.cpp), in
brackets (「うたかた13B」), or with a capital where none of the texts at hand writes the word small.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

# Makers, families of models and words of the field: half of all titles have one of them.
_KNOWN = """openai google deepmind microsoft meta facebook anthropic nvidia amazon aws apple hugging face
huggingface github cohere mistral xai alibaba qwen deepseek tencent baidu bytedance ibm intel amd samsung sony
ntt nec nii line azure cloud vertex bedrock gpt chatgpt claude gemini gemma llama copilot grok codex opus sonnet
haiku sora whisper ai llm llms slm vlm rag api apis gpu gpus tpu cpu mcp sdk cli ui ux ide ml nlp saas pdf url faq
ceo cto cdo ciso us usa uk eu japan tokyo america european american japanese english chinese the and for with how
why what when where who new introducing announcing building using inside from jan feb mar apr may jun jul aug sep
oct nov dec january february march april june july august september october november december monday tuesday
wednesday thursday friday saturday sunday arxiv youtube twitter python javascript typescript rust linux windows
android ios web beta preview part vol day show hn ask series pro max mini plus"""
KNOWN = frozenset(_KNOWN.split())
_PARTS = frozenset(
    [
        "part",
        "vol",
        "volume",
        "no",
        "day",
        "week",
        "episode",
        "ep",
        "chapter",
        "phase",
        "step",
        "top",
        "series",
        "microsoft",
    ]
)
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9]*(?:[.+\-][A-Za-z0-9]+)*")
_VERSION = re.compile(r"[ \u3000](\d+(?:\.\d+)*)(?![\w%年月日件])")
_QUOTED = re.compile("[「『]([^「」『』]{2,20})[」』]")
_MARKED = re.compile(r"[a-z].*\d|[a-z][a-z0-9]*[A-Z]|[A-Z]{2,}.*[a-z]|\w\.[a-z]")
_SMALL = re.compile(r"(?<![A-Za-z0-9.\-])[a-z][a-z0-9]*(?:-[a-z0-9]+)*")
_MEASURE = re.compile(r"[a-z]?\d+(?:\.\d+)*[a-z%]?|v\d.*")


def small_words(texts: Iterable[str]) -> frozenset[str]:
    """The words that some text writes with a small first letter: no names."""
    return frozenset(word for text in texts for word in _SMALL.findall(text))


def names(title: str, small: frozenset[str]) -> frozenset[str]:
    """The names in a title, lower case; a number that follows belongs to the name (opus 4.6)."""
    text = unicodedata.normalize("NFKC", title)
    found = set()
    for match in _WORD.finditer(text):
        word, name = match[0], match[0].lower()
        version = _VERSION.match(text, match.end())
        if version and word[0].isupper():
            found |= set() if name in _PARTS else {f"{name} {version[1]}"}
        elif _is_name(word, name, small):
            found.add(name)
    found |= {quoted.strip().lower() for quoted in _QUOTED.findall(text) if _says_more(quoted)}
    return frozenset(found)


def marked(name: str) -> bool:
    """Whether a name cannot be a common word with a capital: it has a digit, a dot, or is quoted."""
    return bool(re.search(r"[\d.]", name)) or not name.isascii()


def _is_name(word: str, name: str, small: frozenset[str]) -> bool:
    if len(name) < 3 or name in KNOWN or _MEASURE.fullmatch(name):
        return False
    return bool(_MARKED.search(word)) or (word[0].isupper() and name not in small)


def _says_more(quoted: str) -> bool:
    """Whether a quotation may be a name: no sentence, no word that everybody knows."""
    return quoted.strip().lower() not in KNOWN and not re.search(r"[。、!?!?]|する$|した$", quoted)
