"""exercise10: regularisation.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise10
The statement: tuitrainer show exercise10     A hint: tuitrainer hint exercise10
"""

import numpy as np  # noqa: F401


def l2_penalty(weights, strength):
    """What L2 regularisation adds to the loss.

    weights: array of any shape. strength: a float, 0 or more.
    Returns a float: strength times the sum of the squares.
    """
    raise NotImplementedError


def l2_gradient(weights, strength):
    """The gradient of l2_penalty with respect to the weights: array of their shape."""
    raise NotImplementedError


def l1_penalty(weights, strength):
    """What L1 regularisation adds to the loss.

    weights: array of any shape. strength: a float, 0 or more.
    Returns a float: strength times the sum of the absolute values.
    """
    raise NotImplementedError


def l1_gradient(weights, strength):
    """The gradient of l1_penalty with respect to the weights: array of their shape, 0 where a weight is 0."""
    raise NotImplementedError


def dropout_forward(x, rate, rng, training):
    """Drop entries of x at random, each independently of the others.

    x: array of any shape. rate: the probability that an entry is dropped, 0 <= rate < 1.
    rng: a numpy.random.Generator; all random numbers come from it. training: True or False.
    Returns (out, mask), two arrays of x's shape. mask holds 0 where an entry is dropped and 1 / (1 - rate) where it is
    kept; only ones when not training. out = x * mask.
    """
    raise NotImplementedError


def dropout_backward(grad_output, mask):
    """The gradient of the loss with respect to the x of dropout_forward.

    grad_output: array, the gradient with respect to out. mask: array of the same shape, as dropout_forward returned it.
    Returns an array of that shape.
    """
    raise NotImplementedError


class EarlyStopping:
    """Watches a validation loss; its attribute `best` is the best loss so far, numpy.inf at first.

    patience: after how many updates in a row without an improvement to stop, at least 1.
    min_delta: by how much a loss must be lower than the best one to be an improvement.
    """

    def __init__(self, patience, min_delta=0.0):
        raise NotImplementedError

    def update(self, loss):
        """Take note of the next loss.

        loss: a float, possibly nan, which is never an improvement.
        Returns True when this is the patience-th update in a row without an improvement, else False.
        """
        raise NotImplementedError
