"""Images of any small shape go the whole way: train, measure, film, browser, exports, notebooks."""

import io
import sys
import zipfile
from dataclasses import replace

import numpy as np
import pytest
import torch
from PIL import Image

import vae_core as vc
from tests.core.runs.test_browser_export import numpy_decode
from vae_core.data import datasets
from vae_core.data.datasets import Dataset, register_dataset
from vae_core.data.image_shape import as_pictures, as_planes
from vae_core.errors import ConfigError, RunError
from vae_core.evaluation.per_image import inspect_images
from vae_core.evaluation.plane.maps import make_maps
from vae_core.evaluation.plane.posterior import exact_posterior
from vae_core.evaluation.rate_distortion.bounds import distortion_bounds
from vae_core.evaluation.rate_distortion.figures import measure_rate_distortion
from vae_core.export.notebook import notebook_zip
from vae_core.export.onnx_model import onnx_zip
from vae_core.export.plain_torch import torch_zip
from vae_core.models.config import RunConfig
from vae_core.models.layers.usual import conv_decoder, conv_encoder, dense_decoder, dense_encoder
from vae_core.runs.browser_export import export_decoder, export_encoder
from vae_core.runs.recording.history import training_history
from vae_core.runs.reports.card import model_card
from vae_core.runs.reports.frame import codes_csv
from vae_core.training.estimate import activation_bytes, pace
from vae_core.training.loop.recorder import LiveRecorder
from vae_core.training.train import train

N = 24
LABELS = np.ones(1, np.uint8)
# Grey and dense; in colour and convolutional; long, in colour, without labels.
SHAPES = {"grey": (1, 8, 12), "colour": (3, 16, 16), "long": (3, 64, 8)}


def _dataset(name):
    """Twenty-four images of noise, in three classes but for the long ones."""
    channels, height, width = SHAPES[name]
    x = np.random.default_rng(0).integers(0, 256, (N, height, width, channels), dtype=np.uint8)
    labels = None if name == "long" else ["a", "b", "=c"] * (N // 3)
    return Dataset.from_arrays(x, labels, name=name, title=f"My {name} images")


def _config(name, kind="vae"):
    shape = SHAPES[name]
    if name == "grey":
        layers = dense_encoder(12, shape=shape), dense_decoder(12, shape=shape)
    else:
        encoder = conv_encoder(3, 4, shape=shape, dense=8)
        layers = encoder, conv_decoder(4, 3, shape=shape, dense=8)
    return RunConfig(
        name,
        vc.ModelConfig(kind, *layers, image_shape=shape),
        vc.TrainingConfig(epochs=1, batch_size=8, augment=1.0 if name == "grey" else 0.0),
        "tiny",
    )


@pytest.fixture(scope="module")
def root(tmp_path_factory):
    return tmp_path_factory.mktemp("shapes")


@pytest.fixture(scope="module", params=SHAPES)
def run(request, root):
    """A run of each shape, whose dataset is registered while its tests run."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(datasets, "_registered", {})
        register_dataset(_dataset(request.param))
        config = _config(request.param)
        yield train(config, root=root, film="epochs", iwae_samples=2)


def _x(run, n=5):
    shape = run.config.model.image_shape
    return torch.rand((n, *shape), generator=torch.Generator().manual_seed(0))


def test_a_run_is_trained_measured_and_opened_again(run, root):
    again = vc.load_run(run.id, root)
    assert again.config == run.config
    figures = again.metrics["evaluation"]
    assert figures["n"] == again.dataset_info.sizes.test
    assert figures["neg_elbo"] > 0
    labelled = run.dataset != "long"
    assert (figures["knn_accuracy"] is not None) == labelled
    assert (figures["silhouette"] is not None) == labelled
    assert again.latents.mu.shape == (figures["n"], 2)
    assert len(vc.list_runs(root)[0]) >= 1


def test_the_film_has_tiles_of_that_shape(run):
    _, height, width = run.config.model.image_shape
    film = run.film
    picture = np.asarray(Image.open(io.BytesIO(film.pictures[-1])))
    assert picture.shape == (film.rows * height, film.columns * width, 3)
    is_grey = bool((np.ptp(picture.astype(int), axis=2) <= 3).all())
    assert is_grey == (run.config.model.image_shape[0] == 1)


def test_a_snapshot_shows_originals_of_that_shape(run):
    _, height, width = run.config.model.image_shape
    dataset = vc.load_dataset(run.dataset)
    snapshot = LiveRecorder(run.config, dataset).record(1, 1.0, run.model())
    strip = Image.open(io.BytesIO(snapshot.originals))
    assert strip.size == (len(snapshot.names) * width, height)
    assert Image.open(io.BytesIO(snapshot.rebuilt)).size == strip.size


def test_the_browser_gets_the_networks_of_pytorch(run):
    model, x = run.model(), _x(run)
    z = torch.randn((5, 2), generator=torch.Generator().manual_seed(1))
    with torch.no_grad():
        mu, logvar = model.encode(x)
        x_logits = model.decode(z)
    encoder, decoder = export_encoder(run, "float32"), export_decoder(run, "float32")
    assert encoder.manifest["input"] == x[0].numel()
    assert tuple(decoder.manifest["output"]) == run.config.model.image_shape
    for i in range(len(x)):
        got = numpy_decode(encoder.manifest, encoder.payload, x[i].flatten())
        np.testing.assert_allclose(got, torch.cat([mu[i], logvar[i]]), atol=1e-5)
        drawn = numpy_decode(decoder.manifest, decoder.payload, z[i])
        np.testing.assert_allclose(drawn, x_logits[i], atol=1e-5)


def test_the_exports_compute_what_the_run_does(run, tmp_path):
    model, x = run.model(), _x(run)
    with torch.no_grad():
        mu, _ = model.encode(x)
        images = model.decode(mu).sigmoid().numpy()
    import onnxruntime

    with zipfile.ZipFile(io.BytesIO(onnx_zip(run))) as archive:
        files = {name.rpartition("/")[2]: archive.read(name) for name in archive.namelist()}
    encoder, decoder = (
        onnxruntime.InferenceSession(files[f"{part}.onnx"]) for part in ("encoder", "decoder")
    )
    codes = encoder.run(["mu"], {"x": x.numpy()})[0]
    np.testing.assert_allclose(codes, mu, atol=1e-5)
    np.testing.assert_allclose(decoder.run(None, {"z": codes})[0], images, atol=1e-5)

    with zipfile.ZipFile(io.BytesIO(torch_zip(run))) as archive:
        archive.extractall(tmp_path)
    network = {"__file__": str(next(tmp_path.rglob("network.py")))}
    exec(next(tmp_path.rglob("network.py")).read_text(encoding="utf-8"), network)
    assert network["IMAGE_SHAPE"] == run.config.model.image_shape
    with torch.no_grad():
        torch.testing.assert_close(network["load"]().encode(x)[0], mu)


def test_the_notebook_runs_from_top_to_bottom(run, tmp_path, monkeypatch):
    pytest.importorskip("matplotlib").use("Agg")
    import nbformat
    from matplotlib import pyplot

    with zipfile.ZipFile(io.BytesIO(notebook_zip(run))) as archive:
        archive.extractall(tmp_path)
    folder = next(tmp_path.rglob("notebook.ipynb")).parent
    monkeypatch.chdir(folder)
    monkeypatch.syspath_prepend(folder)
    monkeypatch.delitem(sys.modules, "network", raising=False)
    monkeypatch.setattr(pyplot, "show", lambda: None)
    book, names = nbformat.read("notebook.ipynb", 4), {}
    for cell in book.cells:
        if cell.cell_type == "code":
            exec(cell.source, names)
    pyplot.close("all")
    monkeypatch.delitem(sys.modules, "network")
    assert names["back"].shape[1:] == run.config.model.image_shape
    assert names["walk"].shape[0] == 11


def test_the_figures_of_single_images_and_of_the_plane_are_of_that_shape(run):
    model, dataset = run.model(), vc.load_dataset(run.dataset)
    x = dataset.test.x()
    inspection = inspect_images(model, x)
    assert inspection.x_hat.shape == inspection.error.shape == dataset.test.images.shape
    error = as_planes(inspection.x_hat) - x.numpy()
    np.testing.assert_allclose(as_planes(inspection.error), error, atol=1e-6)
    np.testing.assert_allclose(inspection.pixel_mse, (error**2).mean((1, 2, 3)), rtol=1e-4)
    assert make_maps(run, None, 6).jacobian.shape == (6, 6)
    figures = measure_rate_distortion(model.encode, model.decode, dataset, 1.0, None)
    assert (figures.knn_accuracy is None) == (not dataset.info.is_labelled)
    bounds = distortion_bounds(dataset)
    assert 0 < bounds.floor < bounds.collapsed
    posterior = exact_posterior(model, x[0])
    elbo, gap = posterior.encoder_bound()
    assert elbo + gap == pytest.approx(posterior.log_px, abs=1e-3)


def test_notebooks_and_cards_name_the_true_shape(run):
    shape = " × ".join(map(str, run.config.model.image_shape))
    card = model_card(run.id, run.config, run.metrics)
    assert f"- My {run.dataset} images, images of shape {shape}\n" in card
    assert f"encoder: {shape} → " in card
    assert f"<td>My {run.dataset} images</td>" in run._repr_html_()
    table = run.frame()
    classes = {"a", "b", "=c"} if run.dataset_info.is_labelled else {""}
    assert set(table["class"]) <= classes
    # The name of a class may come from a folder of somebody else: no spreadsheet calculates it.
    assert b",=c," not in codes_csv(run)
    assert (b",'=c," in codes_csv(run)) == ("=c" in set(table["class"]))


def test_a_run_outlives_its_dataset(run, root, monkeypatch):
    title, classes = f"My {run.dataset} images", run.dataset_info.classes
    epochs = training_history(run)
    monkeypatch.setattr(datasets, "_registered", {})
    again = vc.load_run(run.id, root)
    assert (again.dataset_info.title, again.dataset_info.classes) == (title, classes)
    assert again.id in {one.id for one in vc.list_runs(root)[0]}
    assert again.latents.mu.shape == run.latents.mu.shape
    assert training_history(again) == epochs
    with pytest.raises(ConfigError, match=f"There is no dataset '{run.dataset}'"):
        vc.load_dataset(run.dataset)


def test_other_images_under_the_same_name_are_not_taken_for_those_of_the_run(run, root):
    assert train(run.config, root=root).folder == run.folder
    before, other = vc.load_dataset(run.dataset), _dataset(run.dataset)
    register_dataset(replace(other, read=lambda part: replace(other.read(part), labels=LABELS)))
    try:
        with pytest.raises(RunError, match=r"trained on other images than My .* has now"):
            train(run.config, root=root)
    finally:
        register_dataset(before)


def test_images_of_another_shape_are_refused_by_name(run):
    model = run.model()
    channels, height, width = shape = run.config.model.image_shape
    also = rf" or \(N, {height}, {width}\)" if channels == 1 else ""
    sentence = rf"of shape \(N, {channels}, {height}, {width}\){also}, not \(2, 1, 28, 28\)"
    with pytest.raises(ConfigError, match=sentence):
        model.encode(torch.zeros(2, 1, 28, 28))
    assert model.encode(np.zeros((2, *shape), np.float32))[0].shape == (2, 2)


def test_training_on_images_of_another_shape_is_refused(root, monkeypatch):
    monkeypatch.setattr(datasets, "_registered", {})
    register_dataset(_dataset("grey"))
    config = replace(_config("colour"), dataset="grey")
    with pytest.raises(ConfigError) as error:
        train(config, "other", root=root)
    assert str(error.value) == (
        "The images of My grey images have 8 × 12 pixels, grey; this model is for 16 × 16 pixels, "
        "in colour."
    )


def test_estimates_are_of_that_shape(monkeypatch):
    monkeypatch.setattr(datasets, "_registered", {})
    register_dataset(_dataset("colour"))
    config = _config("colour")
    assert pace(config).steps_per_epoch == 2
    whole = sum(np.prod(s) for s in [(3, 8, 8), (4, 4, 4), (8,), (8,), (64,), (4, 4, 4)])
    whole += sum(np.prod(s) for s in [(3, 8, 8), (3, 16, 16)])
    assert activation_bytes(config.model) == 12 * whole


def test_pictures_and_planes_are_the_same_image():
    for shape in SHAPES.values():
        planes = np.random.default_rng(0).random((2, *shape))
        pictures = as_pictures(planes)
        assert pictures.shape[1:3] == shape[1:]
        np.testing.assert_array_equal(as_planes(pictures), planes)


@pytest.mark.parametrize("shape", [(2, 28, 28), (1, 7, 28), (3, 28, 65), (28, 28), (1, 28.0, 28)])
def test_a_model_for_no_image_is_refused(shape):
    with pytest.raises(ConfigError, match=r"image_shape|An image has 1 channel"):
        replace(_config("grey").model, image_shape=shape)


def test_a_configuration_of_mnist_says_nothing_of_its_shape():
    assert "image_shape" not in vc.make_config("vae-2d", "mnist").to_dict()["model"]
    values = _config("grey").to_dict()
    assert values["model"]["image_shape"] == [1, 8, 12]
    assert RunConfig.from_dict(values) == _config("grey")


def test_a_recogniser_is_asked_for_only_where_there_can_be_one(run):
    from vae_core.training.train_recogniser import load_recogniser, train_recogniser

    assert load_recogniser(run.dataset) is None
    with pytest.raises(ConfigError, match="There are recognisers of mnist, fashion-mnist, uci-dig"):
        train_recogniser(run.dataset)
    with pytest.raises(ConfigError, match="Pictures are prepared for mnist, "):
        vc.prepare_image(b"", run.dataset)
    with pytest.raises((ConfigError, RunError)):
        vc.sample_quality(run, run)
