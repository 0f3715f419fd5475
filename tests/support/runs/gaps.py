"""Quicker figures of what sets AEs and VAEs apart."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from vae_core.evaluation import statistics
from vae_core.evaluation.codes import ae_vs_vae


@contextmanager
def coarse_gaps() -> Iterator[None]:
    """`measure_gaps` with 40 resamples for 200, and a box of 30 x 30 codes for 100 x 100: every
    figure is measured as ever, in a fifth of the time."""
    with pytest.MonkeyPatch.context() as patch:
        for module in (statistics, ae_vs_vae):
            patch.setattr(module, "RESAMPLES", 40)
        patch.setattr(ae_vs_vae, "_BOX_GRID_SIDE", 30)
        yield
