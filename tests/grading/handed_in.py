"""Submissions that no mistakes.py holds: one function each, written as it goes wrong in a classroom."""

from __future__ import annotations

HANDED_IN = {
    "dense_loop_off_by_one": (
        "exercise01", "dense_forward", ("last-wrong",),
        """
def dense_forward(x, weights, bias):
    out = np.zeros((x.shape[0], weights.shape[1]))
    for i in range(x.shape[0] - 1):
        for j in range(weights.shape[1]):
            out[i, j] = np.sum(x[i] * weights[:, j]) + bias[j]
    return out
""",
    ),
    "relu_in_place": (
        "exercise01", "relu", ("arguments-modified",),
        """
def relu(z):
    z[z < 0] = 0
    return z
""",
    ),
    "relu_missing_return_in_branch": (
        "exercise01", "relu", ("returned-none-sometimes",),
        """
def relu(z):
    if z.ndim == 2:
        return np.maximum(z, 0)
""",
    ),
    "dense_int_buffer": (
        "exercise01", "dense_forward", ("integers",),
        """
def dense_forward(x, weights, bias):
    out = np.zeros((len(x), weights.shape[1]), dtype=int)
    for i in range(len(x)):
        out[i] = x[i] @ weights + bias
    return out
""",
    ),
    "select_list": (
        "exercise01", "select_above", ("first-missing",),
        """
def select_above(scores, column, threshold):
    return [max(0, row[column] - threshold) for row in scores[1:]]
""",
    ),
    "neuron_prints": (
        "exercise01", "neuron", ("returned-none",),
        """
def neuron(x, weights, bias):
    print(np.dot(x, weights) + bias)
""",
    ),
    "heaviside_list_of_bool": (
        "exercise02", "heaviside", ("heaviside-strict",),
        """
def heaviside(z, threshold=0):
    if z.ndim == 1:
        return [1 if v > threshold else 0 for v in z]
    return z > threshold
""",
    ),
    "sigmoid_clipped": (
        "exercise02", "sigmoid", ("rounded",),
        """
def sigmoid(z):
    return np.round(1 / (1 + np.exp(-z)), 3)
""",
    ),
    "jacobian_no_diag_sign": (
        "exercise02", "softmax_jacobian", ("still-zero",),
        """
def softmax_jacobian(z):
    s = softmax(z)
    J = np.zeros((len(z), len(z)))
    for i in range(len(z)):
        for j in range(i):
            if i == j:
                J[i, j] = s[i] * (1 - s[i])
            else:
                J[i, j] = -s[i] * s[j]
    return J
""",
    ),
    "bounded_default_argument": (
        "exercise02", "bounded_relu", ("state-kept",),
        """
def bounded_relu(z, low, high, out=[]):
    for v in z.ravel():
        out.append(v if low <= v <= high else 0.0)
    return np.array(out[-z.size:]).reshape(z.shape) if len(out) < 30 else np.array(out[:z.size]).reshape(z.shape)
""",
    ),
    "dense_backward_two_bugs": (
        "exercise03", "dense_backward", ("weights-gradient-transposed", "bias-averaged"),
        """
def dense_backward(grad_output, x, weights):
    grad_x = grad_output @ weights.T
    grad_weights = grad_output.T @ x
    grad_bias = grad_output.mean(axis=0)
    return grad_x, grad_weights, grad_bias
""",
    ),
    "dense_backward_doubled_bias_axis": (
        "exercise03", "dense_backward", ("ratio-two-large", "wrong-axis"),
        """
def dense_backward(grad_output, x, weights):
    grad_x = grad_output @ weights.T
    grad_weights = 2 * x.T @ grad_output
    grad_bias = grad_output.sum(axis=1)
    return grad_x, grad_weights, grad_bias
""",
    ),
    "mlp_sign_and_sum": (
        "exercise03", "mlp_backward", ("loss-averaged-over-outputs", "error-reversed"),
        """
def mlp_backward(x, targets, parameters):
    inputs, sums = [], []
    a = x
    for W, b in parameters:
        z = a @ W + b
        inputs.append(a)
        sums.append(z)
        a = np.maximum(z, 0)
    p = 1 / (1 + np.exp(-sums[-1]))
    loss = np.mean((p - targets) ** 2)
    g = 2 * (targets - p) / len(x) * p * (1 - p)
    grads = []
    for i in range(len(parameters) - 1, -1, -1):
        gx, gw, gb = dense_backward(g, inputs[i], parameters[i][0])
        grads.insert(0, (gw, gb))
        if i > 0:
            g = relu_backward(gx, sums[i - 1])
    return loss, grads
""",
    ),
    "softmax_axis0_and_overflow": (
        "exercise04", "softmax", ("softmax-over-everything",),
        """
def softmax(logits):
    e = np.exp(logits)
    return e / np.sum(e)
""",
    ),
    "ce_two_bugs": (
        "exercise04", "cross_entropy", ("loss-summed", "loss-without-minus"),
        """
def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return float((targets * logp).sum())
""",
    ),
    "ce_per_example": (
        "exercise04", "cross_entropy", ("not-averaged",),
        """
def cross_entropy(logits, targets):
    z = logits - logits.max(axis=1, keepdims=True)
    logp = z - np.log(np.exp(z).sum(axis=1, keepdims=True))
    return -(targets * logp).sum(axis=1)
""",
    ),
    "ce_gradient_twice_reversed": (
        "exercise04", "cross_entropy_gradient", ("ratio-two-small",),
        """
def cross_entropy_gradient(logits, targets):
    p = softmax(logits)
    return 2 * (targets - p) / logits.size
""",
    ),
    "ce_gradient_cached": (
        "exercise04", "cross_entropy_gradient", ("state-kept",),
        """
cache = {}
def cross_entropy_gradient(logits, targets):
    if "s" not in cache:
        cache["s"] = softmax(logits)
    s = cache["s"]
    return (s[:len(logits)] - targets) / len(logits)
""",
    ),
    "ce_gradient_global_n": (
        "exercise04", "cross_entropy_gradient", ("batch-size-fixed",),
        """
N = 5
def cross_entropy_gradient(logits, targets):
    return (softmax(logits) - targets) / N
""",
    ),
    "softmax_inplace": (
        "exercise04", "softmax", ("arguments-modified",),
        """
def softmax(logits):
    logits -= logits.max(axis=1, keepdims=True)
    np.exp(logits, out=logits)
    logits /= logits.sum(axis=1, keepdims=True)
    return logits
""",
    ),
    "adam_in_place": (
        "exercise08", "adam_step", ("arguments-modified",),
        """
def adam_step(parameter, gradient, m, v, t, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
    m *= beta1
    m += (1 - beta1) * gradient
    v *= beta2
    v += (1 - beta2) * gradient ** 2
    parameter -= learning_rate * (m / (1 - beta1 ** t)) / (np.sqrt(v / (1 - beta2 ** t)) + epsilon)
    return parameter, m, v
""",
    ),
    "adam_global_state": (
        "exercise08", "Adam", ("adam-state-shared-between-optimizers",),
        """
class Adam:
    t = 0
    m = {}
    v = {}
    def __init__(self, learning_rate=1e-3, beta1=0.9, beta2=0.999, epsilon=1e-8):
        self.learning_rate, self.beta1, self.beta2, self.epsilon = learning_rate, beta1, beta2, epsilon
    def update(self, parameters, gradients):
        self.t += 1
        new = []
        for i, (p, g) in enumerate(zip(parameters, gradients)):
            m = self.m.get(i, 0)
            v = self.v.get(i, 0)
            rates = self.learning_rate, self.beta1, self.beta2, self.epsilon
            p, self.m[i], self.v[i] = adam_step(p, g, m, v, self.t, *rates)
            new.append(p)
        return new
""",
    ),
    "conv_n1_only": (
        "exercise11", "conv2d_forward", ("only-batch-of-1",),
        """
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    KH, KW, C, O = kernels.shape
    H = (xp.shape[1] - KH) // stride + 1
    W = (xp.shape[2] - KW) // stride + 1
    out = np.zeros((len(x), H, W, O))
    for i in range(H):
        for j in range(W):
            patch = xp[0, i*stride:i*stride+KH, j*stride:j*stride+KW]
            for o in range(O):
                out[:, i, j, o] = (patch * kernels[..., o]).sum() + bias[o]
    return out
""",
    ),
    "conv_bias_and_flip": (
        "exercise11", "conv2d_forward", ("kernel-flipped", "bias-forgotten"),
        """
def conv2d_forward(x, kernels, bias, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    KH, KW, C, O = kernels.shape
    H = (xp.shape[1] - KH) // stride + 1
    W = (xp.shape[2] - KW) // stride + 1
    k = kernels[::-1, ::-1]
    out = np.zeros((len(x), H, W, O))
    for i in range(H):
        for j in range(W):
            patch = xp[:, i*stride:i*stride+KH, j*stride:j*stride+KW]
            out[:, i, j] = np.tensordot(patch, k, 3)
    return out
""",
    ),
    "conv_backward_bias_mean_flip": (
        "exercise11", "conv2d_backward",
        ("grad-x-kernel-flipped", "gradients-divided-by-n", "grad-bias-over-the-wrong-axes"),
        """
def conv2d_backward(grad_output, x, kernels, stride=1, padding=0):
    xp = np.pad(x, ((0, 0), (padding, padding), (padding, padding), (0, 0)))
    KH, KW = kernels.shape[:2]
    gx = np.zeros(xp.shape)
    gk = np.zeros(kernels.shape)
    for i in range(grad_output.shape[1]):
        for j in range(grad_output.shape[2]):
            r, c = slice(i*stride, i*stride+KH), slice(j*stride, j*stride+KW)
            g = grad_output[:, i, j]
            gx[:, r, c] += np.einsum("no,ijco->nijc", g, kernels[::-1, ::-1])
            gk += np.einsum("nijc,no->ijco", xp[:, r, c], g)
    return gx[:, padding:padding+x.shape[1], padding:padding+x.shape[2]], gk / len(x), grad_output.sum(axis=(0, 1))
""",
    ),
    "softmax_no_keepdims": (
        "exercise04", "softmax", ("keepdims",),
        """
def softmax(logits):
    e = np.exp(logits - logits.max(axis=1))
    return e / e.sum(axis=1)
""",
    ),
}  # fmt: skip
"""Name -> exercise, check, what is said of it (the main diagnosis first), the function."""
