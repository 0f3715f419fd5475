"""The page in the address bar: `?dataset=mnist&run=vae-2d&z=-0.65,0.8&axes=3,7`."""

from __future__ import annotations

from collections.abc import Sequence

from ui.services.address import url_state
from ui.services.address.plane_url import axes_parameter, default_axes, format_z, z_parameter
from ui.services.address.url_state import Parameter
from ui.widgets.controls.label import in_link
from vae_core.latent.geometry import View
from vae_core.runs.run import Run

ADDRESS = "explore"


def asked(run: Run) -> dict[str, str]:
    """The query of a new link where it sets z or the axes of this run; else empty."""
    query = url_state.asked(ADDRESS)
    expected = {"dataset": run.dataset, "run": run.name}
    is_of_run = all(query.get(name, value) == value for name, value in expected.items())
    return query if is_of_run and ("z" in query or "axes" in query) else {}


def parameters(view: View) -> dict[str, Parameter]:
    """The parameters that a link can have, for a run whose plane has this home view."""
    return {"z": z_parameter(view), "axes": axes_parameter(len(view.center))}


def write(run: Run, z: Sequence[float] = (), axes: str = "") -> None:
    """Write the run to the address bar, and z and the axes where they are given."""
    params = {"dataset": run.dataset, "run": run.name}
    params |= in_link(run)
    if len(z):
        params["z"] = format_z(z)
    if axes != default_axes(len(z)):
        params["axes"] = axes
    url_state.write(ADDRESS, params)
