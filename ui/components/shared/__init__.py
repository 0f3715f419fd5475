"""What live components share in Python: words of their JavaScript, and test images."""
