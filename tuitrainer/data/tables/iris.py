"""Iris flowers: three species, 50 plants each, four lengths in centimetres."""

from __future__ import annotations

from tuitrainer.base.texts import mark
from tuitrainer.data.dataset import Dataset, Entry
from tuitrainer.data.tables.reading import read_table


def iris() -> Dataset:
    """Fisher's 150 flowers (150, 4): values of his paper, two rows of which differ from the repository's file."""
    table = read_table("iris.csv")
    return Dataset(
        name="iris",
        x=table.values,
        y=table.labels,
        kind="classification",
        classes=table.classes,
        features=table.features,
        source="https://doi.org/10.24432/C56C76",
        licence="CC BY 4.0",
        citation=CITATION,
    )


CITATION = (
    "Fisher, R. A. (1936). The use of multiple measurements in taxonomic problems. Annals of Eugenics 7(2), 179-188. "
    "Iris [Dataset]. UCI Machine Learning Repository. https://doi.org/10.24432/C56C76"
)
IRIS = Entry("iris", mark("150 iris flowers of three species, four lengths each."), iris, origin="carried")
