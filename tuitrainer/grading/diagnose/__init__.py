"""Generic diagnoses: what wrong results tell by themselves, where no named mistake fits.

Each is a function of the first difference and its circumstances that returns a finding or None. The table is asked in
order, what is certain before what is likely, and the last one always answers.
"""

from __future__ import annotations

from collections.abc import Callable

from tuitrainer.grading.compare import Difference
from tuitrainer.grading.diagnose import behaviour, numbers, places, scale, structure
from tuitrainer.grading.diagnose.circumstances import Circumstances
from tuitrainer.grading.report import Finding

Diagnosis = Callable[[Difference, Circumstances], Finding | None]

GENERIC: tuple[Diagnosis, ...] = (
    behaviour.returned_none_sometimes,
    structure.returned_none,
    structure.wrong_type,
    structure.wrong_order,
    structure.wrong_count,
    structure.extra_dimension,
    structure.transposed,
    places.axes_swapped,
    structure.not_summed,
    places.one_short,
    structure.summed_over_the_wrong_axis,
    structure.wrong_shape,
    numbers.different_words,
    numbers.overflow,
    numbers.precision,
    numbers.integers,
    numbers.rounded,
    numbers.all_zero,
    numbers.argument_returned,
    scale.wrong_sign,
    scale.meaningful_ratio,
    behaviour.batch_size_written_down,
    numbers.normalised_over_the_wrong_axis,
    scale.constant_ratio,
    scale.constant_offset,
    behaviour.right_for_a_batch_of_1,
    places.reversed_along_an_axis,
    places.wrong_at_one_end,
    places.still_zero,
    numbers.values,
)


def diagnose(difference: Difference, circumstances: Circumstances) -> Finding:
    """What the first of the table that has something to say says."""
    for diagnosis in GENERIC:
        finding = diagnosis(difference, circumstances)
        if finding is not None:
            return finding
    return Finding("values")
