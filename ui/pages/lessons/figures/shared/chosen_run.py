"""The runs that a lesson's state names."""

from __future__ import annotations

from ui.services.caches import resources
from vae_core.errors import RunError
from vae_core.runs.run import Run


def chosen_run(run_id: str) -> Run:
    """The run "<dataset>/<name>". Raises RunError where it is not here or damaged."""
    for run in resources.runs(also=(run_id,))[0]:
        if run.id == run_id:
            return run
    raise RunError(f"The run {run_id}, which this step shows, is not on this machine.")
