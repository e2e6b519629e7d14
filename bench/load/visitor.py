"""One visitor of the app: a WebSocket session that draws nothing but answers like a browser."""

from __future__ import annotations

import asyncio
import time
from types import TracebackType
from urllib.parse import urlsplit

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.proto.WidgetStates_pb2 import WidgetState

ANSWER_TIMEOUT_S = 120
_DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)


class Visitor:
    """A session of the app at an address.

    Attributes:
        widgets: id and kind of every widget drawn so far, by the key it has in the app.
        said: titles, texts and warnings of the last run, in the order they were drawn.
    """

    def __init__(self, url: str, page: str = "") -> None:
        """Nothing is connected yet.

        Args:
            url: address of the app.
            page: name of the page in it; empty for the first.
        """
        self._address = f"ws://{urlsplit(url).netloc}/_stcore/stream"
        self._values: dict[str, WidgetState] = {}
        self._name, self._page, self._query = page, "", ""
        self._looks: tuple[float, str] | None = None
        self.widgets: dict[str, tuple[str, str]] = {}
        self.said: list[str] = []

    async def __aenter__(self) -> Visitor:
        self._socket = await websockets.connect(
            self._address,
            subprotocols=[websockets.Subprotocol("streamlit")],
            max_size=None,
            open_timeout=ANSWER_TIMEOUT_S,
        )
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        at: TracebackType | None,
    ) -> None:
        await self._socket.close()

    async def change(self, key: str, value: object) -> float:
        """Set a widget and wait for the page; milliseconds from the change to the last output.

        Args:
            key: the widget's key in the app.
            value: as the browser sends it: the label of a choice, a list of labels, a number, a
                text.

        Raises:
            KeyError: no such widget has been drawn.
        """
        name, kind = self.widgets[key]
        self._values[name] = _state(name, kind, value)
        return await self.run()

    async def open(self, query: str) -> float:
        """Open a link of this page, as Back or a pasted address does."""
        self._query = query
        self._values.clear()
        return await self.run()

    async def rest(self, seconds: float) -> None:
        """Leave the page alone; what of it asks to be drawn again every few seconds is."""
        end = time.perf_counter() + seconds
        while self._looks and time.perf_counter() + self._looks[0] < end:
            every, part = self._looks
            await asyncio.sleep(every)
            await self.run(part)
        await asyncio.sleep(max(0.0, end - time.perf_counter()))

    async def run(self, part: str = "") -> float:
        """Run the page as it stands; milliseconds until its last output is here.

        Args:
            part: Streamlit's name of the fragment to run alone.

        Raises:
            RuntimeError: the page showed an exception.
        """
        asked = BackMsg()
        run = asked.rerun_script
        run.fragment_id, run.is_auto_rerun = part, bool(part)
        run.query_string, run.page_script_hash = self._query, self._page
        if not self._page:
            run.page_name = self._name
        run.context_info.timezone, run.context_info.locale = "UTC", "en-US"
        run.widget_states.widgets.extend(self._values.values())
        if not part:
            self._looks = None
            self.said.clear()
        start = time.perf_counter()
        await self._socket.send(asked.SerializeToString())
        while not self._take(await asyncio.wait_for(self._socket.recv(), ANSWER_TIMEOUT_S)):
            pass
        return (time.perf_counter() - start) * 1e3

    def _take(self, received: str | bytes) -> bool:
        """Take in one message; whether it was the last of this run."""
        message = ForwardMsg()
        message.ParseFromString(received if isinstance(received, bytes) else received.encode())
        match message.WhichOneof("type"):
            case "delta":
                self._drawn(message)
            case "new_session":
                self._page = message.new_session.page_script_hash or self._page
            case "auto_rerun":
                self._looks = message.auto_rerun.interval, message.auto_rerun.fragment_id
            case "navigation":
                self._page = message.navigation.page_script_hash or self._page
            case "page_info_changed":
                self._query = message.page_info_changed.query_string
            case "script_finished":
                if message.script_finished == ForwardMsg.FINISHED_EARLY_FOR_RERUN:
                    self._looks = None
                return message.script_finished in _DONE
        return False

    def _drawn(self, message: ForwardMsg) -> None:
        if message.delta.WhichOneof("type") != "new_element":
            return
        element = message.delta.new_element
        kind = element.WhichOneof("type")
        if kind == "exception":
            raise RuntimeError(f"the page showed {element.exception.message}")
        if kind in ("heading", "markdown", "alert"):
            self.said.append(getattr(element, kind).body)
        name = getattr(getattr(element, kind), "id", "") if kind else ""
        if kind and name:
            # Streamlit's name for a widget ends in the key the app gave it.
            self.widgets[name.rpartition("-")[2]] = name, kind


def _state(name: str, kind: str, value: object) -> WidgetState:
    state = WidgetState(id=name)
    if kind == "slider":
        state.double_array_value.data.append(float(str(value)))
    elif kind == "number_input":
        state.double_value = float(str(value))
    elif isinstance(value, list):
        state.string_array_value.data.extend(value)
    else:
        state.string_value = str(value)
    return state
