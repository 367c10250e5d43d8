"""Many programs compute a convolution: this judge asks how long a call takes, and what makes a slow one slow."""

import numpy as np

SHARE = 2.0
"""So many times as long as the reference a call may take."""
NOISE = 2.0
"""So much slower the machine may have become between the two measurements, as the yardstick shows it."""


def judge_speed(got, expected, inputs):  # noqa: ARG001
    if not np.allclose(np.asarray(got["out"], dtype=float), expected["out"], rtol=1e-4, atol=1e-4):
        return "wrong-where-timed"
    if got["compiled"]:
        return "compiled-at-every-call"
    if got["made"] == "python":
        return "not-compiled"
    if got["made"] == "object mode":
        return "object-mode"
    slower = min(NOISE, max(1.0, got["yardstick"] / expected["yardstick"]))
    if got["seconds"] <= SHARE * slower * expected["seconds"]:
        return None
    if got["loops"]:
        return "loops-outside"
    pixels = int(np.prod(np.shape(expected["out"])[:3]))
    return "temporary-arrays" if got["allocated"] >= pixels else "loop-order"
