"""Sessions draw their pages one at a time, and nobody who waits holds the others up."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import AbstractContextManager

import pytest

from pages.shared import turns

SOON_S = 20.0


def started(work: Callable[[], None]) -> threading.Thread:
    thread = threading.Thread(target=work, daemon=True)
    thread.start()
    return thread


def test_the_turn_goes_to_whoever_has_waited_longest() -> None:
    queue, order = turns.Queue(), list[int]()

    def wait(number: int) -> None:
        assert queue.take(SOON_S)
        order.append(number)
        queue.give()

    assert queue.take(SOON_S)
    threads = []
    for number in range(5):
        threads.append(started(lambda number=number: wait(number)))
        while len(queue) <= number:
            pass
    queue.give()
    for thread in threads:
        thread.join(SOON_S)
    assert order == [0, 1, 2, 3, 4]


def test_a_turn_that_does_not_come_is_not_waited_for_without_end() -> None:
    queue = turns.Queue()
    assert queue.take(SOON_S)
    assert not queue.take(0.01)
    queue.give()
    assert queue.take(0.01)


def another() -> threading.Event:
    """Let another session draw its page; set once it has."""
    drawn = threading.Event()

    def draw() -> None:
        with turns.turn():
            drawn.set()

    started(draw)
    return drawn


def another_draws() -> bool:
    """Whether another session draws its page."""
    return another().wait(SOON_S)


def another_waits() -> bool:
    """Whether another session waits for its turn."""
    waiting = len(turns._pages)
    drawn = another()
    while not drawn.is_set() and len(turns._pages) == waiting:
        pass
    return not drawn.is_set()


def test_while_one_session_draws_another_waits() -> None:
    with turns.turn():
        assert another_waits()
    assert another_draws()


@pytest.mark.parametrize("aside", [turns.waiting, turns.long_work])
def test_others_draw_while_one_waits_or_computes_for_long(
    aside: Callable[[], AbstractContextManager[None]],
) -> None:
    with turns.turn():
        with turns.afterwards(), aside():
            assert another_draws()
        assert another_waits()


def test_who_has_drawn_for_long_lets_the_others_go_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LONG_S", 0.0)
    drawn = threading.Event()

    def draw() -> None:
        with turns.turn():
            drawn.set()

    with turns.turn():
        started(draw)
        while not len(turns._pages):
            pass
        with turns.afterwards():
            assert not drawn.is_set()
        assert drawn.is_set()


def test_an_error_gives_the_turn_back() -> None:
    with pytest.raises(ZeroDivisionError), turns.turn(), turns.afterwards(), turns.long_work():
        raise ZeroDivisionError
    assert another_draws()


def test_a_page_drawn_within_a_page_needs_no_second_turn() -> None:
    with turns.turn(), turns.turn():
        assert another_waits()
    assert another_draws()
