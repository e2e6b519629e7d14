"""Numbers in words: rounded to what is known, and safe to show."""

from datetime import date

import pytest

from model.uncertainty import Interval
from model.wording import count, electricity, mass, percent, probability, usd, usd_range
from pages.tables.markdown import escaped
from pages.tables.platforms import age_in_words


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0, "$0"), (0.0123, "$0.0123"), (1.5, "$1.50"), (999.6, "$1.00K"), (12_345, "$12.3K"),
        (28_513_281, "$28.5M"), (999_950_000, "$1.00B"), (-4_300_000, "−$4.30M"),
        (2.5e12, "$2.50T"),
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


def test_counts_and_percentages() -> None:
    assert (count(15e12), count(1.5e9), percent(-0.094)) == ("15T", "1.5B", "9 %")


def test_an_old_price_is_called_stale() -> None:
    today = date(2026, 11, 22)
    assert age_in_words(date(2026, 11, 20), today) == "2 days old"
    assert age_in_words(date(2026, 7, 22), today) == "123 days old, stale"


def test_foreign_text_stays_text_in_a_table() -> None:
    assert escaped("a|b [x](y) $1 :red[z]\n#") == r"a\|b \[x\](y) \$1 \:red\[z\] \#"


def test_energy_and_mass_have_two_significant_digits() -> None:
    assert [electricity(kwh) for kwh in (3.21, 1234, 2.468e6)] == ["3.2 kWh", "1.2 MWh", "2.5 GWh"]
    assert [mass(kg) for kg in (12.3, 1234, 5_345_678)] == ["12 kg", "1.2 t", "5,300 t"]
