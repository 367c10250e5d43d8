"""What runs inside the sandbox: sources that travel over a pipe, with the standard library, NumPy and each other."""
