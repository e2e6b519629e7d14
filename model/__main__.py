"""`python -m model`: the efficiency model on the command line."""

from __future__ import annotations

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a subcommand; returns the exit status."""
    from model.comparison import command as compare

    commands = {"compare": compare.main}
    given = list(sys.argv[1:] if arguments is None else arguments)
    if not given or given[0] not in commands:
        names = ", ".join(sorted(commands))
        print(f"usage: python -m model COMMAND ...\ncommands: {names}", file=sys.stderr)
        return 0 if given[:1] in (["-h"], ["--help"]) else 2
    return commands[given[0]](given[1:])


if __name__ == "__main__":
    sys.exit(main())
