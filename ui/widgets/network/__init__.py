"""A network on a page: as a drawing, and as a table."""
