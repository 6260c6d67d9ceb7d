"""A rule's lines → what code can check, and what is left for a model. Pure, forgiving.

docs/guideline.md shows every form. Whatever is not surely literal goes to the model too, so
that a misread line can raise a doubt but never hide one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from digest.guideline.literal import Literal
from digest.guideline.phrases import phrase
from digest.guideline.words import Listed, listed, pair

_BULLET = re.compile(r"^\s*(?:[-*+・●]|\d{1,3}[.)．）])\s*(?=\S)")
_WRONG = re.compile(r"^\s*(?:[-*+・]\s*)?[×✕✗❌]")
_RIGHT = re.compile(r"^\s*(?:[-*+・]\s*)?[○◯⭕✅]")
_SIGN = re.compile(r"^[×✕✗❌○◯⭕✅]\s*")
_DECORATION = re.compile(r"\*\*|__|^[ \t>]+")
_LABEL = re.compile(r"^(?P<label>[^:：。「」]{1,24})[:：]\s*(?P<rest>.*)$")
_EXPLANATION = re.compile(
    r"^(?:理由|背景|補足|備考|参考|例|出典)[:：]|(?:ため|から)(?:です|である)?[。.]?$"
)
# What a label makes of the bullets below it; "because" and "allowed" are no headings' business.
_ASIDE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("because", re.compile(r"^(?:理由|背景|補足|備考|参考|例|良い例|悪い例|出典)$")),
    (
        "allowed",
        re.compile(r"^(?:例外|除外|許可|OK|使って(?:も)?よい)(?:(?:の|する)?(?:言葉|語|表現))?$"),
    ),
)
_MODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("instead", re.compile(r"言い?換え|置き?換え|表記(?:の)?(?:統一|揺れ|ゆれ)|^表記$|用字用語")),
    ("any", re.compile(r"(?:必須|必ず).*(?:いずれか|どれか|1つ)")),
    ("required", re.compile(r"必須|必ず(?:入れる|書く|記載|含める|付ける)|入れる(?:言葉|語|文言)")),
    (
        "banned",
        re.compile(
            r"禁止|禁句|(?<![A-Za-z])NG(?![A-Za-z])|(?:使わ|書か|用い|使用し)ない|使用不可"
            r"|使ってはいけない|避ける|不可$"
        ),
    ),
)
_ORDERS = re.compile(r"(?:ない|こと|ください|べき|[うくすつぬむるぐぶ])[。.]?$")
_NUMBERED = re.compile(r"^(?:第?\s*\d{1,3}(?:[-.]\d{1,3})*\s*[.．)）条:：]|[①-⑳])\s*")
# A label that is nothing but one.
_BARE = re.compile(
    r"(?:使用)?(?:禁止|禁句|NG|必須|例外|除外|許可|OK|理由|背景|補足|備考|参考|例|良い例|悪い例|出典|言い?換え"
    r"|置き?換え|表記|使わない|使用しない|使用不可|避ける|避けるべき|使ってはいけない|必ず入れる)"
    r"(?:する)?(?:用語|語句?|ワード|表現|言葉|文言|事項|例|リスト|一覧|の?統一|の?揺れ)?(?:[(（][^()（）]*[)）])?",
    re.IGNORECASE,
)
_BELOW = re.compile(
    r"^(?:以下|次|下記)の.*(?:禁止|(?:使わ|用い|書か|使用し)ない|避ける|不可|NG)(?:とする|です|こと)?[。.:：]?$"
)
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


def read(heading: str, lines: Sequence[str]) -> tuple[tuple[Literal, ...], str]:
    """What code checks, and the words that are left for a model ("": none)."""
    state = _Read(heading, _mode(heading, _MODES))
    state.paired = any(_WRONG.match(line) for line in lines)
    name = _NUMBERED.sub("", _plain(heading))
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
    labelled = bool(found and found["rest"].strip() and _mode(found["label"], _MODES))
    if labelled and _label(state, name, bullet=False):
        return
    own = phrase(name, state.heading)
    state.literals += own.literals
    titled = bool(own.literals or _BARE.fullmatch(name) or not _ORDERS.search(name))
    if not (own.whole and titled):
        state.rest.append(state.heading)  # 効果を断定しない is a rule, 誇大表現の禁止 a title


def _swapped(state: _Read, sides: tuple[Listed, str] | None, line: str) -> bool:
    if sides:
        before, after = sides
        state.literals.append(
            Literal("banned", line, before.words, instead=after, condition=before.condition)
        )
    return bool(sides)


def _plain(line: str) -> str:
    return _DECORATION.sub("", line).strip()


def _mode(text: str, modes: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    folded = unicodedata.normalize("NFKC", text)
    return next((name for name, words in modes if words.search(folded)), "")


def _line(state: _Read, raw: str) -> None:
    line = _plain(raw)
    if not line:
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
    bare = bool(_BARE.fullmatch(name))
    if not (bare or found) or (bullet and not found) or re.search("[「」。、→]", name):
        return False
    mode = _mode(name, (*_ASIDE, *_MODES))
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
    if (
        (state.paired and _RIGHT.match(raw))
        or state.mode == "because"
        or _EXPLANATION.search(words)
    ):
        return
    mode = "banned" if _WRONG.match(raw) else state.mode
    if not bullet or mode in ("", "instead"):
        state.rest.append(line)
        return
    _listed(state, mode, listed(words), line)


def _listed(state: _Read, mode: str, found: Listed, line: str) -> None:
    if mode == "allowed":
        state.allowed += found.words
        return
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
                "banned", raw.strip(), before.words, instead=_plain(cells[1]).strip("「」`"),
                condition=before.condition,
            )
        )  # fmt: skip
