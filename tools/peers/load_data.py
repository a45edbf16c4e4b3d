"""Images and labels of CIFAR-10's binary format and of MNIST's idx format, gzipped or not."""
import gzip

import numpy
import torch


def _bytes(path):
    with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
        return numpy.frombuffer(file.read(), dtype=numpy.uint8)


def load_data(word, limit, mean, std):
    """The first samples that a word of `snn` names: tensors [N, C, H, W] and [N]."""
    kind, _, paths = word.partition(":")
    if kind == "cifar10":
        rows = _bytes(paths).reshape(-1, 3073)[:limit]
        labels, pixels = rows[:, 0], rows[:, 1:].reshape(-1, 3, 32, 32)
    else:
        images, labels = paths.split(",")
        pixels = _bytes(images)[16:].reshape(-1, 1, 28, 28)[:limit]
        labels = _bytes(labels)[8:][:limit]
    x = torch.tensor(pixels, dtype=torch.float32) / 255
    if mean:
        x = (x - torch.tensor(mean).reshape(1, -1, 1, 1)) / torch.tensor(std).reshape(1, -1, 1, 1)
    return x, torch.tensor(labels, dtype=torch.int64)
