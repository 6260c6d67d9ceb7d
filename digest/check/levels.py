"""Clauses of an English source, and which say that nothing changed: "stayed level". Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from digest.check.contexts import LONG
from digest.check.direction import TABLE
from digest.check.features import KANA, UNITS, features
from digest.check.quantity import Quantity
from digest.check.stems import stem

NUMBER = 1.5  # weight of a number
_SMALL = "whereas while although though however since because where with yet only also between among both before after even still than last make makes made bring brings brought give gives gave show shows showed see saw seen find finds found take takes took get got come came"
IDLE = frozenset(
    {"@ai", *(f"={stem(word)}" for word in _SMALL.split())}
)  # say nothing of what a clause is about
SAME, AKIN = 7, 0.5  # letters that words which are akin begin with, and their weight
MOST = 400  # clauses that are looked at

ADJECTIVES = """larg|small|bigg|high|low|fast|slow|long|short|cheap|old|young|new|strong|weak|hard|easi|heavi|light|earli|lat
|soon|clean|safe|saf|warm|cool|hott|cold|dri|wett|dark|bright|quiet|loud|thick|thinn|wid|narrow|deep|clos|near|furth|farth|rich
|poor|busi|simpl|rar|steadi|sharp|tough|strict|loos|quick|dens|mild|fresh|tall|costli|prici|happi|great""".replace(
    "\n", ""
)
_BE = r"(?:is|are|was|were|be|been|being|remain\w*|sta(?:y|id)\w*|held|holds?|kept|keeps?)"
_LEVEL = re.compile(
    rf"\bunchanged\b|\bunaffected\b|\bunaltered\b|\b{_BE} (?:\w+ ){{0,2}}(?:flat|level|stable|steady|constant|the same|identical|equal)\b"
    r"|\bdo(?:es)? not (?:change|differ|affect|influence|depend|vary|alter)\b"
    r"|(?:\b(?:not|never|hardly|barely|scarcely)|n[’']t) (?:\w+ ){0,2}(?:chang|differ|affect|influenc|alter|mov|budg|vari|vary)(?:e[ds]?|ed|s|ing|y)?\b"
    r"|\b(?:no|hardly any|(?<!a )little|scarcely any) (?:[\w-]+ ){0,2}(?:change|difference|influence|effect|impact|improvement|gain|benefit|speed-?up|advantage|increase|decrease|decline)s?\b"
    rf"|\bno (?:better|worse|(?:{ADJECTIVES})er)\b|\b(?:gain|add|chang|bring|brought|los[et])\w* nothing\b|\bnothing (?:has |have |had )?changed\b"
    r"|\b(?:left|leaves?) (?:[\w-]+ ){1,3}(?:where|as) (?:it|they) (?:was|were|is|are)\b|\bthe same (?:\w+ ){0,2}(?:as|in (?:both|all|either))\b"
    r"|\b(?:remain|stay|remained|stayed|remains|stays|held)(?: steady)?(?: at)? (?:about |around |roughly )?(?=[$€£¥]?\d)"
    r"|\bon (?:a )?par with\b|\b(?:about|roughly|nearly|almost|exactly) (?:the same|equal)\b|\bneither \w+ nor (?:fell|rose|better|worse)",
    re.IGNORECASE,
)
# (sign, verbs): what did not do so cannot be told as having done so; 0: neither better nor worse
_DIRECTED = (
    (1, r"increas|ris[ei]|rose|gr[eo]w|climb|rais|exceed"),
    (-1, r"declin|decreas|f[ea]ll|drop|cut\b|reduc|shr[iau]nk|lower|shorten|slow"),
    (0, r"improv|help|benefit|worsen|degrad|suffer|(?:become|get|got) (?:any )?(?:rarer|better|worse|faster|slower|cheaper|more|less)"),
)  # fmt: skip
_NEVER = re.compile(
    r"(?<!may)(?<!must)(?<!should)(?<!can)(?<!could)(?: (?:not|never|neither)|n[’']t) (?:(?:been|be|become|yet|even|really|further|\w+ly) )?(?:"
    + "|".join(f"(?P<w{n}>{words})" for n, (_, words) in enumerate(_DIRECTED))
    + r")\w*",
)
_CHANGE = re.compile("|".join(rf"(?<![A-Za-z-])(?:{words})" for _, _, words in TABLE))
_ELIDED = re.compile(r"\b(?:did|does|do|has|have|had|was|were|is|are) not[.,;]?\s*$")
_CLAUSE = re.compile(
    r"[;:] |, (?:but|while|whereas|and|although|though|where|so|yet|with|because|since|as)\b| with(?:out (?:any )?| (?:no|little|hardly any) )(?:\w+ ){0,1}(?=change|difference|effect|impact|loss|increase)| and (?=(?:was|were|is|are|has|have|had|did|does|do|remain\w*|stay\w*) )|,? (?:but|while|whereas|although|though) ",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause of a source. level: the words that say that it did not change."""

    text: str
    line: str
    keys: dict[str, float]
    words: tuple[frozenset[str], ...]
    numbers: tuple[Quantity, ...]
    level: str
    way: int = 0  # the direction that alone is denied
    permitted: bool = False  # "X is allowed, Y is not": nothing of a change


@dataclass(frozen=True, slots=True)
class Levels:
    """The clauses of a source and in how many of them a word stands."""

    clauses: tuple[Clause, ...]
    spread: Counter[str]

    @property
    def some(self) -> bool:
        """Whether any of them says that something did not change."""
        return any(clause.level for clause in self.clauses)


def read(lines: Sequence[tuple[str, Sequence[Quantity]]]) -> Levels:
    """The clauses of some folded English sentences."""
    found = tuple(
        clause
        for text, numbers in lines
        if len(text) <= LONG and not KANA.search(text)
        for clause in _read(text, tuple(numbers))
    )[:MOST]
    return Levels(found, Counter(key for clause in found for key in clause.keys))


@lru_cache(maxsize=4096)  # of a long source some sentences are read for every claim
def _read(text: str, numbers: tuple[Quantity, ...]) -> tuple[Clause, ...]:
    return tuple(_clauses(text, numbers))


def _clauses(text: str, numbers: Sequence[Quantity]) -> Iterator[Clause]:
    ends = [m.start() for m in _CLAUSE.finditer(text)] + [len(text)]
    known = features(text)
    start = 0
    for end in ends:
        level, way, permitted = _level(text, start, end)
        inside = [
            f
            for f in known
            if start <= f.start
            and f.end <= end
            and f.key not in UNITS
            and f.key not in IDLE
            and f.key[0] not in "+-"
            and not (level and level.start() <= f.start < level.end())
        ]
        keys = {f.key: f.weight for f in inside}
        by_word: dict[int, set[str]] = {}
        for f in inside:
            by_word.setdefault(f.start, set()).update((f.key, *akin({f.key: 1.0})))
        own = tuple(q for q in numbers if start <= q.start and q.end <= end)
        yield Clause(
            text[start:end],
            text,
            keys | akin(keys) | {f"#{q.value:.6g}": NUMBER for q in own},
            tuple(map(frozenset, by_word.values())),
            own,
            level[0].strip() if level else "",
            way,
            permitted,
        )
        start = end


def _level(text: str, start: int, end: int) -> tuple[re.Match[str] | None, int, bool]:
    """The words of a clause that say that nothing changed; the way they deny; whether of no change."""
    level = _LEVEL.search(text, start, end)
    if level:
        return level, 0, False
    never = _NEVER.search(text, start, end)
    if never:
        return never, _DIRECTED[int((never.lastgroup or "w0")[1:])][0], False
    elided = _ELIDED.search(text[:end], start) if start else None
    return elided, 0, bool(elided and not _CHANGE.search(text, 0, start))


def akin(keys: dict[str, float]) -> dict[str, float]:
    """What words begin with, so that subscriber is near to subscription."""
    words = (key.partition(":")[2] or key[1:] for key in keys if key[0] in "=mr")
    return {f"^{word[:SAME]}": AKIN for word in words if len(word) >= SAME and " " not in word}
