"""What is recorded while a run is trained: curves, snapshots, a film."""
