"""The same verbs in Numba: compiled at their first call. Read `reference` first."""

from tuitrainer.kernels.cpu.activations import (
    activation,
    activation_gradient,
)
from tuitrainer.kernels.cpu.arrays import (
    add,
    add_bias,
    copy_columns,
    empty,
    from_numpy,
    gather,
    scatter,
    set_columns,
    to_numpy,
)
from tuitrainer.kernels.cpu.attention import (
    attention_forward,
    attention_gradient,
)
from tuitrainer.kernels.cpu.convolution import (
    conv2d_forward,
    conv2d_input_gradient,
    conv2d_kernels_gradient,
)
from tuitrainer.kernels.cpu.dense import (
    bias_gradient,
    dense_forward,
    dense_input_gradient,
    dense_weights_gradient,
)
from tuitrainer.kernels.cpu.display import (
    block_means,
    magnitude_histogram,
    norm,
)
from tuitrainer.kernels.cpu.embedding import (
    embedding_forward,
    embedding_gradient,
)
from tuitrainer.kernels.cpu.losses import (
    mean_squared_error,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from tuitrainer.kernels.cpu.noise import (
    dropout,
    gaussian_noise,
)
from tuitrainer.kernels.cpu.normalization import (
    batch_norm_forward,
    batch_norm_gradient,
    batch_statistics,
    layer_norm_forward,
    layer_norm_gradient,
    move_average,
)
from tuitrainer.kernels.cpu.optimizers import (
    adabound_update,
    adadelta_update,
    adagrad_update,
    adam_update,
    adamax_update,
    clip,
    clip_norm,
    momentum_update,
    nadam_update,
    penalty,
    rmsprop_update,
    scale,
    sgd_update,
)
from tuitrainer.kernels.cpu.pooling import (
    average_pool_forward,
    average_pool_input_gradient,
    max_pool_forward,
    max_pool_input_gradient,
    upsample_forward,
    upsample_input_gradient,
)
from tuitrainer.kernels.cpu.recording import (
    record,
)
from tuitrainer.kernels.cpu.recurrent import (
    gru_forward,
    gru_gradient,
    lstm_forward,
    lstm_gradient,
    simple_rnn_forward,
    simple_rnn_gradient,
)
from tuitrainer.kernels.cpu.run_loop import (
    can_run,
    prepare_loop,
)

NAME = "cpu"

__all__ = [
    "NAME",
    "activation",
    "activation_gradient",
    "adabound_update",
    "adadelta_update",
    "adagrad_update",
    "adam_update",
    "adamax_update",
    "add",
    "add_bias",
    "attention_forward",
    "attention_gradient",
    "average_pool_forward",
    "average_pool_input_gradient",
    "batch_norm_forward",
    "batch_norm_gradient",
    "batch_statistics",
    "bias_gradient",
    "block_means",
    "can_run",
    "clip",
    "clip_norm",
    "conv2d_forward",
    "conv2d_input_gradient",
    "conv2d_kernels_gradient",
    "copy_columns",
    "dense_forward",
    "dense_input_gradient",
    "dense_weights_gradient",
    "dropout",
    "embedding_forward",
    "embedding_gradient",
    "empty",
    "from_numpy",
    "gather",
    "gaussian_noise",
    "gru_forward",
    "gru_gradient",
    "layer_norm_forward",
    "layer_norm_gradient",
    "lstm_forward",
    "lstm_gradient",
    "magnitude_histogram",
    "max_pool_forward",
    "max_pool_input_gradient",
    "mean_squared_error",
    "momentum_update",
    "move_average",
    "nadam_update",
    "norm",
    "penalty",
    "prepare_loop",
    "record",
    "rmsprop_update",
    "scale",
    "scatter",
    "set_columns",
    "sgd_update",
    "sigmoid_cross_entropy",
    "simple_rnn_forward",
    "simple_rnn_gradient",
    "softmax_cross_entropy",
    "sparse_softmax_cross_entropy",
    "to_numpy",
    "upsample_forward",
    "upsample_input_gradient",
]
