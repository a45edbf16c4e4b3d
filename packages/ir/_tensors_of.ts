import type { Tensor } from "@snnkit/tensor";

/** Whether an attribute of an operation is a tensor. */
export function isTensor(value: unknown): value is Tensor {
  return typeof value === "object" && value !== null && "data" in value && "shape" in value;
}

/** The tensors of an operation by the name of their attribute, in the order they stand. */
export function tensorsOf(op: object): [string, Tensor][] {
  const attributes: [string, unknown][] = Object.entries(op);
  return attributes.filter((entry): entry is [string, Tensor] => isTensor(entry[1]));
}

/** Where the first NaN or infinity stands, −1 where there is none; a plain loop, as weights are many. */
export function firstNotFinite(data: Float32Array): number {
  for (let i = 0; i < data.length; i++) {
    if (!Number.isFinite(data[i])) return i;
  }
  return -1;
}
