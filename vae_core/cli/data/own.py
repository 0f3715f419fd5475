"""The commands of own datasets: `data add`, `data list`, `data show` and `data rm`."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any, get_args

from vae_core.cli.common import Commands, answer, command, confirmed
from vae_core.data.own import kept
from vae_core.data.own.kept import OwnDataset
from vae_core.data.own.labels import Level
from vae_core.data.own.preview import Options, Preview, preview
from vae_core.data.own.readers.reading import KINDS
from vae_core.jobs import own_datasets
from vae_core.jobs.limits import load_limits

_FORMAT = 1
_MOST_CLASSES = 12  # in a text; JSON has them all


def add(commands: Commands) -> None:
    """Add the commands to the parser."""
    parser = command(
        commands, "data", _help, "add, list, show and remove datasets of your own", json=False
    )
    parser.set_defaults(parser=parser)
    parts = parser.add_subparsers(metavar="WHAT")

    new = command(parts, "add", _add, "show what is understood of images, and keep them")
    new.add_argument("path", type=Path, metavar="PATH", help=KINDS)
    new.add_argument("--name", help="what it is called (default: the name of the file)")
    new.add_argument(
        "--size", type=int, metavar="N", help="make all images N x N (default: chosen from them)"
    )
    new.add_argument("--grey", action="store_true", help="without colours")
    new.add_argument(
        "--labels",
        choices=get_args(Level),
        default="auto",
        help="which folder is the label where folders lie in folders; none: no labels",
    )
    new.add_argument("--yes", action="store_true", help="keep them without asking")
    new.set_defaults(parser=new)

    command(parts, "list", _list, "list the datasets of your own")

    show = command(parts, "show", _show, "show what is known of one")
    show.add_argument("name", metavar="NAME")

    remove = command(parts, "rm", _remove, "delete one for good")
    remove.add_argument("name", metavar="NAME")
    remove.add_argument(
        "--with-runs", action="store_true", help="and the runs that were trained on it"
    )
    remove.add_argument("--yes", action="store_true", help="delete it without asking")
    remove.set_defaults(parser=remove)


def _help(args: argparse.Namespace) -> None:
    args.parser.print_help()


def _add(args: argparse.Namespace) -> None:
    options = Options(args.size, args.grey, args.labels)
    title = args.name or args.path.expanduser().resolve().name.split(".")[0]
    if args.name:
        kept.name_for(title)
    own = preview(args.path, options, load_limits().datasets)
    try:
        if not args.json:
            print(_described(own))
        # JSON without --yes shows what is understood, and asks nobody.
        shows_only = args.json and not args.yes
        if shows_only or not confirmed(args, f"Keep them as {title!r}?", "keep them"):
            answer(args, _understood(own) | {"kept": None}, "Nothing was kept.")
            return
        info = kept.keep(own, title)
    finally:
        own.close()
    text = f"Kept as {info.name!r}. '{args.prog} train vae-2d --dataset {info.name}' trains on it."
    answer(args, _understood(own) | {"kept": info.name}, text)


def _understood(own: Preview) -> dict[str, Any]:
    """What was understood of images, as --json prints it."""
    return {
        "format": _FORMAT,
        "images": len(own),
        "image_shape": own.image_shape,
        "classes": dict(zip(own.classes, own.counts, strict=True)),
        "notes": own.notes,
        "left_out": own.left_out,
    }


def _described(own: Preview) -> str:
    """What was understood of images, a line each."""
    lines = [images_line(len(own), own.image_shape)]
    lines.append(_classes_line(own.classes, own.counts))
    return "\n".join([*lines, *own.notes, *own.left_out])


def images_line(n: int, image_shape: tuple[int, int, int]) -> str:
    """One line on the images, like "1,797 images, 28 × 28, grey"."""
    channels, height, width = image_shape
    size = f"{height} × {width}" + ("" if height == width else " (height × width)")
    return f"{n:,} images, {size}, {'grey' if channels == 1 else 'colour'}"


def _classes_line(classes: tuple[str, ...], counts: tuple[int, ...]) -> str:
    if not classes:
        return "No labels."
    shown = [f"{name} {n:,}" for name, n in zip(classes, counts, strict=True)][:_MOST_CLASSES]
    more = len(classes) - len(shown)
    return f"{len(classes)} classes: {', '.join(shown)}" + (f" and {more} more" if more else "")


def _list(args: argparse.Namespace) -> None:
    every = [kept.details(name) for name in kept.names()]
    lines = [
        f"{one.info.name:<24} {images_line(one.info.sizes.total, one.info.image_shape)}, "
        f"{len(one.info.classes)} classes, {one.bytes / 1e6:,.1f} MB"
        for one in every
    ]
    none = f"There are no datasets of your own yet. '{args.prog} data add PATH' adds one."
    values = {"format": _FORMAT, "datasets": list(map(_values, every))}
    answer(args, values, "\n".join(lines) or none)


def _show(args: argparse.Namespace) -> None:
    one = kept.details(args.name)
    runs = [run.id for run in own_datasets.runs_of(args.name)]
    facts, sizes = one.facts, one.info.sizes
    lines = [
        f"{facts.title} ({one.info.name})",
        images_line(sizes.total, one.info.image_shape),
        _classes_line(one.info.classes, facts.counts),
        f"{sizes.train:,} to train, {sizes.val:,} to validate, {sizes.test:,} to test",
        f"from {facts.source}, {facts.added}; {one.bytes / 1e6:,.1f} MB",
        *facts.notes,
        *facts.left_out,
        f"runs: {', '.join(runs) or 'none yet'}",
    ]
    answer(args, _values(one) | {"runs": runs}, "\n".join(lines))


def _values(one: OwnDataset) -> dict[str, Any]:
    """What is known of an own dataset, as --json prints it."""
    facts, sizes = one.facts, one.info.sizes
    return {
        "name": one.info.name,
        "title": facts.title,
        "images": sizes.total,
        "image_shape": one.info.image_shape,
        "classes": dict(zip(facts.classes, facts.counts, strict=False)),
        "splits": {"train": sizes.train, "val": sizes.val, "test": sizes.test},
        "sha256": facts.sha256,
        "source": facts.source,
        "notes": facts.notes,
        "left_out": facts.left_out,
        "added": facts.added,
        "bytes": one.bytes,
    }


def _remove(args: argparse.Namespace) -> None:
    kept.details(args.name)
    runs = [run.id for run in own_datasets.runs_of(args.name)] if args.with_runs else []
    what = f"{args.name} and {', '.join(runs)}" if runs else args.name
    if not confirmed(args, f"Delete {what} for good?", f"delete {what}"):
        print("Nothing was deleted.")
        return
    removed = own_datasets.remove(args.name, with_runs=args.with_runs)
    left = [run.id for run in own_datasets.runs_of(args.name)]
    text = f"{args.name} is deleted"
    if removed:
        text += f", with {', '.join(removed)}"
    if left:
        text += f"; its runs stay: {', '.join(left)}"
    answer(args, {"removed": args.name, "runs": removed, "left": left}, f"{text}.")
