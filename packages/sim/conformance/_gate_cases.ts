import type { MaxPoolGate, RateGraph } from "@snnkit/ir";
import { behindNeurons, network } from "./_case_graphs.ts";
import type { ConformanceCase } from "./cases.ts";
import { conv2d, dense, flatten, gate, neurons } from "./_ops.ts";

/** How a gate estimates rates. */
type Estimator = Pick<MaxPoolGate, "estimator" | "decay" | "steps">;

/** A gate over two neurons, the first of which fires in steps 1 and 2 only, for a sample of −¼. */
function behindBurst(estimator: Estimator): RateGraph {
  return network((net) => {
    const trains = net.add(neurons({ initial: [3, 0] }), net.input([2, 1, 1]));
    // Two channels of one pixel become two pixels of one channel.
    const spread = conv2d([1, 2, 1, 2], [0, 1, 1, 0], { padding: [0, 1, 0, 1] });
    const row = net.add(neurons(), net.add(spread, trains));
    const passed = net.add(flatten(1), net.add({ ...gate([1, 2]), ...estimator }, row));
    return net.add(neurons(), net.add(dense([1, 1], [1], [0]), passed));
  });
}

/** Overlapping windows over three neurons, the outermost half over padding. */
function overlapping(name: string, estimator: Estimator): ConformanceCase {
  const window = { stride: [1, 1], padding: [0, 1, 0, 1] } as const;
  return {
    name,
    graph: behindNeurons(3, { ...gate([1, 2]), ...window, ...estimator }),
    options: { timesteps: 4 },
    sample: [1, 0.5, 0.25],
    expected: {
      // They fire in every step, in steps 2 and 4, in step 4; each window has the first as its winner.
      decisions: [0, 0, 0, 0],
      scores: [1, 1, 0.5, 0.25],
      spikes: [[1, 2, 0], [2, 3, 0], [1, 2, 0], [3, 4, 0]],
      synapticOps: [2, 3, 2, 4],
      counts: [[4, 2, 1], [4, 4, 2, 1], [0, 0, 0, 0]],
    },
  };
}

/** Gates over two populations, one a channel. */
function joined(name: string, estimator: Estimator): ConformanceCase {
  return {
    name,
    graph: network((net) => {
      const input = net.input([1, 1, 2]);
      const slow = net.add(neurons(), input);
      const fast = net.add(neurons({ threshold: [0.5] }), input);
      const both = net.add({ kind: "concat", axis: 0 }, slow, fast);
      return net.add(neurons(), net.add({ ...gate([1, 2]), ...estimator }, both));
    }),
    options: { timesteps: 4 },
    sample: [0.5, 0.25],
    expected: {
      // The slow ones fire in steps 2 and 4, and in step 4; the fast ones in all, and in 2 and 4.
      decisions: [1, 1, 1, 1],
      scores: [0.5, 1],
      spikes: [[0, 1, 1, 0], [1, 2, 2, 0], [0, 1, 1, 0], [2, 2, 2, 0]],
      synapticOps: [1, 2, 1, 2],
      counts: [[2, 1], [4, 2], [2, 4], [0, 0]],
    },
  };
}

/** Cases of gates that estimate rates. */
export const gateCases: readonly ConformanceCase[] = [
  {
    name: "a gate with exponential estimates follows the input that fired lately",
    graph: behindBurst({ estimator: "exponential", decay: 0.5 }),
    options: { timesteps: 6 },
    sample: [-0.25, 0.5],
    expected: {
      // The second fires in steps 2, 4 and 6. Estimates are 1 0, 1.5 1, 0.75 0.5, 0.375 1.25, …
      decisions: [0, 0, 0, 0, 0, 0],
      scores: [Math.fround(4 / 6)],
      spikes: [
        [1, 1, 1, 0],
        [2, 2, 1, 0],
        [0, 0, 0, 0],
        [1, 1, 1, 0],
        [0, 0, 0, 0],
        [1, 1, 1, 0],
      ],
      synapticOps: [3, 5, 0, 3, 0, 3],
      counts: [[2, 3], [2, 3], [4], [0]],
    },
  },
  {
    name: "a gate over the last three steps forgets what was before",
    graph: behindBurst({ estimator: "window", steps: 3 }),
    options: { timesteps: 8 },
    sample: [-0.25, 0.25],
    expected: {
      // The second fires in steps 4 and 8: in steps 2 to 4 both have fired once, and the first leads.
      decisions: [0, 0, 0, 0, 0, 0, 0, 0],
      scores: [0.375],
      spikes: [
        [1, 1, 1, 0],
        [1, 1, 1, 0],
        [0, 0, 0, 0],
        [1, 1, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [0, 0, 0, 0],
        [1, 1, 1, 0],
      ],
      synapticOps: [3, 3, 0, 2, 0, 0, 0, 3],
      counts: [[2, 2], [2, 2], [3], [0]],
    },
  },
  overlapping("overlapping and padded windows have exponential estimates each", {
    estimator: "exponential",
    decay: 0.5,
  }),
  overlapping("overlapping and padded windows look at the last two steps each", {
    estimator: "window",
    steps: 2,
  }),
  joined("a gate estimates the rates of joined populations apart", { estimator: "exponential" }),
  joined("a gate remembers the last steps of joined populations apart", {
    estimator: "window",
    steps: 1,
  }),
];
