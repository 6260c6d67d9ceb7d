"""What a heading or a label makes of the bullets below it. Pure; docs/guideline.md shows the labels."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_DECORATION = re.compile(r"\*\*|__|^[ \t>]+")
# What a label makes of the bullets below it; "because" and "allowed" are no headings' business.
ASIDE: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("because", re.compile(r"^(?:理由|背景|補足|備考|参考|例|良い例|悪い例|出典)$")),
    (
        "allowed",
        re.compile(r"^(?:例外|除外|許可|OK|使って(?:も)?よい)(?:(?:の|する)?(?:言葉|語|表現))?$"),
    ),
)
MODES: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("instead", re.compile(r"言い?換え|置き?換え|表記(?:の)?(?:統一|揺れ|ゆれ)|^表記$|用字用語")),
    ("any", re.compile(r"(?:必須|必ず).*(?:いずれか|どれか|1つ)")),
    ("required", re.compile(r"必須|必ず(?:入れる|書く|記載|含める|付ける)|入れる(?:言葉|語|文言)")),
    (
        "banned",
        re.compile(
            r"禁止|禁句|(?<![A-Za-z])NG(?![A-Za-z])|(?:使わ|書か|用い|使用し)ない|使用不可"
            r"|使ってはいけない|避ける|不可$|(?i:^(?:banned|forbidden|prohibited) (?:words|terms|phrases)$"
            r"|^(?:words|terms|phrases) (?:to avoid|not to use)$|^(?:do not|don't|never) use$)"
        ),
    ),
)
NUMBERED = re.compile(r"^(?:第?\s*\d{1,3}(?:[-.]\d{1,3})*\s*[.．)）条:：]|[①-⑳])\s*")
# A label that is nothing but one.
BARE = re.compile(
    r"(?:使用)?(?:禁止|禁句|NG|必須|例外|除外|許可|OK|理由|背景|補足|備考|参考|例|良い例|悪い例|出典|言い?換え"
    r"|置き?換え|表記|使わない|使用しない|使用不可|避ける|避けるべき|使ってはいけない|必ず入れる)"
    r"(?:する)?(?:用語|語句?|ワード|表現|言葉|文言|事項|例|リスト|一覧|の?統一|の?揺れ){0,2}(?:[(（][^()（）]*[)）])?"
    r"|(?:banned|forbidden|prohibited) (?:words|terms|phrases)|(?:words|terms|phrases) (?:to avoid|not to use)|(?:do not|don't|never) use",
    re.IGNORECASE,
)
# Of a heading under 「禁止語」: what is not just another group of words.
_OTHERWISE = re.compile(
    r"例|理由|背景|補足|備考|参考|出典|除外|許可|OK|[良よ]い|推奨|望ましい|正しい|使[うえっ]|目的|対象|適用|運用|とは|換え|表記|必須|必ず|文体|長さ"
)


def plain(line: str) -> str:
    """A line without the signs of Markdown."""
    return _DECORATION.sub("", line).strip()


def kind_of(text: str, modes: Sequence[tuple[str, re.Pattern[str]]]) -> str:
    """The first kind whose words stand in a heading or label; "" for none."""
    folded = unicodedata.normalize("NFKC", text)
    return next((name for name, words in modes if words.search(folded)), "")


def gathers(heading: str, above: bool) -> bool:
    """Whether headings below this one group words that must not be used; above: it is so itself."""
    name = NUMBERED.sub("", plain(heading))
    if made := kind_of(name, MODES):
        return made == "banned" and bool(BARE.fullmatch(name))
    return above and not _OTHERWISE.search(name)
