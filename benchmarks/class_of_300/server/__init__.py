"""What a class takes of its server, beside an empty page, and a server that is killed."""
