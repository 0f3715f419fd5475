"""Reading of files of weights: safetensors, NumPy, PyTorch and Keras. Nothing in them is run."""

from __future__ import annotations

import hashlib
import io
import re
import zipfile
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import numpy as np

from vae_core.errors import ConfigError
from vae_core.importing.keras_file import read_h5
from vae_core.importing.stored import Stored
from vae_core.models.weights.tensors import UNKEPT

MAX_BYTES = 256 * 2**20  # of a file, and of what is packed in it
FORMATS = (".safetensors", ".npz", ".h5", ".pt", ".pth")
_WRAPPED = ("state_dict", "model_state_dict", "model")  # where checkpoints keep the state dict
_WRAPPERS = ("module.", "_orig_mod.", "model.")  # what tools put before every name


@dataclass(frozen=True)
class WeightsFile:
    """The tensors of a file in its order.

    is_keras: True where kernels are laid out as Keras does, None where the file does not say.
    """

    name: str
    sha256: str
    tensors: tuple[Stored, ...]
    is_keras: bool | None


def read_weights(content: bytes, name: str, *, allow_pt: bool = False) -> WeightsFile:
    """The tensors of a file by its name's ending, see `FORMATS`.

    allow_pt: read PyTorch's own format too, tensors and plain values only (`weights_only`).
    Raises ConfigError, with a sentence, where the file is of no such format, damaged or too large,
    or holds something else than tensors of finite numbers.
    """
    ending = PurePath(name).suffix.lower()
    readers: dict[str, Callable[[bytes, str], tuple[list[Stored], bool | None]]] = {
        ".safetensors": _safetensors,
        ".npz": _npz,
        ".h5": _h5,
    }
    if allow_pt:
        readers |= {".pt": _pt, ".pth": _pt}
    elif ending in (".pt", ".pth"):
        raise ConfigError(
            f"{name}: files of torch.save are read on the command line only. Save the weights with "
            "safetensors.torch.save_file(model.state_dict(), ...) instead."
        )
    if ending not in readers:
        raise ConfigError(f"{name}: weights are read from {', '.join(readers)}, not {ending!r}.")
    if len(content) > MAX_BYTES:
        raise ConfigError(f"{name} is larger than {MAX_BYTES >> 20} MB.")
    stored, is_keras = readers[ending](content, name)
    tensors = tuple(part for part in stored if not part.name.endswith(UNKEPT))
    if not tensors:
        raise ConfigError(f"{name} holds no tensors.")
    for part in tensors:
        if not np.isfinite(part.values).all():
            raise ConfigError(f"{name}: {part.name} holds values that are not numbers.")
    return WeightsFile(name, hashlib.sha256(content).hexdigest(), tensors, is_keras)


def natural(name: str) -> tuple[Any, ...]:
    """A key that sorts "layer2" before "layer10", and what is of an encoder before a decoder."""
    half = 1 if "dec" in name.lower() else 0
    return (half, *(int(part) if part.isdigit() else part for part in re.split(r"(\d+)", name)))


def _safetensors(content: bytes, name: str) -> tuple[list[Stored], bool | None]:
    from safetensors import SafetensorError
    from safetensors.numpy import load

    try:
        tensors = load(content)
    except (SafetensorError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ConfigError(f"{name} cannot be read as safetensors ({_short(error)}).") from error
    # The file keeps no order.
    return _stored(name, {key: tensors[key] for key in sorted(tensors, key=natural)}), False


def _npz(content: bytes, name: str) -> tuple[list[Stored], bool | None]:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            _check_unpacked(sum(entry.file_size for entry in archive.infolist()), name)
        with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
            tensors = {key: arrays[key] for key in arrays.files}
    except ConfigError:
        raise
    except ValueError as error:
        if "pickle" in str(error).lower():
            raise ConfigError(_pickled(name)) from error
        raise ConfigError(f"{name} cannot be read as .npz ({_short(error)}).") from error
    except Exception as error:  # numpy and zipfile raise a dozen kinds on foreign bytes
        raise ConfigError(f"{name} cannot be read as .npz ({_short(error)}).") from error
    is_keras: bool | None = None
    if any(key.rpartition(".")[2] in ("weight", "bias") for key in tensors):
        is_keras = False
    elif any("kernel" in key for key in tensors):
        is_keras = True
    return _stored(name, tensors), is_keras


def _h5(content: bytes, name: str) -> tuple[list[Stored], bool | None]:
    return read_h5(content, name, MAX_BYTES), True


def _pt(content: bytes, name: str) -> tuple[list[Stored], bool | None]:
    import torch

    try:
        values = torch.load(io.BytesIO(content), map_location="cpu", weights_only=True)
    except Exception as error:  # pickle's, zipfile's and torch's own, without a common kind
        if type(error).__name__ == "UnpicklingError":
            raise ConfigError(_pickled(name)) from error
        raise ConfigError(
            f"{name} cannot be read as a file of torch.save; it may be cut off."
        ) from (error)
    for key in _WRAPPED:
        if isinstance(values, Mapping) and isinstance(values.get(key), Mapping):
            values = values[key]
            break
    if not isinstance(values, Mapping):
        raise ConfigError(f"{name} holds no state dict (model.state_dict()), but something else.")
    return _stored(
        name, {str(k): v.detach() for k, v in values.items() if torch.is_tensor(v)}
    ), False


def _stored(file: str, tensors: Mapping[str, Any]) -> list[Stored]:
    """The tensors as float32, without what wraps all of their names."""
    stored = []
    names = dict(zip(tensors, _unwrapped(tensors), strict=True))
    for key, tensor in tensors.items():
        values = np.asarray(tensor.float() if hasattr(tensor, "float") else tensor)
        if values.dtype.kind not in "fiu":
            raise ConfigError(f"{file}: {key} holds {values.dtype}, not numbers.")
        with np.errstate(over="ignore"):
            stored.append(Stored(names[key], None, values.astype(np.float32)))
    return stored


def _unwrapped(names: Iterable[str]) -> list[str]:
    shorter = list(names)
    for wrapper in _WRAPPERS:
        if shorter and all(name.startswith(wrapper) for name in shorter):
            shorter = [name.removeprefix(wrapper) for name in shorter]
    return shorter


def _check_unpacked(size: int, name: str) -> None:
    if size > MAX_BYTES:
        raise ConfigError(f"{name} unpacks to more than {MAX_BYTES >> 20} MB.")


def _pickled(name: str) -> str:
    return (
        f"{name} holds pickled Python objects, which could run anything when they are read: only "
        "tensors are. Save model.state_dict() instead of the model."
    )


def _short(error: Exception) -> str:
    return " ".join(str(error).split())[:120] or type(error).__name__
