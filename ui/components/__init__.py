"""Live parts that decode and draw in the browser: one package each, all mounted by one shell."""
