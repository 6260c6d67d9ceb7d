"""The digest's checks as scorers, each of CHECKS, and coverage. Pure.

The output of a digest task is a summary and below it what the checks found, one line each,
as render() writes it. A claim is one line that begins with 「・」, so no claim can be taken
for a finding.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from digest.check import CHECKS
from prompt_tuner.records import Example, Score
from prompt_tuner.scorers.scorer import Scorer, ScorerSettings, say, share
from storage.records import Finding, Summary

HEADING = "# 検査の結果"
COSTS = {"NG": 1.0, "要確認": 0.5}  # of one claim
_FEWEST_CLAIMS = 3  # a summary of one claim is not ruined by one doubt
_SHOWN = 3


def render(summary: Summary, findings: Sequence[Finding], sections: Sequence[str]) -> str:
    """A summary, and what the checks say about it; sections: those that it should have."""
    lines = [_line(summary.headline)]
    for section in summary.sections:
        lines += [f"## {_line(section.name)}", *(f"・{_line(c.text)}" for c in section.claims)]
    missing = [name for name in sections if name not in {s.name for s in summary.sections}]
    have = f"{len(sections) - len(missing)}/{len(sections)}"
    lines += ["", HEADING, f"[coverage] {have} {'、'.join(missing)}".rstrip()]
    return "\n".join(lines + [_finding(one) for one in findings])


def _finding(one: Finding) -> str:
    right = f" → {one.expected}" if one.expected else ""
    return _line(
        f"[{one.check}] {one.verdict} {one.reason} {one.found}{right} 「{one.passage[:120]}」"
    )


def _line(text: str) -> str:
    return " ".join(text.split())


def _lines(output: str, name: str) -> list[str]:
    told = output.rpartition(f"\n{HEADING}\n")[2] if HEADING in output else ""
    mark = f"[{name}] "
    return [line.removeprefix(mark) for line in told.splitlines() if line.startswith(mark)]


def _check(name: str) -> Scorer:
    def score(output: str, _example: Example, settings: ScorerSettings) -> Score:
        if HEADING not in output:
            return _unread(settings)
        found = _lines(output, name)
        claims = max(_FEWEST_CLAIMS, len(re.findall(r"^・", output, re.M)))
        cost = sum(COSTS.get(line.split(" ", 1)[0], 0.5) for line in found)
        more = len(found) - _SHOWN
        told = " / ".join(found[:_SHOWN]) + (f" / …{more}" if more > 0 else "")
        return Score(share(1 - cost / claims), told)

    return Scorer(score, complaint=_own)


def _own(_settings: ScorerSettings) -> str:
    return "the digest's checks are scorers of its own tasks only"


def _coverage(output: str, _example: Example, settings: ScorerSettings) -> Score:
    """The share of the sections that the summary has."""
    found = re.match(r"(\d+)/(\d+) ?(.*)", "".join(_lines(output, "coverage")[:1]))
    if not found or found[2] == "0":
        return _unread(settings)
    names = found[3]
    words = say(settings, f"内容のない節: {names}", f"Sections without content: {names}")
    return Score(share(int(found[1]) / int(found[2])), words if names else "")


def _unread(settings: ScorerSettings) -> Score:
    return Score(0.0, say(settings, "要約として読めない", "It cannot be read as a summary"))


CHECK_SCORERS = {name: _check(name) for name in CHECKS}
COVERAGE = Scorer(_coverage, complaint=_own)
