"""A split and a flip are random: these judges ask which examples went where, and what became of each image."""

from math import sqrt

import numpy as np

DEVIATIONS = 6.5
"""Standard deviations from the expected number that chance alone does not reach: twice in 10^10 gradings."""


def judge_split(got, expected, inputs):  # noqa: ARG001
    parts = {}
    for (case, returned), call in zip(got.items(), inputs, strict=True):
        x, y = call.arguments["x"], call.arguments["y"]
        rows_of_x, rows_of_y = rows_by_value(x), rows_by_value(y)
        x_train, y_train, x_test, y_test = (np.asarray(part, dtype=float) for part in returned)
        found = [places(part, rows) for part, rows in ((x_train, rows_of_x), (x_test, rows_of_x))]
        found_y = [places(part, rows) for part, rows in ((y_train, rows_of_y), (y_test, rows_of_y))]
        if None in (*found, *found_y):
            return "split-values-changed"
        train, test = found
        if set(train) & set(test):
            return "split-test-seen-in-training"
        if len({*train, *test}) < len(x):
            return "split-rows-repeated"
        if found != found_y:
            return "split-pairs-broken"
        parts[case] = (train, test)
    return chance_of_split(parts)


def chance_of_split(parts):
    """Whether chance decided, and whether it came from rng."""
    first, _test = parts["first"]
    if parts["first"] != parts["same_seed"]:
        return "split-not-from-rng"
    count = len(first)
    total = count + len(_test)
    for whole in (range(count), range(total - count, total)):
        if first == list(whole) or first == list(whole)[::-1]:
            return "split-unshuffled"
        if set(first) == set(whole):
            return "split-shuffled-after-the-cut"
    if parts["first"] == parts["other_seed"]:
        return "split-same-for-every-seed"
    return None


def rows_by_value(array):
    """The first number of each row -> the row's place and the row."""
    flat = array.reshape(len(array), -1)
    return {float(row[0]): (place, row) for place, row in enumerate(flat)}


def places(part, rows):
    """Which row of the original each row is; None where one is none of them."""
    found = []
    for row in part.reshape(len(part), -1):
        place, original = rows.get(float(row[0]), (None, None))
        if place is None or not np.array_equal(row, original):
            return None
        found.append(place)
    return found


def judge_augment_flip(got, expected, inputs):  # noqa: ARG001
    tossed = {}
    for (case, returned), call in zip(got.items(), inputs, strict=True):
        images = call.arguments["images"]
        pictures = np.asarray(returned, dtype=float)
        tossed[case] = which(pictures, images, images[:, :, ::-1])
        if tossed[case] is None:
            return elsewhere(pictures, images)
    return chance_of_flip(tossed)


def chance_of_flip(tossed):
    """Whether a fair coin was tossed for each image, by rng."""
    if tossed["first"] != tossed["same_seed"]:
        return "flip-not-from-rng"
    every = [coin for coins in tossed.values() for coin in coins]
    if not any(every):
        return "flip-never"
    if all(every):
        return "flip-always"
    if all(len(set(coins)) == 1 for coins in tossed.values()):
        return "flip-one-coin-for-all"
    if tossed["first"] == tossed["other_seed"]:
        return "flip-same-for-every-seed"
    coins = [*tossed["first"], *tossed["other_seed"]]
    beyond = sum(coins) - len(coins) / 2
    if abs(beyond) > DEVIATIONS * sqrt(len(coins)) / 2:
        return "flip-other-probability"
    return None


def which(returned, images, changed):
    """For each image whether it is the changed one; None where one is neither that nor the original."""
    axes = tuple(range(1, images.ndim))
    same, other = (returned == images).all(axis=axes), (returned == changed).all(axis=axes)
    return other.tolist() if (same | other).all() else None


def elsewhere(returned, images):
    """What was done in place of a flip from left to right."""
    if which(returned, images, images[:, ::-1]) is not None:
        return "flip-up-down"
    if which(returned, images, images[:, ::-1, ::-1]) is not None:
        return "flip-both-ways"
    if any(which(returned, images, other) is not None for other in (images[..., ::-1], images[:, :, ::-1, ::-1])):
        return "flip-channels"
    rows, original_rows = (np.concatenate(list(array)) for array in (returned, images))
    if which(rows, original_rows, original_rows[:, ::-1]) is not None:
        return "flip-row-by-row"
    if sorted(map(either_way, returned)) == sorted(map(either_way, images)):
        return "flip-images-exchanged"
    same_pixels = np.array_equal(np.sort(returned, axis=2), np.sort(images, axis=2))
    return "flip-columns-shuffled" if same_pixels else "flip-pixels-changed"


def either_way(image):
    """The same for an image and its mirror image."""
    return min(image.ravel().tolist(), image[:, ::-1].ravel().tolist())
