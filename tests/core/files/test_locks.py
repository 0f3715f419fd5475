"""Locks: one holder at a time, none after its death, and nothing left behind."""

import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from vae_core.files.locks import HeldError, held, is_held

ROOT = Path(__file__).parents[3]


@pytest.fixture
def path(tmp_path):
    return tmp_path / "there" / "a.lock"


@pytest.fixture
def holder(path):
    """A process that holds the lock."""
    program = f"""
import time
from pathlib import Path
from vae_core.files.locks import held
with held(Path({str(path)!r})):
    print("locked", flush=True)
    time.sleep(60)
"""
    words = [sys.executable, "-c", program]
    with subprocess.Popen(words, cwd=ROOT, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout.readline() == "locked\n"
        yield process
        process.kill()


def test_held_while_it_is_and_gone_afterwards(path):
    assert not is_held(path)
    with held(path):
        assert is_held(path)
    assert not is_held(path)
    assert not path.parent.exists()


def test_another_process_is_told_who_holds_it(path, holder):
    assert is_held(path)
    with pytest.raises(HeldError, match=f"^process {holder.pid} on .*, since 20"), held(path, 0.0):
        pass


def test_a_lock_ends_with_its_process(path, holder):
    holder.send_signal(signal.SIGKILL)
    holder.wait()
    assert path.exists()
    assert not is_held(path)
    with held(path):
        assert is_held(path)


def test_to_ask_takes_nothing_from_anybody(path):
    """Whoever wants the lock at the very moment that another looks still gets it."""
    with held(path):
        pass
    path.parent.mkdir()
    path.touch()
    assert not is_held(path)
    with held(path, 0.0):
        assert is_held(path)


def test_many_who_ask_at_once_do_not_take_one_another_for_a_holder(path):
    path.parent.mkdir()
    path.touch()
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: is_held(path), range(400)))
    assert sum(answers) <= 4
