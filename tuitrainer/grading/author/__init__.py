"""For those who write exercises: the proof that one holds, and the beginning of a new one."""

from tuitrainer.grading.author.proof import SEEDS, Proof, prove
from tuitrainer.grading.author.seeds import as_result

__all__ = ["SEEDS", "Proof", "as_result", "prove"]
