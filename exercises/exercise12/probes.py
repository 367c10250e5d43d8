"""What the grader calls: max pooling there and back, sizes and parameter counts of layers, AlexNet's table."""

import numpy as np

# name: images (N, H, W, C), size, stride. The sides of an array all differ, the output's too.
CASES = {
    "side_by_side": ((4, 6, 10, 3), 2, 2),
    "left_over": ((3, 5, 9, 4), 2, 2),  # the last row and column lie under no window
    "overlapping": ((6, 7, 10, 5), 3, 2),
    "gaps": ((4, 8, 13, 3), 2, 3),  # some rows and columns between the windows lie under none
    "stride_1": ((3, 4, 6, 5), 3, 1),
    "as_tall_as_the_image": ((3, 4, 11, 5), 4, 3),
    "batch_of_1": ((1, 5, 7, 4), 2, 2),
}


def max_pool2d_forward(module, rng):
    results = {name: module.max_pool2d_forward(spread(rng, shape), *how) for name, (shape, *how) in CASES.items()}
    negative = spread(rng, (3, 5, 7, 4)) - 4
    return {**results, "all_negative": module.max_pool2d_forward(negative, 3, 2)}


def max_pool2d_backward(module, rng):
    results = {}
    for name, (shape, size, stride) in CASES.items():
        grad_output = rng.normal(0, 1, output_shape(shape, size, stride))
        results[name] = module.max_pool2d_backward(grad_output, spread(rng, shape), size, stride)
    shape = (3, 7, 9, 4)
    equal = rng.integers(0, 3, shape).astype(float)  # three values only: nearly every window has several maxima
    results["equal_maxima"] = module.max_pool2d_backward(rng.normal(0, 1, output_shape(shape, 3, 2)), equal, 3, 2)
    return results


def conv_output_size(module, rng):
    return {
        "divides_evenly": module.conv_output_size(*sizes(rng, stride=3, left_over=0, padding=0)),
        "one_left_over": module.conv_output_size(*sizes(rng, stride=4, left_over=1, padding=0)),
        "nearly_one_more": module.conv_output_size(*sizes(rng, stride=4, left_over=3, padding=0)),
        "padding": module.conv_output_size(*sizes(rng, stride=1, left_over=0, padding=2)),
        "stride_and_padding": module.conv_output_size(*sizes(rng, stride=3, left_over=1, padding=4)),
        "stride_1": module.conv_output_size(*sizes(rng, stride=1, left_over=0, padding=0)),
    }


def conv_parameters(module, rng):
    return {
        "widening": module.conv_parameters(5, int(rng.integers(6, 10)), int(rng.integers(12, 40))),
        "narrowing": module.conv_parameters(3, int(rng.integers(12, 40)), int(rng.integers(6, 10))),
        "kernel_1": module.conv_parameters(1, int(rng.integers(12, 40)), int(rng.integers(6, 10))),
    }


def alexnet_shapes(module, rng):  # noqa: ARG001
    return {"layers": module.alexnet_shapes()}


def spread(rng, shape):
    """Numbers from -3 to 3, no two of them nearly the same: which is the largest is never in doubt."""
    return rng.permutation(np.linspace(-3, 3, int(np.prod(shape)))).reshape(shape)


def output_shape(images, size, stride):
    """(N, H_out, W_out, C)."""
    count, height, width, channels = images
    return count, (height - size) // stride + 1, (width - size) // stride + 1, channels


def sizes(rng, stride, left_over, padding):
    """(n, kernel, stride, padding) such that so many pixels are left over."""
    kernel, moves = int(rng.integers(5, 10)), int(rng.integers(8, 40))
    return moves * stride + kernel - 2 * padding + left_over, kernel, stride, padding
