"""Lists and loops over numbers, without NumPy's help; the way back walks the list of what the way forward kept."""

import math

import numpy as np


def sums(x, h, parameters):
    W, U, b = [p.tolist() for p in parameters]
    return [
        b[j] + sum(x[d] * W[d][j] for d in range(len(x))) + sum(h[k] * U[k][j] for k in range(len(h)))
        for j in range(len(b))
    ]


def rnn_forward(x, h0, parameters):
    out = []
    for sequence, h in zip(x.tolist(), h0.tolist()):
        states = []
        for word in sequence:
            h = [math.tanh(z) for z in sums(word, h, parameters)]
            states.append(h)
        out.append(states)
    return out


def back_through_sums(dz, x, h, parameters, grads):
    W, U, _ = parameters
    gW, gU, gb = grads
    for j, d in enumerate(dz):
        gb[j] += d
        for k in range(len(x)):
            gW[k, j] += x[k] * d
        for k in range(len(h)):
            gU[k, j] += h[k] * d
    return [sum(W[k, j] * dz[j] for j in range(len(dz))) for k in range(len(x))], [
        sum(U[k, j] * dz[j] for j in range(len(dz))) for k in range(len(h))
    ]


def rnn_backward(grad_h, x, h0, parameters):
    states = rnn_forward(x, h0, parameters)
    grads = [np.zeros(p.shape) for p in parameters]
    gx, gh0 = np.zeros(x.shape), np.zeros(h0.shape)
    for n in range(len(x)):
        dh = [0.0] * h0.shape[1]
        for t in range(x.shape[1] - 1, -1, -1):
            before = states[n][t - 1] if t else h0[n]
            dz = [(dh[k] + grad_h[n, t, k]) * (1 - s * s) for k, s in enumerate(states[n][t])]
            gx[n, t], dh = back_through_sums(dz, x[n, t], before, parameters, grads)
        gh0[n] = dh
    return gx, gh0, grads


def logistic(z):
    return 1 / (1 + math.exp(-z))


def one(x, h, c, parameters):
    z, H = sums(x, h, parameters), len(h)
    f, i, o = ([logistic(v) for v in z[k * H : k * H + H]] for k in range(3))
    g = [math.tanh(v) for v in z[3 * H :]]
    new = [f[k] * c[k] + i[k] * g[k] for k in range(H)]
    return [o[k] * math.tanh(new[k]) for k in range(H)], new, (f, i, o, g)


def lstm_step(x, h, c, parameters):
    both = [one(*rows, parameters)[:2] for rows in zip(x.tolist(), h.tolist(), c.tolist())]
    return tuple(np.array(part) for part in zip(*both))


def lstm_forward(x, h0, c0, parameters):
    h, c = h0, c0
    out = np.zeros((x.shape[0], x.shape[1], h0.shape[1]), order="F")
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, parameters)
        out[:, t] = h
    return out


def lstm_backward(grad_h, x, h0, c0, parameters):
    grads = [np.zeros(p.shape) for p in parameters]
    gx, gh0, gc0 = np.zeros(x.shape), np.zeros(h0.shape), np.zeros(c0.shape)
    units = range(h0.shape[1])
    for n in range(len(x)):
        h, c, kept = h0[n].tolist(), c0[n].tolist(), []
        for t in range(x.shape[1]):
            new_h, new_c, gates = one(x[n, t].tolist(), h, c, parameters)
            kept.append((h, c, new_c, gates))
            h, c = new_h, new_c
        dh, dc = [0.0 for _ in units], [0.0 for _ in units]
        for t in reversed(range(len(kept))):
            h, c, new_c, (f, i, o, g) = kept[t]
            dz = [0.0] * (4 * len(units))
            for k in units:
                whole = dh[k] + grad_h[n, t, k]
                tc = math.tanh(new_c[k])
                dc[k] += whole * o[k] * (1 - tc * tc)
                for place, value in enumerate(
                    (
                        dc[k] * c[k] * f[k] * (1 - f[k]),
                        dc[k] * g[k] * i[k] * (1 - i[k]),
                        whole * tc * o[k] * (1 - o[k]),
                        dc[k] * i[k] * (1 - g[k] ** 2),
                    )
                ):
                    dz[place * len(units) + k] = value
                dc[k] *= f[k]
            gx[n, t], dh = back_through_sums(dz, x[n, t], h, parameters, grads)
        gh0[n], gc0[n] = dh, dc
    return [gx, gh0, gc0, tuple(grads)]
