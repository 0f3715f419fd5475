"""What Python sends to each live component has the type that its JavaScript is checked against.

Pages are opened with shipped runs, what they send is written as one TypeScript file, and `tsc`
reads it with `ui/components/js/types`: a field that is missing, has another type or was never
declared is an error.
"""

import io
import json
import subprocess
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from streamlit.testing.v1 import AppTest

from tests.support.apps import live_app
from tests.support.pages import ROOT, open_page
from ui.components import mount

TSC = ROOT / "node_modules" / ".bin" / "tsc"
TYPES = {
    "bound": "BoundData",
    "clouds": "CloudsData",
    "crop": "CropData",
    "dial": "DialData",
    "dice": "DiceData",
    "explorer": "ExplorerData",
    "film_player": "FilmPlayerData",
    "greeting": "GreetingData",
    "interpolation": "InterpolationData",
    "lesson_guide": "LessonGuideData",
    "one_step": "OneStepData",
    "pad": "PadData",
    "sign_pad": "SignPadData",
    "projections": "ProjectionsData",
    "surprise": "SurpriseData",
    "toy": "ToyData",
    "traversals": "TraversalsData",
    "training_view": "TrainingViewData",
    "two_planes": "TwoPlanesData",
}
PAGES = [
    ("explorer", None, {"dataset": "mnist", "run": "vae-2d"}),
    ("explorer", None, {"dataset": "mnist", "run": "vae-dense-20"}),
    ("explorer", None, {"dataset": "mnist", "run": "ae-dense-3", "axes": "space:30,20"}),
    ("two_planes", "pages/1_AE_vs_VAE.py", {}),
    ("dial", "pages/2_KL_weight.py", {}),
    ("traversals", "pages/2_KL_weight.py", {"dataset": "shapes"}),
    ("bound", "pages/7_Lessons.py", {"lesson": "bound", "step": "5"}),
    ("pad", "pages/3_Reconstruct.py", {"dataset": "mnist", "run": "vae-2d"}),
    ("pad", "pages/3_Reconstruct.py", {"dataset": "mnist", "run": "ae-dense-3"}),
    ("sign_pad", "pages/4_Train.py", {"view": "images", "way": "draw", "signs": "a,b"}),
    ("interpolation", "pages/6_Latent_tools.py", {"tool": "between", "run": "vae-2d"}),
    ("toy", "pages/7_Lessons.py", {"lesson": "invent", "step": "1"}),
    ("dice", "pages/7_Lessons.py", {"lesson": "dice", "step": "5"}),
    ("one_step", "pages/7_Lessons.py", {"lesson": "one-image", "step": "3"}),
    ("clouds", "pages/7_Lessons.py", {"lesson": "forces", "step": "4"}),
    ("clouds", "pages/7_Lessons.py", {"lesson": "forces", "step": "5"}),
    ("interpolation", "pages/6_Latent_tools.py", {"tool": "between", "run": "vae-dense-20"}),
    *(
        ("surprise", "pages/7_Lessons.py", {"lesson": "surprise", "step": str(step)})
        for step in (1, 3, 4, 5, 6, 7)
    ),
]


@pytest.fixture
def sent(monkeypatch):
    """Component and data of every mount, as JSON."""
    mounts = []
    original = mount.LiveComponent.__call__

    def record(self, key, data, **on_change):
        mounts.append((self._folder.name, json.dumps({"script_url": "/x.js", **data})))
        return original(self, key, data, **on_change)

    monkeypatch.setattr(mount.LiveComponent, "__call__", record)
    return mounts


def wrong_types(mounts, folder: Path) -> str:
    """What tsc says of the data, one line an error; nothing where all is as declared."""
    source = "".join(
        f"export const sent{i}: {TYPES[name]} = {data};\n" for i, (name, data) in enumerate(mounts)
    )
    (folder / "sent.ts").write_text(source, encoding="utf-8")
    config = {
        "extends": str(ROOT / "tsconfig.strict.json"),
        "compilerOptions": {"strictNullChecks": True},
        "include": [str(ROOT / "ui/components/js/types/**/*.d.ts"), str(folder / "sent.ts")],
    }
    (folder / "tsconfig.json").write_text(json.dumps(config), encoding="utf-8")
    done = subprocess.run(
        [TSC, "-p", folder], check=False, capture_output=True, encoding="utf-8", timeout=120
    )
    return done.stdout + done.stderr


def a_picture() -> bytes:
    picture = Image.new("L", (90, 120), 240)
    ImageDraw.Draw(picture).line((40, 20, 44, 100), 20, 9)
    content = io.BytesIO()
    picture.save(content, "PNG")
    return content.getvalue()


needs_tsc = pytest.mark.skipif(not TSC.exists(), reason="needs `npm ci`")


@pytest.mark.slow
@needs_tsc
def test_every_page_sends_what_is_declared(sent, tmp_path):
    for name, page, query in PAGES:
        before = len(sent)
        open_page(page, **query)
        assert name in {component for component, _ in sent[before:]}, (page, query)
    upload = open_page("pages/3_Reconstruct.py", way="upload")
    upload.file_uploader[0].set_value([("a.png", a_picture(), "image/png")]).run()
    explore = open_page(None, dataset="uci-digits", run="vae-2d")
    explore.toggle(key="explore_beside").set_value(True).run()
    gallery = open_page("pages/5_Gallery.py", run="mnist/vae-dense-2")
    gallery.session_state.gallery_training = "film"
    gallery.run()
    assert set(TYPES) - {name for name, _ in sent} == {"training_view"}
    assert wrong_types(sent, tmp_path) == ""


@needs_tsc
def test_a_training_that_is_watched_sends_what_is_declared(sent, tmp_path, tiny, checkpoints):
    training = live_app.Training(tiny, checkpoints)
    script = live_app.write_app(tmp_path)
    for step in (0, 30):
        if step:
            training.at(step)
        AppTest.from_file(str(script), default_timeout=120).run()
    assert [json.loads(data)["snapshot"] is None for _, data in sent] == [True, False]
    assert wrong_types(sent, tmp_path) == ""


@needs_tsc
def test_another_type_a_missing_and_an_unknown_field_are_found(tmp_path):
    end = {"caption": "A", "original": None}
    data = {"script_url": "/x.js", "frames_url": "/y", "image_shape": [1, 28, 28], "t": [0, 1],
            "per_tile": 1, "ends": [end], "map": None, "words": {}}  # fmt: skip
    assert wrong_types([("interpolation", json.dumps(data))], tmp_path) == ""
    for change in ({"t": ["0"]}, {"map": {"n": 1}}, {"extra": 1}):
        assert "error" in wrong_types([("interpolation", json.dumps(data | change))], tmp_path)
