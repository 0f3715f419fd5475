"""What a training minimises: the terms, the bounds on log p(x), and objectives by name."""
