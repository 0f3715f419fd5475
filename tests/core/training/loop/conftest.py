"""A training that was cut off, to go on with."""

import pytest

from tests.support.processes.cut_off import ALWAYS, RUN, cut_off
from vae_core.training.loop.checkpoint import checkpoint_path
from vae_core.training.train import train


@pytest.fixture
def cut(tiny, checkpoints):
    """The state of `uci-digits/tiny`, cut off in its second epoch of nine steps."""
    with pytest.raises(KeyboardInterrupt):
        train(tiny, on_progress=cut_off(13), film="epochs", keep_every=ALWAYS)
    return checkpoint_path(RUN)


@pytest.fixture
def first_step():
    """To be given as `on_progress`: its `seen` is then the first step of the training, alone."""

    def show(progress):
        if not show.seen:
            show.seen.append(progress.step)

    show.seen = []
    return show
