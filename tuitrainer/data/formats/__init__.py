"""Readers of the formats in which image sets are published. Whatever a file holds, reading it ends, and in bounds."""
