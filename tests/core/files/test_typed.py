"""Plain values as types, met by several threads at once."""

import json
import subprocess
import sys
from typing import Annotated

import msgspec
import pytest

from tests.support.pages import ROOT
from vae_core.files.typed import converted, from_json, from_msgpack, from_toml

# Read by msgspec alone, one of the first fifty types ends the process.
_AT_ONCE = """
import sys, threading
from typing import Literal
import msgspec
from vae_core.files.typed import converted

sys.setswitchinterval(1e-6)
read = []
for number in range(300):
    kinds = [(f"f{k}", Literal["a", "b"] if k % 2 else int | None) for k in range(14)]
    kind = msgspec.defstruct(f"Kind{number}", kinds)
    values = {f"f{k}": "a" if k % 2 else k for k in range(14)}
    together = threading.Barrier(6)

    def go():
        together.wait()
        read.append(converted(values, kind).f12)

    threads = [threading.Thread(target=go) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
print(len(read), set(read))
"""


class Point(msgspec.Struct):
    """A name, and a share."""

    name: str
    share: Annotated[float, msgspec.Meta(ge=0, le=1)] = 0.5


def test_a_type_that_six_threads_meet_at_once_is_read_by_each():
    done = subprocess.run(
        [sys.executable, "-c", _AT_ONCE],
        check=False,
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=120,
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == ["1800", "{12}"]


@pytest.mark.parametrize(
    ("read", "content"),
    [
        (converted, {"name": "a", "share": 0.25}),
        (from_json, json.dumps({"name": "a", "share": 0.25})),
        (from_msgpack, msgspec.msgpack.encode({"name": "a", "share": 0.25})),
        (from_toml, b'name = "a"\nshare = 0.25'),
    ],
)
def test_what_is_of_the_type_is_read_and_the_rest_is_refused(read, content):
    assert read(content, Point) == Point("a", 0.25)
    with pytest.raises(msgspec.ValidationError):
        read(content, list[Point])
