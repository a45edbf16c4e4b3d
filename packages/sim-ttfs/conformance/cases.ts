import {
  type Affine,
  type Conv2d,
  type Dense,
  graphBuilder,
  type TtfsGraph,
  type TtfsOp,
} from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";
import type { Ticks } from "../ttfs_simulator.ts";

/** What is known of a sample without any simulator. */
export interface ExpectedRecord {
  /** Values of the outputs. */
  readonly scores: readonly number[];
  /** When each neuron spikes, layer by layer; ∞ where it is silent. */
  readonly times: readonly (readonly number[])[];
  /** Neurons of each layer whose value lies beyond the window. */
  readonly clipped: readonly number[];
}

/** A network, a sample, and what it does, worked out by hand. */
export interface TtfsCase {
  /** A fact, e.g. `"a larger value spikes earlier"`. */
  readonly name: string;
  /** The network. */
  readonly graph: TtfsGraph;
  /** The sample. */
  readonly sample: readonly number[];
  /** Its clock; none unless given. */
  readonly ticks?: Ticks;
  /** What happens. */
  readonly expected: ExpectedRecord;
}

const silent = Infinity;
const pixels = { kind: "encodeLatency", start: 0, end: 1 } as const;
const fire = (start: number, end: number): TtfsOp => ({ kind: "fireOnce", start, end });
const times = (scale: number, shift = 0): Affine => ({
  kind: "affine",
  scale: filled([1], scale),
  shift: filled([1], shift),
});
const weights = (rows: readonly number[][], bias?: readonly number[]): Dense => ({
  kind: "dense",
  weight: tensor([rows.length, rows[0].length], rows.flat()),
  bias: bias ? tensor([rows.length], [...bias]) : filled([rows.length], 0),
});

function graphOf(build: (net: ReturnType<typeof graphBuilder<TtfsOp>>) => void): TtfsGraph {
  const net = graphBuilder<TtfsOp>("case");
  build(net);
  return net.finish();
}

/** Pixels, and what is made of them. */
function onPixels(shape: readonly number[], ...ops: readonly TtfsOp[]): TtfsGraph {
  return graphOf((net) => {
    ops.reduce((id, op) => net.add(op, id), net.add(pixels, net.input(shape)));
  });
}

const pool = {
  kind: "earliestSpike",
  kernel: [2, 2],
  stride: [2, 2],
  padding: [1, 1, 1, 1],
  dilation: [1, 1],
  ceilMode: false,
} as const;

/** Sums of 3 × 3 pixels; zeros around. */
const sums: Conv2d = {
  kind: "conv2d",
  weight: filled([1, 1, 3, 3], 1),
  bias: tensor([1], [-1]),
  stride: [1, 1],
  padding: [1, 1, 1, 1],
  dilation: [1, 1],
  groups: 1,
};

/** Cases that every engine knows the answer to. */
export const ttfsCases: readonly TtfsCase[] = [
  {
    name: "a larger value spikes earlier, and 0 never",
    graph: onPixels([4], times(2)),
    sample: [0, 0.25, 0.75, 1],
    expected: { scores: [0, 0.5, 1.5, 2], times: [[silent, 0.75, 0.25, 0]], clipped: [0] },
  },
  {
    name: "values beyond a window spike at its start and are counted, negative ones are silent",
    graph: onPixels([3], times(2), fire(1, 2.5)),
    sample: [-3, 0.5, 1.5],
    expected: {
      scores: [0, 1, 1.5],
      times: [[silent, 0.5, 0], [silent, 1.5, 1]],
      clipped: [1, 1],
    },
  },
  {
    name: "a neuron adds what it hears to its bias",
    graph: onPixels([2], weights([[1, 1], [1, -1], [-1, 0.5]], [0.25, 0, 2]), fire(1, 4)),
    sample: [0.75, 0.5],
    expected: {
      scores: [1.5, 0.25, 1.5],
      times: [[0.25, 0.5], [2.5, 3.75, 2.5]],
      clipped: [0, 0],
    },
  },
  {
    name: "an inhibition that comes after the threshold would have been crossed still counts",
    graph: onPixels([2], weights([[4, -6]]), fire(1, 2)),
    sample: [1, 0.5],
    expected: { scores: [1], times: [[0, 0.5], [1]], clipped: [0, 0] },
  },
  {
    name: "a bias alone makes a neuron spike",
    graph: onPixels([1], weights([[0], [0]], [0.5, -0.5]), fire(1, 2)),
    sample: [0],
    expected: { scores: [0.5, 0], times: [[silent], [1.5, silent]], clipped: [0, 0] },
  },
  {
    name: "a shortcut waits for its branch",
    graph: graphOf((net) => {
      const x = net.add(pixels, net.input([2]));
      const branch = net.add(fire(1, 4), net.add(weights([[1, 1], [0, 2]]), x));
      const shortcut = net.add({ kind: "delay", by: 3 }, x);
      net.add(fire(4, 8), net.add({ kind: "add" }, branch, shortcut));
    }),
    sample: [0.5, 1],
    expected: {
      scores: [2, 3],
      times: [[0.5, 0], [2.5, 2], [6, 5]],
      clipped: [0, 0, 0],
    },
  },
  {
    name: "branches whose windows end at different times are joined",
    graph: graphOf((net) => {
      const x = net.add(pixels, net.input([2]));
      const branch = net.add(fire(1, 3), net.add(times(2), x));
      net.add({ kind: "concat", axis: 0 }, net.add({ kind: "delay", by: 2 }, x), branch);
    }),
    sample: [0.25, 1],
    expected: { scores: [0.25, 1, 0.5, 2], times: [[0.75, 0], [2.5, 1]], clipped: [0, 0] },
  },
  {
    name: "the earliest spike of a window passes, padding is silent",
    graph: onPixels([1, 2, 2], pool),
    sample: [0.5, 0, 0.25, 1],
    expected: {
      scores: [0.5, 0, 0.25, 1],
      times: [[0.5, silent, 0.75, 0], [0.5, silent, 0.75, 0]],
      clipped: [0, 0],
    },
  },
  {
    name: "values counted from below 0 move thresholds where no padding is",
    graph: graphOf((net) => {
      const above = net.add(times(1, 1), net.input([1, 2, 2]));
      const value = net.add(times(1, -1), net.add({ ...pixels, end: 2 }, above));
      net.add(fire(2, 6), net.add(sums, value));
    }),
    sample: [1, 1, 1, -0.5],
    expected: {
      scores: [1.5, 1.5, 1.5, 1.5],
      times: [[0, 0, 0, 1.5], [4.5, 4.5, 4.5, 4.5]],
      clipped: [0, 0],
    },
  },
  {
    name: "an average pool is synapses",
    graph: onPixels(
      [1, 2, 2],
      {
        kind: "avgPool2d",
        kernel: [2, 2],
        stride: [2, 2],
        padding: [0, 0, 0, 0],
        dilation: [1, 1],
        ceilMode: false,
        countPadding: false,
      },
      times(2),
      fire(1, 3),
    ),
    sample: [1, 0.5, 0.25, 0.25],
    expected: { scores: [1], times: [[0, 0.5, 0.75, 0.75], [2]], clipped: [0, 0] },
  },
  {
    name: "at ticks a spike comes at the nearest one",
    graph: onPixels([5], times(2), fire(1, 3)),
    ticks: { steps: 4 },
    sample: [0.1, 0.2, 0.45, 0.7, 1],
    expected: {
      scores: [0, 0.5, 1, 1.5, 2],
      times: [[silent, 0.75, 0.5, 0.25, 0], [silent, 2.5, 2, 1.5, 1]],
      clipped: [0, 0],
    },
  },
  {
    name: "or at the next one, where thresholds are not lowered",
    graph: onPixels([5], times(2), fire(1, 3)),
    ticks: { steps: 4, rounding: "next" },
    sample: [0.2, 0.25, 0.45, 0.7, 1],
    expected: {
      scores: [0, 0.5, 0.5, 1, 2],
      times: [[silent, 0.75, 0.75, 0.5, 0], [silent, 2.5, 2.5, 2, 1]],
      clipped: [0, 0],
    },
  },
];
