"""exercise13: batch normalisation.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise13
The statement: tuitrainer show exercise13     A hint: tuitrainer hint exercise13
"""

import numpy as np  # noqa: F401


def batch_norm_forward(x, gamma, beta, running_mean, running_var, momentum, epsilon, training):
    """Bring each feature to mean 0 and variance 1 over the batch, then scale and shift it.

    x: array (N, D), or images (N, H, W, C); D or C is the number of features. gamma, beta, running_mean, running_var:
    arrays with one entry for each feature. momentum: the share of the old running statistics that is kept.
    epsilon: added to the variance under the root. training: True takes the statistics from the batch and moves the
    running ones, False takes the running ones and leaves them as they are.
    Returns (out, running_mean, running_var, cache): out of x's shape, the running statistics as they are afterwards
    (new arrays where they move), and whatever batch_norm_backward needs.
    """
    raise NotImplementedError


def batch_norm_backward(grad_output, cache):
    """The gradients of the loss with respect to x, gamma and beta.

    grad_output: array, the gradient with respect to out. cache: as batch_norm_forward returned it, in training.
    Returns grad_x of x's shape, grad_gamma and grad_beta with one entry for each feature.
    """
    raise NotImplementedError
