"""A run to take home: in the files of other programs, or as one page that needs no server."""
