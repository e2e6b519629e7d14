"""Who may see the operator page: whoever knows the secret, tried a few times at most."""

from __future__ import annotations

import hmac
import logging
import os
import time
from collections import deque
from collections.abc import Callable
from threading import Lock

import streamlit as st

SETTING = "CROSSOVER_OPERATOR_SECRET"
# A shorter one could be found by trying: the page then does not exist.
SHORTEST = 16
FROM_ONE_ADDRESS, FROM_ALL, WITHIN_S = 5, 50, 600.0
_KNOWN, _TYPED, _SAID = "_operator", "_operator_secret", "_operator_said"
_log = logging.getLogger(__name__)


class Attempts:
    """Wrong answers of the last minutes, by address and altogether."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, Lock()
        self._wrong: deque[tuple[float, str]] = deque()

    def may_try(self, address: str) -> bool:
        """Whether somebody at an address may try another secret."""
        with self._lock:
            while self._wrong and self._clock() - self._wrong[0][0] > WITHIN_S:
                self._wrong.popleft()
            mine = sum(where == address for _, where in self._wrong)
            return mine < FROM_ONE_ADDRESS and len(self._wrong) < FROM_ALL

    def wrong(self, address: str) -> None:
        """Note a wrong secret."""
        with self._lock:
            self._wrong.append((self._clock(), address))


_attempts = Attempts()


def secret() -> str:
    """The secret that is set, empty where none is or it is too short to be one."""
    found = os.environ.get(SETTING, "")
    if not found and st.secrets.load_if_toml_exists():
        found = str(st.secrets.get(SETTING, ""))
    return found if len(found) >= SHORTEST else ""


def visitor_address() -> str:
    """Where this session comes from; empty on the same machine."""
    return st.context.ip_address or ""


def passed() -> bool:
    """Whether this session has given the secret; if not, ask for it."""
    if _is_secret(st.session_state.get(_KNOWN, "")):
        return True
    st.title("For the operator of this server")
    with st.form("operator", clear_on_submit=True):
        st.text_input("Secret", type="password", key=_TYPED, autocomplete="off")
        st.form_submit_button("Open the page", on_click=_try)
    if said := st.session_state.pop(_SAID, ""):
        st.error(said)
    return False


def _try() -> None:
    address, state = visitor_address(), st.session_state
    if not _attempts.may_try(address):
        state[_SAID] = f"Too many wrong secrets: try again in {WITHIN_S / 60:.0f} minutes."
        return
    given = str(state.get(_TYPED, ""))
    if _is_secret(given):
        state[_KNOWN] = given
        _log.info("operator page opened")
        return
    _attempts.wrong(address)
    _log.warning("operator page refused: wrong secret")
    state[_SAID] = "This is not the secret."


def _is_secret(given: str) -> bool:
    right = secret()
    return bool(right) and hmac.compare_digest(given.encode("utf-8"), right.encode("utf-8"))
