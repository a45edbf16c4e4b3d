import { filled, sizeOf, tensor } from "@snnkit/tensor";
import {
  type Call,
  type Dynamic,
  dynamicOperand,
  emit,
  fullShape,
  type Handler,
  knownOperand,
  knownSample,
  type Value,
} from "../call.ts";
import { asTensor } from "../known.ts";
import { refuse } from "../problem.ts";
import { multiplyKnown } from "./affine.ts";
import { addDynamic } from "./arithmetic.ts";

/** An operator without attributes that works element by element. */
export function elementwise(kind: "relu" | "sigmoid" | "tanh"): Handler {
  return (call) => [emit(call, { kind }, [dynamicOperand(call, 0)])];
}

/** `LeakyRelu`. */
export function importLeakyRelu(call: Call): readonly Value[] {
  const slope = call.attributes.float("alpha", Math.fround(0.01));
  return [emit(call, { kind: "leakyRelu", slope }, [dynamicOperand(call, 0)])];
}

/**
 * `PRelu`: a leaky ReLU where all slopes are the same, else
 * `max(0, x) − slope · max(0, −x)`.
 */
export function importPRelu(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const slopes = knownOperand(call, 1, "slope") ?? refuse("it needs a slope", "none");
  const [slope] = slopes.data;
  if (sizeOf(slopes.shape) > 0 && slopes.data.every((value) => value === slope)) {
    return [emit(call, { kind: "leakyRelu", slope }, [x])];
  }
  const sample = x.batched ? knownSample(call, slopes, fullShape(call.trace, x).length) : slopes;
  const positive = emit(call, { kind: "relu" }, [x], "positive");
  const minus = { kind: "affine", scale: tensor([1], [-1]), shift: filled([1], 0) } as const;
  const negative = emit(call, { kind: "relu" }, [emit(call, minus, [x], "minus")], "negative");
  const leak = multiplyKnown({ ...call, id: `${call.id}:leak` }, negative, {
    ...sample,
    data: asTensor(sample).data.map((value) => -value),
  });
  return [addDynamic(call, positive, leak)];
}

/** `Clip`: bounds are attributes before opset 11, inputs since. `0 … ∞` is a ReLU. */
export function importClip(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const [min, max] = call.trace.opset < 11
    ? [call.attributes.float("min", -Infinity), call.attributes.float("max", Infinity)]
    : [boundOperand(call, 1, -Infinity), boundOperand(call, 2, Infinity)];
  return [emitClip(call, x, min, max)];
}

/** The largest float32; exporters write it where they mean no bound. */
const LARGEST = Math.fround(3.4028234663852886e38);

/** A clip, or the simpler operation that it amounts to. */
function emitClip(call: Call, x: Dynamic, min: number, max: number): Dynamic {
  const lower = min <= -LARGEST ? -Infinity : min;
  const upper = max >= LARGEST ? Infinity : max;
  if (lower === 0 && upper === Infinity) return emit(call, { kind: "relu" }, [x]);
  return emit(call, { kind: "clip", min: lower, max: upper }, [x]);
}

function boundOperand(call: Call, i: number, otherwise: number): number {
  const bound = knownOperand(call, i, i === 1 ? "minimum" : "maximum");
  if (bound === undefined) return otherwise;
  if (bound.data.length !== 1 || Number.isNaN(bound.data[0])) {
    refuse(
      "its bounds must be single numbers",
      `[${Array.from(bound.data.slice(0, 4)).join(", ")}]`,
    );
  }
  return bound.data[0];
}

/** `HardSigmoid`: `min(1, max(0, alpha · x + beta))`. */
export function importHardSigmoid(call: Call): readonly Value[] {
  const alpha = call.attributes.float("alpha", Math.fround(0.2));
  const beta = call.attributes.float("beta", 0.5);
  return [hardSigmoid(call, dynamicOperand(call, 0), alpha, beta)];
}

/** `HardSwish`: `x · min(1, max(0, x / 6 + 1/2))`. */
export function importHardSwish(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const gate = hardSigmoid({ ...call, id: `${call.id}:gate` }, x, 1 / 6, 0.5);
  return [emit(call, { kind: "mul" }, [x, gate])];
}

function hardSigmoid(call: Call, x: Dynamic, alpha: number, beta: number): Dynamic {
  const line = { kind: "affine", scale: tensor([1], [alpha]), shift: tensor([1], [beta]) } as const;
  return emit(call, { kind: "clip", min: 0, max: 1 }, [emit(call, line, [x], "line")]);
}
