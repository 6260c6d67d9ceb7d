"""Run a program of this house: one command, its errors in words, its exit code."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from digest.commands.context import open_context
from digest.errors import UsageError, WorkbenchError


def run_program(parser: argparse.ArgumentParser, arguments: Sequence[str] | None) -> int:
    """Exit codes: 0 done, 1 failed, 2 usage; errors go to stderr with what to do."""
    args = parser.parse_args(arguments)
    try:
        context = open_context(args)
        try:
            code: int = args.run(context, args)
            return code
        finally:
            context.db.close()
    except WorkbenchError as error:
        print(f"error: {error}", file=sys.stderr)
        return 2 if isinstance(error, UsageError) else 1
    except KeyboardInterrupt:
        print("Stopped. Run the command again to go on where it was.", file=sys.stderr)
        return 1
    except BrokenPipeError:
        sys.stderr.close()
        return 1
