"""Names at the wrong thing: モデルがMIT、データがCC BY where the source has it the other way. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise, product

from digest.check import acting
from digest.check.contexts import LONG, MANY, Bag, Item, contexts
from digest.check.denials import ANY_DENIAL
from digest.check.exchange import Exchanged
from digest.check.features import KANA, Feature, features
from digest.check.quantity import Quantity

TWO = 0.8  # how much better two exchanged names must fit
TOPIC = 0.4
SHOWN = 12  # characters of the source before a denied name
WAY = 1.2  # weight of "from" and "to"
REACH = 16  # characters
OFTEN = 40  # places of one name that are looked at
NEAR = 1.0  # and of a number beside a name

LISTED = re.compile(r",? (?:and|or) |, |、|と|や|・")
_BESIDE = re.compile(r"(?:が|は|も|では|には)?約?|(?: (?!and |or |while |but )[a-z]+){0,2} ")
_KINDS = ("country:", "city:", "lang:")
_FROM = re.compile(r"^[^、。はがを]{0,4}から")
_TO = re.compile(r"^[^、。はがを]{0,4}(?:[にへ](?:[^は、]|$)|向け)")
_FROM_ENGLISH = re.compile(
    r"\b(?:from|instead of|rather than|in place of) (?:the )?$", re.IGNORECASE
)
_NOT = re.compile(
    r"(?:で(?=はな))?(?:に|を|が|で|から|と|へ)?[はも]?(?:(?!及|届|変わ|劣|勝|少な|減|増)[^、。はがを]){0,10}?"
    r"(?:代え|替え|代わ|かわり|ない|なかっ|なく|ません|ず(?=[、。に])|除[きくいか]|除外|未対応|非対応|対象外|以外|見送)"
)
# 質問を英語に替え, 敬語のためBに切り替え: what comes, not what goes
_INTO = re.compile(r"(?:に|へ)[^に]{0,6}(?:代え|替え|代わ)")
_SWITCHED = re.compile(r"(?:に|へ)(?:切り|乗り|置き|入れ)替え")
_FROM_THAT = re.compile(r"(?:を|から)[^、。はが]{0,16}$")
_NOT_ENGLISH = re.compile(
    r"\b(?:not|except|excluding|unlike|instead of|rather than|other than|apart from)"
    r" (?:in |for |by |to |from |with |on )?(?:the )?$",
    re.IGNORECASE,
)
_TO_ENGLISH = re.compile(
    r"\bfrom\b[^.;]{3,60} to (?:the )?$"
    r"|\b(?:suppl|sell|sold|deliver|lend|lent|rent|pay|paid|give|gave|grant|ship|provid|licen[sc]|transfer|donat|hand|offer|build|built|make|made|develop|produc)\w*"
    r"\s(?:[\w$€£.,-]+ ){0,5}(?:to|for) (?:the )?$",
    re.IGNORECASE,
)

# what another is compared with shares what is said of that
_STANDARD = re.compile(r"[^、。はがを\d]{0,6}?(?:より|に比べ|と比べ|と比較)")
_FORMAT = re.compile(r"@(?:nv|mx|b|t|u)?(?:fp|int|f)\d+$")  # FP8, BF16: of numbers, no doer

Held = tuple[Item, str, Bag, str]


def held(lines: Sequence[tuple[str, Sequence[Quantity]]]) -> tuple[Held, ...]:
    """Every name of some folded sentences: its place, key, surroundings and sentence."""
    return tuple(one for text, numbers in lines if len(text) <= LONG for one in _of(text, numbers))


def _of(text: str, numbers: Sequence[Quantity]) -> Iterator[Held]:
    names = _names(text)
    items = [Item("name", start, end) for _, start, end in names]
    own = {part for key, _, _ in names for part in key.split()}
    bags = _joined(text, items, contexts(text, items))
    for (key, start, end), item, bag in zip(names, items, bags, strict=True):
        about = {k: w for k, w in bag.items() if k not in own and k[0] not in "@~="}
        yield item, key, about | _way(text, start, end) | _told(text, item, items, numbers), text


def _joined(text: str, items: Sequence[Item], bags: Sequence[Bag]) -> list[Bag]:
    """What is said of a list is said of all its names."""
    out: list[Bag] = [dict(bag) for bag in bags]
    for n, (before, item) in enumerate(pairwise(items), 1):
        if LISTED.fullmatch(text[before.end : item.start]):
            for key, weight in out[n].items():
                out[n - 1][key] = max(out[n - 1].get(key, 0.0), weight)
            out[n] = out[n - 1]
    return out


def _told(text: str, item: Item, items: Sequence[Item], numbers: Sequence[Quantity]) -> Bag:
    """The number behind a name: Oracle builds three."""
    before = max([i.end for i in items if i.end <= item.start], default=0)
    if before and LISTED.fullmatch(text[before : item.start]):
        return {}  # of a list
    until = min([i.start for i in items if i.start > item.start], default=item.end + REACH)
    behind = [q for q in numbers if item.end <= q.start < min(until, item.end + REACH)][:1]
    told = [q for q in behind if _BESIDE.fullmatch(text[item.end : q.start])]
    return {f"#{q.value:.6g}": NEAR for q in told}


def _names(text: str) -> list[tuple[str, int, int]]:
    """Names and what belongs to them in one: Parakeet v3."""
    out: list[tuple[str, int, int]] = []
    for one in features(text):
        if not _is_name(text, one):
            continue
        if out and text[out[-1][2] : one.start] in (" ", "-"):
            key, start, _ = out[-1]
            out[-1] = (f"{key} {one.key}", start, one.end)
        elif not out or one.start >= out[-1][2]:
            out.append((one.key, one.start, one.end))
    return [one for one in out if one[0] != "@ai"]


def _is_name(text: str, one: Feature) -> bool:
    first = one.start == 0 and text[1 : one.end].islower() and not KANA.search(text)
    named = one.key[0] == "@" and not (first and text[one.end + 1 : one.end + 2].islower())
    return named or one.key.startswith(_KINDS)


def _way(text: str, start: int, end: int) -> Bag:
    if KANA.search(text):
        gone, come = _FROM.match(text[end:]), _TO.match(text[end:])
        no = _NOT.match(text, end)
        if no and _comes(text[:start], no[0]):
            no = None
    else:
        gone, come = _FROM_ENGLISH.search(text[:start]), _TO_ENGLISH.search(text[:start])
        no = _NOT_ENGLISH.search(text[:start])
    way = {"from": WAY} if gone else {"to": WAY} if come else {}
    return way | ({"no": WAY} if no else {})


def _comes(before: str, no: str) -> bool:
    """Whether it takes the place of another."""
    into = _INTO.search(no) and _FROM_THAT.search(before)
    return bool(into or _SWITCHED.search(no))


def exchanged(claim: Sequence[Held], source: Sequence[Held]) -> Iterator[Exchanged]:
    """The names of a claim that its source has the other way round."""
    for a, b in combinations(claim[:MANY], 2):
        at_a, at_b = _places(a[1], source), _places(b[1], source)
        if a[1] == b[1] or not at_a or not at_b or _kin(a[1]) != _kin(b[1]):
            continue
        if any(_STANDARD.match(one[3], one[0].end) for one in (a, b)):
            continue
        as_said = _fit(a, at_a, b) + _fit(b, at_b, a)
        turned = _fit(a, at_b, b) + _fit(b, at_a, a)
        if turned - as_said > TWO and not _kept(a, b, at_a, at_b):
            right = b[3][b[0].start : b[0].end]
            yield Exchanged(a[0].start, a[0].end, right, at_a[0][3])
            return


def _kept(a: Held, b: Held, at_a: Sequence[Held], at_b: Sequence[Held]) -> bool:
    """Whether both play the part that a sentence of the source gives them."""
    both = ((_spot(p), _spot(q)) for p, q in product(at_a, at_b) if p[3] == q[3])
    return acting.kept(_spot(a), _spot(b), both)


def _spot(one: Held) -> acting.Spot:
    return one[3], one[0].start, one[0].end


def denied(claim: Sequence[Held], source: Sequence[Held]) -> Iterator[Exchanged]:
    """The names that the source leaves out and a claim does not, or the other way round."""
    for one in claim:
        places = [s for s in source if s[1] == one[1]]
        if not places or _denies(one) == _denies(places[0]):
            continue
        if _denies(one):
            plain = one[1].startswith(_KINDS) and not any(ANY_DENIAL.search(s[3]) for s in places)
        else:
            plain = all(map(_denies, places)) and not ANY_DENIAL.search(one[3])
        if plain:
            right = places[0][3][max(0, places[0][0].start - SHOWN) : places[0][0].end]
            yield Exchanged(one[0].start, one[0].end, right.strip(), places[0][3])


def _denies(one: Held) -> bool:
    return "no" in one[2]


def _places(key: str, source: Sequence[Held]) -> list[Held]:
    """Where a name stands in the source; if it never does, where what it begins with does."""
    exact = [s for s in source if s[1] == key]
    return (exact or [s for s in source if key.startswith(s[1] + " ")])[:OFTEN]


def _kin(key: str) -> str:
    """What it is a name of, where that is known: no city is taken for a company."""
    return key.partition(":")[0] if key[0] != "@" else "@0" if _FORMAT.match(key) else "@"


def _both(key: str, one: Held, other: Held) -> bool:
    """Whether a word belongs to two names about as much: what the sentence is about."""
    low, high = sorted((one[2].get(key, 0.0), other[2].get(key, 0.0)))
    return low >= TOPIC * high


def _fit(one: Held, places: Sequence[Held], other: Held) -> float:
    counted = all(any(k[0] == "#" for k in bag) for bag in (one[2], other[2]))
    own = {
        k: w - other[2].get(k, 0.0)
        for k, w in one[2].items()
        if (k[0] != "#" or counted) and not _both(k, one, other)
    }
    return max(sum(w * p[2].get(k, 0.0) for k, w in own.items()) for p in places)
