"""What is the same for every visitor, read or computed once."""
