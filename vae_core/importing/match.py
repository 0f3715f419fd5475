"""Which tensor of a file is which of a model: by name, else one after the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from vae_core.errors import ConfigError
from vae_core.importing.files import WeightsFile, natural
from vae_core.importing.keras_file import check_padding, to_torch
from vae_core.importing.stored import Stored
from vae_core.models.config import ModelConfig
from vae_core.models.layers import Layer, Residual, Shape, layer_type
from vae_core.models.weights.tensors import (
    STATISTICS,
    encoder_layers,
    layer_tensors,
    numbered,
    tensor_shapes,
)

Row = tuple[str, str, str, str]  # expected name and shape, name and shape in the file


class MisfitError(ConfigError):
    """Weights do not fit a model. rows: what was expected and what was met, see `Row`."""

    def __init__(self, message: str, rows: Sequence[Row]) -> None:
        super().__init__(message)
        self.rows = tuple(rows)

    def table(self) -> str:
        """The rows as text, in columns."""
        head = ("expected", "shape", "in the file", "shape")
        widths = [max(len(row[column]) for row in (head, *self.rows)) for column in range(4)]
        lines = [
            "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip()
            for row in (head, *self.rows)
        ]
        return "\n".join(lines)


@dataclass(frozen=True)
class Matched:
    """weights: every tensor of the model by its PyTorch name. sources: the names in the file."""

    weights: dict[str, np.ndarray]
    sources: dict[str, tuple[str, ...]]


@dataclass(frozen=True)
class _Expected:
    """A layer with weights. parts: shape by name; after: the layer behind it; heads: mu, logvar."""

    layer: Layer
    before: Shape
    after: Layer | None
    parts: dict[str, Shape]
    is_two_heads: bool = False


def match(file: WeightsFile, config: ModelConfig) -> Matched:
    """The tensors of a file as those of a model.

    By their names where these are the model's; else in their order, layer by layer, where mu and
    logvar may be two layers (mu first). Kernels of Keras are turned round.
    Raises MisfitError where names and shapes do not fit, with a table of both.
    """
    if config.betas is not None:
        raise ConfigError("A model of every beta cannot be imported.")
    shapes, by_name = tensor_shapes(config), {part.name: part for part in file.tensors}
    if 2 * len(set(by_name) & set(shapes)) > len(shapes):
        rows = _by_name(shapes, {name: part.values.shape for name, part in by_name.items()})
        if any(row[1] != row[3] for row in rows):
            raise MisfitError(_sentence(file, rows), rows)
        weights = {name: by_name[name].values for name in shapes}
        return Matched(weights, {name: (name,) for name in shapes})
    best: list[Row] = []
    for is_keras in (False, True) if file.is_keras is None else (file.is_keras,):
        for tensors in orders(file):
            matched, rows = _in_order(tensors, config, is_keras)
            if matched:
                return matched
            if not best or _fitting(rows) > _fitting(best):
                best = rows
    raise MisfitError(_sentence(file, best), best)


def _by_name(expected: Mapping[str, Shape], there: Mapping[str, Shape]) -> list[Row]:
    rows = [
        (name, _text(shape), *((name, _text(there[name])) if name in there else ("-", "-")))
        for name, shape in expected.items()
    ]
    extra = [("-", "-", name, _text(there[name])) for name in there if name not in expected]
    return [*rows, *extra]


def unmatched(tensors: Iterable[Stored]) -> list[Row]:
    """Rows of tensors that were not expected."""
    return [("-", "-", part.name, _text(part.values.shape)) for part in tensors]


def orders(file: WeightsFile) -> Iterator[list[Stored]]:
    """The tensors in the orders that can be meant: the file's, by number, by letter."""
    tensors = list(file.tensors)
    yield tensors
    if file.is_keras:
        return
    yield sorted(tensors, key=lambda part: (natural(_module(part)), _rank(part)))
    yield sorted(tensors, key=lambda part: ("dec" in part.name, _module(part), _rank(part)))


def _in_order(
    tensors: list[Stored], config: ModelConfig, is_keras: bool
) -> tuple[Matched | None, list[Row]]:
    """What comes of taking the tensors one after the other, and the table of it."""
    left, rows = list(tensors), []
    weights: dict[str, np.ndarray] = {}
    sources: dict[str, tuple[str, ...]] = {}
    fits = True
    for expected in _expected(config):
        if is_keras:
            check_padding(expected.layer, expected.before)
        kind, parts = layer_type(expected.layer), list(expected.parts.items())
        mine = [part for part in left if part.kind in (None, kind)]
        taken = [_turned(part, expected, is_keras) for part in mine[: len(parts)]]
        names: list[tuple[str, ...]] = [(part.name,) for part in mine[: len(parts)]]
        if expected.is_two_heads and [t.shape for t in taken] == [
            (shape[0] // 2, *shape[1:]) for _, shape in parts
        ]:
            more = mine[len(parts) : 2 * len(parts)]
            heads = [taken, [_turned(part, expected, is_keras) for part in more]]
            if _is_logvar(mine[0]) and not _is_logvar(more[0] if more else mine[0]):
                heads.reverse()
            if [t.shape for t in heads[0]] == [t.shape for t in heads[1]]:
                taken = [np.concatenate(pair) for pair in zip(*heads, strict=True)]
                names = [(*n, p.name) for n, p in zip(names, more, strict=True)]
        for index, (name, shape) in enumerate(parts):
            got = taken[index] if index < len(taken) else None
            source = names[index] if got is not None else ()
            fits = fits and got is not None and got.shape == shape
            rows.append(
                (name, _text(shape), " + ".join(source) or "-", _text(got.shape) if got is not None
                 else "-")
            )  # fmt: skip
            if got is not None:
                weights[name], sources[name] = got, source
        used = {n for group in names for n in group}
        left = [part for part in left if part.name not in used]
    rows += unmatched(left)
    return (Matched(weights, sources) if fits and not left else None), rows


def _expected(config: ModelConfig) -> list[_Expected]:
    """The layers that have weights, from the image to the picture."""
    encoder = encoder_layers(config)
    expected = list(_with_weights("encoder", encoder, config.image_shape))
    if config.kind == "vae":
        last = expected[-1]
        expected[-1] = _Expected(last.layer, last.before, last.after, last.parts, True)
    return [*expected, *_with_weights("decoder", config.decoder, (config.latent_dim,))]


def _with_weights(prefix: str, layers: tuple[Layer, ...], start: Shape) -> Iterator[_Expected]:
    behind = (*layers[1:], None)
    for (number, layer, before), after in zip(numbered(layers, start), behind, strict=False):
        if isinstance(layer, Residual):
            yield from _with_weights(f"{prefix}.{number}", layer.layers, before)
            continue
        parts = layer_tensors(layer, before)
        if parts:
            named = {f"{prefix}.{number}.{part}": shape for part, shape in parts.items()}
            yield _Expected(layer, before, after, named)


def _turned(part: Stored, expected: _Expected, is_keras: bool) -> np.ndarray:
    if not is_keras:
        return part.values
    return to_torch(part.values, expected.layer, expected.before, expected.after)


def _is_logvar(part: Stored) -> bool:
    return any(word in part.name.lower() for word in ("logvar", "log_var", "sigma", "std"))


def _module(part: Stored) -> str:
    return part.name.rpartition(".")[0]


def _rank(part: Stored) -> int:
    names = ("weight", "bias", *STATISTICS)
    last = part.name.rpartition(".")[2]
    return names.index(last) if last in names else len(names)


def _fitting(rows: Sequence[Row]) -> int:
    return sum(row[1] == row[3] for row in rows)


def _sentence(file: WeightsFile, rows: Sequence[Row]) -> str:
    wrong = [row for row in rows if row[1] != row[3]]
    expected, shape, got, theirs = wrong[0]
    if got == "-":
        first = f"{expected} {shape} is missing"
    elif expected == "-":
        first = f"{got} {theirs} belongs to no layer"
    else:
        first = f"{expected} is {shape}, but {got} is {theirs}"
    return f"{file.name} does not fit the model: {len(wrong)} of its tensors differ. {first}."


def _text(shape: Shape) -> str:
    return " x ".join(map(str, shape)) or "1"
