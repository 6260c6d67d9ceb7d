"""Run a program of this house: one command, its errors in words, its exit code."""

from __future__ import annotations

import argparse
import errno
import os
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
            sys.stdout.flush()  # else a full disk is met when nobody can tell it any more
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
    except OSError as error:
        if error.errno not in (errno.ENOSPC, errno.EDQUOT):
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is still buffered
        print(
            "error: no space left for the output. Free some, or write it somewhere else.",
            file=sys.stderr,
        )
        return 1
