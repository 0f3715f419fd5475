"""The Latent tools page through AppTest: each tool, any dimension, links, downloads."""

import io
import shutil

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from tests.support import pages
from tests.support.pages import button, flip, page_html, plain, sentences
from ui.pages.latent_tools import between, url
from ui.services.address import url_state
from vae_core.models.flow import fit
from vae_core.runs.load import load_run
from vae_core.runs.store import amend

TOOLS = ("samples", "between", "arithmetic")


@pytest.fixture
def sized(of_every_size, monkeypatch):
    monkeypatch.setenv("VAE_CHECKPOINTS_DIR", str(of_every_size))


def open_page(**query: str) -> AppTest:
    return pages.open_page("pages/6_Latent_tools.py", **query)


def prose(app: AppTest) -> str:
    return plain(" ".join(e.value for kind in (app.markdown, app.caption) for e in kind))


@pytest.mark.slow
@pytest.mark.parametrize("name", ["tiny", "one", "many", "plain", "plain-ten"])
@pytest.mark.parametrize("tool", TOOLS)
def test_every_tool_opens_on_every_size(sized, tool, name):
    app = open_page(dataset="uci-digits", run=name, tool=tool)
    assert not sentences(app)
    assert app.session_state.tool == tool
    assert app.query_params["tool"] == tool
    assert len(app.get("download_button")) >= 2


def test_a_link_is_obeyed_and_kept(sized):
    asked = {"tool": "samples", "temperature": "0.35", "seed": "12"}
    app = open_page(dataset="uci-digits", run="tiny", **asked)
    assert app.slider[0].value == 0.35
    assert {name: app.query_params[name] for name in asked} == asked
    app = open_page(dataset="uci-digits", run="tiny", tool="between", images="3,400")
    assert app.query_params["images"] == "3,400"
    app = open_page(dataset="uci-digits", run="tiny", tool="arithmetic", classes="9,4,1")
    assert app.query_params["classes"] == "9,4,1"
    assert "seed" not in app.query_params


def test_the_browsers_back_is_obeyed(sized):
    """An address that is not the one last written here is a request, in a running session too."""
    app = open_page(dataset="uci-digits", run="tiny", tool="arithmetic", classes="9,4,1")
    before = dict(app.query_params)
    button(app, "8 − 3 + 5").click().run()
    assert app.query_params["classes"] == "8,3,5"
    app.session_state.tool = "samples"
    app.run()
    assert app.query_params["tool"] == "samples"
    app.query_params.clear()
    app.query_params.update(before)
    app.run()
    assert app.session_state.tool == "arithmetic"
    assert app.query_params["classes"] == "9,4,1"
    assert [app.selectbox(key=f"classes {x} of uci-digits").value for x in "abc"] == [9, 4, 1]


def test_a_sum_names_its_means_and_claims_no_likeness(sized):
    app = open_page(dataset="uci-digits", run="many", tool="arithmetic", classes="8,3,5")
    shown = next(e.value for e in app.get("html") if 'class="lse-equation"' in e.value)
    assert all(f"Mean of {digit}<" in shown for digit in (8, 3, 5))
    assert "≈" not in shown and "Nearest test image: " in shown
    assert "they need not look like one" in prose(app)


@pytest.mark.parametrize(
    "bad",
    [
        {"tool": "nothing"},
        {"seed": "-1"},
        {"seed": "1,2"},
        {"temperature": "nan"},
        {"temperature": "9"},
        {"source": "<b>"},
        {"images": "1"},
        {"images": "0,500"},
        {"classes": "8,3,10"},
        {"classes": "a,b,c"},
    ],
)
def test_a_bad_part_of_a_link_is_said_and_the_rest_holds(sized, bad):
    app = open_page(dataset="uci-digits", run="tiny", **({"tool": "samples"} | bad))
    assert f"The link asks for {next(iter(bad))}" in sentences(app)
    assert app.query_params["run"] == "tiny"


def test_the_sound_parts_of_a_link_are_found():
    query = {"seed": "7", "images": "0,9", "classes": "1,1,0"}
    values, problems = url_state.parse(query, url.parameters(10, [0, 1]))
    assert values == {"seed": 7, "images": (0, 9), "classes": (1, 1, 0)}
    assert problems == []


def test_drawing_again_changes_the_seed_and_the_pictures(sized):
    app = open_page(dataset="uci-digits", run="tiny", seed="4")
    before = grids(app)
    button(app, "Draw again").click().run()
    assert app.query_params["seed"] == "5"
    assert grids(app) != before
    assert len(before) == 1


def grids(app: AppTest) -> list[str]:
    return [e.value for e in app.get("html") if 'class="lse-ink"' in e.value]


def test_sampling_an_autoencoder_says_what_it_means(sized):
    app = open_page(dataset="uci-digits", run="plain-ten")
    assert "Nothing ever asked this autoencoder" in prose(app)
    assert "draws land in a hole" in prose(app)
    app.session_state.source = "fitted"
    app.run()
    assert "the Gaussian with the mean" in prose(app)
    assert app.query_params["source"] == "fitted"
    assert "Nothing ever asked" not in prose(open_page(dataset="uci-digits", run="tiny"))


@pytest.mark.slow
def test_codes_are_drawn_from_a_mixture_and_from_a_flow_that_is_fitted_here(sized, monkeypatch):
    monkeypatch.setattr(fit, "STEPS", 100)
    app = open_page(dataset="uci-digits", run="tiny", source="mixture")
    assert not sentences(app)
    assert "a mixture of ten Gaussians" in prose(app)
    from_mixture = grids(app)
    app.session_state.source = "flow"
    app.run()
    assert "No flow has been fitted to this model’s codes yet" in prose(app)
    before = grids(app)
    button(app, "Fit a flow to the codes").click().run()
    assert not app.exception and not sentences(app)
    assert "an invertible network" in prose(app)
    assert app.query_params["source"] == "flow"
    assert len({*from_mixture, *before, *grids(app)}) == 3
    # Once fitted it is there.
    of_flow = grids(app)
    app.run()
    assert grids(app) == of_flow
    assert "Fit a flow to the codes" not in [b.label for b in app.button]


def test_a_source_that_the_model_has_not_becomes_the_prior(sized):
    app = open_page(dataset="uci-digits", run="tiny", source="fitted")
    assert app.session_state.source == "prior"
    assert app.query_params["source"] == "prior"


def test_scores_of_the_sources_stand_below_the_draws(of_every_size, checkpoints):
    shutil.copytree(of_every_size, checkpoints)
    run = load_run("uci-digits/many")
    own = run.metrics["evaluation"]["neg_elbo"]
    score = {"inception": 5.0, "precision": 0.25, "recall": 0.5}
    quality = {
        name: {**score, "frechet": frechet}
        for name, frechet in {"prior": 123.4, "mixture": 56.7, "flow": 45.6}.items()
    }
    amend(
        run,
        {
            "quality": {**quality, "n": 10_000, "recogniser": "x"},
            "flow": {"log_prior": -9.0, "log_flow": -8.0, "n": 9, "neg_elbo": own - 1.25},
        },
    )
    app = open_page(dataset="uci-digits", run="many")
    shown = plain(page_html(app))
    for text in ("123.4", "56.7", "45.6"):
        assert text in shown
    assert f"{own:.1f} nats an image with N(0, I)" in prose(app)
    assert f"{own - 1.25:.1f} with the flow" in prose(app)


def test_between_begins_with_an_8_and_a_6_and_takes_other_pairs(sized, trained):
    app = open_page(dataset="uci-digits", run="tiny", tool="between")
    labels = trained.latents.label

    def pair() -> list[int]:
        return [int(i) for i in app.query_params["images"].split(",")]

    first = pair()
    assert [labels[i] for i in first] == [8, 6]
    next(b for b in app.button if b.key == "another A").click().run()
    assert labels[pair()[0]] == 8 and pair()[0] != first[0] and pair()[1] == first[1]
    app.selectbox(key="class B of uci-digits").set_value(2).run()
    assert labels[pair()[1]] == 2
    app.number_input(key="images A of uci-digits").set_value(17).run()
    assert pair()[0] == 17
    assert app.selectbox(key="class A of uci-digits").value == labels[17]
    button(app, "Random pair").click().run()
    a, b = pair()
    assert labels[a] != labels[b]
    button(app, "8 → 6").click().run()
    assert pair() == first
    assert not app.exception


def test_one_number_has_one_way_and_two_are_only_arrows(sized):
    app = open_page(dataset="uci-digits", run="one", tool="between")
    assert "there is only one way" in prose(app)
    few = open_page(dataset="uci-digits", run="tiny", tool="arithmetic")
    assert "little room for meanings" in prose(few)
    many = open_page(dataset="uci-digits", run="many", tool="arithmetic")
    assert "little room" not in prose(many)


def test_a_sum_that_takes_and_gives_the_same_is_the_class_itself(sized):
    app = open_page(dataset="uci-digits", run="many", tool="arithmetic", classes="3,5,5")
    pictures = next(e.value for e in app.get("html") if 'class="lse-equation"' in e.value)
    masks = [part.partition(")")[0] for part in pictures.split("--ink:url(")[1:]]
    assert len(masks) == 5
    assert masks[0] == masks[3] != masks[1] == masks[2]


def test_choices_outlast_another_tool(sized):
    app = open_page(dataset="uci-digits", run="tiny", tool="samples")
    app.slider[0].set_value(0.5).run()
    app.session_state.tool = "between"
    app.run()
    app.session_state.tool = "samples"
    app.run()
    assert app.slider[0].value == 0.5


def test_downloads_are_named_for_the_run_and_hold_what_they_say(trained, monkeypatch):
    made = {}
    monkeypatch.setattr(
        between, "picture_button", lambda run, label, what, kind, make: made.update({what: make()})
    )
    straight, spherical = np.random.default_rng(0).uniform(size=(2, 41, 28, 28))
    between._downloads(trained, "3-to-4", straight, spherical)
    sheet, gif, _ = (Image.open(io.BytesIO(content)) for content in made.values())
    assert [*made] == ["3-to-4-straight-and-spherical", "3-to-4-straight", "3-to-4-spherical"]
    assert sheet.size == (8 * (11 * 30 - 2), 8 * 58)
    assert gif.format == "GIF" and gif.n_frames == 80


def test_damaged_weights_are_a_sentence(spoilable):
    flip(spoilable / "weights.safetensors")
    assert "is not the file that was written" in sentences(open_page())
