"""The processes of a machine: its supervisor, and one for each training."""
