"""Which runs a recogniser judges, and which recogniser judges each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.runs.load import list_runs, load_run
from vae_core.runs.run import Run


def to_judge(
    prog: str, ids: Sequence[str], usual: Callable[[list[Run]], list[Run]]
) -> tuple[list[Run], dict[str, Run]]:
    """(the runs named, or else `usual` of all with a recogniser; the recognisers).

    Runs of an installed package, to which no figures can be written, are left out. Raises RunError
    where one is named.
    """
    from vae_core.runs.store import check_changeable, is_read_only
    from vae_core.training.train_recogniser import check_can_be_read, load_recogniser

    loaded = {name: load_recogniser(name) for name in DATASETS}
    recognisers = {name: recogniser for name, recogniser in loaded.items() if recogniser}
    if ids:
        runs = [load_run(run_id) for run_id in ids]
        for run in runs:
            check_changeable(run)
    else:
        measurable = [run for run in list_runs()[0] if not is_read_only(run)]
        runs = usual([run for run in measurable if run.dataset in recognisers])
    if missing := [run for run in runs if run.dataset not in recognisers]:
        check_can_be_read(missing[0].dataset)
        raise RunError(
            f"There is no recogniser for {missing[0].dataset}; train one with "
            f"'{prog} recogniser {missing[0].dataset}'."
        )
    return runs, recognisers
