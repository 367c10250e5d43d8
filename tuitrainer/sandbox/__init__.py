"""Runs untrusted Python apart from us: source goes in, data comes out. Knows no exercise."""
