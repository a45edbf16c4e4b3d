import type { RateGraph } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import type { SimulatorOptions } from "../simulator.ts";
import { behindNeurons, network } from "./_case_graphs.ts";
import { encoderCases } from "./_encoder_cases.ts";
import { gateCases } from "./_gate_cases.ts";
import { neuronCases } from "./_neuron_cases.ts";
import { signedCases } from "./_signed_cases.ts";
import { conv2d, dense, flatten, gate, neurons, pool } from "./_ops.ts";

/** A tiny network whose whole record is known by hand. */
export interface ConformanceCase {
  /** Reads as a fact, e.g. `"a neuron at its threshold fires"`. */
  readonly name: string;
  /** What is simulated. */
  readonly graph: RateGraph;
  /** For how long and how it is read; spikes of every neuron are always kept. */
  readonly options: SimulatorOptions;
  /** Values of the input. */
  readonly sample: readonly number[];
  /** Which sample it is; 0 unless given. */
  readonly index?: number;
  /** What must come out. */
  readonly expected: {
    /** After each step. */
    readonly decisions: readonly number[];
    /** After the last step. */
    readonly scores: readonly number[];
    /** Of each layer at each step, one row a step. */
    readonly spikes: readonly (readonly number[])[];
    /** Of each step. */
    readonly synapticOps: readonly number[];
    /** Of every neuron, one row a layer, channels first. */
    readonly counts: readonly (readonly number[])[];
  };
}

/** Cases for every simulator; expected values were computed by hand. */
export const cases: readonly ConformanceCase[] = [
  {
    name: "a neuron at its threshold fires, and keeps what exceeds it",
    graph: network((net) => net.add(neurons(), net.input([4]))),
    options: { timesteps: 4, readout: "count" },
    sample: [0.5, 0.25, 1, 0.75],
    expected: {
      decisions: [2, 2, 2, 2],
      scores: [0.5, 0.25, 1, 0.75],
      spikes: [[1], [3], [2], [4]],
      synapticOps: [0, 0, 0, 0],
      counts: [[2, 1, 4, 3]],
    },
  },
  {
    name: "a reset to zero discards what exceeds the threshold",
    graph: network((net) => net.add(neurons({ reset: "zero" }), net.input([3]))),
    options: { timesteps: 4, readout: "count" },
    sample: [0.75, 3, 0.5],
    expected: {
      decisions: [1, 1, 1, 1],
      scores: [0.5, 1, 0.5],
      spikes: [[1], [3], [1], [3]],
      synapticOps: [0, 0, 0, 0],
      counts: [[2, 4, 2]],
    },
  },
  {
    name: "a neuron fires at most once a step, however high its potential",
    graph: network((net) => net.add(neurons(), net.input([2]))),
    options: { timesteps: 3, readout: "count" },
    sample: [2.5, -1],
    expected: {
      decisions: [0, 0, 0],
      scores: [1, 0],
      spikes: [[1], [1], [1]],
      synapticOps: [0, 0, 0],
      counts: [[3, 0]],
    },
  },
  {
    name: "thresholds, initial potentials and units belong to channels",
    graph: network((net) =>
      net.add(
        neurons({ threshold: [1, 2], initial: [0.5, 0], unit: [1, 4] }),
        net.input([2, 1, 2]),
      )
    ),
    options: { timesteps: 4, readout: "count" },
    sample: [0.5, 0, 1, 0.5],
    expected: {
      decisions: [0, 2, 2, 2],
      scores: [0.5, 0, 2, 1],
      spikes: [[1], [1], [1], [2]],
      synapticOps: [0, 0, 0, 0],
      counts: [[2, 0, 2, 1]],
    },
  },
  {
    name: "the membrane read-out sums input from 0 without firing, ties go to the lowest class",
    graph: network((net) => {
      const spikes = net.add(neurons(), net.input([1]));
      return net.add(
        neurons({ initial: [7], unit: [2] }),
        net.add(dense([3, 1], [1, -1, 1], [0.25, 0.5, 0.25]), spikes),
      );
    }),
    options: { timesteps: 4, readout: "membrane" },
    sample: [0.5],
    expected: {
      decisions: [1, 0, 0, 0],
      scores: [1.5, 0, 1.5],
      spikes: [[0, 0], [1, 0], [0, 0], [1, 0]],
      synapticOps: [0, 3, 0, 3],
      counts: [[2], [0, 0, 0]],
    },
  },
  {
    name: "the soft-max read-out gives probabilities of the same scores",
    graph: network((net) => {
      const spikes = net.add(neurons(), net.input([1]));
      return net.add(neurons(), net.add(dense([2, 1], [1, -1], [0, 0]), spikes));
    }),
    options: { timesteps: 2, readout: "softmax" },
    sample: [1],
    expected: {
      decisions: [0, 0],
      scores: [Math.fround(1 / (1 + Math.exp(-2))), Math.fround(1 / (1 + Math.exp(2)))],
      spikes: [[1, 0], [1, 0]],
      synapticOps: [2, 2],
      counts: [[2], [0, 0]],
    },
  },
  {
    name: "a convolution's first tap looks ahead of its last",
    graph: behindNeurons(3, conv2d([1, 1, 1, 3], [1, 2, 4], { padding: [0, 1, 0, 1] })),
    options: { timesteps: 1 },
    sample: [0, 1, 0],
    expected: {
      decisions: [0],
      scores: [4, 2, 1],
      spikes: [[1, 0]],
      synapticOps: [3],
      counts: [[0, 1, 0], [0, 0, 0]],
    },
  },
  {
    name: "taps beyond the border reach nobody and are not counted",
    graph: network((net) => {
      const spikes = net.add(neurons(), net.input([1, 3, 3]));
      const weight = [...new Array(9).fill(1), ...new Array(9).fill(0)];
      const op = conv2d([2, 1, 3, 3], weight, { padding: [1, 1, 1, 1] });
      return net.add(neurons(), net.add(op, spikes));
    }),
    options: { timesteps: 2 },
    sample: [1, 0, 0, 0, 0.5, 0, 0, 0, 0],
    expected: {
      decisions: [0, 0],
      scores: [1.5, 1.5, 0.5, 1.5, 1.5, 0.5, 0.5, 0.5, 0.5, 0, 0, 0, 0, 0, 0, 0, 0, 0],
      spikes: [[1, 0], [2, 0]],
      synapticOps: [8, 26],
      counts: [[2, 0, 0, 0, 1, 0, 0, 0, 0], new Array(18).fill(0)],
    },
  },
  {
    name: "a strided convolution skips the taps that fall between its targets",
    graph: behindNeurons(5, conv2d([1, 1, 1, 3], [1, 2, 4], { stride: [1, 2] })),
    options: { timesteps: 1 },
    sample: [0, 1, 1, 0, 0],
    expected: {
      decisions: [0],
      scores: [6, 1],
      spikes: [[2, 0]],
      synapticOps: [3],
      counts: [[0, 1, 1, 0, 0], [0, 0]],
    },
  },
  {
    name: "groups of a convolution do not meet",
    graph: network((net) => {
      const spikes = net.add(neurons(), net.input([2, 1, 1]));
      return net.add(
        neurons(),
        net.add(conv2d([4, 1, 1, 1], [1, 2, 3, 4], { groups: 2 }), spikes),
      );
    }),
    options: { timesteps: 1 },
    sample: [0, 1],
    expected: {
      decisions: [3],
      scores: [0, 0, 3, 4],
      spikes: [[1, 0]],
      synapticOps: [2],
      counts: [[0, 1], [0, 0, 0, 0]],
    },
  },
  {
    name: "a gate passes the input that fired most, the first where two did",
    graph: behindNeurons(2, gate([1, 2]), flatten(1), dense([1, 1], [1], [0])),
    options: { timesteps: 6 },
    sample: [0.75, 0.5],
    expected: {
      // The first fires in steps 2, 3, 4 and 6, the second in 2, 4 and 6.
      decisions: [0, 0, 0, 0, 0, 0],
      scores: [Math.fround(4 / 6)],
      spikes: [[0, 0, 0], [2, 1, 0], [1, 1, 0], [2, 1, 0], [0, 0, 0], [2, 1, 0]],
      synapticOps: [0, 1, 1, 1, 0, 1],
      counts: [[4, 3], [4], [0]],
    },
  },
  {
    name: "a gate holds back the spike of an input that has only caught up",
    graph: network((net) => {
      const spikes = net.add(neurons({ threshold: [3] }), net.input([1, 1, 2]));
      return net.add(neurons(), net.add(gate([1, 2]), spikes));
    }),
    options: { timesteps: 6, readout: "count" },
    sample: [2, 1.5],
    expected: {
      // The first fires in steps 2, 3, 5 and 6, the second in 2, 4 and 6.
      decisions: [0, 0, 0, 0, 0, 0],
      scores: [Math.fround(4 / 6)],
      spikes: [[0, 0, 0], [2, 1, 1], [1, 1, 1], [1, 0, 0], [1, 1, 1], [2, 1, 1]],
      synapticOps: [0, 1, 1, 0, 1, 1],
      counts: [[4, 3], [4], [4]],
    },
  },
  {
    name: "a relay emits its sum as one graded event",
    graph: behindNeurons(2, pool([1, 2]), conv2d([2, 1, 1, 1], [4, 8])),
    options: { timesteps: 2 },
    sample: [1, 0.5],
    expected: {
      decisions: [1, 1],
      scores: [3, 6],
      spikes: [[1, 0], [2, 0]],
      // One spike or two reach the relay; its event reaches two neurons.
      synapticOps: [3, 4],
      counts: [[2, 1], [0, 0]],
    },
  },
  {
    name: "an average pool is a synapse where neurons follow at once",
    graph: behindNeurons(2, pool([1, 2])),
    options: { timesteps: 2 },
    sample: [1, 0.5],
    expected: {
      decisions: [0, 0],
      scores: [0.75],
      spikes: [[1, 0], [2, 0]],
      synapticOps: [1, 2],
      counts: [[2, 1], [0]],
    },
  },
  {
    name: "both branches of a sum reach the same membrane, and biases become current",
    graph: network((net) => {
      const spikes = net.add(neurons(), net.input([1, 1, 2]));
      const branch = net.add(conv2d([1, 1, 1, 1], [2], { bias: [0.5] }), spikes);
      const half = { kind: "affine", scale: tensor([1], [0.5]), shift: tensor([1], [1]) } as const;
      return net.add(neurons(), net.add({ kind: "add" }, branch, net.add(half, spikes)));
    }),
    options: { timesteps: 2 },
    sample: [1, 0.5],
    expected: {
      decisions: [0, 0],
      scores: [4, 2.75],
      spikes: [[1, 0], [2, 0]],
      synapticOps: [2, 4],
      counts: [[2, 1], [0, 0]],
    },
  },
  {
    name: "joined populations keep their channels apart",
    graph: network((net) => {
      const input = net.input([1, 1, 1]);
      const first = net.add(neurons(), input);
      const second = net.add(neurons({ threshold: [0.25] }), input);
      const joined = net.add({ kind: "concat", axis: 0 }, first, second);
      return net.add(neurons(), net.add(conv2d([1, 2, 1, 1], [1, 10]), joined));
    }),
    options: { timesteps: 2 },
    sample: [0.5],
    expected: {
      decisions: [0, 0],
      scores: [10.5],
      spikes: [[0, 1, 0], [1, 1, 0]],
      synapticOps: [1, 2],
      counts: [[1], [2], [0]],
    },
  },
  ...signedCases,
  ...encoderCases,
  ...neuronCases,
  ...gateCases,
];
