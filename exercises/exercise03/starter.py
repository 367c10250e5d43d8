"""exercise03: backpropagation.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise03
The statement: tuitrainer show exercise03     A hint: tuitrainer hint exercise03
"""

import numpy as np  # noqa: F401


def dense_backward(grad_output, x, weights):
    """Back through a dense layer, z = x @ weights + bias.

    grad_output: array (N, D_out), the gradient of the loss with respect to z.
    x: array (N, D_in), the layer's input. weights: array (D_in, D_out).
    Returns grad_x (N, D_in), grad_weights (D_in, D_out), grad_bias (D_out,).
    """
    raise NotImplementedError


def relu_backward(grad_output, z):
    """Back through ReLU.

    grad_output: array (N, D), the gradient of the loss with respect to relu(z).
    z: array (N, D), what ReLU received, never exactly 0.
    Returns an array (N, D), the gradient of the loss with respect to z.
    """
    raise NotImplementedError


def mlp_backward(x, targets, parameters):
    """The loss of a network and the gradients of all its weights and biases.

    x: array (N, D_in). targets: array (N, K).
    parameters: a list of (weights, bias), one pair for each layer. Hidden layers have ReLU, the last one sigmoid.
    Returns the loss, a float: the mean over the N examples of sum_k (predictions[n, k] - targets[n, k]) ** 2,
    and the gradients, a list of (grad_weights, grad_bias) in the order of parameters.
    """
    raise NotImplementedError


def numerical_gradient(f, x, h=1e-5):
    """The gradient of f at x by central differences, to check all others with.

    f: a function that takes an array of x's shape and returns a float. x: array of any shape.
    h: how far each entry is moved, one way and the other.
    Returns an array of x's shape.
    """
    raise NotImplementedError
