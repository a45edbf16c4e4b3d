import { formatShape } from "@snnkit/tensor";
import {
  type Call,
  dynamicOperand,
  emit,
  fullShape,
  intsOperand,
  knownOperand,
  normaliseAxis,
  refuseMixing,
  type Value,
} from "../call.ts";
import { refuse, unsupported } from "../problem.ts";

/** `Pad`: attributes before opset 11, inputs since. Negative cells cut the sample. */
export function importPad(call: Call): readonly Value[] {
  const x = dynamicOperand(call, 0);
  const rank = fullShape(call.trace, x).length;
  const cells = cellsOf(call, rank);
  const skipped = x.batched ? 1 : 0;
  if (x.batched && (cells.before[0] !== 0 || cells.after[0] !== 0)) refuseMixing();
  const before = cells.before.slice(skipped);
  const after = cells.after.slice(skipped);
  const mode = call.attributes.string("mode", "constant");
  if (mode !== "constant" && mode !== "reflect" && mode !== "edge") {
    unsupported(`mode "${mode}"`);
  }
  const cut = before.some((count) => count < 0) || after.some((count) => count < 0);
  const inside = !cut ? x : emit(
    call,
    {
      kind: "slice",
      start: before.map((count) => Math.max(0, -count)),
      step: before.map(() => 1),
      size: x.sample.map((length, axis) =>
        length - Math.max(0, -before[axis]) - Math.max(0, -after[axis])
      ),
    },
    [x],
    "cut",
  );
  return [
    emit(call, {
      kind: "pad",
      before: before.map((count) => Math.max(0, count)),
      after: after.map((count) => Math.max(0, count)),
      mode,
      value: valueOf(call),
    }, [inside]),
  ];
}

function cellsOf(
  call: Call,
  rank: number,
): { readonly before: readonly number[]; readonly after: readonly number[] } {
  const pads = call.attributes.ints("pads") ?? intsOperand(call, 1, "pads") ??
    refuse("it needs pads", "none");
  const axes = intsOperand(call, 3, "axes") ?? Array.from({ length: rank }, (_, axis) => axis);
  if (pads.length !== 2 * axes.length || pads.some((count) => !Number.isInteger(count))) {
    refuse(`its pads must be ${2 * axes.length} whole numbers`, formatShape(pads));
  }
  const before = new Array<number>(rank).fill(0);
  const after = new Array<number>(rank).fill(0);
  axes.forEach((given, i) => {
    const axis = normaliseAxis(given, rank);
    before[axis] = pads[i];
    after[axis] = pads[i + axes.length];
  });
  return { before, after };
}

function valueOf(call: Call): number {
  if (call.trace.opset < 11) return call.attributes.float("value", 0);
  const known = knownOperand(call, 2, "value");
  if (known === undefined) return 0;
  return known.data.length === 1
    ? known.data[0]
    : refuse("its value must be one number", formatShape(known.shape));
}
