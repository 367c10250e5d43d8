"""exercise24: data as tensors: classes, scales, a split, words and flipped images.

Replace each `raise NotImplementedError` with your code, then:  tuitrainer grade exercise24
The statement: tuitrainer show exercise24     A hint: tuitrainer hint exercise24
"""

import numpy as np  # noqa: F401


def one_hot(labels, classes):
    """A row for each label.

    labels: array (N,) of integers from 0 to classes - 1; not every class need occur. classes: their number K.
    Returns an array (N, K): in row n a 1 in the column labels[n], 0 elsewhere.
    """
    raise NotImplementedError


def standardize(train, test):
    """Bring both sets to the scale of the training set.

    train: array (N, D). test: array (M, D). Mean and deviation (square root of the mean squared distance from the mean)
    are those of each column of train. Columns that are constant in train are divided by 1.
    Returns the new train (N, D) and the new test (M, D).
    """
    raise NotImplementedError


def split(x, y, fraction, rng):
    """Deal the examples out to a training set and a test set at random.

    x: array (N, ...). y: array (N, ...), what belongs to each row of x. fraction: how much of it is for training.
    rng: numpy.random.Generator, the only source of chance.
    Returns x_train, y_train, x_test, y_test; round(fraction * N) examples are for training, all others for the test.
    """
    raise NotImplementedError


def tokenize(sentences):
    """Number the words.

    sentences: a list of N texts. Words are the longest runs of letters or digits, in lower case.
    Returns ids, an integer array (N, longest) of the words' numbers, filled up at the end of each row with 0, and the
    vocabulary, a dictionary word -> number; the first word that appears is 1, the next new one 2, and so on.
    """
    raise NotImplementedError


def augment_flip(images, rng):
    """Exchange left and right in some of the images.

    images: array (N, H, W, C). rng: numpy.random.Generator; it decides for each image by itself, with probability 1/2.
    Returns a new array (N, H, W, C), the images in the same order.
    """
    raise NotImplementedError
