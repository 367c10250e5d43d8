"""Loops and lists, character by character, one draw at a time."""

import math


def one_hot(labels, classes):
    return [[1 if label == k else 0 for k in range(classes)] for label in labels]


def standardize(train, test):
    scaled = [[0.0] * train.shape[1] for _ in train], [[0.0] * train.shape[1] for _ in test]
    for d in range(train.shape[1]):
        column = train[:, d].tolist()
        mean = sum(column) / len(column)
        deviation = math.sqrt(sum((value - mean) ** 2 for value in column) / len(column))
        if len(set(column)) == 1:
            deviation = 1.0
        for rows, old in zip(scaled, (train, test)):
            for n in range(len(old)):
                rows[n][d] = (old[n, d] - mean) / deviation
    return scaled


def split(x, y, fraction, rng):
    left = list(range(len(x)))
    train = [left.pop(int(rng.integers(len(left)))) for _ in range(round(fraction * len(x)))]
    return [x[n] for n in train], [y[n] for n in train], [x[n] for n in left], [y[n] for n in left]


def tokenize(sentences):
    vocabulary, rows = {}, []
    for sentence in sentences:
        row, word = [], ""
        for sign in sentence.lower() + " ":
            if sign.isalpha() or sign.isdigit():
                word += sign
            elif word:
                if word not in vocabulary:
                    vocabulary[word] = len(vocabulary) + 1
                row.append(vocabulary[word])
                word = ""
        rows.append(row)
    longest = max(len(row) for row in rows)
    return [row + [0] * (longest - len(row)) for row in rows], vocabulary


def augment_flip(images, rng):
    out = []
    for image in images:
        if rng.integers(2) == 1:
            image = [[row[w] for w in range(len(row) - 1, -1, -1)] for row in image]
        out.append(image)
    return [[[list(map(float, pixel)) for pixel in row] for row in image] for image in out]
