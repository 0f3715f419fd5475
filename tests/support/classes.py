"""What the tests of a class on its page share."""

PAGE = "pages/7_Lessons.py"


def button(app, label):
    """The button with this label."""
    return next(b for b in app.button if b.label == label)


def html(app):
    """All HTML and Markdown of the page as one text."""
    return " ".join(e.value for e in [*app.get("html"), *app.markdown])
