"""Many submissions at once: found, graded side by side, kept, and reported on."""
