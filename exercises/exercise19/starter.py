"""exercise19: the two losses of a generative adversarial network.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise19
The statement: tuitrainer show exercise19     A hint: tuitrainer hint exercise19
"""

import numpy as np  # noqa: F401


def discriminator_loss_and_gradient(real_logits, fake_logits):
    """The discriminator's loss, and the gradient of it with respect to each logit.

    real_logits: array (N,), the discriminator's logits of real examples. fake_logits: array (M,), those of generated
    ones. Logits are any real numbers, 1000 and -1000 among them.
    Returns (loss, grad_real, grad_fake): a float, an array (N,), an array (M,).
    loss = mean softplus(-real_logits) + mean softplus(fake_logits), each mean over its own examples.
    """
    raise NotImplementedError


def generator_loss_and_gradient(fake_logits):
    """The generator's loss, and the gradient of it with respect to each logit.

    fake_logits: array (M,), the discriminator's logits of generated examples.
    Returns (loss, grad_fake): a float, an array (M,).
    loss = mean softplus(-fake_logits).
    """
    raise NotImplementedError
