"""Charts as Plotly figures that several pages draw."""
