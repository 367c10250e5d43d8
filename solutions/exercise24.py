"""Data as tensors: the reference solution of exercise24."""

import re

import numpy as np


def one_hot(labels, classes):
    """(N,) integers from 0 to classes - 1 -> (N, K): a 1 in the column of each label, 0 elsewhere."""
    rows = np.zeros((len(labels), classes))
    rows[np.arange(len(labels)), labels] = 1
    return rows


def standardize(train, test):
    """(N, D), (M, D) -> both on the scale of the training set: there, each column has mean 0 and deviation 1."""
    mean, deviation = train.mean(axis=0), train.std(axis=0)
    # Asked of the values: rounding may leave 1e-17 instead of 0 as the deviation of a constant column.
    constant = train.max(axis=0) == train.min(axis=0)
    scale = np.where(constant, 1, deviation)
    return (train - mean) / scale, (test - mean) / scale


def split(x, y, fraction, rng):
    """The same random order for x and for y, cut in two."""
    order = rng.permutation(len(x))
    count = round(fraction * len(x))
    train, test = order[:count], order[count:]
    return x[train], y[train], x[test], y[test]


def tokenize(sentences):
    """Texts -> (N, longest) numbers of words, 0 where a sentence has ended, and the vocabulary word -> number."""
    vocabulary = {}
    rows = []
    for sentence in sentences:
        words = re.findall(r"[^\W_]+", sentence.lower())  # \w is a letter, a digit or _
        # setdefault gives the number of a known word, and a new word the next number.
        rows.append([vocabulary.setdefault(word, len(vocabulary) + 1) for word in words])

    ids = np.zeros((len(rows), max(len(row) for row in rows)), dtype=int)
    for place, row in enumerate(rows):
        ids[place, : len(row)] = row
    return ids, vocabulary


def augment_flip(images, rng):
    """(N, H, W, C) -> (N, H, W, C): for each image a coin is tossed, and left and right change places or not."""
    flipped = rng.random(len(images)) < 0.5
    return np.where(flipped[:, None, None, None], images[:, :, ::-1], images)
