"""Damage to a file, drawn at random: to its bytes, to the values it holds, or to what it is."""

from __future__ import annotations

import hashlib
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
from safetensors.numpy import load_file, save

from tests.support.runs.damage import LITTER, litter

_VALUES: tuple[Any, ...] = (
    None, True, "x", "", [], {}, -1, 0, 1e30, 1e308, 10**30, 0.5, [None], {"a": 1}, "9" * 5_000,
)  # fmt: skip
# Text that json.dumps does not write.
_RAW = ("NaN", "-Infinity", "1e999", "9" * 5_000, "[" * 100_000, '"\\ud800"')
_MARK = "put the raw text here"


def damage(path: Path, chance: random.Random) -> str:
    """Damage one file and say how. The hash that metrics.json notes of it may fit afterwards."""
    if chance.random() < 0.25:
        return _litter(path, chance)
    kinds = {".json": _json, ".job": _json, ".status": _json, ".wish": _json}
    kinds |= {".npz": _arrays, ".safetensors": _tensors}
    kind = kinds.get(path.suffix)
    if kind is None or chance.random() < 0.2:
        return _bytes(path, chance)
    return kind(path, chance)


def _litter(path: Path, chance: random.Random) -> str:
    path.unlink()
    kind = chance.choice([*LITTER, "missing"])
    if kind != "missing":
        litter(path, kind)
    return kind


def _bytes(path: Path, chance: random.Random) -> str:
    content = bytearray(path.read_bytes())
    at = chance.randrange(len(content))
    match chance.choice(("cut", "flipped", "zeros", "other bytes")):
        case "cut":
            content, how = content[:at], f"cut after {at} bytes"
        case "flipped":
            content[at] ^= 1 << chance.randrange(8)
            how = f"a bit flipped in byte {at}"
        case "zeros":
            content[at:] = bytes(len(content) - at)
            how = f"zeros from byte {at}"
        case _:
            content, how = bytearray(chance.randbytes(len(content))), "other bytes"
    _write(path, bytes(content), fitting=chance.random() < 0.5)
    return how


def _json(path: Path, chance: random.Random) -> str:
    values = json.loads(path.read_text(encoding="utf-8"))
    parent, key, where = _somewhere(values, chance)
    if chance.random() < 0.2:
        del parent[key]
        how = f"{where} left out"
    elif chance.random() < 0.2:
        raw = chance.choice(_RAW)
        parent[key] = _MARK
        text = json.dumps(values).replace(f'"{_MARK}"', raw)
        _write(path, text.encode(), fitting=False)
        return f"{where} = {raw[:12]}"
    else:
        parent[key] = chance.choice(_VALUES)
        how = f"{where} = {str(parent[key])[:12]!r}"
    _write(path, json.dumps(values).encode(), fitting=False)
    return how


def _somewhere(values: Any, chance: random.Random) -> tuple[Any, Any, str]:
    """(a dict or list, a key in it, the path to that), anywhere in values."""
    where = ""
    while True:
        key = chance.choice(list(values) if isinstance(values, dict) else range(len(values)))
        where += f".{key}" if isinstance(values, dict) else f"[{key}]"
        inside = values[key]
        if not isinstance(inside, (dict, list)) or not inside or chance.random() < 0.2:
            return values, key, where.lstrip(".")
        values = inside


def _arrays(path: Path, chance: random.Random) -> str:
    with np.load(path) as kept:
        arrays = dict(kept)
    name = chance.choice(sorted(arrays))
    changed, how = _changed(arrays.pop(name), chance)
    if changed is not None:
        arrays[name] = changed
    temporary = path.with_name("changed.npz")
    np.savez(temporary, **arrays)
    content = temporary.read_bytes()
    temporary.unlink()
    _write(path, content, fitting=True)
    return f"{name} {how}"


def _tensors(path: Path, chance: random.Random) -> str:
    tensors = load_file(path)
    name = chance.choice(sorted(tensors))
    changed, how = _changed(tensors.pop(name), chance)
    if changed is not None and changed.dtype.kind in "fiu":
        tensors[name] = np.ascontiguousarray(changed)
    _write(path, save(tensors), fitting=True)
    return f"{name} {how}"


def _changed(array: np.ndarray, chance: random.Random) -> tuple[np.ndarray | None, str]:
    """(an array in its place, None for none, what was done)."""
    number = array.dtype.kind in "fiu"
    changes = {
        "missing": lambda: None,
        "one row less": lambda: array[:-1] if array.ndim else array[None],
        "no rows": lambda: array[:0] if array.ndim else array[None][:0],
        "turned": lambda: array.T,
        "flat": lambda: array.reshape(-1),
        "one value": lambda: array.ravel()[0] if array.size else array,
        "another axis": lambda: array[None],
        "text": lambda: array.astype(str),
        "numbers of 64 bits": lambda: array.astype(np.float64) if number else array,
        "whole numbers": lambda: np.zeros(array.shape, np.int64),
        "NaN": lambda: np.full(array.shape, np.nan),
        "infinite": lambda: np.full(array.shape, np.inf),
        "the largest": lambda: np.full(array.shape, 60_000.0, np.float16),
        "255": lambda: np.full(array.shape, 255, np.uint8),
        "below 0": lambda: -array.astype(np.float32) - 1 if number else array,
    }
    how = chance.choice(sorted(changes))
    changed = changes[how]()
    return (None if changed is None else np.asarray(changed)), how


def _write(path: Path, content: bytes, *, fitting: bool) -> None:
    """Replace a file. fitting: with its hash in metrics.json, as a careful forger would."""
    temporary = path.with_name(f".{path.name}.new")
    temporary.write_bytes(content)
    temporary.replace(path)
    noted = path.with_name("metrics.json")
    if not fitting or path.name in ("metrics.json", "config.json") or not noted.exists():
        return
    metrics = json.loads(noted.read_text(encoding="utf-8"))
    if path.name in metrics["files"]:
        digest = hashlib.sha256(content).hexdigest()
        metrics["files"][path.name] = {"sha256": digest, "bytes": len(content)}
        new = noted.with_name(".metrics.json.new")
        new.write_text(json.dumps(metrics), encoding="utf-8")
        new.replace(noted)
