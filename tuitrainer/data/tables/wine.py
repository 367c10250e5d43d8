"""Wines of three cultivars from one region of Italy, by 13 chemical measurements."""

from __future__ import annotations

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.tables.reading import read_table


def wine() -> Dataset:
    """178 wines (178, 13): 59, 71 and 48 of the three cultivars; the measurements' scales differ a thousandfold."""
    table = read_table("wine.csv")
    return Dataset(
        name="wine",
        x=table.values,
        y=table.labels,
        kind="classification",
        classes=table.classes,
        features=table.features,
        source="https://doi.org/10.24432/C5PC7J",
        licence="CC BY 4.0",
        citation=CITATION,
    )


CITATION = (
    "Forina, M., et al. (1988). PARVUS: an extendable package for data exploration, classification and correlation. "
    "Institute of Pharmaceutical and Food Analysis and Technologies, Genoa. Aeberhard, S., & Forina, M. (1992). "
    "Wine [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C5PC7J"
)
WINE = Entry("wine", mark("178 wines of three cultivars, 13 chemical measurements each."), wine, origin="carried")
