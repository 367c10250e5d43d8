"""Masks and NumPy's own functions; results that are boolean, of int8, in lists."""

import itertools

import numpy as np


def one_hot(labels, classes):
    return labels[:, None] == np.arange(classes)


def standardize(train, test):
    scale = np.sqrt(((train - train.mean(0)) ** 2).mean(0))
    scale[scale < 1e-12] = 1
    return [(train - train.mean(0)) / scale, (test - train.mean(0)) / scale]


def split(x, y, fraction, rng):
    chosen = np.zeros(len(x), bool)
    chosen[rng.choice(len(x), int(fraction * len(x) + 0.5), replace=False)] = True
    return x[chosen], y[chosen], x[~chosen], y[~chosen]


def tokenize(sentences):
    words = [
        ["".join(group) for is_word, group in itertools.groupby(sentence.lower(), str.isalnum) if is_word]
        for sentence in sentences
    ]
    vocabulary = {word: n for n, word in enumerate(dict.fromkeys(itertools.chain.from_iterable(words)), 1)}
    ids = [[vocabulary[word] for word in sentence] for sentence in words]
    return np.array(list(itertools.zip_longest(*ids, fillvalue=0)), dtype=np.int32).T, vocabulary


def augment_flip(images, rng):
    out = images.copy()
    flipped = rng.permutation(np.flatnonzero(rng.choice([True, False], len(images))))
    out[flipped] = np.flip(images[flipped], axis=2)
    return out
