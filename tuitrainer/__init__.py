"""tuitrainer teaches deep learning by doing: a live training simulator and a grader, in the terminal."""

__version__ = "0.1.0"
