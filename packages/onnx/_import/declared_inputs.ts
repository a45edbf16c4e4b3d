import type { GraphProto, ValueInfoProto } from "onnx-buf";
import { familyOf, typeName } from "./decode_tensor.ts";
import type { Family } from "./known.ts";

/** An input of the file, weights excepted. */
export interface DeclaredInput {
  /** Its name, which becomes its node's id. */
  readonly name: string;
  /** Axes, batch included; a text names a length that the file leaves open. */
  readonly axes: readonly (number | string)[];
  /** Which arithmetic applies. */
  readonly family: Family;
}

/** The inputs of a file, and what is wrong with them. */
export interface DeclaredInputs {
  /** In the file's order. */
  readonly inputs: readonly DeclaredInput[];
  /** ONNX element types of all that are tensors of numbers, weights and bound ones included. */
  readonly types: ReadonlyMap<string, number>;
  /** One line each. */
  readonly problems: readonly string[];
}

/**
 * Reads the declarations of inputs. Only a batch axis may have an open length.
 *
 * @param given Names that are weights or bound to constants.
 */
export function declaredInputs(
  graph: GraphProto,
  given: ReadonlySet<string>,
  batched: boolean,
): DeclaredInputs {
  const inputs: DeclaredInput[] = [];
  const types = new Map<string, number>();
  const problems: string[] = [];
  for (const info of graph.input) {
    const tensor = info.type?.value.case === "tensorType" ? info.type.value.value : undefined;
    const family = tensor === undefined ? undefined : familyOf(tensor.elemType);
    if (tensor !== undefined && family !== undefined) types.set(info.name, tensor.elemType);
    if (given.has(info.name)) continue;
    const axes = axesOf(info);
    if (tensor === undefined || family === undefined) {
      const type = tensor === undefined ? "another type" : typeName(tensor.elemType);
      problems.push(`input "${info.name}": it must be a tensor of numbers: received ${type}`);
    } else if (axes === undefined) {
      problems.push(`input "${info.name}": its shape must be declared: received none${REMEDY}`);
    } else if (batched && axes.length === 0) {
      problems.push(`input "${info.name}": it must have a batch axis: received []`);
    } else if (axes.some((axis, i) => !fixed(axis) && !(batched && i === 0))) {
      const what = batched ? "every axis but the first, the batch," : "every axis";
      problems.push(
        `input "${info.name}": ${what} must have a fixed length: received [${axes.join(", ")}]` +
          REMEDY,
      );
    } else {
      inputs.push({ name: info.name, axes, family });
    }
  }
  return { inputs, types, problems };
}

const REMEDY = " (export the model with a fixed height and width)";

function fixed(axis: number | string): boolean {
  return typeof axis === "number";
}

function axesOf(info: ValueInfoProto): readonly (number | string)[] | undefined {
  if (info.type?.value.case !== "tensorType") return undefined;
  return info.type.value.value.shape?.dim.map(({ value }) => {
    // Some writers say 0 or −1 for a length that is open.
    if (value.case === "dimValue" && value.value > 0n) return Number(value.value);
    return value.case === "dimParam" && value.value !== "" ? value.value : "?";
  });
}

/**
 * A batch size that no axis and no product of axes is likely to have, a prime: where a file leaves
 * the batch open, it is followed with this many samples, so that the batch axis can be told from
 * others.
 */
export const STAND_IN = 7919;

/**
 * The batch sizes to follow a file with, best first. Files that say to take any number of samples
 * but hold a 1 in their calculations of shapes only pass with 1.
 */
export function batchSizes(inputs: readonly DeclaredInput[]): readonly number[] | undefined {
  const declared = new Set(inputs.map(({ axes }) => axes[0]));
  const open = [...declared].some((axis) => typeof axis === "string");
  const sizes = [...declared].filter((axis): axis is number => typeof axis === "number");
  if (sizes.length > 1) return undefined;
  if (sizes.length === 1) return sizes;
  return open ? [STAND_IN, 1] : [1];
}
