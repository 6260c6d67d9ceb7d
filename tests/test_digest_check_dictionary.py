"""The dictionary that binds words which nobody put into the lexicon, and the tool that makes it."""

from __future__ import annotations

import gzip
import re
import sqlite3
from pathlib import Path

import pytest

from bench.dictionary import entries, table
from bench.exchanges import wrong
from digest.check.contexts import LONG
from digest.check.dictionary import glosses
from digest.check.placing import placed
from digest.check.quantities import quantities
from digest.check.texts import check_texts
from digest.check.translate import translated, vocabulary
from tests.tools import ROOT

JMDICT = """<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE JMdict [
<!ENTITY n "noun (common) (futsuumeishi)">
<!ENTITY v5r "Godan verb with 'ru' ending">
<!ENTITY arch "archaism">
]>
<JMdict>
<entry><ent_seq>1</ent_seq>
<k_ele><keb>屋根</keb><ke_pri>news1</ke_pri></k_ele><r_ele><reb>やね</reb><re_pri>news1</re_pri></r_ele>
<sense><pos>&n;</pos><gloss>roof</gloss></sense>
<sense><misc>&arch;</misc><gloss>vault</gloss></sense></entry>
<entry><ent_seq>2</ent_seq>
<k_ele><keb>塗る</keb><ke_pri>ichi1</ke_pri></k_ele><k_ele><keb>塗手</keb></k_ele><r_ele><reb>ぬる</reb></r_ele>
<sense><pos>&v5r;</pos><gloss>to paint (a wall)</gloss><gloss>to plaster over the old house wall</gloss></sense></entry>
<entry><ent_seq>3</ent_seq>
<r_ele><reb>ナース</reb><re_pri>gai1</re_pri></r_ele><sense><pos>&n;</pos><gloss>nurse</gloss></sense></entry>
<entry><ent_seq>4</ent_seq>
<k_ele><keb>甍</keb></k_ele><r_ele><reb>いらか</reb></r_ele><sense><pos>&n;</pos><gloss>tiled roof</gloss></sense></entry>
</JMdict>
"""
ROWS = ["ナース\tn\tnurse9", "塗る\tr\tpaint9", "屋根\tn\troof9"]
FAIR = "2026-11-12\nThe choir sang for 84 minutes and the puppeteers played for 132."
THEFTS = "2026-11-12\nOf the thefts, 41% happened in cloakrooms and 27% in stairwells."


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("屋根が美しく見える", ["屋根", "美し", "見え"]),
        ("塗った壁", ["塗", "壁"]),
        ("訴訟記録", ["訴訟", "記録"]),
        ("水道料は", ["水道", "料"]),  # a suffix of one kanji
        ("橋梁", []),  # 橋 is not a word in it
        ("ロボは", []),  # the beginning of another word
        ("分からない文字", ["分か", "文字"]),
        ("ひらがなだけのぶん", []),
    ],
)
def test_words_are_found_with_their_endings(text: str, found: list[str]) -> None:
    assert [text[one.start : one.end] for one in glosses(text)] == found


def test_a_word_has_the_english_ones_that_it_may_mean() -> None:
    (roof,) = glosses("屋根")
    assert roof.stems == (("roof", 1.0),)
    (paint,) = glosses("塗った")
    assert {"paint", "plaster"} <= {stem for stem, _ in paint.stems}


@pytest.mark.parametrize("path", ["jmdict.xml", "jmdict.gz", "jamdict.db"])
def test_the_table_is_made_from_what_jmdict_calls_common(tmp_path: Path, path: str) -> None:
    made = tmp_path / path
    if path.endswith("xml"):
        made.write_text(JMDICT, encoding="utf-8")
    elif path.endswith("gz"):
        made.write_bytes(gzip.compress(JMDICT.encode()))
    else:
        _database(made)
    assert list(table(entries(made))) == ROWS


def _database(path: Path) -> None:
    db = sqlite3.connect(path)
    db.executescript(
        """CREATE TABLE Entry (idseq); CREATE TABLE Kanji (ID INTEGER PRIMARY KEY, idseq, text);
        CREATE TABLE Kana (ID INTEGER PRIMARY KEY, idseq, text); CREATE TABLE KJP (kid, text);
        CREATE TABLE KNP (kid, text); CREATE TABLE Sense (ID INTEGER PRIMARY KEY, idseq);
        CREATE TABLE pos (sid, text); CREATE TABLE misc (sid, text); CREATE TABLE SenseGloss (sid, text);
        INSERT INTO Entry VALUES (1), (2), (3), (4);
        INSERT INTO Kanji VALUES (1, 1, '屋根'), (2, 2, '塗る'), (3, 2, '塗手'), (4, 4, '甍');
        INSERT INTO KJP VALUES (1, 'news1'), (1, 'nf02'), (2, 'ichi1');
        INSERT INTO Kana VALUES (1, 1, 'やね'), (2, 2, 'ぬる'), (3, 3, 'ナース'), (4, 4, 'いらか');
        INSERT INTO KNP VALUES (1, 'news1'), (3, 'gai1');
        INSERT INTO Sense VALUES (1, 1), (2, 1), (3, 2), (4, 3), (5, 4);
        INSERT INTO pos VALUES (1, 'noun (common) (futsuumeishi)'), (3, 'Godan verb with ''ru'' ending'),
            (4, 'noun (common) (futsuumeishi)'), (5, 'noun (common) (futsuumeishi)');
        INSERT INTO misc VALUES (2, 'archaism');
        INSERT INTO SenseGloss VALUES (1, 'roof'), (2, 'vault'), (3, 'to paint (a wall)'),
            (3, 'to plaster over the old house wall'), (4, 'nurse'), (5, 'tiled roof');"""
    )
    db.close()


def test_the_table_in_the_repository_is_what_the_program_reads() -> None:
    rows = (ROOT / "digest/check/dictionary.tsv").read_text(encoding="utf-8").splitlines()
    shape = re.compile(r"[^\t]{1,8}\t[1bgikmnrstwx]+\t[a-z]+[1-9](?: [a-z]+[1-9]){0,7}")
    assert [row for row in rows if not shape.fullmatch(row)] == []
    heads = [row.partition("\t")[0] for row in rows]
    assert heads == sorted(set(heads))
    assert len(heads) > 25_000


def test_a_word_stands_for_what_the_source_has_of_its_meanings() -> None:
    source = vocabulary(["The choir met performers.", "Nobody paints."])
    found = {feature.key for feature in translated("合唱団は演奏に塗料を持ち込まない", source)}
    assert found == {"=choir", "=performer", "=paint"}


def test_the_lexicon_knows_better_and_one_language_needs_no_dictionary() -> None:
    source = vocabulary(["The carpenter lost his revenue.", "売上高は減った。"])
    assert translated("大工の売上高は減った", source) == ()  # rows of the lexicon, all of them
    assert translated("A choir", vocabulary(["A choir"])) == ()
    assert translated("合唱団", vocabulary(["合唱団が歌う。"])) == ()
    assert translated("合唱団が" * LONG, vocabulary(["A choir"])) == ()


@pytest.mark.parametrize(
    ("source", "right", "wrong"),
    [
        (FAIR, "合唱団は84分間歌い、人形遣いは132分間演じた。", "合唱団は132分間歌い、人形遣いは84分間演じた。"),
        (THEFTS, "盗難の41%は更衣室、27%は階段で起きた。", "盗難の27%は更衣室、41%は階段で起きた。"),
    ],
)  # fmt: skip
def test_numbers_at_words_that_no_lexicon_has(source: str, right: str, wrong: str) -> None:
    assert check_texts(source, right) == ()
    assert {one.finding.reason for one in check_texts(source, wrong)} == {"主語の入れ替わり"}


def test_a_machine_exchanges_numbers_of_right_sentences() -> None:
    source = placed([(THEFTS, quantities(THEFTS))])
    right = "盗難の41%は更衣室、27%は階段で起きた。"
    made = list(wrong(source, placed([(right, quantities(right))])))
    assert made == [("two", "盗難の27%は更衣室、41%は階段で起きた。")]
    alone = "盗難の41%は更衣室で起きた。"
    made = list(wrong(source, placed([(alone, quantities(alone))])))
    assert made == [("one", "盗難の27%は更衣室で起きた。")]
