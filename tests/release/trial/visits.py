"""Sessions without a browser: they speak Streamlit's protocol over a websocket and upload files."""

from __future__ import annotations

import asyncio
import re
import ssl
import urllib.request
import uuid
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import Any

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from benchmarks.stream import connect

_PATIENCE = 120
_COOKIE = "_streamlit_xsrf"
_FILE = re.compile(rb"/media/[\w.]+")


class Visit:
    """One session.

    sentences: every error, warning and notice on the page after the last run.  captions: its other
    texts.  exceptions: errors that it does not explain.  uploader: the id of the widget for files.
    files: paths of the files that its pages have named.
    """

    def __init__(
        self, url: str, socket: Any, cookie: str = "", trust: ssl.SSLContext | None = None
    ) -> None:
        self._url, self._socket, self._cookie, self._trust = url, socket, cookie, trust
        self._id = self._page = self._query = ""
        self._files: list[tuple[str, str, int]] = []
        self.uploader = ""
        self.files: set[str] = set()
        self.sentences: list[str] = []
        self.exceptions: list[str] = []
        self.captions: list[str] = []

    async def open(self, page: str = "", query: str = "") -> None:
        """Run a page, until it is done."""
        message = BackMsg()
        self._page = message.rerun_script.page_name = page
        self._query = message.rerun_script.query_string = query
        await self._run(message)

    async def again(self) -> None:
        """Run the page once more, with the files that were uploaded."""
        message = BackMsg()
        message.rerun_script.page_name = self._page
        message.rerun_script.query_string = self._query
        if self._files:
            state = message.rerun_script.widget_states.widgets.add()
            state.id = self.uploader
            for file_id, name, size in self._files:
                state.file_uploader_state_value.uploaded_file_info.add(
                    file_id=file_id, name=name, size=size
                )
        await self._run(message)

    async def upload(self, name: str, content: bytes) -> None:
        """Upload a file, as the widget does, and run the page."""
        file_id = str(uuid.uuid4())
        await asyncio.to_thread(self._put, file_id, name, content)
        self._files.append((file_id, name, len(content)))
        await self.again()

    async def _run(self, message: BackMsg) -> None:
        self.sentences, self.captions = [], []
        await self._socket.send(message.SerializeToString())
        while True:
            content = await asyncio.wait_for(self._socket.recv(), _PATIENCE)
            self.files |= {path.decode() for path in _FILE.findall(content)}
            answer = ForwardMsg()
            answer.ParseFromString(content)
            match answer.WhichOneof("type"):
                case "new_session":
                    self._id = answer.new_session.initialize.session_id or self._id
                case "delta" if answer.delta.WhichOneof("type") == "new_element":
                    self._note(answer.delta.new_element)
                case "script_finished":
                    return

    def _note(self, element: Any) -> None:
        match element.WhichOneof("type"):
            case "exception":
                self.exceptions.append(element.exception.message)
            case "alert":
                self.sentences.append(element.alert.body)
            case "markdown":
                self.captions.append(element.markdown.body)
            case "file_uploader":
                self.uploader = element.file_uploader.id

    def _put(self, file_id: str, name: str, content: bytes) -> None:
        health = f"{self._url}/_stcore/health"
        with urllib.request.urlopen(health, timeout=_PATIENCE, context=self._trust) as reply:
            token = reply.headers["Set-Cookie"].split(";")[0].partition("=")[2]
        mark = uuid.uuid4().hex
        head = (
            f'--{mark}\r\nContent-Disposition: form-data; name="{name}"; filename="{name}"\r\n\r\n'
        )
        request = urllib.request.Request(
            f"{self._url}/_stcore/upload_file/{self._id}/{file_id}",
            data=head.encode() + content + f"\r\n--{mark}--\r\n".encode(),
            method="PUT",
            headers={
                "Content-Type": f"multipart/form-data; boundary={mark}",
                "Cookie": f"{_COOKIE}={token}; {self._cookie}",
                "X-Xsrftoken": token,
            },
        )
        with urllib.request.urlopen(request, timeout=_PATIENCE, context=self._trust) as reply:
            reply.read()


@asynccontextmanager
async def visit(
    url: str,
    *,
    headers: Mapping[str, str] | None = None,
    trust: ssl.SSLContext | None = None,
    from_address: str | None = None,
) -> AsyncIterator[Visit]:
    """A session of the app at `url`, until it is left.

    headers: more that the browser sends, as a cookie.  trust: which certificates it accepts.
    from_address: the browser's own.
    """
    async with connect(
        url,
        patience=_PATIENCE,
        additional_headers=headers,
        ssl=trust,
        local_addr=from_address and (from_address, 0),
    ) as socket:
        yield Visit(url, socket, (headers or {}).get("Cookie", ""), trust)
