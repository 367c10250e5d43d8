"""exercise05: Iris from scratch.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise05
The statement: tuitrainer show exercise05     A hint: tuitrainer hint exercise05
Copy what you need from your exercise04 (softmax, cross_entropy and its gradient) into this file.
"""

import numpy as np  # noqa: F401


def init_mlp(layer_sizes, rng):
    """The parameters of a network that has learnt nothing yet.

    layer_sizes: list of int, such as [4, 32, 16, 3]: the inputs, each hidden layer, the outputs.
    rng: a numpy.random.Generator, the only source of random numbers.
    Returns a list of (weights, bias), first layer first: weights (D_in, D_out) drawn from rng, with mean 0 and standard
    deviation sqrt(2 / D_in) (anything from 0.3 to 2 times that will do), bias (D_out,) zeros.
    """
    raise NotImplementedError


def forward(x, parameters):
    """From the examples to the logits: ReLU after every layer but the last.

    x: array (N, D). parameters: list of (weights, bias), as init_mlp returns it.
    Returns (logits, cache): logits is an array (N, K); cache is one object of your choice that holds whatever backward
    will need. The grader only hands it on.
    """
    raise NotImplementedError


def backward(cache, targets, parameters):
    """The gradients of exercise04's cross-entropy with respect to all parameters.

    cache: what forward returned. targets: array (N, K), rows that sum to 1. parameters: those that forward was given.
    Returns a list of (grad_weights, grad_bias), first layer first, each gradient of the shape of its parameter.
    """
    raise NotImplementedError


def sgd_step(parameters, gradients, learning_rate):
    """One step of gradient descent.

    parameters: list of (weights, bias). gradients: list of (grad_weights, grad_bias). learning_rate: a float.
    Returns a new list of (weights, bias); the arrays that were passed stay as they are.
    """
    raise NotImplementedError


def train(x, targets, layer_sizes, learning_rate, batch_size, epochs, rng):
    """Train a new network from beginning to end.

    x: array (N, D). targets: array (N, K). layer_sizes: list of int that begins with D and ends with K.
    First init_mlp(layer_sizes, rng); then, in each epoch, one order = rng.permutation(N), and one step for each batch.
    Returns (parameters, losses): the trained parameters, and an array (epochs,) with the loss of all N examples after
    each epoch.
    """
    raise NotImplementedError
