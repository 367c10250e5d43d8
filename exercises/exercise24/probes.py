"""What the grader calls: classes as rows, scales, splits, texts, and images that may be flipped."""

import numpy as np

PLAIN = ("neige", "lune", "dog", "snow", "arbre", "river", "cloud", "pluie", "stone", "bird", "feu", "mer")
ACCENTED = ("été", "cœur", "garçon", "où", "âne", "forêt")
NUMBERED = ("42", "mp3", "1984", "3d", "h2o", "2x")
FLIP_CALLS = 16


def one_hot(module, rng):
    return {
        "all_classes": module.one_hot(labels(rng, 9, [0, 1, 2, 3]), 4),
        "last_class_absent": module.one_hot(labels(rng, 7, [0, 1, 2, 4]), 6),
        "first_class_absent": module.one_hot(labels(rng, 4, [1, 2, 4]), 5),
        "one_label": module.one_hot(labels(rng, 1, [int(rng.integers(1, 3))]), 5),
    }


def standardize(module, rng):
    constant, also_constant = columns(rng, 8, 5, 4)
    constant[:, 1] = rng.integers(3, 9)
    also_constant[:, 1] = constant[0, 1] + rng.permutation([-2.0, 0.0, 1.0, 3.0, 7.0])
    return {
        "plain": module.standardize(*columns(rng, 7, 5, 4)),
        "more_test_rows": module.standardize(*columns(rng, 6, 9, 5)),
        "constant_column": module.standardize(constant, also_constant),
        "one_test_row": module.standardize(*columns(rng, 7, 1, 3)),
    }


def split(module, rng):
    x, y = examples(rng, 60, (3,), ())
    few_x, few_y = examples(rng, 23, (4,), ())
    images, rows = examples(rng, 17, (3, 4, 2), (5,))
    seed, other_seed, *seeds = rng.integers(2**32, size=5).tolist()
    return {
        "first": module.split(x.copy(), y.copy(), fraction_of(rng, 38, 60), np.random.default_rng(seed)),
        "same_seed": module.split(x.copy(), y.copy(), 38 / 60, np.random.default_rng(seed)),
        "other_seed": module.split(x.copy(), y.copy(), 38 / 60, np.random.default_rng(other_seed)),
        "rounded_down": module.split(
            few_x.copy(), few_y.copy(), (14 + rng.uniform(0.1, 0.4)) / 23, np.random.default_rng(seeds[0])
        ),
        "rounded_up": module.split(
            few_x.copy(), few_y.copy(), (14 - rng.uniform(0.1, 0.4)) / 23, np.random.default_rng(seeds[1])
        ),
        "images": module.split(images, rows, fraction_of(rng, 11, 17), np.random.default_rng(seeds[2])),
    }


def tokenize(module, rng):
    return {
        "lower_case": module.tokenize(text(rng, [2, 4, 3])),
        "capitals": module.tokenize(text(rng, [3, 2, 5, 4], capitals=True)),
        "punctuation": module.tokenize(text(rng, [4, 6, 3], separators=(", ", "-", "'", "_", "... ", "  ", " (", "_"))),
        "empty_sentence": module.tokenize(text(rng, [3, 0, 5, 2], capitals=True)),
        "one_sentence": module.tokenize(text(rng, [5])),
    }


def augment_flip(module, rng):
    many, few, wide = pictures(rng, (401, 2, 3, 2)), pictures(rng, (5, 2, 3, 2)), pictures(rng, (4, 3, 7, 2))
    seed, other_seed, last_seed, *seeds = rng.integers(2**32, size=3 + FLIP_CALLS).tolist()
    return {
        "first": module.augment_flip(many.copy(), np.random.default_rng(seed)),
        "same_seed": module.augment_flip(many.copy(), np.random.default_rng(seed)),
        "other_seed": module.augment_flip(many.copy(), np.random.default_rng(other_seed)),
        "wide": module.augment_flip(wide, np.random.default_rng(last_seed)),
        **{f"few_{n}": module.augment_flip(few.copy(), np.random.default_rng(each)) for n, each in enumerate(seeds, 1)},
    }


def labels(rng, count, classes):
    """Integers (count,) of which each of these classes occurs."""
    return rng.permutation(np.resize(classes, count))


def columns(rng, rows, test_rows, width):
    """train and test; each column has a mean and a scale of its own, and the test set lies elsewhere."""
    means, scales = rng.uniform(2, 5, width) * rng.choice([-1, 1], width), rng.uniform(0.5, 3, width)
    shift = rng.uniform(0.5, 1, width) * scales
    return means + scales * rng.normal(0, 1, (rows, width)), means + shift + scales * rng.normal(
        0, 1, (test_rows, width)
    )


def examples(rng, count, shape, target_shape):
    """x (N, ...), y (N, ...): whole numbers, no two the same, so that each row can be found again."""
    sizes = [int(np.prod((count, *rest))) for rest in (shape, target_shape)]
    x, y = (rng.permutation(size).astype(float) for size in sizes)
    return x.reshape(count, *shape), y.reshape(count, *target_shape)


def fraction_of(rng, part, count):
    """A fraction of `count` examples that comes to about `part` of them."""
    return (part + rng.uniform(-0.3, 0.3)) / count


def pictures(rng, shape):
    """Images (N, H, W, C) in which no two numbers are the same."""
    return rng.permutation(int(np.prod(shape))).astype(float).reshape(shape)


def text(rng, lengths, *, capitals=False, separators=(" ",)):
    """Sentences of so many words; some words come back, and the longest sentence is not the first."""
    words = [*rng.choice(PLAIN, 4, replace=False), *rng.choice(ACCENTED, 2, replace=False)]
    words = rng.permutation([*words, *rng.choice(NUMBERED, 2, replace=False)]).tolist()
    total = sum(lengths)
    used = [words[place % len(words)] for place in range(total)]
    if total > 3:  # the second word comes back before other new ones
        used[3] = used[1]
    gaps = sum(length - 1 for length in lengths if length)
    between = iter(rng.permutation(np.resize(separators, gaps)).tolist())
    sentences, place = [], 0
    for length in lengths:
        sentence = "" if length else "?!"
        for n in range(length):
            word = used[place]
            if capitals and place % 3 != 1:
                word = word.upper() if place % 3 else word.capitalize()
            sentence += word + (next(between) if n < length - 1 else "")
            place += 1
        sentences.append(sentence)
    return sentences
