"""The summary: numbers that are known, and a table that fits a terminal of 80 columns."""

from __future__ import annotations

import pytest

from tuitrainer.nn import Network, layers
from tuitrainer.nn.architecture import build_architecture
from tuitrainer.nn.summary import show_count, show_shape, summarize


def test_iris() -> None:
    made = [layers.Dense(32, "relu"), layers.Dense(16, "relu"), layers.Dense(3)]
    summary = summarize(build_architecture(made, (4,)))
    assert [row.parameters for row in summary.rows] == [160, 528, 51]
    assert [row.output_shape for row in summary.rows] == [(32,), (16,), (3,)]
    assert (summary.total, summary.trainable, summary.non_trainable) == (739, 739, 0)


def test_frozen_parameters_are_not_trainable() -> None:
    network = Network([layers.Dense(32), layers.Dense(3)], (4,), backend="reference")
    network.parameters[0].trainable = False
    summary = summarize(network.architecture, network.frozen())
    assert (summary.trainable, summary.non_trainable) == (32 + 99, 128)


def test_text(capsys: pytest.CaptureFixture[str]) -> None:
    made = [layers.Flatten(), layers.Dense(512, "relu"), layers.Dense(10), layers.Activation("softmax")]
    network = Network(made, (28, 28, 1), backend="reference")
    lines: list[str] = []
    network.summary(print_fn=lines.append)
    network.summary()
    assert capsys.readouterr().out == lines[0] + "\n"
    assert lines[0].splitlines() == [
        "Layer (type)                   Output shape                           Parameters",
        "================================================================================",
        "0.flatten (Flatten)            (None, 784)                                     0",
        "1.dense (Dense)                (None, 512)                               401 920",
        "2.dense (Dense)                (None, 10)                                  5 130",
        "3.activation (Activation)      (None, 10)                                      0",
        "--------------------------------------------------------------------------------",
        "Total parameters: 407 050",
        "Trainable parameters: 407 050",
        "Non-trainable parameters: 0",
    ]


def test_layers_inside_layers_and_layers_that_stand_twice() -> None:
    """The column of the outermost layers adds up to the total: what is shared counts at its first place."""
    inner = layers.Conv2D(4, 3, padding="same")
    block = layers.Residual([inner, layers.BatchNorm(), layers.Residual([inner])])
    made = [
        layers.Residual([layers.Conv2D(4, 3, padding="same")], layers.Conv2D(4, 1)),
        layers.Branches([block], [layers.Flatten(), layers.Reshape([4, 4, -1])]),
        layers.Conv2D(4, 1),
        block,
    ]
    summary = summarize(build_architecture(made, (4, 4, 1)))
    assert str(summary).splitlines()[2:] == [
        "0.residual (Residual)          (None, 4, 4, 4)                                48",
        "  0.conv2d (Conv2D)            (None, 4, 4, 4)                                40",
        "  shortcut.0.conv2d (Conv2D)   (None, 4, 4, 4)                                 8",
        "1.branches (Branches)          (None, 4, 4, 8)                               164",
        "  0.0.residual (Residual)      (None, 4, 4, 4)                               164",
        "    0.conv2d (Conv2D)          (None, 4, 4, 4)                               148",
        "    1.batch_norm (BatchNorm)   (None, 4, 4, 4)                                16",
        "    2.residual (Residual)      (None, 4, 4, 4)                                 0",
        "      0.conv2d (Conv2D)        (None, 4, 4, 4)                            shared",
        "  1.0.flatten (Flatten)        (None, 64)                                      0",
        "  1.1.reshape (Reshape)        (None, 4, 4, 4)                                 0",
        "2.conv2d (Conv2D)              (None, 4, 4, 4)                                36",
        "3.residual (Residual)          (None, 4, 4, 4)                            shared",
        "--------------------------------------------------------------------------------",
        "Total parameters: 248",
        "Trainable parameters: 240",
        "Non-trainable parameters: 8",
        "Shared: 1.branches.0.0.residual.2.residual.0.conv2d = 1.branches.0.0.residual.0.conv2d",
        "Shared: 3.residual = 1.branches.0.0.residual",
    ]
    assert sum(row.parameters for row in summary.rows if not row.outer) == summary.total == 248
    assert summary.rows[8].outer == ("1.branches", "1.branches.0.0.residual", "1.branches.0.0.residual.2.residual")


def test_layers_that_are_frozen_before_there_is_a_network() -> None:
    made = [layers.Dense(32), layers.Residual([layers.Dense(32), layers.BatchNorm()])]
    made[1].trainable = False
    summary = summarize(build_architecture(made, (4,)))
    assert (summary.trainable, summary.non_trainable) == (160, 32 * 33 + 4 * 32)
    network = Network(made, (4,), backend="reference")
    assert summarize(network.architecture, network.frozen()) == summary
    network.trainable = True
    assert summarize(network.architecture, network.frozen()).non_trainable == 64


def test_long_shapes_are_cut() -> None:
    made = [layers.Reshape([1] * 40)]
    text = str(summarize(build_architecture(made, (1,))))
    assert max(map(len, text.splitlines())) == 80
    assert "..." in text


def test_shapes_and_counts() -> None:
    assert show_shape((4,)) == "(None, 4)"
    assert show_shape((28, 28, 1)) == "(None, 28, 28, 1)"
    assert show_count(1234567) == "1 234 567"
