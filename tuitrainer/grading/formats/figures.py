"""Where results differ, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from tuitrainer.base.texts import _
from tuitrainer.grading.messages import number
from tuitrainer.grading.report import Evidence


def figures(evidence: Evidence, verbose: bool = False) -> Iterator[str]:
    """Where results differ, with both values where they are told."""
    if evidence.expected is None or evidence.got is None:
        yield from _places(evidence)
        return
    got, expected = _digits(evidence.got, evidence.expected)
    if evidence.size == 1:
        yield _("{output}: {got} instead of {expected}").format(output=evidence.output, got=got, expected=expected)
    else:
        first_got, first_expected = _digits(evidence.first_got, evidence.first_expected)
        yield _("{output}: {wrong} of {size} values differ").format(
            output=evidence.output, wrong=evidence.wrong, size=evidence.size
        )
        yield _("first at {index}: {got} instead of {expected}").format(
            index=list(evidence.first_index or ()), got=first_got, expected=first_expected
        )
        if evidence.worst_index != evidence.first_index:
            yield _("most at {index}: {got} instead of {expected}").format(
                index=list(evidence.worst_index or ()), got=got, expected=expected
            )
    if verbose and evidence.error is not None:
        yield _("case {case}, relative error {error}").format(case=evidence.case, error=number(evidence.error))
    if verbose and evidence.ratio is not None:
        yield _("got / expected = {ratio}").format(ratio=number(evidence.ratio))


def _places(evidence: Evidence) -> Iterator[str]:
    if evidence.got_shape != evidence.expected_shape:
        yield _("{output}: shape {got} instead of {expected}").format(
            output=evidence.output, got=evidence.got_shape, expected=evidence.expected_shape
        )
    elif evidence.size == 1:
        yield _("{output} differs").format(output=evidence.output)
    elif evidence.size:
        yield _("{output}: {wrong} of {size} values differ").format(
            output=evidence.output, wrong=evidence.wrong, size=evidence.size
        )
        yield _("first at {index}").format(index=list(evidence.first_index or ()))
        if evidence.worst_index != evidence.first_index:
            yield _("most at {index}").format(index=list(evidence.worst_index or ()))


def _digits(got: object, expected: object) -> tuple[str, str]:
    """Both values in as many digits as it takes to tell them apart."""
    for digits in (6, 9, 12, 17):
        shown = tuple(f"{value:.{digits}g}" if isinstance(value, float) else str(value) for value in (got, expected))
        if shown[0] != shown[1]:
            break
    return shown[0], shown[1]
