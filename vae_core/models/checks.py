"""Values are of the types that are declared for them, or a sentence says which one is not.

What a setting or a figure may be is written in its type: `Annotated[int, Meta(ge=1, le=9)]`,
`Literal["ae", "vae"]`, `list[Share]`. msgspec compares values with it; the sentences are made here.
"""

from __future__ import annotations

import re
import reprlib
import types
from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from functools import cache
from typing import Annotated, Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

import msgspec
from msgspec import Meta

from vae_core.errors import ConfigError
from vae_core.files.typed import converted

_Class = TypeVar("_Class")
_STEP = re.compile(r"\.([^.\[\]]+)|\[(\d+|\.\.\.)\]")
_UNKNOWN = object()


def check_fields(instance: Any, of: str = "") -> None:
    """Raise ConfigError unless each field of a dataclass is of its declared type.

    A list becomes a tuple where one is declared. Fields that hold dataclasses are passed over:
    those check themselves. of: what a field belongs to, for the sentence (" of a Dense layer").
    """
    cls: type = type(instance)
    # A float of numpy is a float, which msgspec does not know.
    values = {n: float(v) if isinstance(v, float) else v for n, v in vars(instance).items()}
    try:
        checked = converted(values, _plain_fields(cls))
    except msgspec.ValidationError as error:
        raise ConfigError(_sentence(error, values, cls, of=of)) from None
    for name, value in values.items():
        if isinstance(value, list):
            object.__setattr__(instance, name, getattr(checked, name))


def check_type(values: Any, kind: Any, name: str = "") -> None:
    """Raise ConfigError unless plain values are of a type. name: of the values, if there is one."""
    try:
        converted(values, kind)
    except msgspec.ValidationError as error:
        raise ConfigError(_sentence(error, values, kind, name)) from None


def from_plain(cls: type[_Class], values: Any) -> _Class:
    """A dataclass from a mapping of its fields.

    Raises ConfigError where one is missing, unknown or not of its declared type.
    """
    instance = cls(**named_fields(cls, values))
    check_fields(instance)
    return instance


def named_fields(cls: type, values: Any) -> dict[str, Any]:
    """`values` as a dict that has every required field of a dataclass and no field beside them.

    Raises ConfigError where it has not.
    """
    if not isinstance(values, Mapping):
        what = reprlib.repr(values)
        raise ConfigError(f"{cls.__name__} must be an object with named fields, not {what}.")
    known = fields(cls)
    if unknown := sorted(map(str, set(values) - {field.name for field in known})):
        raise ConfigError(f"Unknown setting {', '.join(map(repr, unknown))} in {cls.__name__}.")
    required = {f.name for f in known if f.default is MISSING and f.default_factory is MISSING}
    if missing := sorted(required - set(values)):
        raise ConfigError(f"{cls.__name__} lacks {', '.join(map(repr, missing))}.")
    return dict(values)


@cache
def _plain_fields(cls: type) -> type[msgspec.Struct]:
    """The fields of a dataclass as a type for msgspec, those that hold dataclasses left open."""
    hints = _hints(cls)
    return msgspec.defstruct(
        cls.__name__,
        [(f.name, Any if _holds_dataclass(hints[f.name]) else hints[f.name]) for f in fields(cls)],
    )


@cache
def _hints(cls: type) -> dict[str, Any]:
    return get_type_hints(cls, include_extras=True)


def _holds_dataclass(kind: Any) -> bool:
    return is_dataclass(kind) or any(map(_holds_dataclass, get_args(kind)))


def _sentence(error: Exception, values: Any, kind: Any, name: str = "", of: str = "") -> str:
    """What is wrong in plain words, from the message of msgspec and the path in it."""
    what, _, path = str(error).rstrip("`").partition(" - at `$")
    value = values
    for field, index in _STEP.findall(path):
        kind, value = _inside(kind, value, field, index)
        step = field or f"[{index.replace('...', '')}]"
        name += f".{step}" if field and name else step
    if "missing required field" in what:
        return f"{name or 'It'} lacks '{what.split('`')[1]}'."
    if "unknown field" in what:
        return f"Unknown field '{what.split('`')[1]}'" + (f" in {name}." if name else ".")
    if not what.startswith(("Expected", "Invalid enum", "Number out", "Integer value")):
        return what  # The sentence of a check of our own
    text = f"{name or 'It'}{of} must be {_described(kind)}"
    return f"{text}." if value is _UNKNOWN else f"{text}, not {_short(value)}."


def _inside(kind: Any, value: Any, field: str, index: str) -> tuple[Any, Any]:
    """Type and value one step further along a path."""
    kind = _bare(kind)
    if field:
        value = value.get(field, _UNKNOWN) if isinstance(value, Mapping) else _UNKNOWN
        return _hints(kind).get(field, Any) if isinstance(kind, type) else Any, value
    parts = [part for part in get_args(kind) if part is not Ellipsis]
    if index == "...":
        return parts[-1] if parts else Any, _UNKNOWN
    at = int(index)
    inside = isinstance(value, (list, tuple)) and at < len(value)
    return parts[min(at, len(parts) - 1)] if parts else Any, value[at] if inside else _UNKNOWN


def _bare(kind: Any) -> Any:
    """The type without its bounds, and without None beside it."""
    if get_origin(kind) is Annotated:
        return _bare(get_args(kind)[0])
    if get_origin(kind) in (Union, types.UnionType):
        return _bare(next(part for part in get_args(kind) if part is not type(None)))
    return kind


def _described(kind: Any) -> str:
    """A type in words: "a whole number from 1 to 9"."""
    if get_origin(kind) in (Union, types.UnionType):
        parts = [part for part in get_args(kind) if part is not type(None)]
        return " or ".join(
            [*map(_described, parts), *["null"] * (len(parts) < len(get_args(kind)))]
        )
    bounds = Meta()
    if get_origin(kind) is Annotated:
        kind, bounds = get_args(kind)[:2]
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(str, get_args(kind)))}"
    if kind in (int, float):
        return ("a whole number" if kind is int else "a number") + _range(bounds, kind is int)
    length = _length(bounds, kind)
    return {bool: "true or false", str: f"text{length}"}.get(kind) or (
        f"a list{length}"
        if get_origin(kind) in (list, tuple) or kind in (list, tuple)
        else "an object with named fields"
    )


def _range(bounds: Meta, whole: bool) -> str:
    if whole and bounds.ge is not None and bounds.le is not None:
        return f" from {bounds.ge} to {bounds.le}"
    ends = []
    if bounds.gt is not None:
        ends.append(f"above {bounds.gt:g}")
    if bounds.ge is not None:
        ends.append(f"at least {bounds.ge:g}")
    if bounds.le is not None:
        ends.append(f"at most {bounds.le:g}")
    return f" {' and '.join(ends)}" if ends else ""


def _length(bounds: Meta, kind: Any) -> str:
    parts = get_args(kind) if get_origin(kind) is tuple else ()
    if parts and Ellipsis not in parts:
        return f" of {len(parts)}"
    if bounds.min_length and bounds.max_length:
        return f" of {bounds.min_length} to {bounds.max_length}"
    if bounds.max_length:
        return f" of at most {bounds.max_length}"
    return f" of at least {bounds.min_length}" if bounds.min_length else ""


def _short(value: Any) -> str:
    """A value as the sentence shows it: cut where it is long."""
    try:
        return reprlib.repr(value)
    except (ValueError, RecursionError):  # A number of thousands of digits
        return "what it is"
