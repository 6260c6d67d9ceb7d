"""Which section of a paper's summary a sentence surely belongs to. Pure."""

from __future__ import annotations

import re

CUES: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "限界",
        re.compile(
            r"\b(?:limitations?|future work|we (?:do not|did not|leave)|remains? (?:an )?open|shortcoming|caveat)\b"
            r"|限界(?:として|は|が|も|:)|今後の課題",
            re.IGNORECASE,
        ),
    ),
    (
        "結果",
        re.compile(
            r"^results?\s*[::]|\b(?:results?|experiments?|evaluations?) (?:\w+ ){0,6}?(?:show|shows|suggest|indicate|demonstrate|reveal)"
            r"|\b(?:outperform|surpass)\w*|\bachiev(?:es|ed)\b|\bwe achieve\b|\bwe (?:also )?(?:find|found|observe|observed|show) that\b"
            r"|\b(?:improv|reduc|increas|decreas)\w+ [^.]{0,80}\bby (?:up to )?\d"
            r"|を?上回(?:った|り|る結果)|を達成(?:した|し、|している)|結果(?:、|として|は|が)|ことが(?:分か|わか)った|を確認した",
            re.IGNORECASE,
        ),
    ),
    (
        "手法",
        re.compile(
            r"^(?:methods?|approach)\s*[::]|\b(?:we|this (?:paper|work)|authors?) (?:propose|introduce|present|develop|design|describe)s?\b"
            r"|を提案(?:する|した)|(?:提案|本|新)手法|を導入(?:する|した)",
            re.IGNORECASE,
        ),
    ),
    (
        "検証内容",
        re.compile(
            r"\bwe (?:ask|evaluate|test|benchmark|study|investigate|compare|conduct|analy[sz]e)\b|\bexperiments? on\b"
            r"|を(?:評価|検証|比較|調査|分析)(?:する|した)|実験(?:を行|では)",
            re.IGNORECASE,
        ),
    ),
    (
        "背景",
        re.compile(
            r"^(?:background|motivation)\s*[::]|^(?:however|yet),? .*\b(?:existing|prior|previous|current|remain)\b"
            r"|\bremains? (?:a )?(?:challeng|difficult|unclear|costly|limited)\w*|従来(?:の|は|手法)|課題(?:と|が|で)(?:なって|ある|あった)",
            re.IGNORECASE,
        ),
    ),
)


def section_of(sentence: str) -> str:
    """The first of 限界, 結果, 手法, 検証内容 and 背景 that a cue names; empty where none does.

    So a sentence that proposes and reports at once (「提案し、…を達成した」) is a result.
    """
    for name, pattern in CUES:
        if pattern.search(sentence):
            return name
    return ""
