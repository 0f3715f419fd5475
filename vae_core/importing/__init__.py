"""Models that were trained elsewhere: their weights as a run of this library, measured like any."""
