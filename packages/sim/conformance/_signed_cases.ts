import { behindNeurons, network } from "./_case_graphs.ts";
import type { ConformanceCase } from "./cases.ts";
import { conv2d, dense, flatten, neurons, trackingGate } from "./_ops.ts";

/** Cases of neurons that take spikes back, and of gates that track counts. */
export const signedCases: readonly ConformanceCase[] = [
  {
    name: "a signed neuron takes back what came too early, and others feel it",
    graph: network((net) => {
      // The first fires in steps 1 and 3, the second in step 2.
      const spikes = net.add(neurons({ initial: [0.5, 0] }), net.input([2]));
      const current = net.add(dense([1, 2], [1, -1], [0]), spikes);
      const middle = net.add(neurons({ signed: true }), current);
      return net.add(neurons(), net.add(dense([2, 1], [-1, 1], [0, 0]), middle));
    }),
    options: { timesteps: 3 },
    sample: [0.5, 0.5],
    expected: {
      // What the second class has gathered is 1, 0, 1.
      decisions: [1, 0, 1],
      scores: [Math.fround(-1 / 3), Math.fround(1 / 3)],
      spikes: [[1, 1, 0], [1, 1, 0], [1, 1, 0]],
      synapticOps: [3, 3, 3],
      counts: [[2, 1], [1], [0, 0]],
    },
  },
  {
    name: "a signed neuron takes back only what it has sent, and its count is net",
    graph: network((net) => {
      const spikes = net.add(neurons(), net.input([1]));
      return net.add(neurons({ signed: true }), net.add(dense([1, 1], [1], [-0.25]), spikes));
    }),
    options: { timesteps: 6, readout: "count" },
    sample: [0.5],
    expected: {
      // Potentials before a spike are −0.25, 0.5, 0.25, 1, −0.25 and, with θ added, 1.5.
      decisions: [0, 0, 0, 0, 0, 0],
      scores: [Math.fround(1 / 6)],
      spikes: [[0, 0], [1, 0], [0, 0], [1, 1], [0, 1], [1, 1]],
      synapticOps: [0, 1, 0, 1, 0, 1],
      counts: [[3], [1]],
    },
  },
  {
    name: "a tracking gate follows the largest net count up and down",
    graph: network((net) => {
      // The first fires in steps 1 and 3, the second in steps 2 and 4.
      const spikes = net.add(neurons({ initial: [0.5, 0] }), net.input([2, 1, 1]));
      const current = net.add(conv2d([2, 2, 1, 1], [1, -1, 0, 0.5]), spikes);
      const middle = net.add(neurons({ signed: true }), current);
      const row = net.add({ kind: "reshape", shape: [1, 1, 2] }, middle);
      const tracked = net.add(flatten(1), net.add(trackingGate([1, 2]), row));
      return net.add(neurons(), net.add(dense([1, 1], [1], [0]), tracked));
    }),
    options: { timesteps: 4 },
    sample: [0.5, 0.5],
    expected: {
      // Net counts are 1 0, 0 0, 1 0, 0 1: the largest is 1, 0, 1, 1.
      decisions: [0, 0, 0, 0],
      scores: [0.25],
      spikes: [[1, 1, 1, 0], [1, 1, 1, 0], [1, 1, 1, 0], [1, 2, 0, 0]],
      // A relay joins the two for the gate: what reaches it counts.
      synapticOps: [4, 4, 4, 4],
      counts: [[2, 2], [0, 1], [1], [0]],
    },
  },
  {
    name: "a tracking gate of unsigned neurons fires as often as the busiest of them",
    graph: behindNeurons(2, trackingGate([1, 2]), flatten(1), dense([1, 1], [1], [0])),
    options: { timesteps: 6 },
    sample: [0.5, 0.75],
    expected: {
      // Counts are 0 0, 1 1, 1 2, 2 3, 2 3, 3 4.
      decisions: [0, 0, 0, 0, 0, 0],
      scores: [Math.fround(4 / 6)],
      spikes: [[0, 0, 0], [2, 1, 0], [1, 1, 0], [2, 1, 0], [0, 0, 0], [2, 1, 0]],
      synapticOps: [0, 1, 1, 1, 0, 1],
      counts: [[3, 4], [4], [0]],
    },
  },
];
