"""The scene of a run: everything the pad needs to know of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ui.components.drawing.pad import Answer, Scene
from ui.services.caches import resources
from ui.services.caches.labels import labels_of
from vae_core.latent.geometry import dimensions, home_view, principal_components
from vae_core.runs.run import Run


def run_scene(
    run: Run,
    switches: Mapping[str, bool],
    *,
    drawing: bool = False,
    x: bytes | None = None,
    points: Sequence[Sequence[float]] = (),
    answer: Answer | None = None,
    rev: int = 0,
) -> Scene:
    """The component's input: a pad if `drawing`, else the image x, 784 bytes.

    points: codes to mark.  answer: what the server makes of the image, where `run` has parts that
    no browser computes.  rev: a number that increases with each new image. Raises RunError.
    """
    latents, model, known = run.latents, run.config.model, labels_of(run)
    own = model.own.parts if model.own else ()
    return Scene(
        run=run.id,
        image_shape=model.image_shape,
        kind=model.kind,
        dim=model.latent_dim,
        encoder=None if "encoder" in own else resources.encoder(run),
        decoder=None if "decoder" in own else resources.network(run),
        codes=resources.codes(run),
        n=len(latents.label),
        classes=known.names,
        are_clusters=known.are_clusters,
        support=run.support,
        view=home_view(latents.mu, has_prior=model.kind == "vae"),
        dims=dimensions(latents),
        components=principal_components(latents.mu) if model.latent_dim > 2 else None,
        drawing=drawing,
        x=x,
        switches=switches,
        points=points,
        answer=answer,
        rev=rev,
    )
