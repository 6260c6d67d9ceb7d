"""English words without their endings, and what a word sounds like in katakana. Pure."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

LATIN_WORD = re.compile(
    r"[A-Za-z\u00c0-\u017f]+(?:[-.'’][A-Za-z\u00c0-\u017f]+)*\.?(?<!\.)|[A-Za-z]\.[A-Za-z]\.|[Qq]\d"
)

_IRREGULAR = {
    word: forms.split()[0]
    for forms in """rise rose risen rises rising;fall fell fallen falls falling;grow grew grown;beat beaten beats;
lose lost losing loses;win won winning wins;buy bought;sell sold;begin began begun;leave left leaving;quit quits;
cut cuts cutting;shrink shrank shrunk;slide slid;drop dropped dropping;slip slipped slips;dip dipped;man men;woman women;
child children;person people;hit hits;pay paid pays;miss misses missed;lead led leads;hold held;take took taken;
make made;give gave given;write wrote written;drive drove driven;speak spoke spoken;choose chose chosen;lie lying;
die died dies dying;deny denied denies;agree agreed agrees agreeing;disagree disagreed disagrees disagreeing;guarantee guaranteed;free freed;apply applied;use used uses using;add added adds adding;raise raised raises raising;
shed sheds shedding;ban banned bans banning;bar barred bars;split splits;set sets setting;spend spent;teach taught;
think thought;swell swelled swollen;overtake overtook overtaken;withdraw withdrew withdrawn;hide hid hidden;uphold upheld;
admit admitted admits;narrow narrowed narrows;slow slowed slows;tie tied;worse worsen worsened worsens;analysis analyses""".replace("\n", "").split(";")
    for word in forms.split()
}  # fmt: skip
_PLURAL = re.compile(r"(?<=[sxz])es$|(?<=[cs]h)es$|(?<![sui])s$")
_FORM = re.compile(r"(?<=.{3})(?:ing|(?<!e)ed)$")
_DOUBLED = re.compile(r"([bdgmnprt])\1$")
LEAST = 3  # letters that a word keeps


@lru_cache(maxsize=16384)
def stem(word: str) -> str:
    """A lower-case word as it is compared: "narrowed" and "narrows" are one."""
    word = word.removesuffix("'s").removesuffix("’s")
    word = _IRREGULAR.get(word, word)
    if len(word) <= LEAST:
        return word
    one = _PLURAL.sub("", word)
    word = one if len(one) >= LEAST else word
    plain = _FORM.sub("", word)
    word = _DOUBLED.sub(r"\1", plain) if plain != word else word
    if len(word) > LEAST and word.endswith("e"):
        word = word[:-1]
    return word[:-1] + "i" if len(word) > LEAST and word.endswith("y") else word


_KANA = {
    **dict.fromkeys("カキクケコヵヶ", "k"), **dict.fromkeys("ガギグゲゴ", "g"),
    **dict.fromkeys("サシスセソザジズゼゾチヂ", "s"), **dict.fromkeys("タツテトッヅ", "t"),
    **dict.fromkeys("ダデド", "d"), **dict.fromkeys("ナニヌネノン", "n"),
    **dict.fromkeys("ハヒヘホ", "h"), "フ": "f", **dict.fromkeys("バビブベボヴ", "b"),
    **dict.fromkeys("パピプペポ", "p"), **dict.fromkeys("マミムメモ", "m"),
    **dict.fromkeys("ラリルレロ", "r"),
}  # fmt: skip
_SOUNDS = (
    (r"[^a-z]", ""), (r"(.)\1", r"\1"), (r"^kn", "n"), (r"^wr", "r"), (r"tion|sion", "sn"), (r"ture", "s"),
    (r"tch|ch(?=[aeiouy]|$)|sh|th", "s"), (r"ch", "k"), (r"ph", "f"), (r"gh", ""), (r"ck|q", "k"), (r"x", "ks"),
    (r"c(?=[eiy])", "s"), (r"c", "k"), (r"dge?(?=$)|g(?=e$)|[zj]", "s"), (r"ts", "t"), (r"l", "R"),
    (r"r(?=[aeiouy])", "R"), (r"r", ""), (r"v", "b"), (r"m(?=[bp])", "n"), (r"[aeiouwy]|h(?![aeiouy])", ""),
)  # fmt: skip
_RULES = tuple((re.compile(pattern), put) for pattern, put in _SOUNDS)


@lru_cache(maxsize=16384)
def sounds(word: str) -> tuple[str, ...]:
    """The consonants of a word in katakana or Latin letters: フィンランド, Finland → fnrnd.

    Latin ones with and without an r before a consonant: Portugal is ポルトガル, Mark マーク.
    """
    if "ァ" <= word[:1] <= "ヺ":
        return ("".join(_KANA.get(kana, "") for kana in word.replace("ッ", "")),)
    out = []
    for coda in (True, False):
        plain = unicodedata.normalize("NFKD", word.lower())
        for pattern, put in _RULES:
            plain = plain if coda and pattern.pattern == "r" else pattern.sub(put, plain)
        out.append(plain.lower())
    return tuple(dict.fromkeys(out))
