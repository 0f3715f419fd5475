"""The shell of every page: frame, navigation, heading, and the choice of dataset and run."""

from __future__ import annotations

import base64
from collections.abc import Sequence

import streamlit as st

from ui.services import uploads
from ui.services.address import url_state
from ui.services.caches import resources
from ui.services.fragments import fragment
from ui.services.server import allocator, descriptors, unsent
from ui.services.visitor import operator
from ui.styles.sheets import MARK, use_sheets
from ui.text.glossary import with_terms
from ui.text.outside import quoted
from ui.text.words import _, prose
from ui.widgets.charts.figure import SAVING
from ui.widgets.frame import navigation
from ui.widgets.html import html, run_script, show_html
from ui.widgets.terms import explain_terms
from vae_core.data.datasets import DATASETS, describe
from vae_core.models.presets import PRESETS
from vae_core.runs.notes.metadata import metadata
from vae_core.runs.run import Run

_SHEETS = tuple(
    f"shell/{name}"
    for name in ("frame", "explanation", "figure", "touch", "projector", "forced_colours", "print")
)
_PAGE = "page shown"
# Explore opens on the first of these that exists.
_FIRST_RUNS = ("mnist/vae-2d", "fashion-mnist/vae-2d", "uci-digits/vae-2d")


def frame(title: str, *, bare_is_a_view: bool = False) -> None:
    """Set up the page and draw the navigation. Call it first.

    bare_is_a_view: see `url_state.history_script`.
    """
    operator.announce()
    descriptors.spare()
    allocator.return_large_blocks()
    unsent.deliver()
    uploads.bound()
    st.session_state[_PAGE] = title
    name = _("Latent Space Explorer")
    st.set_page_config(
        page_title=f"{title} · {name}",
        page_icon=str(MARK),
        layout="wide",
        initial_sidebar_state=264,
        menu_items={"About": prose("about")},
    )
    use_sheets(*_SHEETS)
    with st.sidebar:
        run_script(url_state.history_script(bare_is_a_view=bare_is_a_view))
        mark = base64.b64encode(MARK.read_bytes()).decode()
        show_html(
            html(
                '<div class="lse-brand"><img src="data:image/svg+xml;base64,{}" width="28" '
                'height="28" alt=""><span>{}</span></div>',
                mark,
                name,
            )
        )
        navigation.show()
        explain_terms()
        run_script(_CLOSE)
        run_script(SAVING)
        run_script(_SCHEME)
        run_script(_WHOLE_NAMES)


# Popovers and dialogs lie outside of the app's element, which alone knows whether it is dark:
# without this, light-dark() gives them the colours of the light theme.
_SCHEME = """
(() => {
  if (window.lseScheme) return;
  window.lseScheme = true;
  const app = document.querySelector('[data-testid="stApp"]');
  const take = () => { document.body.style.colorScheme = getComputedStyle(app).colorScheme; };
  new MutationObserver(take).observe(app, { attributeFilter: ["class"] });
  take();
})();
"""
# A name that is cut in a choice (frame.css) is whole in its tooltip.
_WHOLE_NAMES = """
(() => {
  if (window.lseNames) return;
  window.lseNames = true;
  const CUT = 'input[role="combobox"], [role="option"], [data-tag]';
  const explain = ({ target }) => {
    const one = target.closest?.(CUT);
    if (!one) return;
    const isCut = [one, ...one.querySelectorAll("*")].some((e) => e.scrollWidth > e.clientWidth);
    one.title = isCut ? (one.value ?? one.textContent) : "";
  };
  for (const kind of ["pointerover", "focusin"]) document.addEventListener(kind, explain, true);
})();
"""
# Escape closes the panel that has the focus, and its link has the focus then; the meaning of a term
# closes first. It hears the key before the listener that hides that.
_CLOSE = """
(() => {
  if (window.lsePanels) return;
  window.lsePanels = true;
  document.addEventListener("keydown", (event) => {
    const term = document.getElementById("lse-term");
    if (event.key !== "Escape" || (term && !term.hidden)) return;
    const panel = document.activeElement?.closest(
      '[class*="st-key-lse-explanation-"] details[open]');
    const link = panel?.querySelector("summary");
    link?.click();
    link?.focus();
  }, true);
})();
"""


def heading(title: str, question: str, how: str, code: str) -> None:
    """The page's title and the question it answers, with the explanation and the code a click away.

    `how` and `code` name prose files.
    """
    with st.container(horizontal=True, vertical_alignment="center", key="heading"):
        show_html(
            html('<h1 class="lse-title">{}</h1><p class="lse-question">{}</p>', title, question)
        )
        explanation("how", _("How it works"), ":material/menu_book:", prose(how))
        explanation("code", _("Code"), ":material/code:", prose(code))


@fragment
def explanation(key: str, label: str, icon: str, text: str) -> None:
    """A link in a container "heading" that opens Markdown beside the page, or below it on a narrow
    screen (explanation.css).

    key: "how" or "code". The text is sent when it is opened: formulas and code cost a browser more
    than the rest of a page.
    """
    panel = st.expander(label, icon=icon, key=f"lse-explanation-{key}", on_change="rerun")
    if panel.open:
        panel.markdown(with_terms(text))


def runs_here() -> list[Run]:
    """Every sound run. Warns on the page of each damaged run, and if there is no run at all.

    Of the members of sweeps only those that the link or the page before chose are included.
    """
    runs, problems = resources.runs(also=_wanted())
    for problem in problems:
        st.warning(problem)
    if not runs:
        st.info(
            _("There is no trained model here yet. Train one in a few minutes:")
            + "\n\n`python -m vae_core train vae-2d --dataset uci-digits`"
        )
    return runs


def choose_run(runs: list[Run]) -> Run:
    """Draw the choice of dataset and run in the sidebar, and return the run. A new link sets it.

    `runs` is not empty. The page writes the choice to the link together with everything else, since
    each writing is an entry in the browser's history.
    """
    state, by_id = st.session_state, {run.id: run for run in runs}
    datasets = datasets_of(runs)
    with st.sidebar:
        st.divider()
        if state.get("dataset") not in datasets or _linked() not in ((), state.get("last_run")):
            start = _asked_run(by_id)
            state.dataset = start.dataset
            state[_run_key(start.dataset)] = start.name
        dataset = select_dataset(datasets)
        names = [run.name for run in runs if run.dataset == dataset]
        key = _run_key(dataset)
        if state.get(key) not in names:
            # Keep to the same model where the other dataset has one.
            last = state.get("last_run", ("", ""))[1]
            state[key] = last if last in names else names[0]
        _keep(key)
        name = st.selectbox(
            _("Model run"),
            names,
            key=key,
            format_func=lambda name: run_title(by_id[f"{dataset}/{name}"]),
            persist_state="session",
        )
    state.last_run = (dataset, name)
    return by_id[f"{dataset}/{name}"]


def select_dataset(datasets: Sequence[str]) -> str:
    """Draw the choice of a data set, which pages share, and return the chosen one."""
    _keep("dataset")
    return st.selectbox(
        _("Data set"),
        datasets,
        key="dataset",
        format_func=lambda name: describe(name).title,
        persist_state="session",
    )


def datasets_of(runs: Sequence[Run]) -> list[str]:
    """The data sets of runs in their usual order; last those that are no longer on this machine."""
    used = dict.fromkeys(run.dataset for run in runs)
    return [*(name for name in DATASETS if name in used), *(n for n in used if n not in DATASETS)]


def run_title(run: Run) -> str:
    """Title of a run on screen: its own, else its preset's, followed by the run's name if that
    differs from the preset's name."""
    if title := metadata(run).title:
        return title
    preset = PRESETS.get(run.config.preset)
    if preset is None:
        return run.name
    return preset.title if run.name == preset.name else f"{preset.title} ({run.name})"


def _keep(key: str) -> None:
    """Hold the value of a widget that several pages draw; call it just before it is drawn.

    Streamlit hands on to the next page only what it had stored before the last run of a page, not
    what code or the visitor set in that run. Until the widget is drawn, it still reads right.
    """
    state, drawn = st.session_state, f"page that drew {key}"
    if key in state and state.get(drawn) != state.get(_PAGE):
        state[key] = state[key]
    state[drawn] = state.get(_PAGE)


def _run_key(dataset: str) -> str:
    return f"run of {dataset}"


def _linked() -> tuple[str, ...]:
    """(dataset, run) of the link; empty if it has neither."""
    asked = tuple(st.query_params.get(key, "") for key in ("dataset", "run"))
    return asked if any(asked) else ()


def _wanted() -> set[str]:
    """Ids of the runs that the link may mean, and of the run chosen last."""
    dataset, name = (st.query_params.get(key, "") for key in ("dataset", "run"))
    datasets = [dataset] if dataset else [*DATASETS]
    return {f"{d}/{name}" for d in datasets} | {"/".join(st.session_state.get("last_run", ()))}


def _asked_run(by_id: dict[str, Run]) -> Run:
    """The run of the link; a warning and another run if it is not here.

    A link without a run asks for none: some run of its data set is returned.
    """
    first = next((by_id[i] for i in _FIRST_RUNS if i in by_id), next(iter(by_id.values())))
    dataset, name = (st.query_params.get(key, "") for key in ("dataset", "run"))
    asked = f"{dataset or first.dataset}/{name or first.name}"
    if asked in by_id:
        return by_id[asked]
    other = next((run for run in by_id.values() if run.dataset == dataset), None)
    if name:
        problem = _("The link asks for the run “{asked}”, which is not here.")
    elif other is None:
        problem, asked = _("The link asks for a run of “{asked}”, which is not here."), dataset
    else:
        return other
    st.warning(problem.format(asked=quoted(asked, 80)) + " " + _("This one is shown instead."))
    return other or first
