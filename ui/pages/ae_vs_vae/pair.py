"""Choice of the two models to compare: any two runs of one dataset and latent dimension."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import permutations

import streamlit as st

from ui.pages.ae_vs_vae import no_pair, url
from ui.services.caches import resources
from ui.services.errors import show_error
from ui.text.outside import in_markdown, quoted
from ui.text.words import _
from ui.widgets.frame import shell
from vae_core.data.datasets import DATASETS
from vae_core.errors import RunError
from vae_core.runs.run import Run
from vae_core.studies.sweep.plan import is_unlisted

_SIDES = ("left", "right")


@dataclass(frozen=True)
class Pair:
    """Two runs of one dataset and of one latent dimension."""

    left: Run
    right: Run

    @property
    def runs(self) -> tuple[Run, Run]:
        """The left and the right run."""
        return self.left, self.right

    @property
    def id(self) -> str:
        """The ids of both runs, joined by a space."""
        return f"{self.left.id} {self.right.id}"

    @property
    def dataset(self) -> str:
        """Name of the dataset of both runs."""
        return self.left.dataset

    @property
    def dim(self) -> int:
        """The latent dimension of both runs."""
        return self.left.config.model.latent_dim

    @property
    def mixed(self) -> bool:
        """Whether it is an autoencoder and a VAE."""
        return self.left.config.model.kind != self.right.config.model.kind

    @property
    def can_hunt(self) -> bool:
        """Whether the hole hunt can be played on them."""
        return self.mixed and self.dim == 2

    @property
    def names(self) -> tuple[str, str]:
        """Names for a sentence: "AE" and "VAE", or those of the runs where both are of one kind."""
        if self.mixed:
            return self.left.config.model.kind.upper(), self.right.config.model.kind.upper()
        return self.left.name, self.right.name


def choose() -> Pair | None:
    """The pair chosen in the sidebar, or asked for by the link; None, and a sentence on the page,
    where there are no two models to compare."""
    runs = shell.runs_here() and resources.runs(also=_run_ids_to_load())[0]
    # A conditional model has one plane for each label, and no second model to be compared with.
    runs = [run for run in runs if run.config.model.n_labels is None]
    known = shell.datasets_of(runs)
    paired = [name for name in known if usual([r for r in runs if r.dataset == name])]
    if runs and not paired:
        st.info(
            _("Two models of one data set and latent dimension are needed here. Train:")
            + "\n\n`python -m vae_core train ae-2d --dataset uci-digits`"
            + "\n\n`python -m vae_core train vae-2d --dataset uci-digits`"
        )
    if not paired:
        return None
    alone = _asked_dataset()
    if alone and alone not in paired and alone in {*known, *DATASETS}:
        own = [run for run in runs if run.dataset == alone and not is_unlisted(run)]
        no_pair.show(alone, own, [*paired, alone])
        return None
    pair = _pair_to_show(runs, paired)
    if pair:
        _choosers(pair, runs, paired)
    return pair


def _asked_dataset() -> str | None:
    """The data set of a new link, which names no models; else the chosen one."""
    query = url.asked()
    if any(query.get(side) for side in _SIDES):
        return None
    return query.get("dataset") or st.session_state.get("dataset")


def usual(runs: Sequence[Run]) -> Pair | None:
    """The default pair: two runs with the same networks, else the two most alike; or None."""
    return next(_pairs(runs), None)


def from_link(query: Mapping[str, str], runs: Sequence[Run]) -> tuple[Pair | None, str]:
    """(the pair a link asks for, ""), or (None, why it cannot be had). A side that is left open is
    filled up; a run is named within the link's dataset, or as "<dataset>/<run>"."""
    by_id = {run.id: run for run in runs}
    dataset = query.get("dataset") or _dataset_of(query, by_id)
    ids = {
        side: query[side] if "/" in query[side] else f"{dataset}/{query[side]}"
        for side in _SIDES
        if query.get(side)
    }
    if not ids:
        pair = usual([run for run in runs if run.dataset == dataset])
        problem = _("The link asks for the data set “{text}”, where there is no pair of models.")
        return pair, "" if pair else problem.format(text=quoted(dataset))
    if missing := [run_id for run_id in ids.values() if run_id not in by_id]:
        return None, _("The link asks for the run “{run}”, which is not here.").format(
            run=quoted(missing[0])
        )
    sides = {side: by_id[run_id] for side, run_id in ids.items()}
    if len(sides) == 2:
        return _fitting(sides["left"], sides["right"])
    [(side, run)] = sides.items()
    if (other := partner(run, runs)) is None:
        return None, _(
            "The link asks for {run}, and there is no second model with a {n}-D latent space to "
            "compare it with."
        ).format(run=in_markdown(run.id), n=run.config.model.latent_dim)
    return (Pair(run, other) if side == "left" else Pair(other, run)), ""


def _dataset_of(query: Mapping[str, str], by_id: Mapping[str, Run]) -> str:
    """The first dataset with all runs that a link names without a dataset; "" where none has."""
    names = [query[side] for side in _SIDES if query.get(side)]
    return next((d for d in DATASETS if all(f"{d}/{name}" in by_id for name in names)), "")


def partner(run: Run, runs: Sequence[Run]) -> Run | None:
    """The best run to compare with: of the other kind and with the same networks if possible."""
    others = [r for r in runs if r.id != run.id and _fitting(run, r)[0] and not is_unlisted(r)]
    return min(others, key=lambda other: (_mismatch(run, other), other.name), default=None)


def _fitting(left: Run, right: Run) -> tuple[Pair | None, str]:
    """(the pair, ""), or (None, why these two runs cannot be compared)."""
    if left.dataset != right.dataset:
        return None, _(
            "{a} and {b} learned different data sets, so no test image goes through both, and "
            "their figures do not compare."
        ).format(a=in_markdown(left.id), b=in_markdown(right.id))
    dims = [run.config.model.latent_dim for run in (left, right)]
    if dims[0] != dims[1]:
        return None, _(
            "{a} has a {m}-D latent space and {b} a {n}-D one: no place in one is a place in the "
            "other."
        ).format(a=in_markdown(left.id), m=dims[0], b=in_markdown(right.id), n=dims[1])
    if left.id == right.id:
        return None, _("The link asks for {run} on both sides.").format(run=in_markdown(left.id))
    return Pair(left, right), ""


def _pairs(runs: Sequence[Run]) -> Iterator[Pair]:
    """Every pair of listed runs of one dataset, the most telling first."""
    by_name = {run.name: run for run in runs}
    if len({run.dataset for run in runs}) == 1 and all(name in by_name for name in no_pair.USUAL):
        yield Pair(*(by_name[name] for name in no_pair.USUAL))
    listed = [run for run in runs if not is_unlisted(run)]
    pairs = [pair for a, b in permutations(listed, 2) if (pair := _fitting(a, b)[0])]
    yield from sorted(pairs, key=_order)


def _order(pair: Pair) -> tuple:
    """Sort key: pairs alike first, then those with a 2-D latent space, then the AE on the left."""
    is_ae = pair.left.config.model.kind == "ae"
    return _mismatch(*pair.runs), abs(pair.dim - 2), not is_ae, pair.id


def _mismatch(a: Run, b: Run) -> tuple[bool, bool]:
    """Sort key of how badly two runs match: (of the same kind, with different networks)."""
    networks = [(run.config.model.encoder, run.config.model.decoder) for run in (a, b)]
    return a.config.model.kind == b.config.model.kind, networks[0] != networks[1]


def _run_ids_to_load() -> set[str]:
    """Ids of the runs that the link names or that were chosen last.

    Members of a ladder are loaded only where their ids are given."""
    query, state = st.query_params, st.session_state
    names = {query.get(side, "") for side in _SIDES}
    chosen = {f"{d}/{state.get(_key(side, d))}" for d in DATASETS for side in _SIDES}
    return names | chosen | {f"{query.get('dataset', '')}/{name}" for name in names}


def _pair_to_show(runs: Sequence[Run], datasets: Sequence[str]) -> Pair | None:
    """The pair to show: that of a new link, else the selected one, else the default.

    Its files have been read without an error."""
    query = url.asked()
    if any(query.get(name) for name in ("dataset", *_SIDES)):
        pair, problem = from_link(query, runs)
        if problem:
            st.warning(problem + " " + _("Another pair is shown."))
        if pair and _sound(pair):
            return pair
    dataset = st.session_state.get("dataset")
    if dataset not in datasets:
        dataset = query.get("dataset") if query.get("dataset") in datasets else datasets[0]
    own = [run for run in runs if run.dataset == dataset]
    pair = _chosen(own)
    if pair and _sound(pair):
        return pair
    others = [run for run in runs if run.dataset != dataset]
    return next((pair for some in (own, others) for pair in _pairs(some) if _sound(pair)), None)


def _chosen(runs: Sequence[Run]) -> Pair | None:
    """The selected pair of a dataset; where the left run was changed, the right one is adapted."""
    state, by_name = st.session_state, {run.name: run for run in runs}
    left, right = (by_name.get(state.get(_key(side, runs[0].dataset), "")) for side in _SIDES)
    if left is None:
        return None
    if right and _fitting(left, right)[0]:
        return Pair(left, right)
    before = by_name.get(state.get(f"gaps left before of {left.dataset}", ""))
    if right is left and before and (pair := _fitting(left, before)[0]):
        return pair  # The two sides are exchanged.
    other = partner(left, runs)
    return Pair(left, other) if other else None


def _sound(pair: Pair) -> bool:
    """Whether the files of both runs can be read; shows the error where not."""
    try:
        _files = [(run.weights, run.latents) for run in pair.runs]
    except RunError as error:
        show_error(error)
        return False
    return True


def _choosers(pair: Pair, runs: Sequence[Run], datasets: Sequence[str]) -> None:
    """Draw the selectors in the sidebar, set to the pair that is shown."""
    state, dataset = st.session_state, pair.dataset
    own = {run.name: run for run in runs if run.dataset == dataset}
    keys = [_key(side, dataset) for side in _SIDES]
    for name, value in zip(
        ("dataset", *keys), (dataset, *(r.name for r in pair.runs)), strict=True
    ):
        if state.get(name) != value:
            state[name] = value
    state[f"gaps left before of {dataset}"] = pair.left.name
    offered = [r for r in own.values() if not is_unlisted(r) or r in pair.runs]
    lefts = [r.name for r in offered if r is pair.left or partner(r, offered)]
    rights = [r.name for r in offered if _fitting(pair.left, r)[0]]
    with st.sidebar:
        st.divider()
        shell.select_dataset(datasets)
        labels = (_("Left model"), _("Right model"))
        for label, key, names in zip(labels, keys, (lefts, rights), strict=True):
            st.selectbox(
                label,
                names,
                key=key,
                format_func=lambda name: shell.run_title(own[name]),
                persist_state="session",
            )


def _key(side: str, dataset: str) -> str:
    return f"gaps {side} of {dataset}"
