"""A small lesson whose figure a test chooses, and the page that shows it."""

from ui.pages.lessons.figure import FigureResult

PAGE = "pages/7_Lessons.py"


TOML = """
minutes = 5
needs = []
[[steps]]
id = "first"
minutes = 1
figure = "probe"
open_in = "Explore"
[steps.state]
number = 3
[steps.prediction]
choices = 2
answer = "figure"
[steps.task]
event = "pressed"
[[steps]]
id = "second"
minutes = 2
figure = "probe"
"""


PROSE = """# Probe
Does it work?

with nothing

## first
What is seen first?

Some *words*.

### Prediction
What will it be?
- this
- that
### Reveal
It was that.
### Task
Press it.
### Why
Because $x$.
### Code
```python
## not a heading
```
### Teacher
Say it slowly.

## second
And then?

More words.
"""


class Probe:
    """A figure whose result a test chooses; it notes what it was given."""

    def __init__(self):
        self.result, self.seen = FigureResult(truth=2, query={"z": "0,0"}), []

    def __call__(self, state, *, key, revealed):
        self.seen.append((dict(state), key, revealed))
        if isinstance(self.result, Exception):
            raise self.result
        return self.result


def write(folder, toml=TOML, prose=PROSE, name="invent"):
    (folder / "content" / f"{name}.toml").write_text(toml, encoding="utf-8")
    (folder / "text" / "lessons" / f"{name}.md").write_text(prose, encoding="utf-8")


def shown(app):
    return " ".join(e.value for kind in (app.markdown, app.get("html"), app.caption) for e in kind)
