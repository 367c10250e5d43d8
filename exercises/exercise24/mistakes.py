"""Wrong versions of exercise24's functions, each a mistake that students make. A tuple holds several forms of one."""

import re
import unicodedata
from collections import Counter

import numpy as np

# -- one_hot -----------------------------------------------------------------------------------------------------------


def _one_hot(labels, classes, on=1.0, off=0.0):
    rows = np.full((len(labels), classes), off)
    rows[np.arange(len(labels)), labels] = on
    return rows


def _counted_from_1(labels, classes):
    return _one_hot(labels - 1, classes)


def _one_to_the_right(labels, classes):
    return _one_hot((labels + 1) % classes, classes)


def _a_column_more(labels, classes):
    return _one_hot(labels, classes + 1)


one_hot_shifted = (_counted_from_1, _one_to_the_right, _a_column_more)


def _as_many_as_the_largest(labels, classes):
    return _one_hot(labels, labels.max() + 1)


def _as_many_as_occur(labels, classes):
    different = np.unique(labels)
    return _one_hot(np.searchsorted(different, labels), len(different))


def _in_order_of_appearance(labels, classes):
    order = list(dict.fromkeys(labels.tolist()))
    return _one_hot(np.array([order.index(label) for label in labels]), len(order))


one_hot_classes_ignored = (_as_many_as_the_largest, _as_many_as_occur, _in_order_of_appearance)


def one_hot_transposed(labels, classes):
    return _one_hot(labels, classes).T


def _whole_columns(labels, classes):
    rows = np.zeros((len(labels), classes))
    rows[:, labels] = 1
    return rows


one_hot_whole_columns = _whole_columns


def one_hot_label_written(labels, classes):
    return _one_hot(labels, classes) * labels[:, None]


def _ones_and_zeros_swapped(labels, classes):
    return _one_hot(labels, classes, 0.0, 1.0)


def _minus_1(labels, classes):
    return _one_hot(labels, classes, 1.0, -1.0)


one_hot_other_values = (_ones_and_zeros_swapped, _minus_1)


def _all_up_to_it(labels, classes):
    return (np.arange(classes) <= labels[:, None]) * 1.0


def _all_before_it(labels, classes):
    return (np.arange(classes) < labels[:, None]) * 1.0


one_hot_several_ones = (_all_up_to_it, _all_before_it)


def _summed(labels, classes):
    return _one_hot(labels, classes).sum(axis=0)


def _last_row(labels, classes):
    return _one_hot(labels, classes)[-1]


one_hot_one_row = (_summed, _last_row)


def one_hot_first_class_dropped(labels, classes):
    return _one_hot(labels, classes)[:, 1:]


# -- standardize -------------------------------------------------------------------------------------------------------


def _scale(deviation):
    return np.where(deviation == 0, 1, deviation)


def _moved(train, test, mean, scale, test_mean=None, test_scale=None):
    test_mean, test_scale = mean if test_mean is None else test_mean, scale if test_scale is None else test_scale
    return (train - mean) / scale, (test - test_mean) / test_scale


def _own_statistics(train, test):
    return _moved(train, test, train.mean(0), _scale(train.std(0)), test.mean(0), _scale(test.std(0)))


def _joint_statistics(train, test):
    both = np.concatenate([train, test])
    return _moved(train, test, both.mean(0), _scale(both.std(0)))


def _statistics_of_test(train, test):
    return _moved(train, test, test.mean(0), _scale(test.std(0)))


def _own_mean_for_test(train, test):
    return _moved(train, test, train.mean(0), _scale(train.std(0)), test.mean(0))


def _own_deviation_for_test(train, test):
    return _moved(train, test, train.mean(0), _scale(train.std(0)), None, _scale(test.std(0)))


def _own_statistics_divided_by_0(train, test):
    return _moved(train, test, train.mean(0), train.std(0), test.mean(0), test.std(0))


_own_statistics_divided_by_0.also = ("standardize-divided-by-0",)


standardize_leak = (
    _own_statistics_divided_by_0,
    _own_statistics,
    _joint_statistics,
    _statistics_of_test,
    _own_mean_for_test,
    _own_deviation_for_test,
)


def _divided_by(deviation):
    """Two forms: constant columns divided by 1, or by 0 as well."""

    def guarded(train, test):
        return _moved(train, test, train.mean(0), _scale(deviation(train)))

    def unguarded(train, test):
        return _moved(train, test, train.mean(0), deviation(train))

    unguarded.also = ("standardize-divided-by-0",)
    return guarded, unguarded


standardize_n_minus_1 = _divided_by(lambda train: train.std(0, ddof=1))
standardize_by_variance = _divided_by(lambda train: train.var(0))


def _whole_table(train, test):
    return _moved(train, test, train.mean(), train.std())


def _mean_of_whole_table(train, test):
    return _moved(train, test, train.mean(), _scale(train.std(0)))


def _deviation_of_whole_table(train, test):
    return _moved(train, test, train.mean(0), train.std())


standardize_one_scale_for_all = (_whole_table, _mean_of_whole_table, _deviation_of_whole_table)


def _each_row(train, test):
    return tuple((rows - rows.mean(1, keepdims=True)) / _scale(rows.std(1, keepdims=True)) for rows in (train, test))


standardize_wrong_axis = _each_row


def standardize_not_centred(train, test):
    return _moved(train, test, 0, _scale(train.std(0)))


def standardize_not_scaled(train, test):
    return _moved(train, test, train.mean(0), 1)


def _divided_by_0(train, test):
    return _moved(train, test, train.mean(0), train.std(0))


def _nan_made_0(train, test):
    return tuple(np.where(np.isnan(part), 0, part) for part in _divided_by_0(train, test))


standardize_divided_by_0 = (_divided_by_0, _nan_made_0)


def _with_epsilon(change):
    def standardized(train, test):
        return _moved(train, test, train.mean(0), change(train))

    return standardized


standardize_epsilon = (
    *(
        _with_epsilon(lambda train, epsilon=epsilon: train.std(0) + epsilon)
        for epsilon in (1e-12, 1e-8, 1e-7, 1e-6, 1e-5)
    ),
    *(_with_epsilon(lambda train, epsilon=epsilon: np.sqrt(train.var(0) + epsilon)) for epsilon in (1e-8, 1e-6, 1e-5)),
    *(
        _with_epsilon(lambda train, epsilon=epsilon: np.maximum(train.std(0), epsilon))
        for epsilon in (1e-12, 1e-8, 1e-6)
    ),
)


def _constant_left(train, test):
    constant = train.std(0) == 0
    found = _moved(train, test, train.mean(0), _scale(train.std(0)))
    return tuple(np.where(constant, old, new) for old, new in zip((train, test), found, strict=True))


def _constant_made_0(train, test):
    found = _moved(train, test, train.mean(0), _scale(train.std(0)))
    return tuple(np.where(train.std(0) == 0, 0, part) for part in found)


def _constant_dropped(train, test):
    found = _moved(train, test, train.mean(0), _scale(train.std(0)))
    return tuple(part[:, train.std(0) > 0] for part in found)


standardize_constant_column_otherwise = (_constant_left, _constant_made_0, _constant_dropped)


def _from_0_to_1(train, test):
    low, high = train.min(0), train.max(0)
    return _moved(train, test, low, _scale(high - low))


def _from_0_to_1_each(train, test):
    low, high = test.min(0), test.max(0)
    return _from_0_to_1(train, test)[0], (test - low) / _scale(high - low)


standardize_from_0_to_1 = (_from_0_to_1, _from_0_to_1_each)


def standardize_test_unchanged(train, test):
    return _moved(train, test, train.mean(0), _scale(train.std(0)), 0, 1)


# -- split -------------------------------------------------------------------------------------------------------------


def _dealt(x, y, order, count, order_of_y=None):
    order_of_y = order if order_of_y is None else order_of_y
    return x[order[:count]], y[order_of_y[:count]], x[order[count:]], y[order_of_y[count:]]


def _counting(count):
    def dealt(x, y, fraction, rng):
        return _dealt(x, y, rng.permutation(len(x)), count(fraction, len(x)))

    return dealt


def _each_with_a_coin(x, y, fraction, rng):
    chosen = rng.random(len(x)) < fraction
    return x[chosen], y[chosen], x[~chosen], y[~chosen]


split_rounded_otherwise = (
    _counting(lambda fraction, total: int(fraction * total)),
    _counting(lambda fraction, total: -int(-fraction * total // 1)),
    _counting(lambda fraction, total: round(fraction * total) + 1),
    _each_with_a_coin,
)
split_fraction_for_test = (
    _counting(lambda fraction, total: total - round(fraction * total)),
    _counting(lambda fraction, total: round((1 - fraction) * total)),
)


def split_results_in_another_order(x, y, fraction, rng):
    x_train, y_train, x_test, y_test = _dealt(x, y, rng.permutation(len(x)), round(fraction * len(x)))
    return x_train, x_test, y_train, y_test


def split_in_pairs(x, y, fraction, rng):
    x_train, y_train, x_test, y_test = _dealt(x, y, rng.permutation(len(x)), round(fraction * len(x)))
    return (x_train, y_train), (x_test, y_test)


def _in_order(x, y, fraction, rng):
    return _dealt(x, y, np.arange(len(x)), round(fraction * len(x)))


def _from_the_end(x, y, fraction, rng):
    return _dealt(x, y, np.arange(len(x))[::-1], round(fraction * len(x)))


def _last_ones(x, y, fraction, rng):
    count = round(fraction * len(x))
    return x[-count:], y[-count:], x[:-count], y[:-count]


split_unshuffled = (_in_order, _from_the_end, _last_ones)


def split_shuffled_after_the_cut(x, y, fraction, rng):
    count = round(fraction * len(x))
    order = np.concatenate([rng.permutation(count), count + rng.permutation(len(x) - count)])
    return _dealt(x, y, order, count)


def _only_x(x, y, fraction, rng):
    return _dealt(x, y, rng.permutation(len(x)), round(fraction * len(x)), np.arange(len(x)))


def _only_y(x, y, fraction, rng):
    return _dealt(x, y, np.arange(len(x)), round(fraction * len(x)), rng.permutation(len(x)))


def _each_by_itself(x, y, fraction, rng):
    return _dealt(x, y, rng.permutation(len(x)), round(fraction * len(x)), rng.permutation(len(x)))


def _test_turned(x, y, fraction, rng):
    x_train, y_train, x_test, y_test = _dealt(x, y, rng.permutation(len(x)), round(fraction * len(x)))
    return x_train, y_train, x_test, y_test[::-1]


split_pairs_broken = (_only_x, _only_y, _each_by_itself, _test_turned)


def _two_draws(x, y, fraction, rng):
    count = round(fraction * len(x))
    order = np.concatenate([rng.permutation(len(x))[:count], rng.permutation(len(x))[count:]])
    return _dealt(x, y, order, count)


def _test_from_all(x, y, fraction, rng):
    count = round(fraction * len(x))
    order = rng.permutation(len(x))
    return _dealt(x, y, np.concatenate([order[:count], order[: len(x) - count]]), count)


def _test_in_order(x, y, fraction, rng):
    count = round(fraction * len(x))
    return _dealt(x, y, np.concatenate([rng.permutation(len(x))[:count], np.arange(count, len(x))]), count)


split_test_seen_in_training = (_two_draws, _test_from_all, _test_in_order)


def _drawn_with_replacement(x, y, fraction, rng):
    """The test set is what has never been drawn, and so too large."""
    train = rng.choice(len(x), round(fraction * len(x)))
    test = np.setdiff1d(np.arange(len(x)), train)
    return x[train], y[train], x[test], y[test]


def _each_part_with_replacement(x, y, fraction, rng):
    count = round(fraction * len(x))
    order = rng.permutation(len(x))
    train, test = order[:count], order[count:]
    return _dealt(x, y, np.concatenate([rng.choice(train, count), rng.choice(test, len(x) - count)]), count)


split_rows_repeated = (_each_part_with_replacement, _drawn_with_replacement)


def _unseeded(x, y, fraction, rng):
    return _dealt(x, y, np.random.default_rng().permutation(len(x)), round(fraction * len(x)))


split_not_from_rng = _unseeded


def _seeded(seed):
    def dealt(x, y, fraction, rng):
        return _dealt(x, y, np.random.default_rng(seed).permutation(len(x)), round(fraction * len(x)))

    return dealt


split_same_for_every_seed = (_seeded(0), _seeded(42))


def split_values_changed(x, y, fraction, rng):
    x_train, y_train, x_test, y_test = _dealt(x, y, rng.permutation(len(x)), round(fraction * len(x)))
    return rng.permuted(x_train, axis=-1), y_train, rng.permuted(x_test, axis=-1), y_test


# -- tokenize ----------------------------------------------------------------------------------------------------------


def _find(pattern):
    return lambda sentence: re.findall(pattern, sentence)


_words = _find(r"[^\W_]+")


def _filled(rows, width=None, value=0, *, left=False):
    width = max(map(len, rows)) if width is None else width
    ids = np.full((len(rows), width), value)
    for place, row in enumerate(rows):
        kept = row[:width]
        if kept:
            ids[place, slice(width - len(kept), None) if left else slice(len(kept))] = kept
    return ids


def _numbers(words, first=1, order=None):
    """Words of each sentence -> their numbers and the vocabulary; `order` brings the different words into an order."""
    everything = [word for sentence in words for word in sentence]
    different = list(dict.fromkeys(everything))
    different = different if order is None else order(different, everything)
    vocabulary = {word: number for number, word in enumerate(different, first)}
    return [[vocabulary[word] for word in sentence] for sentence in words], vocabulary


def _tokenizer(find=_words, prepare=str.lower, first=1, order=None, after=None, **filling):
    def tokenize(sentences):
        rows, vocabulary = _numbers([find(prepare(sentence)) for sentence in sentences], first, order)
        return (_filled(rows, **filling), vocabulary) if after is None else after(rows, vocabulary)

    return tokenize


tokens_from_2 = _tokenizer(first=2)


def _with_padding_word(word):
    return _tokenizer(after=lambda rows, vocabulary: (_filled(rows), {word: 0, **vocabulary}))


tokens_padding_in_vocabulary = tuple(map(_with_padding_word, ("", " ", "<pad>", "<PAD>", "[PAD]", "pad")))
tokens_punctuation_kept = (
    _tokenizer(str.split),
    _tokenizer(lambda sentence: sentence.split(" ")),
    _tokenizer(_find(r"[\w']+")),
    _tokenizer(_find(r"[\w-]+")),
    _tokenizer(_find(r"[\w'-]+")),
    _tokenizer(lambda sentence: re.findall(r"\w+|[^\w\s]", sentence)),
)
tokens_underscore_kept = _tokenizer(_find(r"\w+"))
tokens_glued = (
    _tokenizer(lambda sentence: re.sub(r"[^\w\s]", "", sentence).split()),
    _tokenizer(lambda sentence: re.sub(r"[^\w\s]|_", "", sentence).split()),
)


def _also(**wrong):
    """A mistake by itself, and together with one about what a word is."""
    finds = (
        ("tokens-punctuation-kept", str.split),
        ("tokens-punctuation-kept", lambda sentence: sentence.split(" ")),
        ("tokens-underscore-kept", _find(r"\w+")),
        ("tokens-glued", lambda sentence: re.sub(r"[^\w\s]", "", sentence).split()),
        ("tokens-glued", lambda sentence: re.sub(r"[^\w\s]|_", "", sentence).split()),
    )
    forms = [_tokenizer(**wrong)]
    for name, find in finds:
        forms.append(_tokenizer(find, **wrong))
        forms[-1].also = (name,)
    return tuple(forms)


tokens_from_0 = (*_also(first=0), _tokenizer(first=0, value=-1))
tokens_capitals_kept = _also(prepare=str)


def _without_accents(sentence):
    apart = unicodedata.normalize("NFD", sentence.lower())
    return "".join(sign for sign in apart if not unicodedata.combining(sign))


tokens_accents_lost = (_tokenizer(_find(r"[a-z0-9]+")), _tokenizer(prepare=_without_accents))
tokens_digits_lost = (_tokenizer(_find(r"[^\W\d_]+")), _tokenizer(_find(r"[a-z]+")))
tokens_letters_and_digits_apart = _tokenizer(_find(r"[^\W\d_]+|\d+"))
tokens_characters = (
    _tokenizer(list),
    _tokenizer(lambda sentence: [sign for sign in sentence if sign.isalnum()]),
)


def _most_frequent_first(different, everything):
    return [word for word, _count in Counter(everything).most_common()]


tokens_in_another_order = (
    _tokenizer(order=lambda different, everything: sorted(different)),
    _tokenizer(order=_most_frequent_first),
    _tokenizer(order=lambda different, everything: different[::-1]),
)
tokens_filled_at_the_beginning = _tokenizer(left=True)
tokens_filled_with_something_else = (_tokenizer(value=-1), _tokenizer(value=1))
tokens_not_filled = _tokenizer(after=lambda rows, vocabulary: (rows, vocabulary))


def _cut(width):
    return _tokenizer(after=lambda rows, vocabulary: (_filled(rows, width(rows)), vocabulary))


tokens_other_length = (
    _cut(lambda rows: min(map(len, rows))),
    _cut(lambda rows: len(rows[0])),
    _cut(lambda rows: max(map(len, rows)) + 1),
    _cut(lambda rows: max(map(len, rows)) - 1),
)


def _anew(sentences):
    rows, vocabulary = [], {}
    for sentence in sentences:
        (row,), vocabulary = _numbers([_words(sentence.lower())])
        rows.append(row)
    return _filled(rows), vocabulary


def _anew_collected(sentences):
    rows, vocabulary = [], {}
    for sentence in sentences:
        (row,), found = _numbers([_words(sentence.lower())])
        rows.append(row)
        vocabulary |= found
    return _filled(rows), vocabulary


tokens_vocabulary_for_each_sentence = (_anew, _anew_collected)


def _always_new(sentences):
    rows, vocabulary, number = [], {}, 0
    for sentence in sentences:
        row = []
        for word in _words(sentence.lower()):
            number += 1
            vocabulary[word] = number
            row.append(number)
        rows.append(row)
    return _filled(rows), vocabulary


def _position_as_number(sentences):
    rows, vocabulary, number = [], {}, 0
    for sentence in sentences:
        row = []
        for word in _words(sentence.lower()):
            number += 1
            row.append(vocabulary.setdefault(word, number))
        rows.append(row)
    return _filled(rows), vocabulary


tokens_repeated_words_counted_again = (_always_new, _position_as_number)
tokens_vocabulary_reversed = (
    _tokenizer(after=lambda rows, vocabulary: (_filled(rows), {number: word for word, number in vocabulary.items()})),
    _tokenizer(after=lambda rows, vocabulary: (_filled(rows), list(vocabulary))),
)
tokens_transposed = _tokenizer(after=lambda rows, vocabulary: (_filled(rows).T, vocabulary))


def _counts(rows, vocabulary):
    table = np.zeros((len(rows), len(vocabulary)), dtype=int)
    for place, row in enumerate(rows):
        for number in row:
            table[place, number - 1] += 1
    return table, vocabulary


tokens_words_counted = (
    _tokenizer(after=_counts),
    _tokenizer(after=lambda rows, vocabulary: (np.minimum(_counts(rows, vocabulary)[0], 1), vocabulary)),
)
tokens_repeated_words_dropped = _tokenizer(
    after=lambda rows, vocabulary: (_filled([list(dict.fromkeys(row)) for row in rows]), vocabulary)
)


# -- augment_flip ------------------------------------------------------------------------------------------------------


def _coins(images, rng):
    return rng.random(len(images)) < 0.5


def _flip(turn, coins=_coins):
    """`turn` is what becomes of an image, `coins` says of which."""

    def flipped(images, rng):
        changed = coins(images, rng)
        return np.array([turn(image) if coin else image for image, coin in zip(images, changed, strict=True)])

    return flipped


def _left_right(image):
    return image[:, ::-1]


flip_up_down = _flip(lambda image: image[::-1])
flip_both_ways = (_flip(lambda image: image[::-1, ::-1]), _flip(lambda image: np.rot90(image, 2)))
flip_channels = (_flip(lambda image: image[..., ::-1]), _flip(lambda image: image[:, ::-1, ::-1]))
flip_never = (
    _flip(_left_right, lambda images, rng: [False] * len(images)),
    _flip(lambda image: image),
)
flip_always = _flip(_left_right, lambda images, rng: [True] * len(images))
flip_one_coin_for_all = _flip(_left_right, lambda images, rng: [rng.random() < 0.5] * len(images))
flip_other_probability = (
    _flip(_left_right, lambda images, rng: rng.random(len(images)) < 0.25),
    _flip(_left_right, lambda images, rng: rng.random(len(images)) < 0.8),
    _flip(_left_right, lambda images, rng: rng.integers(0, 4, len(images)) > 0),
)
flip_not_from_rng = _flip(_left_right, lambda images, rng: np.random.default_rng().random(len(images)) < 0.5)
flip_same_for_every_seed = (
    _flip(_left_right, lambda images, rng: np.random.default_rng(0).random(len(images)) < 0.5),
    _flip(_left_right, lambda images, rng: np.arange(len(images)) % 2 == 0),
    _flip(_left_right, lambda images, rng: np.arange(len(images)) < len(images) // 2),
)


def flip_row_by_row(images, rng):
    coins = rng.random(images.shape[:2]) < 0.5
    return np.where(coins[:, :, None, None], images[:, :, ::-1], images)


def _reversed_batch(images, rng):
    return images[::-1]


def _shuffled_batch(images, rng):
    return _flip(_left_right)(images, rng)[rng.permutation(len(images))]


flip_images_exchanged = (_reversed_batch, _shuffled_batch, lambda images, rng: images[rng.permutation(len(images))])


def flip_columns_shuffled(images, rng):
    return images[:, :, rng.permutation(images.shape[2])]


def _blended(images, rng):
    return (images + images[:, :, ::-1]) / 2


def _negative(images, rng):
    return np.where(_coins(images, rng)[:, None, None, None], -images, images)


flip_pixels_changed = (_blended, _negative)


def flip_appended(images, rng):
    return np.concatenate([images, images[:, :, ::-1]])
