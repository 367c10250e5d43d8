"""Checkpoints: safetensors files that any reader of the format can open. Nothing in them is ever executed or unpickled.

Tensors are the parameters by name and the moments as "optimizer.<parameter>.<moment>". The metadata holds "schema",
"network" (its description as JSON), "optimizer" (name, iterations and arguments as JSON) and what the caller adds.
"""

from __future__ import annotations

import errno
import json
import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt
from safetensors import SafetensorError, safe_open
from safetensors.numpy import save

from tuitrainer.base.errors import Problem, UserError
from tuitrainer.base.texts import _
from tuitrainer.nn.architecture import architecture_from_config
from tuitrainer.nn.optimizers import Optimizer

if TYPE_CHECKING:
    from tuitrainer.nn.network import Network

SCHEMA = "1"
MOMENT = "optimizer."
"""What the names of moments start with."""
MAXIMUM_HEADER = 1024 * 1024
DTYPES = {"float32": "F32", "float64": "F64"}
"""Ours to the format's."""


@dataclass(frozen=True, slots=True, eq=False)
class Checkpoint:
    """What a file held, checked: every parameter of the network that it describes is there, in its shape."""

    network: Mapping[str, Any] | None
    """For `network_from_config`; None where the parameters belong to no network, whose shapes are then unchecked."""
    parameters: Mapping[str, npt.NDArray[Any]]
    moments: Mapping[str, npt.NDArray[Any]]
    """For `Optimizer.load_state`; empty where no optimizer was saved or it has none."""
    iterations: int
    """For `Optimizer.load_state`."""
    metadata: Mapping[str, str]
    """All of the file's."""


def save_checkpoint(
    path: str | os.PathLike[str],
    network: Network,
    optimizer: Optimizer | None = None,
    metadata: Mapping[str, str] | None = None,
) -> None:
    """Write a network, and what its training needs to continue. Raises OSError as `write_arrays` does.

    "schema", "network" and "optimizer" in `metadata` are overwritten.
    """
    arrays = {parameter.name: parameter.numpy() for parameter in network.parameters}
    texts = {**(metadata or {}), "network": json.dumps(network.config())}
    if optimizer is not None:
        arrays |= optimizer.state()
        described = {"name": optimizer.NAME, "iterations": optimizer.iterations, **optimizer.config()}
        texts["optimizer"] = json.dumps(described)
    write_arrays(path, arrays, texts)


def write_arrays(
    path: str | os.PathLike[str], arrays: Mapping[str, npt.NDArray[Any]], metadata: Mapping[str, str]
) -> None:
    """Write named arrays and texts as a checkpoint; "schema" is added, "network" may be "null" for what is none.

    A reader sees the old file or the whole new one, whatever happens in between. Raises OSError where it can't be
    written, and for more than 1 MB of names and texts, which no reader would accept.
    """
    target = Path(path)
    contiguous = {name: np.ascontiguousarray(array) for name, array in arrays.items()}
    content = save(contiguous, {**metadata, "schema": SCHEMA})
    if int.from_bytes(content[:8], "little") > MAXIMUM_HEADER:
        raise OSError(errno.EFBIG, _("the description is too large for a checkpoint"), str(path))
    unfinished = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        with unfinished.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        unfinished.replace(target)
    finally:
        unfinished.unlink(missing_ok=True)


def read_checkpoint(path: str | os.PathLike[str]) -> Checkpoint:
    """Read and check a file. Raises UserError naming the file and what is wrong with it.

    Shapes are compared with the description that the file carries before anything of their size is allocated.
    """
    try:
        return _read(Path(path))
    except OSError as error:
        raise UserError(Problem(error.strerror or str(error), str(path))) from None
    except UserError as error:
        raise UserError(*(Problem(problem.message, str(path)) for problem in error.problems)) from None
    except (RefusedError, SafetensorError) as error:
        message = _("this checkpoint is damaged or was not written by tuitrainer: {reason}").format(reason=error)
        raise UserError(Problem(message, str(path))) from None


class RefusedError(Exception):
    """Why a file is no checkpoint."""


def _read(path: Path) -> Checkpoint:
    if not path.exists():
        raise UserError(Problem(_("there is no such file")))
    if not path.is_file():
        raise UserError(Problem(_("this is no regular file")))
    with path.open("rb") as file:
        header = int.from_bytes(file.read(8), "little")
    if not 2 <= header <= MAXIMUM_HEADER:
        raise RefusedError(_("its header is empty or larger than 1 MB"))
    with safe_open(path, framework="numpy") as opened:
        return _checked(opened)


def _checked(file: Any) -> Checkpoint:
    metadata = dict(file.metadata() or {})
    if metadata.get("schema") != SCHEMA:
        message = _("its schema is {schema!r}, and this version reads {known!r}")
        raise RefusedError(message.format(schema=metadata.get("schema"), known=SCHEMA))
    network, optimizer = _table(metadata, "network"), _table(metadata, "optimizer") or {}
    names: list[str] = file.keys()
    described = {name: (tuple(file.get_slice(name).get_shape()), file.get_slice(name).get_dtype()) for name in names}
    for name, (_shape, dtype) in described.items():
        if dtype not in DTYPES.values():
            raise RefusedError(_("'{name}' is of type {type}").format(name=name, type=dtype))
    if network is not None:
        _compare(described, network)
    iterations = optimizer.get("iterations", 0)
    if not isinstance(iterations, int) or isinstance(iterations, bool) or iterations < 0:
        raise RefusedError(_("its optimizer has made no whole number of updates"))
    arrays = {name: file.get_tensor(name) for name in described}
    parameters = {name: array for name, array in arrays.items() if not name.startswith(MOMENT)}
    moments = {name: array for name, array in arrays.items() if name.startswith(MOMENT)}
    return Checkpoint(network, parameters, moments, iterations, metadata)


def _compare(described: Mapping[str, tuple[tuple[int, ...], str]], network: Mapping[str, Any]) -> None:
    """Refuse tensors that are not those of the network: every parameter once, and moments of the same shapes."""
    try:
        shapes = {name: shape for name, shape, *_others in architecture_from_config(network).parameters}
    except UserError as error:
        raise RefusedError(str(error.problems[0])) from None
    dtype = DTYPES.get(str(network.get("dtype")))
    for name, found in described.items():
        parameter = name.removeprefix(MOMENT).rpartition(".")[0] if name.startswith(MOMENT) else name
        if found != (shapes.get(parameter), dtype):
            raise RefusedError(_("'{name}' is not as its description says").format(name=name))
    missing = sorted(shapes.keys() - described.keys())
    if missing:
        raise RefusedError(_("'{name}' is missing").format(name=missing[0]))


def _table(metadata: Mapping[str, str], key: str) -> dict[str, Any] | None:
    """A table that the metadata holds as JSON; None for null, and where there is no such text."""
    try:
        value = json.loads(metadata.get(key, "null"))
    except (ValueError, RecursionError):
        value = False
    if value is not None and not isinstance(value, dict):
        raise RefusedError(_("its description of the {key} can't be read").format(key=key))
    return value
