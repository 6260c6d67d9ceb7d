"""Words that look like an end of an axis and are none: "raise an alarm", "up to", 取り上げる. Pure."""

from __future__ import annotations

import re

from digest.check.features import KANA

_RAISED = "alarm|alert|question|concern|doubt|money|fund|capital|issue|objection|warning|awareness|eyebrow|funding round|round"
_NUMBER = r"[$€£¥]?\d|(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|hundreds|thousands|millions)\b"
# (the word, what stands behind it): where it does, the word tells no direction
_BEHIND = (
    (r"rais\w+", rf" (?:(?:about|some|nearly|over|around|almost|another) )?(?:{_NUMBER})[ \w.,]{{0,16}}? (?:{_RAISED}|error|exception)s?\b"),
    (r"rais\w+", rf" (?:(?:an?|the|any|no|new|many|several|fresh|seed|its) )?(?:\w+ )?(?:{_RAISED})s?\b(?! rates?| levels?| by)"),
    (r"rais\w+", r" an? (?:\w+ )?(?:error|exception)\b(?! rates?| by)"),
    (r"rais\w+", r"(?: about| some| nearly| over)? [$€£¥]\d[\d.,]*(?: ?(?:[kmb]n?|million|billion|thousand)\b)?(?! to\b)"),
    (r"up", r"(?: to\b| for\b| and running|[- ]?front|[- ]to[- ]date|-?load|-?date|-?stream|-?time| by the\b)"),
    (r"down", r"(?:-?load|-?stream|-?time| the (?:line|road)| under\b| for )"),
    (r"top", r"(?: of\b| \d|-k\b| (?:three|five|ten|left|right|speed|layer|level|tier|universit|lab|compan|model|executive|manage))"),
    (r"drops?|dropped|dropping", r" (?:support|attention|head|token|layer|out\b|off\b|the (?:case|claim|suit|charge|requirement|plan)|charges|plans|in\b)"),
    (r"close", r" to\b"),
    (r"open", r"[- ](?:source|weights?|models?|questions?|problems?|letter|access|data|standards?|licen[cs]e)\b"),
    (r"start", r"-?ups?\b"),
    (r"fall|spring", r" (?:of )?(?:20\d\d|semester|term)"),
    (r"early|late|earlier|later", r" (?:layers?|stages?|access|adopters?|versions?|morning|access|works?|fusion)\b"),
    (r"higher|lower", r" (?:education|court|regional|house|chamber|secondary|layers?|bounds?|limit)\b"),
    (r"more|less|fewer", r" (?:than \d|or less\b|and more\b|often than not\b)"),
    (r"most", r" (?:of\b|recent)"),
    (r"free", r"(?: to\b| of\b| up\b| from\b| software|[- ]form)"),
    (r"add(?:s|ed|ing)?", r" (?:that|in an?|to the list)\b"),
    (r"long", r"(?:[- ](?:term|standing|time ago|ago|before|since)\b)"),
    (r"short", r"(?: of\b|[- ](?:term|list)|-?comings?)"),
    (r"pass(?:es|ed|ing)?", r" (?:through|on\b|along|over\b|it\b|\d|the (?:test|exam|data|token|result))"),
    (r"must", r" (?:have|read)\b"),
    (r"gains?", r" (?:access|control|experience|attention|popularity)"),
    (r"lifts?", r" (?:a|an|boxes|up to|\d)\b"),
    (r"cuts?|cutting", r"(?:[- ]?off|[- ]edge| across)"),
    (r"leads?|leading|led", r" (?:to|the (?:team|project|group)|author)\b"),
)  # fmt: skip
# (the word, what stands before it)
_BEFORE = (
    (r"up", r"(?:set|sets|setting|made?|makes?|making|sign(?:s|ed)?|signing|back(?:s|ed)?|pick(?:s|ed)?|end(?:s|ed)?|follow|look(?:s|ed)?|open(?:s|ed)?|clean(?:s|ed)?|split|break|team(?:s|ed)?|come|came|give|gave|take|takes|took|taken|us(?:es?|ed)|back|hold|held|start|show(?:s|ed)?|turn(?:s|ed)?|writ\w+|spin|mix(?:es|ed)?|catch|hang|sum)[- ]$"),
    (r"down", r"(?:break|broke|turn(?:s|ed)?|shut(?:s|ting)?|clos(?:es?|ed)|slow(?:s|ed)?|handed|hand|written|write|track|track(?:s|ed)|broken|strike|struck|struck|voted)[- ]$"),
    (r"most|least|more|less", r"\b(?:at|or|once) $"),
    (r"fall", r"\b(?:in the|this|last|next|every|each|by|since) $"),
    (r"charges?", r"\b(?:one|single|per|each|full|in|of) $"),
    (r"close", r"\bcomes? $"),
    (r"top", r"\b(?:on|the|at the|of the|a|its|their) $"),
    (r"free", r"\w-$"),
    (r"lead", r"\b(?:the|a|its) $"),
    (r"open", r"\b(?:the|remains?|an|in the|best|keeps?|stays?) $"),
    (r"long", r"\b(?:how|\d+[ -](?:years?|weeks?|months?|hours?|days?|minutes?|page|token)) ?-?$"),
    (r"late|early", r"\b(?:in|since|by|until|from|too|of) $"),
    (r"start", r"\b(?:the|to|from the) $"),
)  # fmt: skip
_IDIOMS = tuple(
    (re.compile(word, re.IGNORECASE), re.compile(behind, re.IGNORECASE)) for word, behind in _BEHIND
)
_PHRASES = tuple(
    (re.compile(word, re.IGNORECASE), re.compile(before, re.IGNORECASE)) for word, before in _BEFORE
)
REACH = 24  # characters before a word that are looked at
# 取り上げる, 立ち上がる, 見落とす, 掘り下げる
_COMPOUND = (
    (re.compile(r"上[げが]"), re.compile(r"(?:[ちみえい仕売来]|(?<!よ)り)$")),
    (re.compile(r"落[とち]"), re.compile(r"[りけきえ見段]$")),
    (re.compile(r"下[げが]"), re.compile(r"[りぶらえ](?<!引き)$")),
    (re.compile(r"超"), re.compile(r"[り乗]$")),
    (re.compile(r"縮"), re.compile(r"[圧凝恐]$")),
    (re.compile(r"増|減"), re.compile(r"(?:加|(?<!\d)割)$")),
)
_LIKELY = re.compile(
    r"(?:可能性|恐れ|おそれ|確率|関心|人気)[がは]?(?:も|より|最も|とても|非常に)?$"
)
_EXTRA = re.compile(r"(?!予定|済|後|可能|対応|中)[一-龥ァ-ヺー]|の(?=[一-龥ァ-ヺー])")  # 追加料金
_HELD = re.compile(r"の|賞|候補|経験|者|校|国|作|チーム")  # 優勝賞金, 前回優勝の
_MANY = re.compile(r"多くの|高さ|長さ|大きさ|重さ|速さ")


def told(text: str, start: int, end: int) -> bool:
    """Whether a word of a folded sentence tells no direction in its place."""
    word = text[start:end]
    if KANA.search(text):
        return _japanese(text, start, end, word)
    before = text[max(0, start - REACH) : start]
    return any(w.fullmatch(word) and after.match(text, end) for w, after in _IDIOMS) or any(
        w.fullmatch(word) and front.search(before) for w, front in _PHRASES
    )


def _japanese(text: str, start: int, end: int, word: str) -> bool:
    if _MANY.match(text, start):
        return True
    if (word == "追加" and _EXTRA.match(text, end)) or (
        word in ("優勝", "受賞") and _HELD.match(text, end)
    ):
        return True
    before = text[max(0, start - 8) : start]
    if word[:1] in "高低" and _LIKELY.search(before):
        return True
    return any(w.match(word) and front.search(before) for w, front in _COMPOUND)
