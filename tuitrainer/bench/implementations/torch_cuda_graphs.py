"""PyTorch on the GPU with a whole training step as a CUDA graph, which is launched at once: what its own documentation
recommends where launches take longer than the work ("CUDA semantics", section "CUDA graphs").
"""

from __future__ import annotations

from typing import Any

import torch

from tuitrainer.bench.implementations import Run
from tuitrainer.bench.implementations.torch_cuda import use_float32
from tuitrainer.bench.implementations.torch_network import make_training
from tuitrainer.bench.workloads import Material, Workload

WARM_UP = 3
"""Steps before a graph is captured, as the documentation asks for; they are undone."""


def make(workload: Workload, numbers: Material, threads: int) -> Run:
    """One graph for each length of a batch: the last of an epoch may be shorter."""
    use_float32()
    training = make_training(workload, numbers, threads, fused=False, device="cuda", capturable=True)
    batches = [torch.from_numpy(batch).cuda() for batch in numbers.batches]
    graphs = {len(batch): _capture(training, batch) for batch in batches}
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        loss = torch.tensor(float("nan"))
        for _step in range(steps):
            batch = batches[position % len(batches)]
            graph, rows, loss = graphs[len(batch)]
            rows.copy_(batch)
            graph.replay()
            position += 1
        return float(loss.detach())

    return run


def _capture(training: Any, batch: Any) -> tuple[Any, Any, Any]:
    """(the graph, the rows that it trains on, its loss); parameters and moments are afterwards what they were."""
    rows = batch.clone()
    before = [parameter.detach().clone() for parameter in training.parameters]
    side = torch.cuda.Stream()
    side.wait_stream(torch.cuda.current_stream())
    with torch.cuda.stream(side):
        for _step in range(WARM_UP):
            training.step(rows)
    torch.cuda.current_stream().wait_stream(side)
    graph = torch.cuda.CUDAGraph()
    with torch.cuda.graph(graph):
        loss = training.step(rows)
    with torch.no_grad():
        for parameter, values in zip(training.parameters, before, strict=True):
            parameter.copy_(values)
        for moments in training.optimizer.state.values():
            for moment in moments.values():
                if torch.is_tensor(moment):
                    moment.zero_()
    return graph, rows, loss
