"""PyTorch as its tutorials write it: eager mode, default optimizers."""

from __future__ import annotations

import torch

from tuitrainer.bench.workloads import Workload, material


def make(workload: Workload, threads: int) -> object:
    torch.set_num_threads(threads)
    numbers = material(workload)
    modules: list[torch.nn.Module] = []
    for weights, bias in numbers.parameters:
        linear = torch.nn.Linear(*weights.shape)
        with torch.no_grad():
            linear.weight.copy_(torch.from_numpy(weights.T.copy()))
            linear.bias.copy_(torch.from_numpy(bias))
        modules += [linear, torch.nn.ReLU()]
    network = torch.nn.Sequential(*modules[:-1])
    kind = torch.optim.SGD if workload.optimizer == "sgd" else torch.optim.Adam
    optimizer = kind(network.parameters(), lr=workload.learning_rate)
    x, labels = torch.from_numpy(numbers.x), torch.from_numpy(numbers.labels)
    batches = [torch.from_numpy(batch) for batch in numbers.batches]
    position = 0

    def run(steps: int) -> float:
        nonlocal position
        loss = torch.tensor(float("nan"))
        for _step in range(steps):
            rows = batches[position % len(batches)]
            optimizer.zero_grad()
            loss = torch.nn.functional.cross_entropy(network(x[rows]), labels[rows])
            loss.backward()
            optimizer.step()
            position += 1
        return float(loss.detach())

    return run
