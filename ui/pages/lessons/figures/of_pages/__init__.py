"""The figures that pages have too: their live components and charts, in the state of a step."""
