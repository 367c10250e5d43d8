"""``tuitrainer data``: the data sets, and fetching those that are too large to be carried."""

from __future__ import annotations

from tuitrainer.base.texts import mark
from tuitrainer.cli import data_fetch, data_list, data_verify
from tuitrainer.cli.options import Nested

command = Nested(
    "data",
    {"list": data_list.command, "fetch": data_fetch.command, "verify": data_verify.command},
    help=mark("List the data sets; fetch those that are not part of tuitrainer, and check them."),
)
