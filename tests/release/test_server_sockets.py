"""The app's server sends what it has at once."""

import asyncio
import socket
import sys

import pytest
from streamlit.web import bootstrap
from streamlit.web.server.starlette import starlette_server


@pytest.mark.skipif(sys.platform == "win32", reason="uvloop is not for Windows")
def test_small_parts_of_an_answer_do_not_wait_for_one_another():
    """As Streamlit binds its socket and runs its loop, which is uvloop where that is installed.

    asyncio's own loop leaves TCP_NODELAY off for a socket that is bound like this: then each file
    after the first of a connection comes 40 ms late, when the browser confirms its headers.
    """

    async def is_sent_at_once() -> bool:
        heard: asyncio.Future[bool] = asyncio.get_running_loop().create_future()

        class Protocol(asyncio.Protocol):
            def connection_made(self, transport):
                accepted = transport.get_extra_info("socket")
                option = accepted.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
                heard.set_result(bool(option))
                transport.close()

        bound = starlette_server._bind_socket("127.0.0.1", 0, 10)
        loop = asyncio.get_running_loop()
        server = await loop.create_server(Protocol, sock=bound)
        async with server:
            _, writer = await asyncio.open_connection(*bound.getsockname())
            writer.close()
            return await asyncio.wait_for(heard, 30)

    answers: list[bool] = []

    async def main() -> None:
        answers.append(await is_sent_at_once())

    bootstrap._run_server_loop(main())
    assert answers == [True]
