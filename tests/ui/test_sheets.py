"""The style sheets as Streamlit lets them through."""

from ui.styles.sheets import _FOLDER


def test_no_sheet_holds_what_would_be_taken_for_a_tag():
    """Streamlit cleans the HTML of `st.html`: a style element with "<" in it is dropped whole."""
    sheets = list(_FOLDER.rglob("*.css"))
    assert len(sheets) > 10
    assert [sheet.name for sheet in sheets if "<" in sheet.read_text(encoding="utf-8")] == []
