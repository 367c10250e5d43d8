"""exercise20: the latent part of a variational autoencoder.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise20
The statement: tuitrainer show exercise20     A hint: tuitrainer hint exercise20
"""

import numpy as np  # noqa: F401


def reparameterize(mean, log_variance, rng):
    """Draw z from the Gaussians that the encoder describes, in such a way that gradients can flow back through it.

    mean, log_variance: arrays (N, D), log_variance the natural logarithm of the variance.
    rng: a numpy.random.Generator; all random numbers come from it, as in rng.standard_normal(shape).
    Returns (z, noise): two arrays (N, D), z = mean + exp(log_variance / 2) * noise, noise of mean 0 and variance 1.
    """
    raise NotImplementedError


def kl_divergence(mean, log_variance):
    """How far the Gaussians are from the standard one, whose mean is 0 and whose variance is 1.

    mean, log_variance: arrays (N, D).
    Returns a float: the mean over the N examples of -1/2 sum(1 + log_variance - mean^2 - exp(log_variance)).
    """
    raise NotImplementedError


def vae_backward(grad_z, mean, log_variance, noise, kl_weight=1.0):
    """The gradients of loss = reconstruction + kl_weight * kl_divergence(mean, log_variance).

    grad_z: array (N, D), the gradient of the reconstruction with respect to z, of a mean over the batch already.
    mean, log_variance, noise: arrays (N, D), as they were when z was drawn. kl_weight: a number.
    Returns (grad_mean, grad_log_variance): two arrays (N, D).
    """
    raise NotImplementedError
