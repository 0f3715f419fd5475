"""What figures of lessons have in common: runs, one test image, the cursor, what is kept."""
