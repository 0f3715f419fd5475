"""What the Gallery shows, part by part: links, pairs, dozens, marks, objectives."""

from dataclasses import replace

import numpy as np

from ui.pages.gallery import pictures, published, url
from ui.pages.gallery.training_objective import formula, pixels
from vae_core.models.presets import make_config
from vae_core.models.published import SYSTEMS
from vae_core.runs.run import Run


def test_links_and_places_are_inverse(trained):
    runs = {trained.id: trained}
    for asked in ({}, {"system": "cvae-2"}, {"run": trained.id}, {"a": trained.id, "b": ""}):
        view, problem = url.read(asked, runs)
        assert url.query(view) == asked and not problem


def test_the_usual_pair_is_few_numbers_and_many(trained):
    def run(run_id: str) -> Run:
        dataset, _, name = run_id.partition("/")
        return replace(trained, dataset=dataset, name=name)

    few, many, other = map(run, ("mnist/vae-2d", "mnist/vae-dense-20", "uci-digits/x"))
    runs = [other, many, run("uci-digits/y"), few]
    assert url.completed(url.Two(None, None), runs) == (few, many)
    assert url.completed(url.Two(many, None), runs) == (many, few)
    assert url.completed(url.Two(other, None), runs)[1].id == "uci-digits/y"
    assert url.completed(url.Two(None, other), runs)[0].id == "uci-digits/y"


def test_a_dozen_shows_every_class_first():
    labels = np.repeat(np.arange(10), 50)
    labels[1:50] = 9  # the only 0
    for seed in range(5):
        index = pictures.dozen(labels, seed)
        assert len(set(index)) == 12
        assert sorted(set(labels[index])) == list(range(10))
        assert (np.diff(labels[index]) >= 0).all()
    assert len(pictures.dozen(labels[:7], 0)) == 7


def test_what_was_published_has_its_result_under_its_name(trained, monkeypatch):
    config = make_config("vae-dense-20", "mnist")
    run = replace(trained, dataset="mnist", name="vae-dense-20", config=config)
    rows = []
    monkeypatch.setattr(published, "table", lambda found, columns, key: rows.extend(found))
    published.show(replace(run, metrics={**trained.metrics, "evaluation": {"neg_elbo": 105.7}}))
    assert [row.name for row in rows] == ["Test −ELBO, nats"]
    assert "agrees" in rows[0].below and rows[0].values[1] == "105.70"


def test_the_mark_says_how_a_run_came_out(trained):
    system = SYSTEMS["vae-dense-20"]
    config = make_config(system.name, system.dataset)

    def run(neg_elbo: float, **changes):
        metrics = {**trained.metrics, "evaluation": {"neg_elbo": neg_elbo}}
        training = replace(config.training, **changes)
        return replace(
            trained,
            dataset=system.dataset,
            name=system.name,
            config=replace(config, training=training),
            metrics=metrics,
        )

    assert "agrees" in published.mark(run(105.7))
    assert "differs" in published.mark(run(115.7))
    assert "trained otherwise" in published.mark(run(105.7, epochs=3))
    silent = make_config("vae-dense-2", "mnist")
    assert "no figure published" in published.mark(replace(run(1.0), config=silent))


def test_objectives_are_written_as_they_are_trained():
    def written(name: str) -> str:
        system = SYSTEMS[name]
        return " ".join(formula(make_config(name, system.dataset)))

    assert "mu_j^2" in written("vae-dense-10") and "\\log q(z" not in written("vae-dense-10")
    assert "\\log q(z" in written("cvae-2") and "mu_j^2" not in written("cvae-2")
    for name in ("ae-dense-3", "ae-conv", "ae-dense-20"):
        assert "sigma" not in written(name) and "log q" not in written(name)
    assert "(x_i-\\hat x_i)^2" in written("vae-mse-10")
    assert "(x_i-\\hat x_i)^2" not in written("ae-dense-20")
    assert r"\\&" in written("ae-dense-20")  # broken, for a phone
    assert "4\\cdot" in " ".join(formula(make_config("vae-2d", "mnist", beta=4)))


def test_pixels_are_grey_or_in_colour_as_the_images_are():
    assert pixels(make_config("vae-2d", "shapes")) == "colour, each part 0 to 1"
    assert pixels(make_config("vae-2d", "mnist")) == "sampled for the encoder, grey to rebuild"
