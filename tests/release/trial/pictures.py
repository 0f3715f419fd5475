"""Picture files that were changed, cut and mixed: each becomes an image or a sentence."""

from __future__ import annotations

import random
import warnings

import numpy as np

from tests.release.trial.result import Part, Result
from tests.support.data.pictures import huge, mutated, originals
from tests.support.processes import peak_memory
from vae_core.errors import ImageError
from vae_core.images.prepare import prepare_image
from vae_core.images.reading.compact import compact
from vae_core.images.reading.memory import MAX_MEMORY

_DATASETS = ("mnist", "uci-digits", "fashion-mnist")
# One in so many has many pixels; half of those are sound.
_HUGE = 40


def run(seed: int, count: int) -> Result:
    """Prepare `count` pictures as images, and make small copies of them."""
    chance, result = random.Random(seed), Result(count)
    small, large = originals(), huge()
    for file in small:
        prepare_image(file)  # What they need is loaded.
    before = peak_memory.reset()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # Pillow's, about damaged tags.
        for case in range(count):
            content = chance.choice(large if case % _HUGE == 0 else small)
            if case % (2 * _HUGE) != _HUGE:
                content = mutated(content, small, chance)
            if problem := _problem(content, _DATASETS[case % 3], result):
                result.fail(f"picture {case}: {problem}")
    grown = peak_memory.peak() - before
    result.figures["MB more at most"] = grown // 10**6
    if grown > MAX_MEMORY:
        result.fail(f"{grown:,} bytes were taken")
    return result


def _problem(content: bytes, dataset: str, result: Result) -> str | None:
    try:
        x = prepare_image(content, dataset).x
        compact(content)
    except ImageError as error:
        result.count("refused with a sentence")
        return None if str(error).endswith(".") else f"no sentence: {error}"
    except Exception as error:  # Any is what is looked for.
        return repr(error)
    result.count("images")
    fits = x.shape == (1, 28, 28) and np.isfinite(x).all() and x.min() >= 0 and x.max() <= 1
    return None if fits else f"an image of {x.shape} from {x.min()} to {x.max()}"


PART = Part("pictures", "A picture file is changed, cut or mixed and prepared", 2_000, 60, run)
