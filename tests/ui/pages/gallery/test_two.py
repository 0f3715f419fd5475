"""Two runs side by side: on the same images, by all their figures, or why not."""

from tests.support.pages import as_mnist, sentences
from tests.ui.pages.gallery.reading import copied, drawn, open_page, paired
from ui.text.words import prose


def test_two_are_compared_by_all_their_distances_and_the_anchors(measured):
    a, b = measured("plain", 9e6, 77.7), measured("tiny", 123.4)
    page = drawn(open_page(a=a.id, b=b.id))
    assert "<td>9,000,000.0</td><td>123.4</td>" in page and "<td>77.7</td><td>–</td>" in page
    assert "Training images: " in page and "Farther than noise" in page
    assert "not comparable with figures from an Inception network" in page


def test_two_side_by_side_on_the_same_images(runs):
    app = open_page(a="uci-digits/tiny", b="uci-digits/plain-ten")
    page = drawn(app)
    rows = paired(app)
    assert [row.count('class="lse-ink"') for row in rows] == [12, 12, 12]
    assert [row.count("</span><span>") for row in rows] == [0, 12, 12]
    assert "Fréchet distance" in prose("how/gallery") and "Squared error" in page
    app.selectbox(key="gallery_b").set_value("uci-digits/many").run()
    assert not app.exception
    assert app.query_params["b"] in ("uci-digits/many", ["uci-digits/many"])


def test_runs_of_two_datasets_are_not_compared(runs, checkpoints):
    copied(runs, checkpoints, "tiny")
    as_mnist(runs / "uci-digits" / "plain", checkpoints / "mnist" / "plain")
    app = open_page(a="uci-digits/tiny", b="mnist/plain")
    assert "learned different data sets, UCI digits and MNIST" in sentences(app)
    assert not paired(app)
    page = next(e.value for e in app.get("html") if "lse-table" in e.value)
    assert all(name in page for name in ("Latent dimensions", "Encoder", "Parameters", "Epochs"))
    assert not any(name in page for name in ("Reconstruction", "k-NN accuracy", "Fréchet"))


def test_one_run_is_too_few_to_compare(runs, checkpoints):
    copied(runs, checkpoints, "tiny")
    assert "Two models are needed" in sentences(open_page(a="", b=""))


def test_without_the_originals_only_what_comes_back_is_shown(runs, checkpoints, monkeypatch):
    monkeypatch.setenv("VAE_DATA_DIR", str(checkpoints / "nowhere"))
    as_mnist(runs / "uci-digits" / "tiny", checkpoints / "mnist" / "tiny")
    as_mnist(runs / "uci-digits" / "plain", checkpoints / "mnist" / "plain")
    page = drawn(open_page(run="mnist/tiny"))
    assert "Only what comes back" in page
    assert "Test images, decoded back" in page
    app = open_page(a="mnist/tiny", b="mnist/plain")
    assert len(paired(app)) == 2
