"""Sets drawn from a seed: shapes in a plane, noisy curves, logic gates. One family a file."""
