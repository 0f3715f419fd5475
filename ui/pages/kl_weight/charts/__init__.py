"""The charts of the KL weight page, as Plotly figures."""
