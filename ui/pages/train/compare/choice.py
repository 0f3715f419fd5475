"""The choice of the runs to compare: from the link, by the selector, or the default ones."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import streamlit as st

from ui.pages.train.compare.curves import LETTERS
from ui.pages.train.url import ADDRESS, COMPARE
from ui.services.address import url_state
from ui.text.outside import quoted
from ui.text.words import _
from ui.widgets.frame import shell
from vae_core.runs.notes.metadata import is_shipped, trained_at
from vae_core.runs.run import Run

_CHOSEN = "compare runs"
_MOST, _USUAL = len(LETTERS), 3
_PLAIN = ("vae-2d", "ae-2d")


def choose(by_id: dict[str, Run]) -> list[Run]:
    """Draw the selector and return the chosen runs; a new link sets them."""
    state, default = st.session_state, usual(list(by_id.values()))
    asked = url_state.asked(ADDRESS).get("runs", "")
    if asked:
        ids = [part.strip() for part in asked.split(",") if part.strip()]
        known = list(dict.fromkeys(one for one in ids if one in by_id))
        for one in [one for one in ids if one not in by_id][:_MOST]:
            st.warning(
                _("The link asks for the run “{run}”, which is not here.").format(run=quoted(one))
            )
        if len(known) > _MOST:
            st.warning(
                _("The link asks for {n} runs; the first {most} are shown.").format(
                    n=len(known), most=_MOST
                )
            )
        state[_CHOSEN] = known[:_MOST]
    elif _CHOSEN not in state:
        state[_CHOSEN] = default
    elif any(one not in by_id for one in state[_CHOSEN]):  # Deleted meanwhile
        state[_CHOSEN] = [one for one in state[_CHOSEN] if one in by_id]
    run_names = names(list(by_id.values()))
    with st.container(key="lse-compare-chosen"):
        chosen = st.multiselect(
            _("Runs, at most {n}").format(n=_MOST),
            list(by_id),
            key=_CHOSEN,
            format_func=run_names.__getitem__,
            max_selections=_MOST,
            placeholder=_("Choose runs"),
            persist_state="session",
        )
    _write_link(chosen, is_usual=chosen == default)
    return [by_id[one] for one in chosen]


def _write_link(chosen: Sequence[str], *, is_usual: bool) -> None:
    """Write the compared runs to the address bar. is_usual: the default ones, left out."""
    link = {"view": COMPARE}
    if not is_usual or "runs" in st.query_params:
        link["runs"] = ",".join(chosen)
    url_state.write(ADDRESS, link)


def newest_first(runs: Sequence[Run]) -> list[Run]:
    """The runs sorted: those trained here, the newest first, then the shipped ones."""
    newest = sorted(runs, key=trained_at, reverse=True)
    shipped = {run.id for run in runs if is_shipped(run.id)}
    return [r for r in newest if r.id not in shipped] + [r for r in runs if r.id in shipped]


def usual(runs: Sequence[Run]) -> list[str]:
    """Ids of the runs compared by default: the newest run trained here and others of its dataset,
    the newest first; without one, the plainest shipped runs of a dataset."""
    own = sorted((r for r in runs if not is_shipped(r.id)), key=trained_at, reverse=True)
    shipped = [run for run in runs if is_shipped(run.id)]
    order = [*own, *sorted(shipped, key=lambda run: run.name not in _PLAIN)]
    return [run.id for run in order if run.dataset == order[0].dataset][:_USUAL]


def names(runs: Sequence[Run]) -> dict[str, str]:
    """Names by run id: title and dataset, with the run's own name where two would be the same."""
    titles = {r.id: f"{shell.run_title(r)} · {r.dataset_info.title}" for r in runs}
    times = Counter(titles.values())
    return {
        run.id: titles[run.id] if times[titles[run.id]] == 1 else f"{titles[run.id]} ({run.name})"
        for run in runs
    }
