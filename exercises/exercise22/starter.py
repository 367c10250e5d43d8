"""exercise22: adversarial examples.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise22
The statement: tuitrainer show exercise22     A hint: tuitrainer hint exercise22
Copy what you need from your exercise05 (forward, the way back, softmax) into this file.
"""

import numpy as np  # noqa: F401


def input_gradient(x, labels, parameters):
    """The gradient of the loss with respect to the images.

    x: array (N, D), images of D pixels from 0 to 1. labels: integers (N,), the right classes, 0 to K - 1.
    parameters: list of (weights, bias), first layer first: exercise05's network, ReLU after every layer but the last.
    The loss is exercise04's cross-entropy of the logits, a mean over the N images.
    Returns an array (N, D).
    """
    raise NotImplementedError


def fgsm(x, labels, parameters, epsilon):
    """The fast gradient sign method: images that look the same and raise the loss.

    x, labels, parameters: as for input_gradient. epsilon: a float, by how much each pixel may change.
    Returns an array (N, D): x + epsilon * sign(gradient), with sign(0) = 0, every pixel kept between 0 and 1.
    """
    raise NotImplementedError
