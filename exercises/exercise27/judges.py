"""What the watch over shared memory has seen of the tiled kernel."""


def judge_barriers(got, expected, inputs):  # noqa: ARG001
    if not got["shared"]:
        return "not-tiled"
    if got["uneven"]:
        return "barrier-not-for-all"
    if got["before_use"] and got["after_use"]:
        return "no-barrier"
    if got["before_use"]:
        return "barrier-missing-before-use"
    return "barrier-missing-after-use" if got["after_use"] else None
