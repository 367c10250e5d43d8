"""Small real sets that travel with the program: each table beside its licence and the function that reads it."""
