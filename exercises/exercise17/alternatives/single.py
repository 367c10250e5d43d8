"""Everything in float32; the parameters' gradients at the end, from all steps at once; the tape of caches in a dict."""

import numpy as np


def f4(*arrays):
    return [np.asarray(a, dtype="f4") for a in arrays]


def sigmoid(z):
    return np.float32(0.5) * (np.float32(1) + np.tanh(np.float32(0.5) * z))


def rnn_forward(x, h0, parameters):
    (x, h), (W, U, b) = f4(x, h0), f4(*parameters)
    from_x = x @ W + b
    out = np.empty(from_x.shape, "f4")
    for t in range(x.shape[1]):
        h = np.tanh(from_x[:, t] + h @ U)
        out[:, t] = h
    return out


def rnn_backward(grad_h, x, h0, parameters):
    (grad_h, x, h0), (W, U, b) = f4(grad_h, x, h0), f4(*parameters)
    h = rnn_forward(x, h0, parameters)
    dz = np.zeros(h.shape, "f4")
    dh = grad_h.copy()
    for t in range(x.shape[1])[::-1]:
        dz[:, t] = dh[:, t] * (1 - h[:, t]) * (1 + h[:, t])
        if t > 0:
            dh[:, t - 1] += dz[:, t] @ U.T
    return dz @ W.T, dz[:, 0] @ U.T, of_parameters(dz, x, h0, h)


def of_parameters(dz, x, h0, h):
    before = np.concatenate((h0[:, None], h), axis=1)[:, :-1]
    flat = dz.reshape(-1, dz.shape[2])
    return [x.reshape(len(flat), -1).T @ flat, before.reshape(len(flat), -1).T @ flat, flat.sum(0)]


def step(x, h, c, parameters, tape=None):
    (x, h, c), (W, U, b) = f4(x, h, c), f4(*parameters)
    H = h.shape[1]
    z = x @ W + h @ U + b
    s, g = sigmoid(z[:, : 3 * H]), np.tanh(z[:, 3 * H :])
    f, i, o = s[:, :H], s[:, H : 2 * H], s[:, 2 * H :]
    new = c * f + g * i
    if tape is not None:
        tape.append(dict(s=s, g=g, before=c, t=np.tanh(new)))
    return np.tanh(new) * o, new


def lstm_step(x, h, c, parameters):
    return step(x, h, c, parameters)


def lstm_forward(x, h0, c0, parameters, tape=None):
    out = []
    for now in np.swapaxes(x, 0, 1):
        h0, c0 = step(now, h0, c0, parameters, tape)
        out.append(h0)
    return np.swapaxes(np.array(out), 0, 1)


def lstm_backward(grad_h, x, h0, c0, parameters):
    tape = []
    h = lstm_forward(x, h0, c0, parameters, tape)
    (grad_h, x, h0), (W, U, b) = f4(grad_h, x, h0), f4(*parameters)
    H = h0.shape[1]
    dz = np.zeros((*x.shape[:2], 4 * H), "f4")
    dh = dc = np.zeros_like(h0)
    for t in range(x.shape[1])[::-1]:
        k = tape[t]
        o, i, f = k["s"][:, 2 * H :], k["s"][:, H : 2 * H], k["s"][:, :H]
        dh = dh + grad_h[:, t]
        dc = dc + dh * o * (1 - k["t"] ** 2)
        ds = np.hstack([dc * k["before"], dc * k["g"], dh * k["t"]])
        dz[:, t] = np.hstack([ds * k["s"] * (1 - k["s"]), dc * i * (1 - k["g"] ** 2)])
        dc = dc * f
        dh = dz[:, t] @ U.T
    return dz @ W.T, dh, dc, of_parameters(dz, x, h0, h)
