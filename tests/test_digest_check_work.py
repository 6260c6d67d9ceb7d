"""How much work the checks do on long or hostile text, counted and not timed."""

from __future__ import annotations

import cProfile
import pstats

from digest.check import numbers, poles, reckon
from digest.check.texts import check_texts

WRONG = "南部では{}個が売れた。"


def test_a_number_is_worked_out_once_for_both_checks() -> None:
    source = " ".join(f"Shop {n}x sold {n * 37 + 101} chairs." for n in range(40))
    profile = cProfile.Profile()
    profile.runcall(check_texts, source, "".join(WRONG.format(765_431 + n) for n in range(3)))
    calls = {name: told[0] for (_, _, name), told in pstats.Stats(profile).stats.items()}  # type: ignore[attr-defined]
    misses, asked = calls[numbers._worked_out.__name__], calls[numbers._reckoned.__name__]
    assert (misses, asked - misses) == (3, 3)


def test_a_source_s_sentences_are_read_once_for_all_numbers() -> None:
    reckon._keys.cache_clear()
    source = " ".join(f"Shop {n}x sold {n * 37 + 101} chairs." for n in range(40))
    check_texts(source, "".join(WRONG.format(876_431 + n) for n in range(5)))
    assert 0 < reckon._keys.cache_info().misses <= 40


def test_a_sentence_made_of_opposites_is_not_compared() -> None:
    assert poles.poles([("増加し減少し" * 15, ())])
    assert poles.poles([("増加し減少し" * 160, ())]) == ()
