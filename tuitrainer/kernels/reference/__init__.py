"""The backend that defines every verb: plain NumPy, the obvious formula. Read it to learn; it judges the others."""

from tuitrainer.kernels.reference.activations import (
    activation,
    activation_gradient,
)
from tuitrainer.kernels.reference.arrays import (
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
from tuitrainer.kernels.reference.attention import (
    attention_forward,
    attention_gradient,
)
from tuitrainer.kernels.reference.convolution import (
    conv2d_forward,
    conv2d_input_gradient,
    conv2d_kernels_gradient,
)
from tuitrainer.kernels.reference.dense import (
    bias_gradient,
    dense_forward,
    dense_input_gradient,
    dense_weights_gradient,
)
from tuitrainer.kernels.reference.display import (
    block_means,
    magnitude_histogram,
    norm,
)
from tuitrainer.kernels.reference.embedding import (
    embedding_forward,
    embedding_gradient,
)
from tuitrainer.kernels.reference.losses import (
    mean_squared_error,
    sigmoid_cross_entropy,
    softmax_cross_entropy,
    sparse_softmax_cross_entropy,
)
from tuitrainer.kernels.reference.noise import (
    dropout,
    gaussian_noise,
)
from tuitrainer.kernels.reference.normalization import (
    batch_norm_forward,
    batch_norm_gradient,
    batch_statistics,
    layer_norm_forward,
    layer_norm_gradient,
    move_average,
)
from tuitrainer.kernels.reference.optimizers import (
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
from tuitrainer.kernels.reference.pooling import (
    average_pool_forward,
    average_pool_input_gradient,
    max_pool_forward,
    max_pool_input_gradient,
    upsample_forward,
    upsample_input_gradient,
)
from tuitrainer.kernels.reference.recording import (
    record,
)
from tuitrainer.kernels.reference.recurrent import (
    gru_forward,
    gru_gradient,
    lstm_forward,
    lstm_gradient,
    simple_rnn_forward,
    simple_rnn_gradient,
)
from tuitrainer.kernels.reference.run_loop import (
    can_run,
    prepare_loop,
)

NAME = "reference"

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
