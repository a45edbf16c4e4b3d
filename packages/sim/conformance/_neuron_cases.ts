import type { RateGraph } from "@snnkit/ir";
import { network } from "./_case_graphs.ts";
import type { ConformanceCase } from "./cases.ts";
import { dense, neurons } from "./_ops.ts";

/** Neurons that fire in steps 1, 3, 5 … and 2, 4, 6 … for samples of ½; then others, then the output. */
function alternating(
  weight: readonly number[],
  options: Parameters<typeof neurons>[0],
): RateGraph {
  return network((net) => {
    const spikes = net.add(neurons({ initial: [0.5, 0] }), net.input([2]));
    const middle = net.add(neurons(options), net.add(dense([1, 2], weight, [0]), spikes));
    return net.add(neurons(), net.add(dense([2, 1], [-1, 1], [0, 0]), middle));
  });
}

/** Cases of neurons that leak, and of those that rest after a spike. */
export const neuronCases: readonly ConformanceCase[] = [
  {
    name: "a leaky neuron forgets before it receives, in the first step too",
    graph: network((net) => net.add(neurons({ leak: 0.5, initial: [1] }), net.input([2]))),
    options: { timesteps: 3, readout: "count" },
    sample: [0.5, 0.75],
    expected: {
      // Before they fire, potentials are 1, 0.5, 0.75 and 1.25, 0.875, 1.1875.
      decisions: [0, 0, 1],
      scores: [Math.fround(1 / 3), Math.fround(2 / 3)],
      spikes: [[2], [0], [1]],
      synapticOps: [0, 0, 0],
      counts: [[1, 2]],
    },
  },
  {
    name: "a leaky neuron that is reset to zero never fires on too small a current",
    graph: network((net) => net.add(neurons({ leak: 0.5, reset: "zero" }), net.input([2]))),
    options: { timesteps: 4, readout: "count" },
    sample: [0.75, 0.5],
    expected: {
      // The second potential is 0.5, 0.75, 0.875, 0.9375: it tends to 0.5 / (1 − 0.5).
      decisions: [0, 0, 0, 0],
      scores: [0.5, 0],
      spikes: [[0], [1], [0], [1]],
      synapticOps: [0, 0, 0, 0],
      counts: [[2, 0]],
    },
  },
  {
    name: "a signed neuron that leaks owes what it has forgotten",
    graph: alternating([1.25, -0.25], { signed: true, leak: 0.5 }),
    options: { timesteps: 4 },
    sample: [0.5, 0.5],
    expected: {
      // Before a spike its potential is 1.25, −0.125, 1.6875, 0.09375.
      decisions: [1, 0, 1, 1],
      scores: [-0.25, 0.25],
      spikes: [[1, 1, 0], [1, 1, 0], [1, 1, 0], [1, 0, 0]],
      synapticOps: [3, 3, 3, 1],
      counts: [[2, 2], [1], [0, 0]],
    },
  },
  {
    name: "a neuron that rests goes on integrating, and loses no charge",
    graph: network((net) => net.add(neurons({ threshold: [0.5], refractory: 2 }), net.input([3]))),
    options: { timesteps: 7, readout: "count" },
    sample: [0.5, 0.25, 0.125],
    expected: {
      // They fire in steps 1, 4, 7, in steps 2 and 5, in step 4.
      decisions: [0, 0, 0, 0, 0, 0, 0],
      scores: [Math.fround(3 / 7), Math.fround(2 / 7), Math.fround(1 / 7)],
      spikes: [[1], [1], [0], [2], [1], [0], [1]],
      synapticOps: [0, 0, 0, 0, 0, 0, 0],
      counts: [[3, 2, 1]],
    },
  },
  {
    name: "a neuron that is reset to zero rests as well",
    graph: network((net) => net.add(neurons({ reset: "zero", refractory: 1 }), net.input([3]))),
    options: { timesteps: 4, readout: "count" },
    sample: [0.75, 3, 0.25],
    expected: {
      // The second potential is 3, 3, 6, 3: what it gathers while it rests is discarded later.
      decisions: [1, 0, 1, 0],
      scores: [0.5, 0.5, 0.25],
      spikes: [[1], [1], [1], [2]],
      synapticOps: [0, 0, 0, 0],
      counts: [[2, 2, 1]],
    },
  },
  {
    name: "a signed neuron rests after spikes of either sign",
    graph: alternating([1, -1], { signed: true, refractory: 1 }),
    options: { timesteps: 7 },
    sample: [0.5, 0.5],
    expected: {
      // Its potential before a spike is 1, −1, 0, −1, 1, 0, 1: it sends +1, −1, +1.
      decisions: [1, 1, 1, 0, 0, 0, 1],
      scores: [Math.fround(-1 / 7), Math.fround(1 / 7)],
      spikes: [
        [1, 1, 0],
        [1, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
        [1, 0, 0],
        [1, 0, 0],
        [1, 1, 0],
      ],
      synapticOps: [3, 1, 1, 3, 1, 1, 3],
      counts: [[4, 3], [1], [0, 0]],
    },
  },
  {
    name: "a neuron can leak while it rests, at a threshold of its channel",
    graph: network((net) => {
      const op = neurons({ threshold: [1, 2], leak: 0.5, refractory: 1 });
      return net.add(op, net.input([2]));
    }),
    options: { timesteps: 4, readout: "count" },
    sample: [1.5, 1.5],
    expected: {
      // Potentials are 1.5, 1.75, 2.375, 2.1875 and 1.5, 2.25, 1.625, 2.3125.
      decisions: [0, 0, 0, 0],
      scores: [0.5, 0.5],
      spikes: [[1], [1], [1], [1]],
      synapticOps: [0, 0, 0, 0],
      counts: [[2, 2]],
    },
  },
  {
    name: "an output that is only summed neither leaks nor rests",
    graph: network((net) => {
      const op = neurons({ initial: [7], leak: 0.5, refractory: 3 });
      return net.add(op, net.input([2]));
    }),
    options: { timesteps: 4 },
    sample: [0.5, 0.75],
    expected: {
      decisions: [1, 1, 1, 1],
      scores: [0.5, 0.75],
      spikes: [[0], [0], [0], [0]],
      synapticOps: [0, 0, 0, 0],
      counts: [[0, 0]],
    },
  },
];
