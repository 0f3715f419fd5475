"""What the tests of a class on its page share."""

PAGE = "pages/7_Lessons.py"


def html(app):
    """All HTML and Markdown of the page as one text."""
    return " ".join(e.value for e in [*app.get("html"), *app.markdown])
