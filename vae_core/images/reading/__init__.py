"""Reading of picture files: limits, decoding, the memory that it takes, small copies."""
