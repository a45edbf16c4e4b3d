"""Writes golden.json: files made by NumPy and Pillow, and the values that these read from them.

    pip install numpy pillow && python make_golden.py
"""
import base64
import io
import json
import pathlib

import numpy as np
from PIL import Image


def b64(data: bytes) -> str:
    return base64.b64encode(data).decode()


def npz(save, **arrays) -> str:
    file = io.BytesIO()
    save(file, **arrays)
    return b64(file.getvalue())


arrays = []
values = np.array([[0, 1, 2], [3, 100, 5], [7, 11, 13], [17, 19, 23]]).reshape(2, 2, 3)
for dtype in "b1 u1 i1 u2 i2 u4 i4 u8 i8 f2 f4 f8 >u2 >i4 >i8 >f2 >f4 >f8".split():
    typed = (values if dtype in ("b1", "u1", "u2", "u4", "u8", ">u2") else values - 9.0).astype(dtype)
    if "f" in dtype:
        typed = (typed / 3).astype(dtype)
    for order in "CF":
        array = np.asarray(typed, order=order)
        save = np.savez_compressed if order == "F" else np.savez
        arrays.append({
            "name": f"{dtype} {order}",
            "npz": npz(save, x=array, y=np.array([4, 2], dtype=np.int64)),
            "values": [float(v) for v in array.astype(np.float64).ravel()],
        })

halves = np.array([0x0000, 0x8000, 0x0001, 0x03FF, 0x0400, 0x3C00, 0xC000, 0x7BFF, 0x3555], np.uint16)
half_values = [float(v) for v in halves.view(np.float16).astype(np.float64)]

rng = np.random.default_rng(0)
rgb = rng.integers(0, 256, (5, 7, 3), dtype=np.uint8)
grey = rng.integers(0, 256, (5, 7), dtype=np.uint8)
ramp = np.linspace(0, 255, 16 * 24 * 3).reshape(16, 24, 3).astype(np.uint8)  # Smooth: JPEG likes it.
images = []


def image(name: str, picture: Image.Image, tolerance: int, form="PNG", **options) -> None:
    file = io.BytesIO()
    picture.save(file, form, **options)
    read = Image.open(io.BytesIO(file.getvalue()))
    if read.mode in ("1", "L", "LA"):
        mode = "L"
    elif read.mode.startswith("I"):
        mode = None
    else:
        mode = "RGB"
    pixels = np.asarray(read.convert(mode)) if mode else np.round(np.asarray(read) / 257).astype(np.uint8)
    images.append({
        "name": name,
        "file": b64(file.getvalue()),
        "channels": 3 if pixels.ndim == 3 else 1,
        "height": pixels.shape[0],
        "width": pixels.shape[1],
        "pixels": pixels.ravel().tolist(),
        "tolerance": tolerance,
    })


alpha = rng.integers(0, 256, (5, 7, 1), dtype=np.uint8)
image("png grey", Image.fromarray(grey), 0)
image("png one bit", Image.fromarray(grey > 127), 0)
image("png grey and alpha", Image.fromarray(np.dstack([grey, alpha[..., 0]]), "LA"), 0)
image("png rgb", Image.fromarray(rgb), 0)
image("png rgba", Image.fromarray(np.dstack([rgb, alpha])), 0)
image("png 16 bit", Image.fromarray(grey.astype(np.uint16) * 250), 0)
for bits in (1, 2, 4, 8):
    image(f"png palette of {bits} bits", Image.fromarray(rgb).quantize(2**bits), 0, bits=bits)
see_through = Image.fromarray(rgb).quantize(4)
image("png palette with transparency", see_through, 0, transparency=1)
image("jpeg grey", Image.fromarray(ramp[..., 0]), 2, "JPEG", quality=95)
image("jpeg rgb", Image.fromarray(ramp), 3, "JPEG", quality=95, subsampling=0)
image("jpeg progressive", Image.fromarray(ramp), 3, "JPEG", quality=95, subsampling=0, progressive=True)
image("jpeg with subsampled colour", Image.fromarray(ramp), 12, "JPEG", quality=95, subsampling=2)

four_axes = npz(np.savez, x=np.arange(2 * 3 * 5 * 4, dtype=np.uint8).reshape(2, 5, 4, 3))
unknown = npz(np.savez, images=rgb, labels=np.arange(5))
one_hot = npz(np.savez, x=np.zeros((2, 4)), y=np.eye(2))
uneven = npz(np.savez, x=np.zeros((3, 4)), y=np.zeros(2))
fractional = npz(np.savez, x=np.zeros((2, 4)), y=np.array([1, 0.5]))
complex_x = npz(np.savez, x=np.zeros((2, 4), dtype=np.complex64))
scalars = npz(np.savez, x=np.zeros(3))
huge = npz(np.savez, x=np.array([[2**60]], dtype=np.int64))

pathlib.Path(__file__).with_name("golden.json").write_text(json.dumps({
    "arrays": arrays,
    "halves": {"bits": halves.tolist(), "values": half_values},
    "images": images,
    "fourAxes": four_axes,
    "refused": {
        "unknown": unknown,
        "oneHot": one_hot,
        "uneven": uneven,
        "fractional": fractional,
        "complex": complex_x,
        "scalars": scalars,
        "huge": huge,
    },
}, indent=1) + "\n")
