import { type AnnGraph, type AnnOp, graphBuilder } from "@snnkit/ir";
import { exportOnnx } from "@snnkit/onnx";
import { createRandom, type Tensor } from "@snnkit/tensor";
import { dense, randomTensor, tinyConvNet } from "@snnkit/testkit";
import { fileURLToPath } from "node:url";
import { type NpyArray, npzFile } from "./_test_data.ts";

/** The network that the product brings along. */
export const MNIST_CNN: string = fileURLToPath(
  new URL("../../assets/mnist_cnn.onnx", import.meta.url),
);

/** An ONNX file of a network from `[1, 6, 6]` to 3 classes. */
export function tinyOnnx(): Uint8Array {
  return exportOnnx(tinyConvNet());
}

/** Bytes like those of grey pictures of 6 × 6 pixels. */
export function tinyPixels(count: number, seed = 0): Uint8Array {
  const random = createRandom(seed);
  return Uint8Array.from({ length: 36 * count }, () => random.integer(256));
}

/** Classes 0, 1, 2, in this order, as even as can be. */
export function tinyLabels(count: number): Int32Array {
  return Int32Array.from({ length: count }, (_, i) => Math.floor((3 * i) / count));
}

/** An npz file of such pictures. */
export function tinyNpz(
  count: number,
  change: Readonly<Record<string, NpyArray>> = {},
): Uint8Array {
  const x = { shape: [count, 1, 6, 6], data: tinyPixels(count) };
  return npzFile({ x, y: { shape: [count], data: tinyLabels(count) }, ...change });
}

/** An ONNX file of `input → operations… → output`, from 4 values to 2. */
export function chainOnnx(
  between: readonly (readonly [id: string, op: AnnOp])[],
  change: (weight: Tensor) => Tensor = (weight) => weight,
): Uint8Array {
  return exportOnnx(chain(between, change));
}

function chain(
  between: readonly (readonly [id: string, op: AnnOp])[],
  change: (weight: Tensor) => Tensor,
): AnnGraph {
  const random = createRandom(0);
  const net = graphBuilder<AnnOp>("chain");
  let last = net.named("first", dense(change(randomTensor(random, [4, 4]))), net.input([4]));
  for (const [id, op] of between) last = net.named(id, op, last);
  return net.finish(net.named("last", dense(randomTensor(random, [2, 4])), last));
}
