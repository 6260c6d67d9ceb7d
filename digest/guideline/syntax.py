"""A rule's lines → what code can check, and what is left for a model. Pure, forgiving.

docs/guideline.md shows every form. Whatever is not surely literal goes to the model too, so
that a misread line can raise a doubt but never hide one.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from digest.guideline.labels import ASIDE, BARE, MODES, NUMBERED, kind_of, plain
from digest.guideline.literal import Literal
from digest.guideline.phrases import phrase
from digest.guideline.words import Listed, enumerated, listed, pair

_BULLET = re.compile(r"^\s*(?:[-*+・●]|\d{1,3}[.)．）])\s*(?:\[[ xX]\]\s+)?(?=\S)")
_WRONG = re.compile(r"^\s*(?:[-*+・]\s*)?[×✕✗❌]")
_RIGHT = re.compile(r"^\s*(?:[-*+・]\s*)?[○◯⭕✅]")
_SIGN = re.compile(r"^[×✕✗❌○◯⭕✅]\s*")
_LABEL = re.compile(r"^(?P<label>[^:：。「」]{1,24})[:：]\s*(?P<rest>.*)$")
_EXPLANATION = re.compile(
    r"^(?:理由|背景|補足|備考|参考|例|出典)[:：]|(?:ため|から)(?:です|である)?[。.]?$"
)
_ORDERS = re.compile(r"(?:ない|こと|ください|べき|[うくすつぬむるぐぶ])[。.]?$")
_BELOW = re.compile(
    r"^(?:以下|次|下記)の.*(?:禁止|(?:使わ|用い|書か|使用し)ない|避ける|不可|NG)(?:とする|です|こと)?[。.:：]?$"
)
_NAMES = re.compile(r"語|ワード|言葉|words|terms|phrases", re.IGNORECASE)
_WHY = re.compile(
    r"^(?P<word>[^:：。]{1,30}?)\s*(?:[:：](?!//|\d)|…+|[―—]+|\s[-–]\s)\s*(?P<why>\S.*)$"
)
_FENCE = re.compile(r"\s*(?:```|~~~)")
_CONDITIONAL = re.compile(r"限り|場合|とき|除[きく]|以外|なければ|ただし|なしに")
_CELLS = re.compile(r"^\s*\|(.+)\|\s*$")
_RULER = re.compile(r"^[\s|:-]+$")


@dataclass(slots=True)
class _Read:
    """What has been understood so far of one rule."""

    heading: str
    mode: str = ""
    literals: list[Literal] = field(default_factory=list)
    allowed: list[str] = field(default_factory=list)
    rest: list[str] = field(default_factory=list)
    columns: bool = False  # inside a table whose columns are wrong → right
    condition: str = ""  # of the bullets below
    paired: bool = False  # × lines stand beside ○ ones, which are examples then


def read(
    heading: str, lines: Sequence[str], banned: bool = False
) -> tuple[tuple[Literal, ...], str]:
    """What code checks, and the words that are left for a model ("": none).

    banned: the heading groups words below one like 「禁止語」.
    """
    state = _Read(heading, kind_of(heading, MODES) or ("banned" if banned else ""))
    state.paired = any(_WRONG.match(line) for line in lines)
    name = NUMBERED.sub("", plain(heading))
    _heading(state, name)
    for line in lines:
        _line(state, line)
    whole = tuple(
        replace(one, allowed=tuple(state.allowed)) if one.kind == "banned" else one
        for one in state.literals
    )
    return whole, "\n".join(state.rest)


def _heading(state: _Read, name: str) -> None:
    """「A」→「B」, 「禁止語: A、B」, 「A」は使わない; or only the title of what stands below."""
    found = _LABEL.match(name)
    if _swapped(state, pair(name, loose=False), state.heading):
        return
    labelled = bool(found and found["rest"].strip() and kind_of(found["label"], MODES))
    if labelled and _label(state, name, bullet=False):
        return
    own = phrase(name, state.heading)
    state.literals += own.literals
    titled = bool(own.literals or BARE.fullmatch(name) or not _ORDERS.search(name))
    if not (own.whole and titled):
        state.rest.append(state.heading)  # 効果を断定しない is a rule, 誇大表現の禁止 a title


def _swapped(state: _Read, sides: tuple[Listed, str] | None, line: str) -> bool:
    if sides:
        before, after = sides
        state.literals.append(
            Literal("banned", line, before.words, instead=after, condition=before.condition)
        )
    return bool(sides)


def _line(state: _Read, raw: str) -> None:
    line = plain(raw)
    if not line or _FENCE.match(line):
        state.columns = False
        return
    if cells := _CELLS.match(raw):
        return _row(state, [cell.strip() for cell in cells[1].split("|")], raw)
    bullet = bool(_BULLET.match(line) or _WRONG.match(raw) or _RIGHT.match(raw))
    words = _BULLET.sub("", line).strip()
    if _sentences(state, words) or _below(state, words):
        return
    if _label(state, words, bullet):
        return
    _item(state, words, raw, bullet)


def _sentences(state: _Read, words: str) -> bool:
    """「A」は使わない。「B」と明記する。 What code does not understand is left for the model."""
    pieces = [piece for piece in re.split("(?<=。)", _SIGN.sub("", words)) if piece]
    said = [phrase(piece, piece) for piece in pieces]
    if not any(one.literals for one in said):
        return False
    for piece, one in zip(pieces, said, strict=True):
        state.literals += one.literals
        if not (one.literals and one.whole):
            state.rest.append(piece)
    return True


def _below(state: _Read, words: str) -> bool:
    """以下の表現は、根拠の併記がない限り使わない。 The bullets below have its condition."""
    if not _BELOW.match(words):
        return False
    conditional = _CONDITIONAL.search(words)
    state.mode, state.condition = "banned", words.rstrip("。.:：") if conditional else ""
    if conditional:
        state.rest.append(words)
    return True


def _label(state: _Read, words: str, bullet: bool) -> bool:
    """「禁止:」, 「**例外**」, 「必須: 広告、PR」 change what the next bullets are."""
    found = _LABEL.match(words)
    name = found["label"].strip() if found else words
    bare = bool(BARE.fullmatch(name))
    if not (bare or found) or (bullet and not found) or re.search("[「」。、→]", name):
        return False
    mode = kind_of(name, (*ASIDE, *MODES))
    if not mode:
        return False
    state.mode, state.condition = mode, ""
    if not bare:
        state.rest.append(words)  # 専門用語を避ける: says more than what its bullets are
    if found and found["rest"].strip():
        _item(state, found["rest"].strip(), words, bullet=True)
    return True


def _item(state: _Read, words: str, raw: str, bullet: bool) -> None:
    """A bullet under a label, a pair, or prose."""
    line = raw.strip()
    sides = pair(words, loose=bullet or state.mode in ("banned", "instead"))
    if state.mode not in ("because", "allowed") and _swapped(state, sides, line):
        return
    if bullet and state.mode == "banned" and (said := _WHY.match(words)):
        listing = listed(said["word"])  # 最高：根拠を示せないため
        condition = said["why"] if _CONDITIONAL.search(said["why"]) else ""
        return _listed(state, "banned", replace(listing, condition=condition), line)
    if (
        (state.paired and _RIGHT.match(raw))
        or state.mode == "because"
        or _EXPLANATION.search(words)
    ):
        return
    mode = "banned" if _WRONG.match(raw) else state.mode
    names = enumerated(words) if mode in ("banned", "allowed") else None
    if mode in ("", "instead") or not (bullet or names):
        state.rest.append(line)
        return
    if names and not (bullet or names.quoted or _NAMES.search(state.heading)):
        state.rest.append(line)
    _listed(state, mode, listed(words), line)


def _listed(state: _Read, mode: str, found: Listed, line: str) -> None:
    if mode == "allowed":
        state.allowed += found.words
        return
    state.allowed += found.allowed
    kind = {"required": "required", "any": "required_any"}.get(mode, "banned")
    described = found.described and not found.quoted and kind != "banned"  # 価格は税込で書く
    if found.words and not described:
        condition = found.condition or state.condition
        state.literals.append(Literal(kind, line, found.words, condition=condition))
    if found.described or not found.words:
        state.rest.append(f"{line}({'必須' if mode != 'banned' else '禁止'})")


def _row(state: _Read, cells: list[str], raw: str) -> None:
    """A table | 使わない | 使う |: its header says which column is which."""
    if _RULER.match(raw):
        return
    if not state.columns:
        wrong = len(cells) >= 2 and bool(
            re.search(r"NG|×|誤|使わない|禁止|変更前|置換前|旧", cells[0])
        )
        right = wrong and bool(
            re.search(r"OK|○|◯|正|使う|言い?換え|変更後|置換後|新|代わり", cells[1])
        )
        state.columns = right
        if not right:
            state.rest.append(raw.strip())
        return
    before = listed(cells[0])
    if before.words:
        state.literals.append(
            Literal(
                "banned", raw.strip(), before.words, instead=plain(cells[1]).strip("「」`"),
                condition=before.condition,
            )
        )  # fmt: skip
