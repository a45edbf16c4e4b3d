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
