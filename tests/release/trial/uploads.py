"""Pictures that many visitors upload: each is shown or refused, and the server's memory is bounded.

Eight visitors at once bring a picture of 7,000 by 7,000 pixels in hardly any bytes; then each of
the others a photograph of 2 MB, and stays.
"""

from __future__ import annotations

import asyncio
import io
import random

import numpy as np
from PIL import Image

from benchmarks.browser import Server, serve
from tests.release.trial.result import Part, Result
from tests.release.trial.visits import Visit, visit
from tests.support.processes import peak_memory

_AT_ONCE = 8
_LINK = ("Reconstruct", "dataset=uci-digits&run=vae-2d&way=upload")
_SHOWN = "What the model sees"


def run(seed: int, count: int) -> Result:
    """Upload pictures in `count` sessions, each one."""
    result = Result(count)
    with serve() as server:
        asyncio.run(_bring(server, random.Random(seed), count, result))
    return result


async def _bring(server: Server, chance: random.Random, count: int, result: Result) -> None:
    huge = [("huge.webp", _huge())] * min(_AT_ONCE, count // 2)
    large = [("photo.jpg", _photo(chance))] * (count - len(huge))
    async with asyncio.TaskGroup() as group:
        leave, turn = asyncio.Event(), asyncio.Semaphore(_AT_ONCE)
        # torch and what else the first picture needs is no picture's memory.
        await _ready(server)
        for name, files in (("WebP", huge), ("photographs", large)):
            before = peak_memory.reset(server.pid)
            done = [asyncio.Event() for _ in files]
            for file, event in zip(files, done, strict=True):
                group.create_task(_session(server, file, turn, event, leave, result))
            await asyncio.gather(*(event.wait() for event in done))
            grown = (peak_memory.peak(server.pid) - before) // 10**6
            result.figures[f"MB more at most with the {name}"] = grown
            kept = (peak_memory.reset(server.pid) - before) // 10**6
            result.figures[f"MB more after the {name}"] = kept
        leave.set()


async def _ready(server: Server) -> None:
    async with visit(server.address) as session:
        await session.open(*_LINK)
        await session.upload("photo.jpg", _photo(random.Random(0)))


async def _session(
    server: Server,
    file: tuple[str, bytes],
    turn: asyncio.Semaphore,
    done: asyncio.Event,
    leave: asyncio.Event,
    result: Result,
) -> None:
    try:
        async with visit(server.address) as session:
            async with turn:
                await session.open(*_LINK)
                await session.upload(*file)
            if problem := _problem(session):
                result.fail(f"{file[0]}: {problem}")
            done.set()
            await leave.wait()
    except Exception as error:  # Whatever stops a session is what is looked for.
        result.fail(f"{file[0]}: {error!r}"[:200])
    finally:
        done.set()


def _problem(session: Visit) -> str | None:
    if session.exceptions:
        return session.exceptions[0]
    shown = any(_SHOWN in caption for caption in session.captions)
    return None if shown or session.sentences else "neither a picture nor a sentence"


def _huge() -> bytes:
    """A WebP of 7,000 by 7,000 pixels of one colour but for a stroke."""
    return _saved(Image.new("RGB", (7_000, 7_000), "white"), "WEBP", lossless=True)


def _photo(chance: random.Random) -> bytes:
    """A JPEG of 2 MB, 12 million pixels: a stroke on grainy paper."""
    rng = np.random.default_rng(chance.getrandbits(32))
    small = np.full((750, 1000), 215, np.uint8)
    small[250:500, 480:520] = 40
    sheet = Image.fromarray(small).resize((4_000, 3_000))
    grain = rng.normal(0, 9, (3_000, 4_000)).astype(np.float32)
    grey = np.clip(np.asarray(sheet) + grain, 0, 255).astype(np.uint8)
    return _saved(Image.fromarray(grey).convert("RGB"), "JPEG", quality=75)


def _saved(picture: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **options)
    return file.getvalue()


# In the test suite: tests/ui/services/test_uploads.py and tests/core/images/reading/test_memory.py.
PART = Part("uploads", "A picture is uploaded, in as many sessions", 208, 0, run)
