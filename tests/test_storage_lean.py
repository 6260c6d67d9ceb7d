"""What the house imports: sqlite-utils without pandas and numpy, whoever asks first."""

from __future__ import annotations

import subprocess
import sys

import pytest

from tests.tools import ROOT


@pytest.mark.parametrize(
    "module", ["storage.database", "digest.commands.context", "digest.__main__"]
)
def test_no_command_waits_for_pandas(module: str) -> None:
    code = f"import {module}, sys; print([m for m in ('pandas', 'numpy') if m in sys.modules])"
    run = [sys.executable, "-c", code]
    assert (
        subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        == "[]"
    )


def test_pandas_is_there_afterwards() -> None:
    code = "import storage.database, numpy, pandas; print(len(pandas.DataFrame({'a': [1]})))"
    run = [sys.executable, "-c", code]
    assert (
        subprocess.run(run, cwd=ROOT, capture_output=True, text=True, check=False).stdout.strip()
        == "1"
    )
