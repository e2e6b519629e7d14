"""`python -m pricing`: the price book, its sources and their refresh on the command line."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from pricing.commands import quotes, refresh, sources


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command line; returns the exit status."""
    parser = argparse.ArgumentParser(prog="python -m pricing", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    for command in (quotes, refresh, sources):
        command.add_to(commands)
    options = parser.parse_args(arguments)
    return int(options.run(options))


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        sys.exit(0)
