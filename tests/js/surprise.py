"""What Python computes of entropy, cross-entropy and KL, for the unit tests of the figures.

Everything is summed and searched here in another way than in the browser: by adding up dense grids.
"""

import itertools

import numpy as np

_X, _STEP = np.linspace(-60, 60, 12_001, retstep=True)
HUMPS = {
    "two": [(0.6, -2.0, 0.7), (0.4, 2.0, 0.7)],
    "unlike": [(0.35, -1.6, 0.4), (0.65, 1.4, 1.1)],
    "one": [(1.0, 0.5, 1.3)],
}


def surprise() -> dict:
    """Beliefs in eighths, pixels, bells and humps with their measures."""
    return {"boxes": _boxes(), "pixels": _pixels(), "bells": _bells(), "humps": _humps()}


def _boxes() -> list[dict]:
    """Distributions in eighths: measures in bits, and the least mean number of questions."""
    rng = np.random.default_rng(3)
    pairs = [([4, 2, 1, 1], [1, 1, 2, 4]), ([4, 2, 1, 1], [4, 2, 1, 1]), ([2] * 4, [5, 1, 1, 1])]
    pairs += [(rng.multinomial(8, [0.25] * 4), rng.multinomial(4, [0.25] * 4) + 1)
              for _ in range(20)]  # fmt: skip
    made = []
    for p8, q8 in pairs:
        p, q = np.array(p8) / 8, np.array(q8) / 8
        seen = p > 0
        # Every way to put four boxes at depths that a tree of questions can have (Kraft).
        least = min(
            float(q @ depths)
            for depths in itertools.product((1, 2, 3), repeat=4)
            if sum(0.5**d for d in depths) <= 1
        )
        made.append({
            "p": [int(v) for v in p8], "q": [int(v) for v in q8],
            "entropy": float(-(p[seen] * np.log(p[seen])).sum() / np.log(2)),
            "cross": float(-(p[seen] * np.log(q[seen])).sum() / np.log(2)),
            "kl": float((p[seen] * np.log(p[seen] / q[seen])).sum() / np.log(2)),
            "least_questions": least,
        })  # fmt: skip
    return made


def _pixels() -> list[dict]:
    made = []
    for x, p in itertools.product((0.0, 0.04, 0.3, 0.5, 0.6, 1.0), (0.01, 0.3, 0.5, 0.62, 0.999)):

        def cross(p, x=x):
            return sum(-a * np.log(b) for a, b in ((x, p), (1 - x, 1 - p)) if a > 0)

        made.append({
            "x": x, "p": p, "cross": float(cross(p)), "entropy": float(cross(x)),
            "kl": float(cross(p) - cross(x)),
            "slope": float((cross(p + 1e-6) - cross(p - 1e-6)) / 2e-6),
        })  # fmt: skip
    return made


def _log_bell(mu: float, sigma: float, x: np.ndarray = _X) -> np.ndarray:
    return -0.5 * ((x - mu) / sigma) ** 2 - np.log(sigma * np.sqrt(2 * np.pi))


def _bells() -> list[dict]:
    x, step = np.linspace(-60, 60, 2_000_001, retstep=True)
    made = []
    for p, q in (((0, 1), (1.5, 2)), ((-1, 0.5), (-1, 1.5)), ((0.3, 2.5), (-2, 0.4)),
                 ((-3, 0.7), (3, 0.7)), ((1, 1.3), (1, 1.3))):  # fmt: skip
        log_p, log_q = _log_bell(*p, x), _log_bell(*q, x)
        f = np.exp(log_p) * (log_p - log_q)
        made.append({"p": p, "q": q, "kl": float(f.sum() * step),
                     "plus": float(f[f > 0].sum() * step),
                     "minus": float(f[f < 0].sum() * step)})  # fmt: skip
    return made


def _humps() -> list[dict]:
    """Mixtures with their entropy, both divergences at some bells, and the bells of least KL."""
    made = []
    for name, humps in HUMPS.items():
        log_p = np.logaddexp.reduce([np.log(w) + _log_bell(mu, s) for w, mu, s in humps])
        p = np.exp(log_p)

        def covering(mu, sigma, p=p, log_p=log_p):
            return float((p * (log_p - _log_bell(mu, sigma))).sum() * _STEP)

        def seeking(mu, sigma, log_p=log_p):
            log_q = _log_bell(mu, sigma)
            return float((np.exp(log_q) * (log_q - log_p)).sum() * _STEP)

        bells = [(0.0, 1.0), (-2.0, 0.5), (1.0, 2.5)]
        starts = [(mu, s) for _, mu, s in humps]
        best = min((_search(seeking, start) for start in starts), key=lambda at: seeking(*at))
        made.append({
            "name": name, "humps": humps, "entropy": float(-(p * log_p).sum() * _STEP),
            "at": [{"bell": bell, "covering": covering(*bell), "seeking": seeking(*bell)}
                   for bell in bells],
            "covering_bell": _search(covering, (0.2, 1.5)), "seeking_bell": best,
            "least_seeking": seeking(*best),
        })  # fmt: skip
    return made


def _search(f, start: tuple[float, float]) -> tuple[float, float]:
    """Where `f` is least near `start`: of nine places the best, again and again, ever closer."""
    mu, sigma = start
    step = 0.4
    while step > 1e-8:
        places = [(mu + a * step, sigma * np.exp(b * step)) for a in (-1, 0, 1) for b in (-1, 0, 1)]
        best = min(places, key=lambda at: f(*at))
        if best == places[4]:
            step /= 2
        mu, sigma = map(float, best)
    return mu, sigma
