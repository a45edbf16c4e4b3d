"""An .onnx file as a PyTorch module: the operators of the networks that are compared, no more."""
import operator

import onnx
import torch
from onnx import helper, numpy_helper
from torch import fx, nn


def load_model(path):
    """The network as a graph of modules; batch normalisation is folded into the convolution before."""
    graph = onnx.load(path).graph
    loader = _Loader({t.name: torch.tensor(numpy_helper.to_array(t)) for t in graph.initializer})
    names = [i.name for i in graph.input if i.name not in loader.constants]
    loader.values[names[0]] = loader.graph.placeholder("x")
    for node in graph.node:
        loader.add(node)
    loader.graph.output(loader.values[graph.output[0].name])
    return fx.GraphModule(loader.modules, loader.graph).eval()


class _Loader:
    def __init__(self, constants):
        self.constants = constants
        self.values = {}
        self.modules = nn.ModuleDict()
        self.graph = fx.Graph()
        self.channels = {}

    def add(self, node):
        kind = node.op_type
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        if kind == "Constant":
            self.constants[node.output[0]] = torch.tensor(numpy_helper.to_array(attributes["value"]))
            return
        method = getattr(self, f"_{kind}", None)
        if method is None:
            raise SystemExit(f"Cannot rebuild the network as it has an operator {kind}")
        self.values[node.output[0]] = method(node, attributes)

    def call(self, module, source):
        name = f"m{len(self.modules)}"
        self.modules[name] = module
        return self.graph.call_module(name, (self.values[source],))

    def constant(self, node, at):
        return self.constants[node.input[at]] if at < len(node.input) and node.input[at] else None

    def _Conv(self, node, a):
        weight, bias = self.constant(node, 1), self.constant(node, 2)
        top, left, bottom, right = a.get("pads", [0, 0, 0, 0])
        if (top, left) != (bottom, right):
            raise SystemExit(f"Cannot rebuild {node.name} as its padding is not symmetric")
        return self.convolution(node, weight, bias, a.get("strides", [1, 1]), (top, left), a.get("group", 1))

    def convolution(self, node, weight, bias, stride, padding=(0, 0), groups=1, source=None):
        module = nn.Conv2d(
            weight.shape[1] * groups, weight.shape[0], tuple(weight.shape[2:]),
            stride=tuple(stride), padding=padding, groups=groups,
        )
        module.weight.data = weight.float().clone()
        module.bias.data = torch.zeros(weight.shape[0]) if bias is None else bias.float().clone()
        self.channels[node.output[0]] = weight.shape[0]
        return self.call(module, source or node.input[0])

    def _BatchNormalization(self, node, a):
        gamma, beta, mean, variance = (self.constant(node, i).float() for i in range(1, 5))
        before = self.values[node.input[0]]
        module = self.modules[before.target]
        factor = gamma / torch.sqrt(variance + a.get("epsilon", 1e-5))
        module.weight.data *= factor.reshape(-1, 1, 1, 1)
        module.bias.data = (module.bias.data - mean) * factor + beta
        self.channels[node.output[0]] = self.channels[node.input[0]]
        return before

    def _Relu(self, node, a):
        self.channels[node.output[0]] = self.channels.get(node.input[0])
        return self.call(nn.ReLU(), node.input[0])

    def _Add(self, node, a):
        left, right = node.input
        self.channels[node.output[0]] = self.channels.get(left) or self.channels.get(right)
        return self.graph.call_function(operator.add, (self.values[left], self.values[right]))

    def _Slice(self, node, a):
        """Rows and columns that are left out wait for the padding that follows."""
        axes, steps = self.constant(node, 3), self.constant(node, 4)
        before = self.values[node.input[0]]
        source, stride = before if isinstance(before, tuple) else (node.input[0], [1, 1])
        stride = list(stride)
        for axis, step in zip(axes.tolist(), steps.tolist()):
            stride[axis - 2] *= step
        return (source, stride)

    def _Pad(self, node, a):
        """A shortcut that pads channels, as a fixed 1×1 convolution: converters refuse padding."""
        source, stride = self.values[node.input[0]]
        pads = self.constant(node, 1).tolist()
        before, after, inside = pads[1], pads[5], self.channels[source]
        weight = torch.zeros(before + inside + after, inside, 1, 1)
        for channel in range(inside):
            weight[before + channel, channel] = 1
        return self.convolution(node, weight, None, stride, source=source)

    def _AveragePool(self, node, a):
        return self.call(nn.AvgPool2d(tuple(a["kernel_shape"]), tuple(a["strides"])), node.input[0])

    def _GlobalAveragePool(self, node, a):
        return self.call(nn.AdaptiveAvgPool2d(1), node.input[0])

    def _Flatten(self, node, a):
        return self.call(nn.Flatten(), node.input[0])

    def _Gemm(self, node, a):
        weight, bias = self.constant(node, 1).float(), self.constant(node, 2)
        weight = weight if a.get("transB", 0) else weight.T
        module = nn.Linear(weight.shape[1], weight.shape[0])
        module.weight.data = weight.clone()
        module.bias.data = torch.zeros(weight.shape[0]) if bias is None else bias.float().clone()
        return self.call(module, node.input[0])
