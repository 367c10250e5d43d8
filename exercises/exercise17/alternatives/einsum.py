"""einsum, recursion over the sequence in place of a loop, and the Jacobians of time multiplied out."""

import numpy as np


def rnn_forward(x, h0, parameters):
    W, U, b = parameters
    if x.shape[1] == 0:
        return np.zeros((x.shape[0], 0, len(b)))
    h = np.tanh(np.einsum("nd,dh->nh", x[:, 0], W) + np.einsum("nk,kh->nh", h0, U) + b)
    return np.concatenate([h[:, None], rnn_forward(x[:, 1:], h, parameters)], axis=1)


def rnn_backward(grad_h, x, h0, parameters):
    W, U, b = parameters
    h = np.concatenate([h0[:, None], rnn_forward(x, h0, parameters)], axis=1)  # h[:, t] is h_t
    T = x.shape[1]
    slopes = 1 - h[:, 1:] ** 2
    total = np.zeros(grad_h.shape)
    for late in range(T):  # what each output says, carried back alone
        g = grad_h[:, late]
        for t in range(late, -1, -1):
            g = g * slopes[:, t]
            total[:, t] += g
            g = np.einsum("nh,kh->nk", g, U)
    return (
        np.einsum("nth,dh->ntd", total, W),
        np.einsum("nh,kh->nk", total[:, 0], U),
        (np.einsum("ntd,nth->dh", x, total), np.einsum("ntk,nth->kh", h[:, :-1], total), np.einsum("nth->h", total)),
    )


def expit(z):
    with np.errstate(over="ignore"):
        return np.where(z >= 0, 1 / (1 + np.exp(-np.abs(z))), np.exp(-np.abs(z)) / (1 + np.exp(-np.abs(z))))


def activations(x, h, parameters):
    W, U, b = parameters
    z = (np.einsum("nd,dg->ng", x, W) + np.einsum("nh,hg->ng", h, U) + b).reshape(len(x), 4, -1)
    return np.concatenate([expit(z[:, :3]), np.tanh(z[:, 3:])], axis=1).transpose(1, 0, 2)


def lstm_step(x, h, c, parameters):
    f, i, o, g = activations(x, h, parameters)
    c = np.add(np.multiply(f, c), np.multiply(i, g))
    return [o * np.tanh(c), c]


def lstm_forward(x, h0, c0, parameters):
    states = [(h0, c0)]
    for t in range(x.shape[1]):
        states.append(lstm_step(x[:, t], *states[-1], parameters))
    return np.array([h for h, c in states[1:]]).transpose(1, 0, 2)


def lstm_backward(grad_h, x, h0, c0, parameters):
    if x.shape[1] == 0:
        return x, np.zeros(h0.shape), np.zeros(c0.shape), tuple(np.zeros(p.shape) for p in parameters)
    return backward(grad_h, x, h0, c0, parameters)[:4]


def backward(grad_h, x, h0, c0, parameters):
    """One step, then the rest of the sequence by itself."""
    W, U, b = parameters
    f, i, o, g = activations(x[:, 0], h0, parameters)
    h, c = lstm_step(x[:, 0], h0, c0, parameters)
    gx, gh, gc, grads = lstm_backward(grad_h[:, 1:], x[:, 1:], h, c, parameters)
    dh = grad_h[:, 0] + gh
    th = np.tanh(c)
    dc = gc + dh * o / np.cosh(c) ** 2
    dz = np.stack([dc * c0 * (f - f * f), dc * g * (i - i * i), dh * th * (o - o * o), dc * i * (1 - g * g)], axis=1)
    dz = dz.reshape(len(x), -1)
    new = np.einsum("nd,ng->dg", x[:, 0], dz), np.einsum("nh,ng->hg", h0, dz), dz.sum(axis=0)
    gx = np.concatenate([np.einsum("ng,dg->nd", dz, W)[:, None], gx], axis=1)
    return gx, np.einsum("ng,hg->nh", dz, U), dc * f, tuple(one + rest for one, rest in zip(new, grads))
