"""float32, dictionaries of words with regular expressions, sorting by random keys."""

import re
from collections import defaultdict

import numpy as np


def one_hot(labels, classes):
    return np.eye(classes, dtype="f4")[labels]


def standardize(train, test):
    train, test = train.astype("f4"), test.astype("f4")
    centred = train - train.mean(axis=0)
    deviation = np.linalg.norm(centred, axis=0) / np.sqrt(np.float32(len(train)))
    inverse = np.divide(1, deviation, out=np.ones_like(deviation), where=deviation != 0)
    return centred * inverse, (test - train.mean(axis=0)) * inverse


def split(x, y, fraction, rng):
    order = np.argsort(rng.random(len(x)))
    test, train = np.split(order, [len(x) - int(round(fraction * len(x)))])
    return x[train].astype("f4"), y[train].astype("f4"), x[test].astype("f4"), y[test].astype("f4")


def tokenize(sentences):
    vocabulary = defaultdict(lambda: len(vocabulary) + 1)
    rows = [[vocabulary[w] for w in re.split(r"[\W_]+", s.casefold()) if w] for s in sentences]
    ids = np.zeros((len(rows), max(map(len, rows))), dtype=np.int64)
    for n, row in enumerate(rows):
        for t in range(len(row)):
            ids[n, t] = row[t]
    return ids, dict(vocabulary)


def augment_flip(images, rng):
    coins = rng.uniform(-1, 1, size=len(images)).astype("f4")
    return np.stack([np.fliplr(image) if coin > 0 else image for image, coin in zip(images, coins)]).astype("f4")
