"""Numbers in words: rounded to what is known, and safe to show."""

from datetime import date

import pytest

from model.uncertainty import Interval
from model.wording import (
    count,
    counted,
    days_in_words,
    duration,
    durations,
    electricity,
    listed,
    mass,
    percent,
    probability,
    usd,
    usd_range,
)
from pages.tables.markdown import breakable, escaped, markdown, rows_of, without_empty
from pages.tables.platforms import age_in_words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$0"), (0.0123, "$0.0123"), (1.5, "$1.50"), (999.6, "$1.00K"), (12_345, "$12.3K"),
        (28_513_281, "$28.5M"), (999_950_000, "$1.00B"), (-4_300_000, "−$4.30M"),
        (2.5e12, "$2.50T"), (39.84, "$39.84"), (99.96, "$100"),
    ],
)  # fmt: skip
def test_dollars_have_three_significant_digits(value: float, text: str) -> None:
    assert usd(value) == text


def test_a_range_has_two_significant_digits() -> None:
    assert usd_range(Interval(18.4e6, 24e6, 30.2e6)) == "$18M–$30M"


@pytest.mark.parametrize(
    ("value", "text"), [(0.001, "under 1 %"), (0.333, "33 %"), (0.999, "over 99 %")]
)
def test_a_probability_never_claims_certainty(value: float, text: str) -> None:
    assert probability(value) == text


def test_a_small_sum_has_cents_or_none() -> None:
    assert [usd(value, 2) for value in (8.04, 35.2)] == ["$8.04", "$35"]


def test_counts_and_percentages() -> None:
    assert (count(15e12), count(1.5e9), percent(-0.094)) == ("15T", "1.5B", "9 %")


def test_a_large_count_has_no_exponent() -> None:
    assert [count(value) for value in (1e15, 999.9e9, 300)] == ["1,000T", "1T", "300"]


def test_one_of_a_kind_has_no_plural() -> None:
    assert [counted(number, "instance") for number in (1, 2, 1024)] == [
        "1 instance", "2 instances", "1,024 instances",
    ]  # fmt: skip


def test_names_are_listed_once() -> None:
    assert listed(["H100", "H200", "H100", "B200"]) == "H100, H200 and B200"
    assert (listed(["H100"]), listed([])) == ("H100", "")


@pytest.mark.parametrize(
    ("days", "text"),
    [
        (4150, "4,150 days"), (117.3, "117 days"), (88.4, "88 days"), (3.44, "3.4 days"),
        (1.02, "1 day"), (0.2, "4.8 hours"), (0.01, "14 minutes"),
    ],
)  # fmt: skip
def test_a_duration_is_told_in_days_hours_or_minutes(days: float, text: str) -> None:
    assert duration(days) == text
    assert text.startswith(days_in_words(days)) or days < 1


def test_a_range_of_durations_has_one_unit() -> None:
    assert durations(Interval(74.2, 88, 107.3)) == "74–107 days"
    assert durations(Interval(0.03, 0.05, 0.07)) == "0.72–1.7 hours"


def test_an_old_price_is_called_stale() -> None:
    today = date(2026, 11, 22)
    assert age_in_words(date(2026, 11, 20), today) == "2 days old"
    assert age_in_words(date(2026, 7, 22), today) == "123 days old, stale"


def test_foreign_text_stays_text_in_a_table() -> None:
    assert escaped("a|b [x](y) $1 :red[z]\n#") == r"a\|b \[x\](y) \$1 \:red\[z\] \#"


def test_energy_and_mass_have_two_significant_digits() -> None:
    assert [electricity(kwh) for kwh in (3.21, 1234, 2.468e6)] == ["3.2 kWh", "1.2 MWh", "2.5 GWh"]
    assert [mass(kg) for kg in (12.3, 1234, 5_345_678)] == ["12 kg", "1.2 t", "5,300 t"]


def test_a_cell_keeps_numbers_with_their_units_and_ranges_whole() -> None:
    table = markdown([{"MFU": "48 %", "When": "day 84", "Took": "98–139 days"}])
    assert "48\N{NARROW NO-BREAK SPACE}%" in table
    assert "day\N{NO-BREAK SPACE}84" in table
    assert "98–\N{WORD JOINER}139\N{NO-BREAK SPACE}days" in table
    assert rows_of(table) == [{"MFU": "48 %", "When": "day 84", "Took": "98–139 days"}]


def test_a_long_path_may_break_and_an_address_stays_whole() -> None:
    path, address = "hardware/results/aws_c8id.24xlarge.json", "https://aws.amazon.com/ec2/pricing/"
    table = markdown([{"Source": escaped(path), "Where": escaped(address)}])
    assert "results/\N{ZERO WIDTH SPACE}aws" in table
    assert "com/ec2/pricing/" in table
    assert rows_of(table) == [{"Source": path, "Where": address}]


def test_a_column_that_says_nothing_is_left_out() -> None:
    rows = [{"A": "1", "B": "–", "C": "–"}, {"A": "2", "B": "–", "C": "x"}]
    assert without_empty(rows) == [{"A": "1", "C": "–"}, {"A": "2", "C": "x"}]


def test_an_address_may_be_broken_at_its_marks_and_a_number_not() -> None:
    told = "https://administraciondesistemas.com/a-b, $5.19 of 2026"
    broken = breakable(told)
    parts = broken.split("\N{ZERO WIDTH SPACE}")
    assert max(len(part) for part in parts) <= 18
    assert "$5.19 of 2026" in broken
    assert rows_of(markdown([{"Source": escaped(broken)}])) == [{"Source": told}]
