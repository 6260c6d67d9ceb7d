"""Names that are like another by sound or letters: katakana, editions, versions, cards."""

from __future__ import annotations

import re
import sqlite3
import time
from pathlib import Path

import pytest

from bench.irregular import rows
from bench.katakana import words as listed
from digest.check import editions, irregular
from digest.check.heard import FAR, LONGEST, OTHER, far
from digest.check.katakana import ordinary, words
from digest.check.texts import check_texts
from digest.check.unknown import PAIRS, Sounds
from tests.tools import ROOT

SAME = [
    ("スタンフォード", "Stanford"),
    ("ワルシャワ", "Warsaw"),
    ("チューリッヒ", "Zürich"),
    ("ケムニッツ", "Chemnitz"),
    ("ケンブリッジ", "Cambridge"),
    ("シャンペーン", "Champaign"),
]
OTHERS = [("スタンフォード", "started"), ("ハンガリー", "Honduras"), ("ベルリン", "Dublin")]


@pytest.mark.parametrize(("kana", "word"), SAME)
def test_katakana_is_near_the_word_that_it_writes(kana: str, word: str) -> None:
    assert far(kana, word) <= FAR


@pytest.mark.parametrize(("kana", "word"), OTHERS)
def test_katakana_is_far_from_another(kana: str, word: str) -> None:
    assert far(kana, word) > FAR


def test_what_is_no_word_is_far_from_everything() -> None:
    assert far("ア" * LONGEST, "a" * 10_000) == OTHER
    assert far("", "") == 0


def faults(source: str, claim: str) -> list[tuple[str, str]]:
    found = (one.finding for one in check_texts(f"2026-11-12\n{source}", claim))
    return [(f.reason, f.found) for f in found if f.verdict != "OK"]


UNKNOWN = [
    ("Vans from Avis have been parked there.", "ハーツの車が止まっている。", "ハーツ"),
    ("The bank told Reuters so.", "銀行はブルームバーグに語った。", "ブルームバーグ"),
    ("Lines are read in Quechua near town.", "文面はナワトル語で読まれる。", "ナワトル"),
    ("Parts come from Kioxia and Hynix.", "部品はマイクロンが供給する。", "マイクロン"),
    ("It runs on eight A100 cards.", "8枚のH100で動く。", "H100"),
    ("Owners of the M3 Ultra may try it.", "M3 Maxの持ち主が試せる。", "M3 Max"),
    ("Members of AI Ultra may try it.", "AI Plusの会員が試せる。", "AI Plus"),
    ("The Pixel 17 Pro runs it.", "Pixel 17 Airで動く。", "Pixel 17 Air"),
]


@pytest.mark.parametrize(("source", "claim", "name"), UNKNOWN)
def test_a_name_like_those_of_the_source_is_found(source: str, claim: str, name: str) -> None:
    assert faults(source, claim) == [("原文に無い名称", name)]


VERSIONS = [
    ("Qwen3-32B was tuned.", "Qwen3-30Bを調整した。", "Qwen3-30B"),
    ("Whisper large-v3 wrote it down.", "Whisper large-v2が書き起こした。", "large-v2"),
    ("It was tried on an M3 laptop.", "M4のノートで試した。", "M4"),
]


@pytest.mark.parametrize(("source", "claim", "name"), VERSIONS)
def test_any_number_of_a_name_counts(source: str, claim: str, name: str) -> None:
    assert faults(source, claim) == [("原文に無い版・番号", name)]


RIGHT = [
    ("Gradient-boosted trees won.", "勾配ブースティングの木が勝った。"),
    ("工房はStanfordの機械を使った。", "工房はスタンフォードの機械を使った。"),
    ("It needs 8xH100.", "8枚のH100が要る。"),
    ("Gemini 3 Flash and Pro are out.", "Gemini 3 Proが出た。"),
    ("Gemini 3 is out, in two sizes, Flash and Pro.", "Gemini 3 Proが出た。"),
    ("We tried ResNet-50/101.", "ResNet-101を試した。"),
    ("We tried Qwen3-8B and Qwen3 32B.", "Qwen3-32Bを試した。"),
    ("GPT-4.1 wrote it.", "GPT-4が書いた。"),
    ("Merriam-Webster sued.", "メリアムなどが訴えた。"),
    ("The model of Chekhov's house burned.", "チェーホフの家の模型が焼けた。"),
    ("Sales began in Q2.", "販売はQ2に始まり、H2も続く。"),
]


@pytest.mark.parametrize(("source", "claim"), RIGHT)
def test_right_names_are_left_alone(source: str, claim: str) -> None:
    assert faults(source, claim) == []


SCHOOLS = "京都大学の法学部と理学部を調べた。青山交通と佐々木法律事務所が支え、学会も加わった。"


@pytest.mark.parametrize(
    ("claim", "name"),
    [
        ("文学部を調べた。", "文学部"),
        ("緑川交通が支えた。", "緑川交通"),
        ("北野法律事務所が支えた。", "北野法律事務所"),
    ],
)
def test_what_ends_as_a_name_of_the_source_is_judged(claim: str, name: str) -> None:
    assert ("原文に無い名称", name) in faults(SCHOOLS, claim)


@pytest.mark.parametrize(
    "claim",
    [
        "全学部を調べた。",
        "京大法学部を調べた。",
        "公共交通が支えた。",
        "弁護士事務所が支えた。",
        "関連学会も加わった。",
    ],
)
def test_ordinary_words_that_end_so_are_not(claim: str) -> None:
    assert [f for f in faults(SCHOOLS, claim) if f[0] == "原文に無い名称"] == []


def test_the_words_of_a_list_are_no_names() -> None:
    text = "デジタルレアルのスキーマ"
    assert [text[a:b] for a, b in words(text)][-1] == "スキーマ"
    assert list(words("ヴヴ" * 50)) == []
    lines = (ROOT / "digest/check/katakana.txt").read_text(encoding="utf-8").splitlines()
    assert lines == sorted(set(lines))
    assert [line for line in lines if not re.fullmatch(r"[ァ-ヺー]{3,10}", line)] == []
    assert len(lines) == len(ordinary()) > 25_000


def test_the_list_is_made_of_what_is_written_in_katakana_alone(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "jamdict.db")
    db.executescript(
        """CREATE TABLE Kanji (idseq, text); CREATE TABLE Kana (idseq, text);
        CREATE TABLE Sense (ID INTEGER PRIMARY KEY, idseq); CREATE TABLE SenseGloss (sid, text);
        CREATE TABLE NEKana (ID INTEGER PRIMARY KEY, idseq, text);
        CREATE TABLE NETranslation (ID INTEGER PRIMARY KEY, idseq); CREATE TABLE NETransType (tid, text);
        INSERT INTO Kanji VALUES (1, '台帳');
        INSERT INTO Kana VALUES (1, 'ダイチョウ'), (2, 'スキーマ'), (3, 'ハンバーガー'), (4, 'アネモネ'),
            (5, 'コロラド'), (6, 'テーブルスキーマ'), (7, 'スキーマテーブルズ'), (8, 'テーブルズ'), (9, 'カシオ');
        INSERT INTO Sense VALUES (1, 1), (2, 2), (3, 3), (4, 4), (5, 5), (6, 6), (7, 7), (8, 8), (9, 9);
        INSERT INTO SenseGloss VALUES (1, 'ledger'), (2, 'schema'), (3, 'hamburger'), (4, 'windflower (Anemone coronaria)'),
            (5, 'Colorado'), (6, 'table schema'), (7, 'tables of a schema'), (8, 'tables'), (9, 'calculator');
        INSERT INTO NEKana VALUES (1, 1, 'カシオ'); INSERT INTO NETranslation VALUES (1, 1);
        INSERT INTO NETransType VALUES (1, 'company');"""
    )
    db.commit()
    db.close()
    kept = ["スキーマ", "テーブルスキーマ", "テーブルズ", "ハンバーガー"]
    assert list(listed(tmp_path / "jamdict.db")) == kept


def test_long_texts_take_no_long_time() -> None:
    source = Sounds(" ".join(f"K{a}{b}{c}t" for a in "aeiou" for b in "rlnm" for c in "abdefg"))
    start = time.process_time()
    for number in range(20_000):
        source.hear(f"カ{chr(0x30A2 + number % 80)}{chr(0x30A2 + number // 80 % 80)}タ")
    assert list(editions.other("A-" * 50_000 + " Pro" * 1000, "A Pro")) == []
    assert time.process_time() - start < 20
    assert PAIRS < 1_000_000


# well-known names as Japanese papers write them
KNOWN = """
トヨタ Toyota|ホンダ Honda|ヤマハ Yamaha|ソフトバンク SoftBank|キヤノン Canon|パナソニック Panasonic|サムスン Samsung|
ヒョンデ Hyundai|シャオミ Xiaomi|ファーウェイ Huawei|アリババ Alibaba|テンセント Tencent|バイドゥ Baidu|バイトダンス ByteDance|
ディープシーク DeepSeek|ムーンショット Moonshot|オープンエーアイ OpenAI|アンソロピック Anthropic|グーグル Google|
マイクロソフト Microsoft|アマゾン Amazon|アップル Apple|メタ Meta|エヌビディア Nvidia|インテル Intel|クアルコム Qualcomm|
ブロードコム Broadcom|テスラ Tesla|スペースエックス SpaceX|パランティア Palantir|スノーフレイク Snowflake|データブリックス Databricks|
セールスフォース Salesforce|サービスナウ ServiceNow|オラクル Oracle|アドビ Adobe|ズーム Zoom|スラック Slack|ノーション Notion|
フィグマ Figma|キャンバ Canva|ショッピファイ Shopify|ストライプ Stripe|ペイパル PayPal|ウーバー Uber|リフト Lyft|
エアビーアンドビー Airbnb|ネットフリックス Netflix|スポティファイ Spotify|ディズニー Disney|ユニバーサル Universal|ワーナー Warner|
ロイター Reuters|ブルームバーグ Bloomberg|ガーディアン Guardian|フォーブス Forbes|シーメンス Siemens|ボッシュ Bosch|
フォルクスワーゲン Volkswagen|メルセデス Mercedes|ルノー Renault|エアバス Airbus|ボーイング Boeing|ノキア Nokia|
エリクソン Ericsson|フィリップス Philips|ユニリーバ Unilever|ネスレ Nestlé|ロシュ Roche|ノバルティス Novartis|ファイザー Pfizer|
モデルナ Moderna|メイヨー Mayo|カイザー Kaiser|スタンフォード Stanford|ハーバード Harvard|オックスフォード Oxford|
ケンブリッジ Cambridge|チューリッヒ Zurich|ローザンヌ Lausanne|ミストラル Mistral|コヒア Cohere|ハギングフェイス HuggingFace|
スタビリティ Stability|ミッドジャーニー Midjourney|ランウェイ Runway|ルマ Luma|スノ Suno|イレブンラボ ElevenLabs|
パープレキシティ Perplexity|カーソル Cursor|ウィンドサーフ Windsurf|レプリット Replit|リプリット Replit|クロード Claude|
ジェミニ Gemini|グロック Grok|コパイロット Copilot|ジェンスン Jensen|フアン Huang|アルトマン Altman|アモデイ Amodei|
ハサビス Hassabis|ザッカーバーグ Zuckerberg|ナデラ Nadella|ピチャイ Pichai|マスク Musk|ベゾス Bezos|ヒントン Hinton|
ベンジオ Bengio|ルカン LeCun|サツケバー Sutskever|ムラティ Murati|カルパシー Karpathy|バイデン Biden|トランプ Trump|
ニューサム Newsom|スターマー Starmer|マクロン Macron|ロンドン London|ベルリン Berlin|パリ Paris|シンガポール Singapore|
ジャカルタ Jakarta|バンガロール Bangalore|ベンガルール Bengaluru|ハイデラバード Hyderabad|ドバイ Dubai|リヤド Riyadh|
ナイロビ Nairobi|ラゴス Lagos|シアトル Seattle|オースティン Austin|ダブリン Dublin|ストックホルム Stockholm|ヘルシンキ Helsinki|
オスロ Oslo|コペンハーゲン Copenhagen|アムステルダム Amsterdam|ブリュッセル Brussels|ワルシャワ Warsaw|プラハ Prague|
ウィーン Vienna|ミュンヘン Munich|ミラノ Milan|マドリード Madrid|リスボン Lisbon|トロント Toronto|モントリオール Montreal|
バンクーバー Vancouver|シドニー Sydney|メルボルン Melbourne|ユーチューブ YouTube|ティックトック TikTok|レディット Reddit|
ウィキペディア Wikipedia|ドッカー Docker|クーバネティス Kubernetes|テラフォーム Terraform|ポストグレス Postgres|レディス Redis|
カフカ Kafka|ヒューマノイド humanoid|トークナイザー tokenizer|ベンチマーク benchmark|アクチュエーター actuator|バンドル bundle|
クレジット credit|フォールバック fallback
"""


@pytest.mark.parametrize("pair", KNOWN.replace("\n", "").split("|"))
def test_a_well_known_name_is_known_again(pair: str) -> None:
    kana, word = pair.split()
    claim = f"{kana}は5月にモデルを公開すると述べた。"
    found = check_texts(f"{word} said on Monday that it will open the model in May.", claim)
    assert [one.finding for one in found if one.finding.check == "names"] == []


def test_the_table_of_names_is_made_of_what_cannot_be_heard(tmp_path: Path) -> None:
    db = sqlite3.connect(tmp_path / "jamdict.db")
    db.executescript(
        """CREATE TABLE NEKana (ID INTEGER PRIMARY KEY, idseq, text);
        CREATE TABLE NETranslation (ID INTEGER PRIMARY KEY, idseq); CREATE TABLE NETransGloss (tid, text);
        INSERT INTO NEKana VALUES (1, 1, 'シャオミ'), (2, 2, 'スタンフォード'), (3, 3, 'ルノー'), (4, 4, 'レ・ミゼラブル');
        INSERT INTO NETranslation VALUES (1, 1), (2, 2), (3, 3), (4, 4);
        INSERT INTO NETransGloss VALUES (1, 'Xiaomi (company)'), (2, 'Stanford'), (3, 'Renáult'), (4, 'Les Miserables');"""
    )
    db.commit()
    db.close()
    assert list(rows(tmp_path / "jamdict.db")) == [
        ("シャオミ", ["xiaomi"]),
        ("ルノー", ["renault"]),
    ]
    assert irregular.spelt("シャオミ") == ("xiaomi",)
    assert irregular.spelt("スタンフォード") == ()
