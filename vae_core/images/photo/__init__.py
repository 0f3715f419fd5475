"""A photograph of a drawing: its sheet of paper, its light, ruled lines, separate things."""
