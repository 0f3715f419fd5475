"""One session as a browser has it, without a screen: Streamlit's own protocol over a websocket."""

from __future__ import annotations

import asyncio
import contextlib
import json
import random
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import websockets
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.stream import connect

_PATIENCE = 40.0  # seconds
_AGAIN = (0.5, 2.0)  # seconds until a browser looks again for a server that is gone
_COOKIE = re.compile(r'document\.cookie = "(\w+)=([^;"]*);')
_KEPT: dict[str, bytes] = {}  # messages by their hash, for all sessions together
_MAIN = 0  # of the delta path: the page beside the sidebar
_KEY = re.compile(r"\$\$ID-[0-9a-f]+-(.*)", re.S)
_MARKED = re.compile(r'data-testid="([\w-]+)"(?: data-[\w-]+="([\w,]*)")?>([^<]*)')


@dataclass(frozen=True)
class Widget:
    """id: as Streamlit has it, which ends with the widget's own key. fragment: the id of the one
    that it is in, "" for the page."""

    id: str
    fragment: str


@dataclass(eq=False)
class Session:
    """One session. Enter it with `async with`.

    query: in the address bar. cookies: that the page has set. marked: by data-testid, the value of
    the element's own attribute, else its text. scenes: by the key of a live component, the JSON
    that it got. texts: paragraphs that the page had since it was opened. errors: tracebacks and
    sentences of errors that were shown. runs, elements: how many came, since the beginning.
    """

    url: str
    query: str = ""
    cookies: dict[str, str] = field(default_factory=dict)
    marked: dict[str, str] = field(default_factory=dict)
    scenes: dict[str, str] = field(default_factory=dict)
    texts: set[str] = field(default_factory=set)
    errors: list[str] = field(default_factory=list)
    runs: int = 0
    elements: int = 0
    connections: int = 0

    def __post_init__(self) -> None:
        self._page = self._script = ""
        self._widgets: dict[str, Widget] = {}
        self._values: dict[str, Any] = {}
        self._kept: set[str] = set()  # hashes of messages that need not come again
        # By (what, name): the place on the page that it came for, and the run that it came in.
        self._came: dict[tuple[str, str], tuple[tuple[int, ...], int]] = {}
        self._fragments: list[str] = []  # that run now; none where the page does
        self._at: tuple[int, ...] = ()  # the place of the message that is taken now
        self._drawn: tuple[int, ...] = ()  # the place of the first fragment that runs now
        self._hears_by_timer = False
        self._socket: Any = None
        self._waiting: dict[asyncio.Future[float], Callable[[], bool]] = {}
        self._task: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Session:
        await self._connect()
        self._task = asyncio.create_task(self._live())
        self._task.add_done_callback(self._give_up)
        return self

    async def __aexit__(self, *_error: object) -> None:
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task
        await self._socket.close()

    async def open(self, page: str = "", query: str = "") -> float:
        """Open a page and wait until it has run; returns when that was."""
        self._page, self.query, self._script = page, query, ""
        return await self._run("", {})

    async def press(self, key: str) -> float:
        """Press the button with this key or label, and wait for the answer; returns when."""
        widget = await self._widget(key)
        return await self._run(widget.fragment, {widget.id: ("trigger_value", True)})

    async def turn(self, key: str, on: bool) -> float:
        """Turn a switch on or off, as `press`."""
        widget = await self._widget(key)
        self._values[widget.id] = ("bool_value", on)
        return await self._run(widget.fragment, {})

    async def report(self, key: str, state: object) -> float:
        """Let a live component report its state, as `press`."""
        widget = await self._widget(key)
        self._values[widget.id] = ("json_value", json.dumps(state))
        return await self._run(widget.fragment, {})

    async def until(self, condition: Callable[[], bool], seconds: float = _PATIENCE) -> float:
        """Wait until something is true of the session, and return when that was.

        Raises TimeoutError.
        """
        if condition():
            return time.perf_counter()
        future: asyncio.Future[float] = asyncio.get_running_loop().create_future()
        self._waiting[future] = condition
        try:
            return await asyncio.wait_for(future, seconds)
        finally:
            del self._waiting[future]

    def has(self, key: str) -> bool:
        """True if a widget with this key is on the page."""
        return key in self._widgets

    async def _widget(self, key: str) -> Widget:
        await self.until(lambda: key in self._widgets)
        return self._widgets[key]

    async def _run(self, fragment: str, triggers: dict[str, Any]) -> float:
        """Ask for a run with one press, and wait for a run to end.

        Raises ConnectionResetError where the server goes away meanwhile.
        """
        runs, connections = self.runs, self.connections
        try:
            await self._ask(fragment, triggers)
        except websockets.ConnectionClosed as error:
            raise ConnectionResetError from error
        at = await self.until(lambda: self.runs > runs or self.connections > connections)
        if self.connections > connections:
            raise ConnectionResetError
        return at

    async def _ask(self, fragment: str, triggers: dict[str, Any]) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.fragment_id = self.query, fragment
        rerun.page_script_hash = self._script
        rerun.page_name = "" if self._script else self._page
        rerun.cached_message_hashes.extend(self._kept)
        for id, (kind, value) in (self._values | triggers).items():
            setattr(rerun.widget_states.widgets.add(id=id), kind, value)
        await self._socket.send(message.SerializeToString())

    async def _connect(self) -> None:
        headers = {"User-Agent": "a browser"}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{k}={v}" for k, v in self.cookies.items() if v)
        self._socket = await connect(
            self.url, patience=_PATIENCE, compression=None, additional_headers=headers
        )
        self.connections += 1

    async def _live(self) -> None:
        """Take what the server sends; look for it again when it is gone, as a browser does."""
        while True:
            try:
                async for content in self._socket:
                    self._take(content)
            except websockets.ConnectionClosed:
                pass
            self.marked, self._widgets, self._kept, self.texts = {}, {}, set(), set()
            while True:
                await asyncio.sleep(random.uniform(*_AGAIN))
                with contextlib.suppress(OSError, websockets.WebSocketException, TimeoutError):
                    await self._connect()
                    break
            # A browser that comes back asks for the page only if something of it has a timer.
            if self._hears_by_timer:
                await self._ask("", {})

    def _give_up(self, task: asyncio.Task[None]) -> None:
        """Let whoever waits know that nothing will come any more."""
        for future in self._waiting:
            if not future.done() and not task.cancelled() and (error := task.exception()):
                future.set_exception(error)

    def _take(self, content: bytes) -> None:
        message = ForwardMsg()
        message.ParseFromString(content)
        if message.WhichOneof("type") == "ref_hash":
            kept, metadata = _KEPT[message.ref_hash], message.metadata
            message = ForwardMsg()
            message.ParseFromString(kept)
            message.metadata.CopyFrom(metadata)
        elif message.metadata.cacheable and message.hash:
            _KEPT[message.hash] = content
            self._kept.add(message.hash)
        match message.WhichOneof("type"):
            case "new_session":
                self._fragments, self._drawn = list(message.metadata.run.fragment_ids), ()
                if not self._fragments:
                    self._widgets, self.marked, self.scenes, self.texts = {}, {}, {}, set()
                    self._came = {}
            case "delta":
                self.elements += 1
                self._at, fragment = tuple(message.metadata.delta_path), message.delta.fragment_id
                if not self._drawn and fragment in self._fragments and self._at[0] == _MAIN:
                    self._drawn = self._at
                if message.delta.WhichOneof("type") == "new_element":
                    self._element(message.delta.new_element, fragment)
            case "navigation":
                self._script = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "auto_rerun":
                self._hears_by_timer = True
            case "script_finished":
                if self._drawn:
                    self._forget()
                self.runs += 1
        for future, condition in list(self._waiting.items()):
            if not future.done() and condition():
                future.set_result(time.perf_counter())

    def _element(self, element: Any, fragment: str) -> None:
        match element.WhichOneof("type"):
            case "exception":
                self.errors.append(element.exception.message)
            case "alert" if element.alert.format in (1, 2):
                self.errors.append(element.alert.body)
            case "html":
                self._html(element.html.body)
            case "markdown":
                self._html(element.markdown.body)
                self.texts.add(element.markdown.body)
                self._note_came("text", element.markdown.body)
            case "button" | "checkbox" as kind:
                widget = getattr(element, kind)
                self._note(widget.id, fragment)
                self._widgets[widget.label] = Widget(widget.id, fragment)
                self._note_came("widget", widget.label)
            case "bidi_component":
                self._note(element.bidi_component.id, fragment)
                self.scenes[_key(element.bidi_component.id)] = element.bidi_component.json

    def _note(self, id: str, fragment: str) -> None:
        self._widgets[_key(id)] = Widget(id, fragment)
        self._note_came("widget", _key(id))

    def _html(self, body: str) -> None:
        self.cookies.update(_COOKIE.findall(body))
        for name, value, text in _MARKED.findall(body):
            self.marked[name] = value or text
            self._note_came("mark", name)

    def _note_came(self, what: str, name: str) -> None:
        self._came[what, name] = self._at, self.runs

    def _forget(self) -> None:
        """Forget what the fragment that ran drew before and not again, as a browser does."""
        within = self._drawn
        for (what, name), (at, run) in list(self._came.items()):
            if run == self.runs or at[: len(within)] != within:
                continue
            del self._came[what, name]
            if what == "text":
                self.texts.discard(name)
            else:
                (self._widgets if what == "widget" else self.marked).pop(name, None)


def _key(id: str) -> str:
    """The key that the app gave a widget."""
    found = _KEY.fullmatch(id)
    return found[1] if found else id
