"""Opens every page of the installed app and trains a model once; ends with 1 where one fails."""

import sys
from pathlib import Path

from streamlit.testing.v1 import AppTest

import vae_core as vc

APP = Path(vc.__file__).parent / "_shipped"


def main() -> int:
    """Exit status: 0 where everything works."""
    sys.path.insert(0, str(APP))
    app = AppTest.from_file(str(APP / "app.py"), default_timeout=300).run()
    failures = [f"app.py: {error.value}" for error in app.exception]
    for page in sorted((APP / "pages").glob("*.py")):
        app.switch_page(f"pages/{page.name}").run()
        failures += [f"{page.name}: {error.value}" for error in app.exception]
    config = vc.make_config("vae-2d", "uci-digits", epochs=1)
    vc.train(config, iwae_samples=0)
    print("\n".join(failures) or "Every page opens, and a model was trained.")
    return int(bool(failures))


if __name__ == "__main__":
    sys.exit(main())
