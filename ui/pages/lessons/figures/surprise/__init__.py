"""The figures of the lesson on surprise.

State, one of:
    boxes: p and q (eighths), rows (of "entropy", "cross", "kl"), by_hand (may be missing);
    bells: q and either p ([mu, sigma] each) or humps ([weight, mu, sigma] each);
    pixel: x and p;
    floor: dataset and runs ("<dataset>/<name>"), whose errors stand beside the floor;
and hides (measures that wait for the guess), guesses (the number behind each choice; may be
missing). Events: see `report` in ui/components/lessons/surprise/js.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ui.components.lessons.surprise import (
    Bell,
    Bells,
    Boxes,
    Floor,
    Hump,
    ModelError,
    Pixel,
    Scene,
    surprise,
)
from ui.pages.lessons.figure import FigureResult
from ui.pages.lessons.figures.surprise.still import still
from ui.services.caches import resources
from ui.text.words import _, latent
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.studies.sweep.store import load_bounds


def show(state: Mapping[str, Any], *, key: str, revealed: bool) -> FigureResult:
    """Draw the figure."""
    scene = scene_of(state)
    guesses, chosen = state.get("guesses", []), state.get("chosen", 0)
    result = surprise(
        scene,
        key=key,
        hides=state.get("hides", ()),
        revealed=revealed,
        guessed=bool(revealed or chosen or state.get("projector")),
        said=guesses[chosen - 1] if 0 < chosen <= len(guesses) else None,
        projector=bool(state.get("projector")),
    )
    done = result.done if isinstance(result.done, list) else []
    return FigureResult(
        frozenset(str(event) for event in done),
        fallback=bool(result.fallback),
        still=still(scene) if result.fallback else None,
    )


def scene_of(state: Mapping[str, Any]) -> Scene:
    """What the state of a step says. Raises RunError where a figure it needs is missing."""
    if boxes := state.get("boxes"):
        return Boxes(**boxes)
    if bells := state.get("bells"):
        p, humps = bells.get("p"), bells.get("humps")
        return Bells(
            Bell(*bells["q"]),
            Bell(*p) if p else None,
            [Hump(mu, sigma, weight) for weight, mu, sigma in humps] if humps else None,
        )
    if pixel := state.get("pixel"):
        return Pixel(**pixel)
    return _floor(state["floor"]["dataset"], state["floor"]["runs"])


def _floor(dataset: str, names: list[str]) -> Floor:
    """The floor and the collapsed error of a dataset, and the errors of runs that are here."""
    bounds = load_bounds(dataset)
    if bounds is None:
        raise RunError(
            _("The floor of {dataset} was not measured on this machine.").format(
                dataset=DATASETS[dataset].title
            )
        )
    runs = {run.id: run for run in resources.runs(also=names)[0]}
    models = [ModelError(_("The mean image"), _("always the same answer"), bounds.collapsed)]
    for run in (runs[name] for name in names if name in runs):
        evaluation = run.metrics["evaluation"]
        if evaluation.get("pixels") == "grey":
            kind = "VAE" if run.config.model.kind == "vae" else "AE"
            name = f"{kind}, {latent(run.config.model.latent_dim)}"
            models.append(ModelError(name, run.id, evaluation["recon"]))
    return Floor(bounds.floor, models)
