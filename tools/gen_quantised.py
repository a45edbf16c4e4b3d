"""Make apps/cli/conformance/testdata/mnist_cnn_qdq.{onnx,json}: the default model in 8 bits.

    pip install numpy onnx onnxruntime
    python tools/gen_quantised.py FOLDER

FOLDER holds MNIST's four idx files, packed with gzip or not. ONNX Runtime folds the batch-norms,
measures activations on the first 200 training images, and writes weights of int8, one scale an
output channel, and activations of uint8, with QuantizeLinear and DequantizeLinear around float
operators (QDQ). The JSON holds its logits for the first 100 test images.
"""

import gzip
import json
import pathlib
import sys
import tempfile

import numpy as np
import onnxruntime
from onnxruntime.quantization import CalibrationDataReader, QuantFormat, QuantType, quantize_static
from onnxruntime.quantization.shape_inference import quant_pre_process

ROOT = pathlib.Path(__file__).parent.parent
TARGET = ROOT / "apps" / "cli" / "conformance" / "testdata" / "mnist_cnn_qdq.onnx"
CALIBRATED, EXPECTED = 200, 100


def images(folder, part, count):
    [path] = [*folder.glob(f"{part}-images*")][:1]
    data = path.read_bytes()
    data = gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data
    pixels = np.frombuffer(data, np.uint8, count * 784, 16).reshape(count, 1, 28, 28)
    return pixels.astype(np.float32) / np.float32(255)


class Reader(CalibrationDataReader):
    def __init__(self, samples):
        self.samples = iter(samples)

    def get_next(self):
        sample = next(self.samples, None)
        return None if sample is None else {"image": sample[None]}


def main(folder):
    with tempfile.TemporaryDirectory() as temporary:
        folded = f"{temporary}/folded.onnx"
        quant_pre_process(ROOT / "assets" / "mnist_cnn.onnx", folded, skip_symbolic_shape=True)
        quantize_static(
            folded,
            TARGET,
            Reader(images(folder, "train", CALIBRATED)),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
        )
    # Without optimisations every operator computes in floats, as the file says.
    options = onnxruntime.SessionOptions()
    options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_DISABLE_ALL
    session = onnxruntime.InferenceSession(TARGET, options, providers=["CPUExecutionProvider"])
    [logits] = session.run(None, {"image": images(folder, "t10k", EXPECTED)})
    rows = [[float(f"{value:.9g}") for value in row] for row in logits]
    version = onnxruntime.__version__
    TARGET.with_suffix(".json").write_text(json.dumps({"onnxruntime": version, "logits": rows}) + "\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size} bytes")


main(pathlib.Path(sys.argv[1]))
