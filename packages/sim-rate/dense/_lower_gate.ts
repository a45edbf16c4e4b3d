import type { ProgramBuilder, ProgramValue } from "@snnkit/onnx";
import type { GatePopulation } from "@snnkit/sim";
import { tensor } from "@snnkit/tensor";

/** Stands beyond the border, where nobody can win: less than any count or estimate. */
const NOBODY = -(2 ** 30);

/** What a gate's windows look at: planes `[N, C, H, W]`, the border included. */
function framed(
  program: ProgramBuilder,
  { window, inputPlane, outputPlane }: GatePopulation,
  channels: number,
  values: ProgramValue,
  filling: number,
): ProgramValue {
  const { kernel, stride, padding, dilation } = window;
  let planes = program.reshape(values, [-1, channels, ...inputPlane]);
  const before = [0, 0, padding[0], padding[1]];
  const after = [0, 0, 0, 0];
  ([0, 1] as const).forEach((axis) => {
    const extent = dilation[axis] * (kernel[axis] - 1) + 1;
    const needed = (outputPlane[axis] - 1) * stride[axis] + extent;
    const trailing = needed - inputPlane[axis] - padding[axis];
    after[axis + 2] = Math.max(0, trailing);
    if (trailing < 0) {
      planes = program.cut(planes, axis + 2, 0, inputPlane[axis] + trailing);
    }
  });
  const isBare = [...before, ...after].every((cells) => cells === 0);
  return isBare ? planes : program.pad(planes, before, after, filling);
}

/** Float32 tells all whole numbers up to this. */
const EXACT = 2 ** 24;

/**
 * The spikes of those inputs that have fired most in their windows; ties: the first.
 *
 * Where float32 can hold it, count, place and spike `s` of input `i` of `P` are one number,
 * `2 P · count + 2 (P − 1 − i) + s`: the largest of a window is the winner's, and odd where it spikes.
 * Else the inputs of the windows compete one by one, which takes ONNX Runtime longer.
 *
 * @param channels Of the source.
 * @param counts Whole numbers, `[N, channels, pixels]`.
 * @param spikes 1 for a spike, else 0, `[N, channels, pixels]`.
 * @param most What counts can reach.
 * @returns `[N, channels, pixels of the gate]`.
 */
export function passBusiest(
  program: ProgramBuilder,
  gate: GatePopulation,
  channels: number,
  counts: ProgramValue,
  spikes: ProgramValue,
  most: number,
): ProgramValue {
  const pixels = gate.inputPlane[0] * gate.inputPlane[1];
  if (2 * pixels * (most + 1) > EXACT) return passWinners(program, gate, channels, counts, spikes);
  const scalar = (value: number): ProgramValue => program.constant(tensor([1], [value]));
  const places = Float32Array.from({ length: pixels }, (_, i) => 2 * (pixels - 1 - i));
  const placed = program.add(
    program.multiply(counts, scalar(2 * pixels)),
    program.constant(tensor([1, pixels], places)),
  );
  const largest = largestOf(program, gate, channels, program.add(placed, spikes));
  const half = program.floor(program.multiply(largest, scalar(0.5)));
  return program.subtract(largest, program.add(half, half));
}

/**
 * The spikes of those inputs that have the largest estimates in their windows; ties: the first. Tap
 * after tap, in row-major order, takes the lead where it is above all before it.
 *
 * @param channels Of the source.
 * @param estimates `[N, channels, pixels]`.
 * @param spikes 1 for a spike, else 0, `[N, channels, pixels]`.
 * @returns `[N, channels, pixels of the gate]`.
 */
export function passWinners(
  program: ProgramBuilder,
  gate: GatePopulation,
  channels: number,
  estimates: ProgramValue,
  spikes: ProgramValue,
): ProgramValue {
  const planes = [
    framed(program, gate, channels, estimates, NOBODY),
    framed(program, gate, channels, spikes, 0),
  ];
  const none = program.constant(tensor([1], [0]));
  const [[first, begun], ...others] = tapsOf(program, gate, planes);
  let [lead, passed] = [first, begun];
  for (const [estimate, spike] of others) {
    const ahead = program.sign(program.largest(program.subtract(estimate, lead), none));
    passed = program.add(passed, program.multiply(ahead, program.subtract(spike, passed)));
    lead = program.largest(lead, estimate);
  }
  return program.reshape(passed, [-1, channels, gate.layout.pixels]);
}

/** What each tap of the windows sees of some planes, in row-major order. */
function tapsOf(
  program: ProgramBuilder,
  { window, outputPlane }: GatePopulation,
  planes: readonly ProgramValue[],
): ProgramValue[][] {
  const { kernel: [rows, columns], stride, dilation } = window;
  const along = (x: ProgramValue, axis: 0 | 1, tap: number): ProgramValue => {
    const from = tap * dilation[axis];
    const to = from + (outputPlane[axis] - 1) * stride[axis] + 1;
    return program.cut(x, axis + 2, from, to, stride[axis]);
  };
  return Array.from(
    { length: rows * columns },
    (_, tap) => planes.map((x) => along(along(x, 0, Math.floor(tap / columns)), 1, tap % columns)),
  );
}

/**
 * The largest numbers of the windows.
 *
 * @param values Of the source, `[N, channels, pixels]`.
 * @returns `[N, channels, pixels of the gate]`; far below 0 where a window sees the border alone.
 */
export function largestOf(
  program: ProgramBuilder,
  gate: GatePopulation,
  channels: number,
  values: ProgramValue,
): ProgramValue {
  const largest = program.largestOfWindow(
    framed(program, gate, channels, values, NOBODY),
    gate.window,
  );
  return program.reshape(largest, [-1, channels, gate.layout.pixels]);
}

/**
 * What tracking gates send: the sign of the largest count less their own; windows that watch nobody
 * send nothing.
 *
 * @param largest Of all channels, `[N, channels, pixels]`.
 * @param own Net spikes of the gates before this step.
 */
export function track(
  program: ProgramBuilder,
  largest: ProgramValue,
  own: ProgramValue,
): ProgramValue {
  const half = program.constant(tensor([1], [NOBODY / 2]));
  // 1 where somebody is seen, else 0: no count is near the half.
  const isSeen = program.largest(
    program.sign(program.subtract(largest, half)),
    program.constant(tensor([1], [0])),
  );
  return program.multiply(program.sign(program.subtract(largest, own)), isSeen);
}
