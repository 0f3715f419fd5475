"""What a visitor presses: seeds, downloads, the offer of original images, and what waits."""
