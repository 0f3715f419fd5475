"""Nothing but the dial, for its tests and its benchmark.

In the link: `run`, `beta`, `image`; `bare` leaves out the images themselves.
"""

import numpy as np
import streamlit as st

from ui.components.planes.dial import BetaPoint, Dial, dial
from ui.components.shared.originals import Original
from ui.services.caches import resources
from vae_core.data.datasets import DATASETS
from vae_core.latent.geometry import View
from vae_core.latent.sampling import prior_samples
from vae_core.runs.browser_export import export_conditioned
from vae_core.runs.conditions.beta_codes import codes_by_beta, export_codes_by_beta

asked = st.query_params
st.set_page_config(layout="wide", initial_sidebar_state="collapsed")
run = next(run for run in resources.runs()[0] if run.id == asked.get("run", "uci-digits/any-beta"))
curve = [BetaPoint(p["beta"], p["recon"], p["kl"]) for p in run.metrics["by_beta"]]
images = None if "bare" in asked else resources.test_images(run)[0]
if "beta" not in st.session_state:
    st.session_state.beta, st.session_state.rev = float(asked.get("beta", 1)), 0


def heard() -> None:
    st.session_state.heard = st.session_state.get("heard", 0) + 1


if st.checkbox("elsewhere"):
    st.text("Nothing here.")
    st.stop()
if st.button("to 5"):
    st.session_state.beta, st.session_state.rev = 5.0, st.session_state.rev + 1
result = dial(
    Dial(
        run=run.id,
        image_shape=run.config.model.image_shape,
        network=export_conditioned(run),
        codes=export_codes_by_beta(run),
        betas=codes_by_beta(run).betas,
        n=len(run.latents.label),
        classes=DATASETS[run.dataset].classes,
        curve=curve,
        ladder=curve[1::3],
        view=View((0.0, 0.0), 5.0),
        beta=st.session_state.beta,
        z=(0.5, -0.25),
        image=int(asked.get("image", -1)),
        images=[Original(i, resources.picture(images, i)) for i in (0, 1, 2, 5, 7)],
        draws=prior_samples(10, 2, 1.0, np.random.default_rng(0)),
        rev=st.session_state.rev,
    ),
    key="dial",
    on_change=heard,
)
states = {name: result.get(name) for name in ("beta", "z", "image")}
values = {name: states[name] and states[name][0] for name in ("beta", "z")}
values["image"] = states["image"]
st.text(f"heard {st.session_state.get('heard', 0)} {values}")
st.text(f"fallback {bool(result.fallback)}")
