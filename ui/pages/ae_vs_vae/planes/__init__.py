"""The two planes and the walk over both: live, decoded on the server, and to take home."""
