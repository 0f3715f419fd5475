"""Many runs at once: sweeps over beta, reproductions of published systems, comparisons."""
