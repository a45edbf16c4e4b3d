import { unzipSync } from "fflate";
import { formatShape } from "@snnkit/tensor";
import { decodeNpy, type NpyArray } from "./_decode_npy.ts";
import { sampleShape } from "./_sample_shape.ts";
import { maybeGunzip } from "./maybe_gunzip.ts";
import type { Samples } from "./samples.ts";

/**
 * Decode an npz file of NumPy with the samples in array `x` and, where there are any, their classes
 * in array `y`.
 *
 * `x` is `[N, F]`, `[N, H, W]`, `[N, C, H, W]` or `[N, H, W, C]`, of any real number type, in C or
 * Fortran order; `y` is `[N]` or `[N, 1]` of whole numbers. The zip may be compressed.
 *
 * @param layout Where four axes have their channels. `"auto"`: last where the last axis has 1 … 4
 * and fewer than the second, else second.
 * @throws {SyntaxError} Where the bytes are no npz file or lack `x`.
 * @throws {TypeError} Where an array has another shape.
 * @throws {RangeError} Where `x` and `y` count different numbers of samples or `y` is not whole.
 *
 * @example Write it with `numpy.savez("data.npz", x=images, y=labels)`
 * ```ts
 * import { decodeNpz } from "@snnkit/datasets";
 * import { assertThrows } from "@std/assert";
 *
 * assertThrows(() => decodeNpz(new Uint8Array(10)), SyntaxError, "zip");
 * ```
 */
export function decodeNpz(bytes: Uint8Array, layout: "nchw" | "nhwc" | "auto" = "auto"): Samples {
  const names: string[] = [];
  let files: Readonly<Record<string, Uint8Array>>;
  try {
    files = unzipSync(maybeGunzip(bytes), {
      filter: ({ name }) => {
        names.push(name.replace(/\.npy$/, ""));
        return name === "x.npy" || name === "y.npy";
      },
    });
  } catch (cause) {
    throw new SyntaxError(`Cannot decode an npz file as it must be a whole zip file`, { cause });
  }
  if (!files["x.npy"]) {
    const found = names.map((name) => `"${name}"`).join(", ") || "none";
    throw new SyntaxError(
      `Cannot decode an npz file as it must hold an array "x": received ${found}\n` +
        `Hint: write it with numpy.savez(file, x=samples, y=labels)`,
    );
  }
  const x = decodeNpy(files["x.npy"], "x");
  const count = x.shape[0] ?? 0;
  const samples = { ...sampleShape(x.shape, layout, `array "x"`), count, data: x.data };
  if (!files["y.npy"]) return samples;
  return { ...samples, labels: decodeLabels(decodeNpy(files["y.npy"], "y"), count) };
}

function decodeLabels({ shape, data }: NpyArray, count: number): Int32Array {
  if (!(shape.length === 1 || (shape.length === 2 && shape[1] === 1))) {
    throw new TypeError(
      `Cannot decode array "y" as it must be [N], the class of each sample: ` +
        `received ${formatShape(shape)}` +
        (shape.length === 2 ? "\nHint: turn one-hot rows into classes with y.argmax(1)" : ""),
    );
  }
  if (shape[0] !== count) {
    throw new RangeError(
      `Cannot decode an npz file as there must be one label a sample: received ${count} samples ` +
        `and ${shape[0]} labels`,
    );
  }
  const labels = Int32Array.from(data);
  const bad = labels.findIndex((label, i) => label !== data[i]);
  if (bad >= 0) {
    throw new RangeError(
      `Cannot decode array "y" as classes must be whole numbers: received ${data[bad]} at ${bad}`,
    );
  }
  return labels;
}
