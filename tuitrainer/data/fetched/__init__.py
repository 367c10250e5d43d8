"""Data sets that `tuitrainer data fetch` brings: bytes until they are scaled, split as their authors split them."""
