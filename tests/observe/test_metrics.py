"""Drawing times and log lines are counted, and Prometheus can read them."""

import pytest
from prometheus_client.parser import text_string_to_metric_families

from observe import answered, exposition, log_records, rerun, rerun_times
from observe.metrics import count_record


def samples() -> dict[tuple[str, tuple[str, ...]], float]:
    text = exposition().decode()
    return {
        (sample.name, tuple(sorted(sample.labels.values()))): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def test_every_drawing_of_a_page_is_counted_once() -> None:
    for _ in range(3):
        with rerun("a_page"):
            pass
    (found,) = [one for one in rerun_times() if one.page == "a_page"]
    assert (found.count, found.slow) == (3, 0)
    assert 0 < found.mean_s < 1
    assert samples()["crossover_rerun_seconds_count", ("a_page",)] == 3


def test_a_drawing_that_fails_is_counted_too() -> None:
    with pytest.raises(ZeroDivisionError), rerun("failing_page"):
        raise ZeroDivisionError
    assert "failing_page" in {one.page for one in rerun_times()}


def test_log_lines_are_counted_by_level_and_part() -> None:
    count_record("error", "a_part")
    assert log_records()["error", "a_part"] == 1
    assert samples()["crossover_log_records_total", ("a_part", "error")] == 1


def test_answers_are_counted_by_endpoint_and_status() -> None:
    answered("an_endpoint", 429)
    assert samples()["crossover_api_answers_total", ("429", "an_endpoint")] == 1
