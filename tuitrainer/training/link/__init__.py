"""A training and its display, apart: the door (`link`), a process of its own, a thread, and what travels between."""
