"""Data sets that are too large to be carried: what can be fetched, fetching it, and what lies on the disk."""
