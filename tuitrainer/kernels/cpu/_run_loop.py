from __future__ import annotations
import numpy as np
from tuitrainer.kernels.backend import Array
from tuitrainer.kernels.cpu._jit import kernel
from tuitrainer.kernels.cpu.activations import backward, forward
from tuitrainer.kernels.cpu.dense import PLAIN, TRANSPOSED, product, input_gradient, sum_rows
from tuitrainer.kernels.cpu.losses import softmax_loss, sparse_softmax_loss, sigmoid_loss, squared_loss
from tuitrainer.kernels.cpu.optimizers import sgd, sgd_momentum, adam

@kernel
def part(buffer, start, rows, columns):
    return buffer[start:start+rows*columns].reshape(rows, columns)

@kernel
def train(sizes, codes, offsets, trainable, loss, optimizer, hyper, parameters, gradients, m, v, x, targets, labels, rows, ends, first_step, rates, out):
    layers = codes.size
    dtype = parameters.dtype
    most = 0
    start = 0
    for end in ends:
        most = max(most, end - start)
        start = end
    starts = np.empty(layers + 2, np.int64)
    starts[0] = 0
    for l in range(layers + 1):
        starts[l+1] = starts[l] + most * sizes[l]
    ys = np.empty(starts[-1], dtype)
    zs = np.empty(starts[-1], dtype)
    dys = np.empty(starts[-1], dtype)
    dzs = np.empty(starts[-1], dtype)
    Y = [part(ys, starts[l], most, sizes[l]) for l in range(layers+1)]
    Z = [part(zs, starts[l], most, sizes[l]) for l in range(layers+1)]
    DY = [part(dys, starts[l], most, sizes[l]) for l in range(layers+1)]
    DZ = [part(dzs, starts[l], most, sizes[l]) for l in range(layers+1)]
    W = [part(parameters, offsets[l], sizes[l], sizes[l+1]) for l in range(layers)]
    DW = [part(gradients, offsets[l], sizes[l], sizes[l+1]) for l in range(layers)]
    batch_targets = np.empty((most, targets.shape[1]), dtype)
    batch_labels = np.empty(most, np.int64)
    nothing = np.empty(0, dtype)
    start = 0
    for s in range(ends.size):
        n = ends[s] - start
        y = Y[0]
        for i in range(n):
            row = rows[start + i]
            if row < 0 or row >= x.shape[0]:
                raise IndexError("row")
            for j in range(sizes[0]): y[i, j] = x[row, j]
            if loss == 1:
                batch_labels[i] = labels[row]
            else:
                for j in range(targets.shape[1]): batch_targets[i, j] = targets[row, j]
        start = ends[s]
        for l in range(layers):
            a = sizes[l]
            b = sizes[l+1]
            w = offsets[l] + a*b
            product(Y[l][:n], PLAIN, W[l], parameters[w: w+b], Z[l+1][:n])
            f = starts[l+1]
            e = f+n*b
            forward(codes[l], b, zs[f:e], ys[f:e])
        p = Y[layers][:n]
        dp = DY[layers][:n]
        if loss == 0: value = softmax_loss(p, batch_targets[:n], dp)
        elif loss == 1: value = sparse_softmax_loss(p, batch_labels[:n], dp)
        elif loss == 2: value = sigmoid_loss(p, batch_targets[:n], dp)
        else: value = squared_loss(p, batch_targets[:n], dp)
        out[s] = value
        for l in range(layers - 1, -1, -1):
            a = sizes[l]
            b = sizes[l+1]
            w = offsets[l]+a*b
            f = starts[l+1]
            e = f+n*b
            d = DZ[l+1][:n]
            backward(codes[l],b, zs[f:e],ys[f:e],dys[f:e],dzs[f:e])
            product(Y[l][:n], TRANSPOSED, d, nothing, DW[l])
            sum_rows(d, gradients[w:w+b])
            if l > 0: input_gradient(d, W[l], nothing, DY[l][:n])
        for l in range(layers):
            if trainable[l]:
                lo = offsets[l]; hi = lo + (sizes[l]+1)*sizes[l+1]
                if optimizer == 0: sgd(parameters[lo:hi], gradients[lo:hi], rates[s])
                elif optimizer == 1: sgd_momentum(parameters[lo:hi], gradients[lo:hi], m[lo:hi], rates[s], hyper[0], hyper[1] != 0)
                else: adam(parameters[lo:hi], gradients[lo:hi], m[lo:hi], v[lo:hi], first_step + s, rates[s], hyper[0], hyper[1], hyper[2])
