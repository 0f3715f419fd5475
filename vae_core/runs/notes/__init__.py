"""What is noted of a run beside its figures: its name, what people write, its dataset."""
