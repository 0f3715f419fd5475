"""Damage to a run on disk, and what a reader has to say about it."""

import hashlib
import json
import os
import pickle
from pathlib import Path

import pytest

from vae_core.errors import RunError
from vae_core.runs.browser_export import export_codes, export_decoder
from vae_core.runs.load import load_run

ID = "uci-digits/tiny"
FILES = ("config.json", "metrics.json", "weights.safetensors", "latents.npz")
ALL_FILES = (*FILES, "film.npz")


def open_whole(run_id=ID):
    """Everything that is ever read of a run."""
    run = load_run(run_id)
    _ = run.latents, run.film
    run.model()
    export_codes(run)
    export_decoder(run)


def assert_damaged(why=""):
    with pytest.raises(RunError) as error:
        open_whole()
    assert str(error.value).startswith(f"The run {ID} is damaged: ")
    assert str(error.value).endswith(". Delete its folder to train it again.")
    assert why in str(error.value)


def restamp(folder):
    """Make the hashes fit again, as a careful forger would."""
    metrics = json.loads((folder / "metrics.json").read_text(encoding="utf-8"))
    for file in ("weights.safetensors", "latents.npz", "film.npz"):
        bytes_ = (folder / file).read_bytes()
        metrics["files"][file] = {
            "sha256": hashlib.sha256(bytes_).hexdigest(),
            "bytes": len(bytes_),
        }
    (folder / "metrics.json").write_text(json.dumps(metrics), encoding="utf-8")


def _flip_a_bit(path):
    bytes_ = bytearray(path.read_bytes())
    bytes_[len(bytes_) // 2] ^= 0x80
    path.write_bytes(bytes_)


DAMAGES = {
    "missing": Path.unlink,
    "empty": lambda path: path.write_bytes(b""),
    "truncated": lambda path: path.write_bytes(path.read_bytes()[:-20]),
    "a bit flipped": _flip_a_bit,
    "a pickle": lambda path: path.write_bytes(pickle.dumps({"mu": [1, 2]})),
    "zeros": lambda path: path.write_bytes(b"\0" * path.stat().st_size),
    "a folder": lambda path: (path.unlink(), path.mkdir()),
}


def edit(folder, file, change):
    values = json.loads((folder / file).read_text(encoding="utf-8"))
    change(values)
    (folder / file).write_text(json.dumps(values), encoding="utf-8")


def _fifo(path):
    os.mkfifo(path)


def _non_utf8(path):
    path.mkdir(parents=True, exist_ok=True)
    (path / os.fsdecode(b"\xff\xfe.json")).write_bytes(b"{}")


# What can lie where a file or a folder is looked for.
LITTER = {
    "a dangling link": lambda path: path.symlink_to("nowhere/at/all"),
    "a looping link": lambda path: path.symlink_to(path.name),
    "a link to a device": lambda path: path.symlink_to("/dev/zero"),
    "a pipe": _fifo,
    "an empty file": lambda path: path.write_bytes(b""),
    "an empty folder": Path.mkdir,
    "a name that is no text": _non_utf8,
}


def litter(path, kind):
    """Put something of a kind of `LITTER` in the place of a path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    LITTER[kind](path)
