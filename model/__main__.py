"""Commands of the model: `python -m model --help`."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from model.validation import command as validate


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command.

    Returns:
        Its exit status.
    """
    parser = argparse.ArgumentParser(prog="python -m model", description=__doc__)
    commands = parser.add_subparsers(dest="command", required=True)
    help_text = "predict published runs and print how far off the predictions are"
    validate.add_arguments(commands.add_parser("validate", help=help_text))
    parsed = parser.parse_args(arguments)
    return validate.run(parsed)


if __name__ == "__main__":
    sys.exit(main())
