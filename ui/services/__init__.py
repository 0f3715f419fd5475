"""What pages ask for: cached models and data, the address bar, files for a browser."""
