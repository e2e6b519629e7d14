"""`python -m model validate RUNS.csv`: predictions against published (or your own) runs."""

from __future__ import annotations

import argparse
import csv
import sys
from pathlib import Path

from model.validation.prediction import predict_rows
from model.validation.report import as_json, as_text

HELP = "predict published runs and print how far off the predictions are"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the command's arguments."""
    parser.add_argument(
        "runs", type=Path, metavar="RUNS.csv", help="runs, in the columns of training_runs.csv"
    )
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")


def run(arguments: argparse.Namespace) -> int:
    """Predict each row and print the predictions and their errors.

    Returns:
        Exit status: 0, or 2 if the file cannot be read.
    """
    try:
        with arguments.runs.open(newline="", encoding="utf-8-sig") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as problem:
        print(f"{arguments.runs}: {problem}", file=sys.stderr)
        return 2
    predictions, rest = predict_rows(rows)
    print(as_json(predictions, rest) if arguments.json else as_text(predictions, rest))
    return 0
