"""Make packages/reference/testdata/*.json: what ONNX Runtime and PyTorch compute.

    pip install numpy torch onnx onnxruntime
    python tools/gen_golden.py

Each case holds an operation as `@snnkit/ir` spells it, its inputs for one sample, and the output of
ONNX Runtime. Where PyTorch can express the case, it must agree, or no file is written.
"""

import json
import pathlib

import numpy as np
import onnx
import onnxruntime
import torch
import torch.nn.functional as F
from onnx import helper

OPSET = 22
FOLDER = pathlib.Path(__file__).parent.parent / "packages" / "reference" / "testdata"
rng = np.random.default_rng(2017)


def random(*shape):
    """Normal numbers of few digits, so that the files stay small."""
    return np.round(rng.normal(size=shape), 2).astype(np.float32)


def run_onnx(op_type, inputs, **attributes):
    """One node on ONNX Runtime; the first input gains and the output loses a batch axis."""
    arrays = [inputs[0][None], *inputs[1:]]
    names = [f"x{i}" for i in range(len(arrays))]
    node = helper.make_node(op_type, names, ["y"], **attributes)
    types = [
        helper.make_tensor_value_info(name, helper.np_dtype_to_tensor_dtype(a.dtype), a.shape)
        for name, a in zip(names, arrays)
    ]
    result = helper.make_tensor_value_info("y", onnx.TensorProto.FLOAT, None)
    graph = helper.make_graph([node], "one", types, [result])
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", OPSET)], ir_version=10)
    session = onnxruntime.InferenceSession(model.SerializeToString())
    return session.run(None, dict(zip(names, arrays)))[0][0]


def plain(array):
    """An array as JSON: float32 survives nine digits."""
    data = [float(f"{value:.9g}") for value in array.astype(np.float32).ravel()]
    return {"shape": list(array.shape), "data": data}


def case(name, op, inputs, output, twin=None):
    if twin is not None:
        np.testing.assert_allclose(output, twin.numpy()[0], rtol=1e-5, atol=1e-5, err_msg=name)
    return {"name": name, "op": op, "inputs": [plain(i) for i in inputs], "output": plain(output)}


def batch(array):
    return torch.from_numpy(array)[None]


def torch_padded(array, padding, value=0.0):
    top, left, bottom, right = padding
    return F.pad(batch(array), (left, right, top, bottom), value=value)


def conv(name, inputs, outputs, kernel, size, stride=(1, 1), padding=(0, 0, 0, 0), dilation=(1, 1), groups=1):
    x = random(inputs, *size)
    weight, bias = random(outputs, inputs // groups, *kernel), random(outputs)
    y = run_onnx(
        "Conv", [x, weight, bias],
        strides=stride, pads=padding, dilations=dilation, group=groups,
    )
    twin = F.conv2d(
        torch_padded(x, padding), torch.from_numpy(weight), torch.from_numpy(bias),
        stride, 0, dilation, groups,
    )
    op = {
        "kind": "conv2d", "weight": plain(weight), "bias": plain(bias), "stride": stride,
        "padding": padding, "dilation": dilation, "groups": groups,
    }
    return case(name, op, [x], y, twin)


def conv_transpose(
    name, inputs, outputs, kernel, size,
    stride=(1, 1), padding=(0, 0, 0, 0), output_padding=(0, 0), dilation=(1, 1), groups=1,
):
    x = random(inputs, *size)
    weight, bias = random(inputs, outputs // groups, *kernel), random(outputs)
    y = run_onnx(
        "ConvTranspose", [x, weight, bias],
        strides=stride, pads=padding, output_padding=output_padding, dilations=dilation,
        group=groups,
    )
    top, left, bottom, right = padding
    twin = None
    if (top, left) == (bottom, right):
        twin = F.conv_transpose2d(
            batch(x), torch.from_numpy(weight), torch.from_numpy(bias),
            stride, (top, left), output_padding, groups, dilation,
        )
    op = {
        "kind": "convTranspose2d", "weight": plain(weight), "bias": plain(bias), "stride": stride,
        "padding": padding, "outputPadding": output_padding, "dilation": dilation, "groups": groups,
    }
    return case(name, op, [x], y, twin)


def pool(
    name, kind, size, kernel, stride,
    padding=(0, 0, 0, 0), dilation=(1, 1), ceil=False, count=None,
):
    x = random(*size)
    attributes = dict(
        kernel_shape=kernel, strides=stride, pads=padding, dilations=dilation, ceil_mode=int(ceil)
    )
    op = {
        "kind": kind, "kernel": kernel, "stride": stride, "padding": padding,
        "dilation": dilation, "ceilMode": ceil,
    }
    top, left, bottom, right = padding
    even = (top, left) == (bottom, right)
    twin = None
    if kind == "maxPool2d":
        y = run_onnx("MaxPool", [x], **attributes)
        if even:
            twin = F.max_pool2d(batch(x), kernel, stride, (top, left), dilation, ceil)
    else:
        y = run_onnx("AveragePool", [x], count_include_pad=int(count), **attributes)
        op["countPadding"] = count
        if even and dilation == (1, 1):
            twin = F.avg_pool2d(batch(x), kernel, stride, (top, left), ceil, count)
    return case(name, op, [x], y, twin)


def softmax(name, kind, shape, axis, scale=1.0):
    x = (random(*shape) * np.float32(scale)).astype(np.float32)
    op_type = "Softmax" if kind == "softmax" else "LogSoftmax"
    y = run_onnx(op_type, [x], axis=axis + 1)
    twin = (F.softmax if kind == "softmax" else F.log_softmax)(batch(x), axis + 1)
    return case(name, {"kind": kind, "axis": axis}, [x], y, twin)


def pad(name, shape, before, after, mode, value=0.0):
    x = random(*shape)
    pads = np.array([0, *before, 0, *after], dtype=np.int64)
    y = run_onnx("Pad", [x, pads, np.array(value, dtype=np.float32)], mode=mode)
    modes = {"constant": "constant", "reflect": "reflect", "edge": "edge"}
    extra = {"constant_values": value} if mode == "constant" else {}
    twin = np.pad(x, list(zip(before, after)), modes[mode], **extra)
    np.testing.assert_array_equal(y, twin, err_msg=name)
    op = {"kind": "pad", "before": before, "after": after, "mode": mode, "value": value}
    return case(name, op, [x], y)


FILES = {
    "conv2d": [
        conv("plain 3 × 3", 2, 3, (3, 3), (5, 6)),
        conv("1 × 1", 3, 2, (1, 1), (3, 3)),
        conv("same padding", 2, 2, (3, 3), (4, 4), padding=(1, 1, 1, 1)),
        conv("strided", 2, 3, (3, 3), (7, 8), stride=(2, 3), padding=(1, 1, 1, 1)),
        conv("lopsided padding", 2, 2, (2, 3), (4, 5), padding=(0, 1, 2, 0)),
        conv("dilated", 2, 2, (3, 2), (7, 7), dilation=(2, 3), padding=(2, 0, 1, 3)),
        conv("two groups", 4, 6, (3, 3), (4, 5), groups=2, padding=(1, 1, 1, 1)),
        conv("depthwise, two per channel", 3, 6, (3, 3), (5, 5), groups=3, stride=(2, 2)),
        conv("one row, from a 1-D signal", 2, 4, (1, 5), (1, 12), stride=(1, 2), padding=(0, 2, 0, 2)),
    ],
    "conv_transpose2d": [
        conv_transpose("plain 3 × 3", 2, 3, (3, 3), (3, 4)),
        conv_transpose("strided", 2, 3, (3, 3), (3, 4), stride=(2, 3)),
        conv_transpose("strided, overlap cut, grown", 2, 2, (4, 3), (3, 3), stride=(2, 2), padding=(1, 1, 1, 1), output_padding=(1, 0)),
        conv_transpose("lopsided cut", 2, 2, (3, 3), (4, 3), stride=(2, 2), padding=(0, 1, 2, 0)),
        conv_transpose("dilated", 2, 2, (3, 2), (3, 3), dilation=(2, 3), stride=(2, 1)),
        conv_transpose("two groups", 4, 6, (2, 2), (3, 3), groups=2, stride=(2, 2)),
    ],
    "pooling": [
        pool("max 2 × 2", "maxPool2d", (2, 4, 6), (2, 2), (2, 2)),
        pool("max, overlapping, padded", "maxPool2d", (2, 5, 5), (3, 3), (2, 2), (1, 1, 1, 1)),
        pool("max, lopsided padding", "maxPool2d", (2, 5, 4), (3, 2), (2, 2), (0, 1, 2, 0)),
        pool("max, rounded up", "maxPool2d", (2, 5, 6), (2, 3), (2, 2), ceil=True),
        pool("max, rounded up, last window dropped", "maxPool2d", (1, 5, 5), (2, 2), (3, 3), (1, 1, 1, 1), ceil=True),
        pool("max, dilated", "maxPool2d", (2, 7, 7), (3, 2), (1, 2), dilation=(2, 3)),
        pool("max, global", "maxPool2d", (3, 4, 5), (4, 5), (1, 1)),
        pool("mean 2 × 2", "avgPool2d", (2, 4, 6), (2, 2), (2, 2), count=False),
        pool("mean, padding left out", "avgPool2d", (2, 5, 5), (3, 3), (2, 2), (1, 1, 1, 1), count=False),
        pool("mean, padding counted", "avgPool2d", (2, 5, 5), (3, 3), (2, 2), (1, 1, 1, 1), count=True),
        pool("mean, lopsided padding counted", "avgPool2d", (2, 5, 4), (3, 2), (2, 2), (0, 1, 2, 0), count=True),
        pool("mean, lopsided padding left out", "avgPool2d", (2, 5, 4), (3, 2), (2, 2), (0, 1, 2, 0), count=False),
        pool("mean, rounded up", "avgPool2d", (2, 5, 6), (2, 3), (2, 2), ceil=True, count=False),
        pool("mean, rounded up, padding counted", "avgPool2d", (2, 6, 6), (3, 3), (2, 2), (1, 1, 1, 1), ceil=True, count=True),
        pool("mean, rounded up, padding left out", "avgPool2d", (2, 6, 6), (3, 3), (2, 2), (1, 1, 1, 1), ceil=True, count=False),
        pool("mean, dilated, padding counted", "avgPool2d", (1, 7, 7), (2, 3), (2, 1), (1, 2, 0, 1), dilation=(3, 2), count=True),
        pool("mean, dilated, padding left out", "avgPool2d", (1, 7, 7), (2, 3), (2, 1), (1, 2, 0, 1), dilation=(3, 2), count=False),
        pool("mean, global", "avgPool2d", (3, 4, 5), (4, 5), (1, 1), count=False),
    ],
    "softmax": [
        softmax("vector", "softmax", (10,), 0),
        softmax("inner axis", "softmax", (3, 4, 2), 1),
        softmax("first axis", "softmax", (3, 2, 2), 0),
        softmax("last axis, large values", "softmax", (2, 5), 1, 500),
        softmax("log, vector", "logSoftmax", (10,), 0),
        softmax("log, inner axis", "logSoftmax", (3, 4, 2), 1),
        softmax("log, large values", "logSoftmax", (2, 5), 1, 500),
    ],
    "pad": [
        pad("zeros", (2, 3, 4), (0, 1, 2), (0, 2, 1), "constant"),
        pad("a value", (2, 3), (1, 0), (0, 2), "constant", 0.5),
        pad("edge", (2, 3, 4), (0, 2, 1), (0, 1, 3), "edge"),
        pad("reflect", (2, 3, 4), (0, 2, 1), (0, 1, 3), "reflect"),
    ],
}

for name, cases in FILES.items():
    made = {
        "generator": "tools/gen_golden.py",
        "onnxruntime": onnxruntime.__version__,
        "torch": torch.__version__.split("+")[0],
        "opset": OPSET,
    }
    lines = ",\n".join(json.dumps(one, separators=(",", ":"), ensure_ascii=False) for one in cases)
    text = f'{{"made":{json.dumps(made)},"cases":[\n{lines}\n]}}\n'
    FOLDER.mkdir(parents=True, exist_ok=True)
    (FOLDER / f"{name}.json").write_text(text, encoding="utf-8")
    print(f"{name}.json: {len(cases)} cases, {len(text)} characters")
