"""A rate-coded network by hand: every step computes every layer in full, then neurons fire.

Integrate-and-fire neurons take the place of each ReLU, with the 99.9 % percentile of its activations
as their threshold: v ← v + x; where v ≥ θ they send θ, and v ← v − θ.
"""
import operator

import torch
from torch import fx, nn


class _Observer(nn.Module):
    def __init__(self):
        super().__init__()
        self.threshold = 0.0

    def forward(self, x):
        y = torch.relu(x)
        rank = max(1, round(0.999 * y.numel()))
        self.threshold = max(self.threshold, float(y.flatten().kthvalue(rank).values))
        return y


def _thresholds(model, calibration):
    names = [name for name, module in model.named_modules() if isinstance(module, nn.ReLU)]
    for name in names:
        setattr(model.get_submodule(name.rpartition(".")[0]), name.rpartition(".")[2], _Observer())
    for batch in calibration.split(200):
        model(batch)
    return {name: model.get_submodule(name).threshold for name in names}


def _step_of(model, thresholds):
    """The network as a function of a sample and all potentials to its output and all potentials."""
    graph = fx.Graph()
    environment, before, after = {}, [], []
    for node in model.graph.nodes:
        if node.op == "placeholder":
            environment[node] = graph.placeholder("x")
            before = [graph.placeholder(f"v{i}") for i in range(len(thresholds))]
        elif node.op == "output":
            graph.output((environment[node.args[0]], after))
        elif node.target in thresholds:
            threshold = thresholds[node.target]
            v = graph.call_function(operator.add, (before[len(after)], environment[node.args[0]]))
            fires = graph.call_function(operator.ge, (v, threshold))
            sent = graph.call_function(operator.mul, (fires, threshold))
            after.append(graph.call_function(operator.sub, (v, sent)))
            environment[node] = sent
        else:
            environment[node] = graph.node_copy(node, environment.get)
    return fx.GraphModule(model, graph)


def prepare(model, calibration, compiles):
    thresholds = _thresholds(model, calibration)
    plain = _step_of(model, thresholds).to(memory_format=torch.channels_last)
    step = torch.compile(plain) if compiles else plain

    def run(x, timesteps):
        x = x.contiguous(memory_format=torch.channels_last)
        # The first step gives potentials their shapes.
        total, potentials = plain(x, *[torch.zeros(()) for _ in thresholds])
        for _ in range(timesteps - 1):
            out, potentials = step(x, *potentials)
            total = total + out
        return total

    return run
