"""`python -m model compare`: the page's answer on the command line.

Reads the quotes that `python -m pricing quotes --json` prints from standard input.
"""

from __future__ import annotations

import argparse
import json
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from model.comparison.amount import amount
from model.comparison.compare import Comparison, compare
from model.comparison.focus import focus_rows
from model.comparison.report import report
from model.comparison.sentence import sentence
from model.comparison.unit_words import in_words, range_in_words
from model.csv_text import csv_text
from model.own_prices import with_own_prices
from model.price import Price, prices_from_rows
from model.scenario import Scenario
from model.scenario.document import DocumentError, from_document
from model.scenario.link import decode_url
from model.wording import counted, duration, layout_in_words


class UserError(Exception):
    """What the user gave cannot be used; the text says what and how to mend it."""


HELP = "what a scenario costs on each platform, from quotes on standard input"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The arguments of `compare`."""
    parser.add_argument(
        "scenario",
        nargs="?",
        default="",
        metavar="LINK|scenario.json",
        help="a scenario link, its part after the ?, or a JSON file; the default scenario if none",
    )
    parser.add_argument("--json", action="store_true", help="print the whole answer as JSON")
    parser.add_argument(
        "--csv", action="store_true", help="print the charges as CSV in FOCUS columns"
    )
    parser.add_argument(
        "--quotes", type=Path, help="a file with the quotes instead of standard input"
    )


def run(options: argparse.Namespace) -> int:
    """Run `compare`; returns the exit status: 0, or 2 where the input cannot be used."""
    try:
        chosen, problems = read_scenario(options.scenario)
        prices = read_prices(options.quotes)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    for problem in problems:
        print(problem, file=sys.stderr)
    answer = compare(chosen, with_own_prices(prices, chosen, datetime.now(UTC).date()))
    if options.csv:
        sys.stdout.write(csv_text(focus_rows(answer)))
    else:
        print(json.dumps(report(answer), indent=1) if options.json else as_text(answer))
    return 0


def read_scenario(text: str) -> tuple[Scenario, tuple[str, ...]]:
    """The scenario of a link or of a JSON file, and what of a link could not be used.

    Raises:
        UserError: there is no such file, or it holds no valid scenario.
    """
    if not text.endswith(".json"):
        decoded = decode_url(text)
        return decoded.scenario, decoded.problems
    try:
        return from_document(json.loads(Path(text).read_text(encoding="utf-8"))), ()
    except (OSError, UnicodeDecodeError) as error:
        raise UserError(f"{text}: cannot be read ({error})") from None
    except DocumentError as error:
        raise UserError(f"{text}: {error}") from None
    except (ValueError, RecursionError) as error:
        raise UserError(f"{text}: is not JSON ({error})") from None


def read_prices(path: Path | None) -> tuple[Price, ...]:
    """Prices from the quotes in a file or on standard input.

    Raises:
        UserError: there are no quotes, or one cannot be used.
    """
    if path is None and sys.stdin.isatty():
        raise UserError(
            "No quotes given. Try: python -m pricing quotes --json | python -m model compare LINK"
        )
    try:
        text = sys.stdin.read() if path is None else path.read_text(encoding="utf-8")
        given: Any = json.loads(text)
    except (OSError, ValueError) as error:
        raise UserError(f"The quotes cannot be read as JSON: {error}") from None
    rows = given.get("quotes") if isinstance(given, dict) else given
    if not isinstance(rows, list):
        raise UserError('The quotes need to be a list, or an object with a list "quotes".')
    try:
        return prices_from_rows(rows)
    except ValueError as error:
        raise UserError(str(error)) from None


def as_text(comparison: Comparison) -> str:
    """The answer as aligned text, one platform a line."""
    words = sentence(comparison)
    lines = [words.headline, words.detail, ""]
    for answer in comparison.platforms:
        name = f"{answer.instance.instance_type:24} {answer.instance.accelerator.name:16}"
        found, plan = amount(answer, comparison.scenario), answer.plan
        if found is None or plan is None:
            lines.append(f"{name} {answer.reason or 'no published power or grid'}")
            continue
        unit = comparison.scenario.unit
        lines.append(
            f"{name} {in_words(found.median, unit):>8} ({range_in_words(found.interval(), unit)}), "
            f"{duration(plan.days.median)} on {counted(plan.instances, 'instance')}, "
            f"MFU {plan.step.mfu * 100:.0f} %, {layout_in_words(plan.step.layout)}"
        )
    return "\n".join(lines)
