"""Units of the numbers that summaries carry, Japanese and English. One visible table. Pure.

A family is what can be compared; the factor turns a value into the family's own unit.
"""

from __future__ import annotations

import re

ANY = ""  # nothing is said about the unit
COUNT = "n"  # of something: 件, 人, tasks, ...
NAMED = "name"  # a number within a name: GPT-4, Qwen2.5

_NO_LETTER = r"(?![A-Za-z])"
TABLE: tuple[tuple[str, float, str], ...] = (
    ("%", 1, r"%|percentage[ -]points?|percent\b|per cent\b|pct\b|パーセント(?:ポイント)?|ポイント|-?points?\b|pts?\b|pp\b"),
    ("%", 10, r"割(?!り当|当)"),
    ("x", 1, r"倍|-?fold\b|(?:(?<!(?<![\d.])1)X|[x×])(?![A-Za-z0-9]| ?\d)|-?times(?= (?:faster|more|less|higher|lower|as|the|larger|smaller|better|cheaper|greater|fewer|longer|shorter|that))"),
    ("twd", 1, r"(?:新)?台湾(?:ドル|元)|(?:New )?Taiwan(?:ese)? dollars?\b|TWD\b"),
    ("hkd", 1, r"香港ドル|Hong Kong dollars?\b|HKD\b"),
    ("aud", 1, r"(?:豪|オーストラリア)・?ドル|Australian dollars?\b|AUD\b"),
    ("cad", 1, r"(?:加|カナダ)・?ドル|Canadian dollars?\b|CAD\b"),
    ("sgd", 1, r"(?:シンガポール|星)・?ドル|Singapore(?:an)? dollars?\b|SGD\b"),
    ("usd", 1, r"(?:米)?ドル|(?:US |U\.S\. )?dollars?\b|USD\b"),
    ("eur", 0.01, r"ユーロ・?セント|euro[ -]?cents?\b"),
    ("usd", 0.01, r"セント|cents?\b"),
    ("jpy", 1, r"円|yen\b|JPY\b"),
    ("eur", 1, r"ユーロ|euros?\b|EUR\b"),
    ("gbp", 1, r"(?:英)?ポンド|pounds?\b|GBP\b"),
    ("krw", 1, r"(?:韓国)?ウォン|(?:South Korean |Korean )?won\b(?= |[.,;)]|$)|KRW\b"),
    ("inr", 1, r"(?:インド)?・?ルピー|(?:Indian )?rupees?\b|INR\b"),
    ("chf", 1, r"(?:スイス)?・?フラン|(?:Swiss )?francs?\b|CHF\b"),
    ("cny", 1, r"人民元|元(?![年のに素])|yuan\b|RMB\b|CNY\b"),
    ("byte", 1e3, r"[kK]i?B" + _NO_LETTER + r"|キロバイト|kilobytes?\b"),
    ("byte", 1e6, r"Mi?B" + _NO_LETTER + r"|メガバイト|megabytes?\b"),
    ("byte", 1e9, r"Gi?B" + _NO_LETTER + r"|ギガバイト|gigabytes?\b"),
    ("byte", 1e12, r"Ti?B" + _NO_LETTER + r"|テラバイト|terabytes?\b"),
    ("byte", 1e15, r"Pi?B" + _NO_LETTER + r"|ペタバイト|petabytes?\b"),
    ("byte", 1, r"バイト|bytes?\b"),
    ("bit", 1, r"-?bits?\b|ビット"),
    ("watt", 1e9, r"GW" + _NO_LETTER + r"|ギガワット|gigawatts?\b"),
    ("watt", 1e6, r"MW" + _NO_LETTER + r"|メガワット|megawatts?\b"),
    ("watt", 1e3, r"kW" + _NO_LETTER + r"|キロワット(?!時)|kilowatts?\b"),
    ("wh", 1e12, r"TWh" + _NO_LETTER + r"|テラワット時|terawatt-hours?\b"),
    ("wh", 1e9, r"GWh" + _NO_LETTER + r"|ギガワット時|gigawatt-hours?\b"),
    ("wh", 1e6, r"MWh" + _NO_LETTER + r"|メガワット時|megawatt-hours?\b"),
    ("wh", 1e3, r"kWh" + _NO_LETTER + r"|キロワット時|kilowatt-hours?\b"),
    ("wh", 1, r"Wh" + _NO_LETTER + r"|ワット時|watt-hours?\b"),
    ("metre", 1e3, r"km" + _NO_LETTER + r"|キロメートル|-?kilomet(?:er|re)s?\b"),
    ("metre", 1609.344, r"マイル|-?miles?\b"),
    ("metre", 0.01, r"cm" + _NO_LETTER + r"|センチ(?:メートル)?|centimet(?:er|re)s?\b"),
    ("metre", 1e-9, r"nm" + _NO_LETTER + r"|ナノ(?:メートル|(?!秒))|-?nanomet(?:er|re)s?\b"),
    ("metre", 1e-6, r"[μu]m" + _NO_LETTER + r"|マイクロメートル|ミクロン|-?micromet(?:er|re)s?\b|microns?\b"),
    ("metre", 0.001, r"mm" + _NO_LETTER + r"|ミリメートル|millimet(?:er|re)s?\b"),
    ("metre", 1, r"メートル|-?met(?:er|re)s?\b"),
    ("gram", 1e6, r"トン|tonn?e?s?\b"),
    ("gram", 1e3, r"kg" + _NO_LETTER + r"|キログラム|kilograms?\b|kilos?\b"),
    ("gram", 1, r"グラム|grams?\b"),
    ("litre", 3.785, r"ガロン|gallons?\b"),
    ("litre", 1, r"リットル|lit(?:er|re)s?\b"),
    ("acre", 1, r"エーカー|acres?\b"),
    ("hectare", 1, r"ヘクタール|hectares?\b"),
    ("watt", 1, r"W" + _NO_LETTER + r"|ワット(?!時)|watts?\b"),
    ("hz", 1e9, r"GHz\b|ギガヘルツ"),
    ("hz", 1e6, r"MHz\b|メガヘルツ"),
    ("sec", 1e-9, r"ns\b|ナノ秒|nanoseconds?\b"),
    ("sec", 1e-6, r"[μu]s\b|マイクロ秒|microseconds?\b"),
    ("sec", 1e-3, r"ms\b|msec\b|ミリ秒|milliseconds?\b"),
    ("sec", 1, r"秒間?|-?seconds?\b|secs?\b|s\b"),
    ("sec", 60, r"分(?:間)?(?![野析類割布散岐])|-?minutes?\b|mins?\b"),
    ("sec", 3600, r"時間|-?hours?\b|hrs?\b|h\b"),
    ("sec", 604800, r"週間?|-?weeks?\b"),
    ("sec", 86400, r"営業日|日間?(?!本)|-?days?\b"),
    ("month", 1, r"[ヶかカヵケ箇]月|-?months?\b|mos?\b"),
    ("month", 12, r"年間?(?!度|代)|-?years?\b|yrs?\b"),
)  # fmt: skip
CURRENCY_SIGNS = {
    "$": "usd", "US$": "usd", "NT$": "twd", "HK$": "hkd", "A$": "aud", "AU$": "aud", "C$": "cad", "CA$": "cad",
    "S$": "sgd", "SG$": "sgd", "¥": "jpy", "€": "eur", "£": "gbp", "₩": "krw", "₹": "inr",
}  # fmt: skip
SUFFIXES = {
    "%": "%",
    "x": "倍",
    "usd": "ドル",
    "jpy": "円",
    "eur": "ユーロ",
    "gbp": "ポンド",
    "cny": "元",
    "twd": "台湾ドル",
    "hkd": "香港ドル",
    "aud": "豪ドル",
    "cad": "カナダドル",
    "sgd": "シンガポールドル",
    "krw": "ウォン",
    "inr": "ルピー",
    "chf": "スイスフラン",
}

_WORD_END = "(?![A-Za-z0-9])"  # not \b: kana count as word characters

UNIT = re.compile(
    "(?: (?:extra|additional|more|further|full|whole|consecutive|straight)(?= (?:day|week|month|year|hour|minute|second)))?[ -]?(?:"
    + "|".join(
        f"(?P<u{i}>{pattern})".replace(r"\b", _WORD_END) for i, (_, _, pattern) in enumerate(TABLE)
    )
    + ")"
)
_SCORES = "accuracy|score|scores|overall|average|f1|bleu|rouge|elo|mmlu|top|pass"
_NO_NOUN = re.compile(
    r" (?:on|in|at|for|to|and|or|with|from|vs|over|of|by|as|than|is|are|was|were|when|while|that|which|but|the|a|an|per|times"
    r"|unless|because|if|though|although|before|after|since|until|so|where|who|compared|against|rather|instead|had|has|have|during|without"
    r"|will|would|can|could|said|should|may|this|last|next|ago|earlier|later|now|today"
    rf"|respectively|higher|lower|better|more|less|out|{_SCORES})\b"
)
_KILO = re.compile("キロ(?![ァ-ヺー])")  # of metres or of grams
_NOUN = re.compile(r"[ -]?[a-z]{3,}|[A-Za-z]|[\u30a1-\u30fa\u3400-\u9fff]")
_RANGE = re.compile(r"\s*(?:~|-|to|から|または|か|or|and|と|、|,|/|・|および|から)\s*")


def unit_at(text: str, place: int) -> tuple[str, float, int]:
    """The family and factor of the unit at a place, and where it ends; (ANY, 1, place) for none."""
    match = UNIT.match(text, place)
    if match is None or match.lastgroup is None:
        return ANY, 1.0, place
    name, factor, _ = TABLE[int(match.lastgroup[1:])]
    return name, float(factor), match.end()


def counts_something(text: str, place: int) -> bool:
    """Whether what follows a number is the thing that it counts: 件, 人, tasks."""
    if _KILO.match(text, place):
        return False
    return not _NO_NOUN.match(text, place) and bool(_NOUN.match(text, place))


def joins(between: str) -> bool:
    """Whether two numbers share the unit of the second: 3~5倍, 10 to 20%, 8、35、103億."""
    return bool(_RANGE.fullmatch(between))


def comparable(a: str, b: str) -> bool:
    """Whether values of two families may be the same thing."""
    if NAMED in (a, b):
        return {a, b} <= {NAMED, ANY, COUNT, "bit"}
    return a == b or ANY in (a, b)
