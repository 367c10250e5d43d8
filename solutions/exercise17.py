"""Recurrent networks, simple and LSTM, forward and backward through time: the reference solution of exercise17."""

import numpy as np


def rnn_forward(x, h0, parameters):
    """x: (N, T, D), h0: (N, H), parameters: (W (D, H), U (H, H), b (H,)) -> the states h_1 ... h_T, (N, T, H)."""
    W, U, b = parameters
    h, states = h0, []
    for t in range(x.shape[1]):
        h = np.tanh(x[:, t] @ W + h @ U + b)
        states.append(h)
    return np.stack(states, axis=1)


def rnn_backward(grad_h, x, h0, parameters):
    """grad_h: (N, T, H), the gradient with respect to every state.

    Returns grad_x (N, T, D), grad_h0 (N, H) and (grad_W (D, H), grad_U (H, H), grad_b (H,)).
    """
    W, U, b = parameters
    states = rnn_forward(x, h0, parameters)
    before = states_before(h0, states)

    grad_x, grad_W, grad_U, grad_b = np.zeros(x.shape), np.zeros(W.shape), np.zeros(U.shape), np.zeros(b.shape)
    from_later = np.zeros(h0.shape)  # what the steps after this one ask of its state
    for t in reversed(range(x.shape[1])):
        grad_z = (grad_h[:, t] + from_later) * (1 - states[:, t] ** 2)
        grad_x[:, t] = grad_z @ W.T
        grad_W += x[:, t].T @ grad_z  # the same W, U and b in every step: what the steps ask of them adds up
        grad_U += before[:, t].T @ grad_z
        grad_b += grad_z.sum(axis=0)
        from_later = grad_z @ U.T
    return grad_x, from_later, (grad_W, grad_U, grad_b)


def lstm_step(x, h, c, parameters):
    """x: (N, D), h and c: (N, H), parameters: (W (D, 4H), U (H, 4H), b (4H,)) -> the new h and c."""
    f, i, o, candidate = gates(x, h, parameters)
    c = f * c + i * candidate
    h = o * np.tanh(c)
    return h, c


def lstm_forward(x, h0, c0, parameters):
    """x: (N, T, D), h0 and c0: (N, H) -> the states h_1 ... h_T, (N, T, H)."""
    h, _ = states_and_cells(x, h0, c0, parameters)
    return h


def lstm_backward(grad_h, x, h0, c0, parameters):
    """grad_h: (N, T, H), the gradient with respect to every state h.

    Returns grad_x (N, T, D), grad_h0, grad_c0 (N, H) and (grad_W (D, 4H), grad_U (H, 4H), grad_b (4H,)).
    """
    W, U, b = parameters
    states, cells = states_and_cells(x, h0, c0, parameters)
    h_before, c_before = states_before(h0, states), states_before(c0, cells)

    grad_x, grad_W, grad_U, grad_b = np.zeros(x.shape), np.zeros(W.shape), np.zeros(U.shape), np.zeros(b.shape)
    h_from_later, c_from_later = np.zeros(h0.shape), np.zeros(c0.shape)
    for t in reversed(range(x.shape[1])):
        f, i, o, candidate = gates(x[:, t], h_before[:, t], parameters)
        tanh_c = np.tanh(cells[:, t])

        # c_t acts on the loss through h_t and through c_(t+1).
        of_h = grad_h[:, t] + h_from_later
        of_c = of_h * o * (1 - tanh_c**2) + c_from_later
        c_from_later = of_c * f

        # Through the sigmoid or the tanh of each gate to the sum z that it was made of.
        of_f = of_c * c_before[:, t] * f * (1 - f)
        of_i = of_c * candidate * i * (1 - i)
        of_o = of_h * tanh_c * o * (1 - o)
        of_candidate = of_c * i * (1 - candidate**2)
        grad_z = np.concatenate([of_f, of_i, of_o, of_candidate], axis=1)  # (N, 4H)

        # From there on as in the simple network.
        grad_x[:, t] = grad_z @ W.T
        grad_W += x[:, t].T @ grad_z
        grad_U += h_before[:, t].T @ grad_z
        grad_b += grad_z.sum(axis=0)
        h_from_later = grad_z @ U.T
    return grad_x, h_from_later, c_from_later, (grad_W, grad_U, grad_b)


def gates(x, h, parameters):
    """f, i, o and the candidate c~ of one step, each (N, H)."""
    W, U, b = parameters
    f, i, o, candidate = np.split(x @ W + h @ U + b, 4, axis=1)
    return sigmoid(f), sigmoid(i), sigmoid(o), np.tanh(candidate)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def states_and_cells(x, h0, c0, parameters):
    """h_1 ... h_T and c_1 ... c_T, both (N, T, H)."""
    h, c = h0, c0
    states, cells = [], []
    for t in range(x.shape[1]):
        h, c = lstm_step(x[:, t], h, c, parameters)
        states.append(h)
        cells.append(c)
    return np.stack(states, axis=1), np.stack(cells, axis=1)


def states_before(first, states):
    """The state that each step began with: (N, H) and (N, T, H) -> (N, T, H)."""
    return np.concatenate([first[:, np.newaxis], states[:, :-1]], axis=1)
