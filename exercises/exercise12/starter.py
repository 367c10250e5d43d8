"""exercise12: max pooling, the sizes of tensors, and AlexNet layer by layer.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise12
The statement: tuitrainer show exercise12     A hint: tuitrainer hint exercise12
"""

import numpy as np  # noqa: F401


def max_pool2d_forward(x, size, stride):
    """Keep the largest number of each window, in each channel by itself.

    x: array (N, H, W, C), the images. size: height and width of the window. stride: by how many pixels it moves.
    No padding; windows that would hang over the edge do not count.
    Returns an array (N, H_out, W_out, C), H_out = (H - size) // stride + 1 and W_out likewise.
    """
    raise NotImplementedError


def max_pool2d_backward(grad_output, x, size, stride):
    """The gradient of the loss with respect to the images.

    grad_output: array (N, H_out, W_out, C), the gradient with respect to what max_pool2d_forward returned.
    x, size, stride: as they were passed to max_pool2d_forward.
    Of several equal maxima in a window the first one counts: the topmost row, and in it the leftmost.
    Returns an array (N, H, W, C).
    """
    raise NotImplementedError


def conv_output_size(n, kernel, stride, padding):
    """The height (or width) of what a convolution or a pooling layer makes of n pixels.

    n: pixels in that direction. kernel: size of the kernel or window. stride: by how many pixels it moves.
    padding: zeros at each of the two ends. Returns an integer.
    """
    raise NotImplementedError


def conv_parameters(kernel, channels_in, channels_out):
    """How many numbers a convolution layer learns: its kernels (kernel, kernel, channels_in, channels_out), its biases.

    Returns an integer.
    """
    raise NotImplementedError


def alexnet_shapes():
    """The layers of AlexNet in order, with the shape of what each one hands on for a single image.

    Returns a list of 12 pairs (name, shape): ("input", (227, 227, 3)) first, then conv1, pool1, conv2, pool2, conv3,
    conv4, conv5, pool3, each (height, width, channels), and at the end fc1, fc2, fc3, each (neurons,).
    """
    raise NotImplementedError
