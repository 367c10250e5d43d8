"""What runs inside the sandbox. Its sources travel over a pipe, so they import the standard library, NumPy and each other."""
