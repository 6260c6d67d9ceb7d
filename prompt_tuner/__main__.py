"""The command line of the prompt workbench; same manners as `python -m digest`.

Exit codes: 0 done, 1 failed, 2 usage. Words for people go to stdout, errors to stderr;
with --json stdout holds exactly one JSON document.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from digest import __version__
from digest.commands.entry import run_program
from prompt_tuner.commands import growing, looking, prompts, replaying, tasks, tuning


def build_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(
        prog="python -m prompt_tuner",
        description="Prompt workbench: versions, tasks, tuning sessions that prove what they win.",
    )
    parser.add_argument("--version", action="version", version=__version__)
    parser.add_argument(
        "--home", metavar="DIR", help="folder of the workbench (DIGEST_HOME, default ./data)"
    )
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    for module in (prompts, tasks, tuning, looking, replaying, growing):
        module.register(commands)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and give its exit code."""
    return run_program(build_parser(), arguments)


if __name__ == "__main__":
    sys.exit(main())
