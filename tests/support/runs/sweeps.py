"""What the tests of sweeps share: a sweep of tiny models on uci-digits, without files."""

from dataclasses import replace

from vae_core.models.presets import PRESETS, Preset
from vae_core.studies.sweep.plan import SWEEPS, SweepPlan


def install(tiny, patch) -> SweepPlan:
    """`sweep tiny` works until the MonkeyPatch is undone: an AE and a schedule beside the betas."""
    vae = Preset("tiny", "Tiny", "A tiny VAE.", tiny.model, tiny.training, None, 2, listed=False)
    ae = replace(vae, name="tiny-ae", model=replace(tiny.model, kind="ae"))
    beside = (("tiny-ae", {}), ("tiny", {"beta_schedule": "warm-up"}))
    plan = SweepPlan("tiny", "Tiny", "uci-digits", "tiny", seeds=2, beside=beside)
    for preset in (vae, ae):
        patch.setitem(PRESETS, preset.name, preset)
    patch.setitem(SWEEPS, "tiny", plan)
    patch.setattr("vae_core.studies.sweep.plan.BETAS", (0.0, 1.0, 4.0))
    return plan
