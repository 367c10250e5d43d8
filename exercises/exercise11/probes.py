"""What the grader calls: the convolution and its gradients, with and without stride and padding."""

# name: images (N, H, W, C_in), kernel (KH, KW), C_out, options. The sides of an array all differ, the output's too, and
# wherever there is a stride, rows and columns are left over.
CASES = {
    "plain": ((4, 7, 9, 5), (3, 2), 6, {}),
    "padding_1": ((3, 5, 7, 4), (3, 2), 6, {"padding": 1}),
    "padding_2": ((2, 4, 6, 5), (3, 2), 4, {"padding": 2}),
    "stride_2": ((3, 6, 9, 5), (3, 2), 6, {"stride": 2}),
    "stride_3": ((4, 8, 9, 5), (3, 2), 6, {"stride": 3}),  # wider than the kernel: some columns lie under no window
    "stride_3_padding_1": ((4, 8, 10, 3), (5, 4), 6, {"stride": 3, "padding": 1}),
    "batch_of_1": ((1, 5, 7, 4), (3, 2), 5, {}),
    "as_tall_as_the_image": ((3, 4, 6, 5), (4, 2), 7, {}),
}


def conv2d_forward(module, rng):
    results = {}
    for name, (images, kernel, channels_out, options) in CASES.items():
        x, kernels = rng.normal(0, 1, images), rng.normal(0, 1, (*kernel, images[3], channels_out))
        bias = rng.choice([-1, 1], channels_out) * rng.uniform(0.5, 1.5, channels_out)
        results[name] = module.conv2d_forward(x, kernels, bias, **options)
    return results


def conv2d_backward(module, rng):
    results = {}
    for name, (images, kernel, channels_out, options) in CASES.items():
        x, kernels = rng.normal(0, 1, images), rng.normal(0, 1, (*kernel, images[3], channels_out))
        grad_output = rng.normal(0, 1, output_shape(images, kernel, channels_out, **options))
        results[name] = module.conv2d_backward(grad_output, x, kernels, **options)
    return results


def output_shape(images, kernel, channels_out, stride=1, padding=0):
    """(N, H_out, W_out, C_out)."""
    height, width = ((n + 2 * padding - k) // stride + 1 for n, k in zip(images[1:3], kernel, strict=True))
    return images[0], height, width, channels_out
