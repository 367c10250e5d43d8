"""What a backend is: a module (or object) that speaks all verbs. mypy checks that each does.

`reference` is the obvious NumPy definition and judges the others. The same verbs, in files of the same names and with
the same argument order, are written again for speed in `cpu` (Numba) and `cuda` (numba.cuda). What each verb means
stands in `verbs/`, one Protocol a file.

Conventions of all verbs
- Arrays are C-contiguous, of one dtype per call (float32 or float64), batch first. A batch may have any number of
  rows from 1. Sizes are checked by the network, not here.
- Results are written into `out`, the last argument, which the caller owns and which never overlaps an input unless the
  verb says so. Gradients are of the loss with respect to the quantity named: ``dy`` has the shape of the output.
- A verb that returns a number returns a Python float. What a training step needs is written into arrays instead, the
  loss too, and what changes from step to step is read from arrays: a backend may `record` a step and run it again.
- Overflow gives inf and nan without a warning: whoever trains looks at the loss and says that it diverged.
"""

from __future__ import annotations

from typing import Protocol

from tuitrainer.kernels.verbs.activations import ACTIVATIONS, FROM_OUTPUT, ActivationVerbs
from tuitrainer.kernels.verbs.arrays import Array, ArrayVerbs, Indices
from tuitrainer.kernels.verbs.attention import AttentionVerbs
from tuitrainer.kernels.verbs.convolution import ConvolutionVerbs
from tuitrainer.kernels.verbs.dense import DenseVerbs
from tuitrainer.kernels.verbs.display import DisplayVerbs
from tuitrainer.kernels.verbs.embedding import EmbeddingVerbs
from tuitrainer.kernels.verbs.losses import LossVerbs
from tuitrainer.kernels.verbs.noise import NoiseVerbs
from tuitrainer.kernels.verbs.normalization import NormalizationVerbs
from tuitrainer.kernels.verbs.optimizers import OptimizerVerbs
from tuitrainer.kernels.verbs.pooling import PoolingVerbs
from tuitrainer.kernels.verbs.recording import RecordingVerbs
from tuitrainer.kernels.verbs.recurrent import RecurrentVerbs
from tuitrainer.kernels.verbs.run_loop import DensePlan, Loop, RunLoopVerbs

__all__ = ["ACTIVATIONS", "FROM_OUTPUT", "Array", "Backend", "DensePlan", "Indices", "Loop"]


class Backend(
    ArrayVerbs, DenseVerbs, ConvolutionVerbs, PoolingVerbs, ActivationVerbs, LossVerbs, NormalizationVerbs, NoiseVerbs,
    RecurrentVerbs, AttentionVerbs, EmbeddingVerbs, OptimizerVerbs, DisplayVerbs, RecordingVerbs, RunLoopVerbs,
    Protocol,
):  # fmt: skip
    NAME: str
