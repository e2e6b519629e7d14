"""Commands of the model: `python -m model --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from model.comparison import command as compare
from model.scenario import command as schema
from model.validation import command as validate


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        Its exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    commands = parser.add_subparsers(required=True)
    for name, command in (("compare", compare), ("validate", validate), ("schema", schema)):
        subparser = commands.add_parser(name, help=command.HELP, description=command.__doc__)
        command.add_arguments(subparser)
        subparser.set_defaults(run=command.run)
    options = parser.parse_args(arguments)
    status: int = options.run(options)
    return status


if __name__ == "__main__":
    try:
        sys.exit(main())
    except BrokenPipeError:  # the reader, such as `head`, has seen enough
        sys.stderr.close()
        sys.exit(0)
