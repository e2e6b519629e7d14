"""`python -m model schema`: the JSON Schema of a scenario document, or of a library of them."""

from __future__ import annotations

import argparse
import json

from model.library import library_schema
from model.scenario.document import scenario_schema

HELP = "the JSON Schema of a scenario or of a library, for files and programs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`schema` may be asked for that of a library."""
    parser.add_argument(
        "--library", action="store_true", help="of the file the Library page exports"
    )


def run(options: argparse.Namespace) -> int:
    """Print the schema; returns the exit status 0."""
    print(json.dumps(library_schema() if options.library else scenario_schema(), indent=1))
    return 0
