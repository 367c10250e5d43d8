"""What the grader calls: attention with and without a mask, with several heads, and the encoding of positions."""

import numpy as np

# name: axes in front, Tq, Tk, d, dv. All differ, so that no axis can be taken for another.
CASES = {
    "matrices": ((), 4, 5, 3, 6),
    "batch": ((3,), 5, 4, 6, 2),
    "batch_and_heads": ((3, 2), 4, 6, 7, 5),
    "batch_of_1": ((1,), 3, 5, 4, 2),
}
MASKED_CASES = {
    "mask": ((), 4, 5, 3, 6),
    "mask_for_a_batch": ((3,), 5, 7, 6, 2),
    "mask_for_heads": ((3, 2), 4, 6, 5, 7),
}
HEADS = {"two_heads": (3, 5, 8, 2), "three_heads": (2, 4, 15, 3), "one_head": (4, 3, 5, 1), "batch_of_1": (1, 5, 8, 4)}
"""N, T, D, heads."""
ENCODINGS = {"more_positions": (9, 6), "more_columns": (5, 14), "two_columns": (7, 2)}


def scaled_dot_product_attention(module, rng):
    results = {
        name: module.scaled_dot_product_attention(*queries_keys_values(rng, *sizes)) for name, sizes in CASES.items()
    }
    for name, (front, queries, keys, depth, width) in MASKED_CASES.items():
        q, k, v = queries_keys_values(rng, front, queries, keys, depth, width)
        allowed = backward_looking(queries, keys) if name == "mask_for_heads" else scattered(rng, queries, keys)
        results[name] = module.scaled_dot_product_attention(q, k, v, mask=allowed)
    return results


def multi_head_attention(module, rng):
    results = {}
    for name, (examples, steps, depth, heads) in HEADS.items():
        x = rng.normal(0, 1, (examples, steps, depth))
        parameters = tuple(rng.normal(0, 1.2, (4, depth, depth)) / np.sqrt(depth))
        results[name] = module.multi_head_attention(x, parameters, heads)
    return results


def positional_encoding(module, rng):
    longer = int(rng.integers(2, 5))
    results = {name: module.positional_encoding(length + longer, depth) for name, (length, depth) in ENCODINGS.items()}
    return {**results, "far_away": module.positional_encoding(int(rng.integers(60, 90)), 4)}


def queries_keys_values(rng, front, queries, keys, depth, width):
    """q (..., Tq, d), k (..., Tk, d), v (..., Tk, dv). The scores are a few units apart: weights of all sizes."""
    q, k = rng.normal(0, 1.2, (*front, queries, depth)), rng.normal(0, 1.2, (*front, keys, depth))
    return q, k, rng.normal(0, 1, (*front, keys, width))


def scattered(rng, queries, keys):
    """Each query may look at two keys or more, and not at all of them."""
    return rng.permuted(np.arange(keys) < np.arange(queries)[:, None] % (keys - 2) + 2, axis=1)


def backward_looking(queries, keys):
    """A query may look at the keys up to its own place; the last key is nobody's."""
    return np.tri(queries, keys, dtype=bool)
