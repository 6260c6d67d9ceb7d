"""The command line: everything that the screens can do, for cron and terminals.

Exit codes: 0 done, 1 failed, 2 usage. Words for people go to stdout, errors to stderr;
with --json stdout holds exactly one JSON document.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from digest import __version__
from digest.commands import (
    building,
    checking,
    choosing,
    glossary,
    house,
    kinds,
    reading,
    reviewing,
    sources,
)
from digest.commands.entry import run_program


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="python -m digest", description="Weekly AI digest: from feeds to a Japanese article."
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--home", metavar="DIR", help="folder of the workbench (DIGEST_HOME, default ./data)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in (
        sources,
        reading,
        building,
        house,
        kinds,
        choosing,
        reviewing,
        checking,
        glossary,
    ):
        module.register(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    return run_program(build_parser(), arguments)


if __name__ == "__main__":
    sys.exit(main())
