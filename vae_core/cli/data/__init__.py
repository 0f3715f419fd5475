"""Commands of datasets: `data` for those of one's own, `download` for those that are built in."""
