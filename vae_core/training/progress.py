"""The progress of a training as text: a bar on a terminal, else a line an epoch."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vae_core.training.fit import Progress

_MEASURING = "measuring on the test images"


@contextmanager
def printed_progress() -> Iterator[Callable[[Progress], None]]:
    """Yield a function to call with each `Progress`, of one training after another.

    It writes to stderr. Behind the last step a line says that the model is measured, which can take
    longer than its training.
    """
    if not sys.stderr.isatty():
        yield _print_epoch
        return
    from tqdm import tqdm

    with tqdm(unit="step") as bar:

        def show(progress: Progress) -> None:
            if progress.step < bar.n:
                bar.reset()
            bar.total = progress.total_steps
            bar.set_description(f"epoch {progress.epoch}", False)
            if progress.record:
                bar.set_postfix_str(f"loss {progress.record.val_loss:.2f}", False)
            bar.update(progress.step - bar.n)
            if progress.step == progress.total_steps:
                bar.write(_MEASURING, file=sys.stderr)

        yield show


def epoch_line(epoch: int, epochs: int, loss: float, seconds: float) -> str:
    """An epoch in one line. loss: recon + KL on the validation images."""
    return f"epoch {epoch:,} of {epochs:,}  loss {loss:.2f}  {seconds:,.0f} s"


def _print_epoch(progress: Progress) -> None:
    if record := progress.record:
        epochs = round(progress.total_steps * progress.epoch / progress.step)
        line = epoch_line(record.epoch, epochs, record.val_loss, record.seconds)
        print(line, file=sys.stderr, flush=True)
    if progress.step == progress.total_steps:
        print(_MEASURING, file=sys.stderr, flush=True)
