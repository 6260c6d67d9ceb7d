"""What the tests of the workbench's shell share: its command line inside this process."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from prompt_tuner.__main__ import main


def given(capsys: pytest.CaptureFixture[str], home: Path, *arguments: str) -> Any:
    """The JSON document of a command that must succeed."""
    capsys.readouterr()
    code = main(["--home", str(home), *arguments, "--json"])
    out, err = capsys.readouterr()
    assert code == 0, err
    return json.loads(out)
