"""`python -m model schema`: the JSON Schema of a scenario document."""

from __future__ import annotations

import argparse
import json

from model.scenario.document import scenario_schema

HELP = "the JSON Schema of a scenario, for files and programs"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """`schema` takes no arguments."""


def run(_options: argparse.Namespace) -> int:
    """Print the schema; returns the exit status 0."""
    print(json.dumps(scenario_schema(), indent=1))
    return 0
