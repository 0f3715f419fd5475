"""The view of the Gallery in the address bar: `?system=cvae-2`, `?run=mnist/vae-2d`, or
`?a=mnist/vae-2d&b=mnist/ae-2d` for two side by side."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ui.text.outside import quoted
from ui.text.words import _
from vae_core.models.published import SYSTEMS, System
from vae_core.runs.run import Run

ADDRESS = "gallery"
# The runs compared by default: one of few latent dimensions and one of many.
_PAIR = ("mnist/vae-2d", "mnist/vae-dense-20")


@dataclass(frozen=True)
class All:
    """Every system as a card."""


@dataclass(frozen=True)
class One:
    """One system or run in detail; None for a system without a run, or a run of no system."""

    system: System | None
    run: Run | None


@dataclass(frozen=True)
class Two:
    """Two runs side by side; None where the link leaves the choice open."""

    a: Run | None
    b: Run | None


GalleryView = All | One | Two


def own_run(system: System) -> str:
    """The id of the run that reproduces a system."""
    return f"{system.dataset}/{system.name}"


def read(asked: Mapping[str, str], runs: Mapping[str, Run]) -> tuple[GalleryView, str]:
    """(view, problem) from a link: `problem` is "", or a sentence if the link asks for what is not
    here. `runs` by id."""
    if "system" in asked:
        system = SYSTEMS.get(asked["system"])
        if system:
            return One(system, runs.get(own_run(system))), ""
        return All(), _(
            "The link asks for the system “{name}”, which is not in the gallery."
        ).format(name=quoted(asked["system"]))
    if missing := [key for key in ("run", "a", "b") if asked.get(key) and asked[key] not in runs]:
        return Two(None, None) if "a" in asked or "b" in asked else All(), _(
            "The link asks for the run “{run}”, which is not here."
        ).format(run=quoted(asked[missing[0]]))
    if asked.get("run"):
        run = runs[asked["run"]]
        system = SYSTEMS.get(run.config.preset)
        return One(system if system and own_run(system) == run.id else None, run), ""
    if "a" in asked or "b" in asked:
        return Two(runs.get(asked.get("a", "")), runs.get(asked.get("b", ""))), ""
    return All(), ""


def completed(view: Two, runs: Sequence[Run]) -> tuple[Run, Run]:
    """Both runs of the view; an open one is taken from `_PAIR`, else one of the same dataset.

    runs: two or more.
    """
    usual = [run for run_id in _PAIR for run in runs if run.id == run_id]

    def partner(run: Run | None) -> Run:
        others = [r for r in (*usual, *runs) if run is None or r.id != run.id]
        return next((r for r in others if run is None or r.dataset == run.dataset), others[0])

    a = view.a or partner(view.b)
    return a, view.b or partner(a)


def query(view: GalleryView) -> dict[str, str]:
    """The query parameters of a view: the inverse of `read`."""
    match view:
        case One(system=System() as system):
            return {"system": system.name}
        case One(run=Run() as run):
            return {"run": run.id}
        case Two():
            return {"a": view.a.id if view.a else "", "b": view.b.id if view.b else ""}
    return {}
