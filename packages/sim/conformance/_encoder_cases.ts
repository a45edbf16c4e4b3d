import { network } from "./_case_graphs.ts";
import type { ConformanceCase } from "./cases.ts";
import { conv2d, dense, encode, flatten, gate, neurons, trackingGate } from "./_ops.ts";

/**
 * Cases of values that are sent as spikes. Random numbers are words of Threefry-4x32-20, those of key
 * and counter 0 in its authors' test vectors.
 */
export const encoderCases: readonly ConformanceCase[] = [
  {
    name: "a periodic encoder has sent, after each step, as many spikes as is nearest",
    graph: network((net) => {
      const spikes = net.add(encode("periodic"), net.input([4]));
      return net.add(neurons(), net.add(dense([1, 4], [1, 1, 1, 1], [0]), spikes));
    }),
    options: { timesteps: 4 },
    sample: [0.25, 0.5, 1, 2],
    expected: {
      // Nearest to t / 4 are 0, 1, 1, 1, to t / 2 are 1, 1, 2, 2: halves count as the next number.
      decisions: [0, 0, 0, 0],
      scores: [2.75],
      spikes: [[3, 0], [3, 0], [3, 0], [2, 0]],
      synapticOps: [3, 3, 3, 2],
      counts: [[1, 2, 4, 4], [0]],
    },
  },
  {
    name: "units of an encoder belong to channels, and what is below 0 is silent",
    graph: network((net) => {
      const spikes = net.add(encode("periodic", { unit: [2, 4] }), net.input([2, 1, 2]));
      return net.add(neurons(), net.add(conv2d([1, 2, 1, 1], [1, 10]), spikes));
    }),
    options: { timesteps: 4 },
    sample: [1, -1, 1, 3],
    expected: {
      decisions: [1, 1, 1, 1],
      // 2 + 10 spikes of the first pixel, 3 · 10 of the second.
      scores: [3, 7.5],
      spikes: [[2, 0], [2, 0], [1, 0], [1, 0]],
      synapticOps: [2, 2, 1, 1],
      counts: [[2, 0, 1, 3], [0, 0]],
    },
  },
  {
    name: "a signed encoder sends the sign of its value, and a tracking gate follows it",
    graph: network((net) => {
      const spikes = net.add(encode("periodic", { signed: true }), net.input([1, 1, 2]));
      const tracked = net.add(flatten(1), net.add(trackingGate([1, 2]), spikes));
      return net.add(neurons(), net.add(dense([1, 1], [1], [0]), tracked));
    }),
    options: { timesteps: 4 },
    sample: [-0.5, -1],
    expected: {
      // Net counts are −1 −1, −1 −2, −2 −3, −2 −4.
      decisions: [0, 0, 0, 0],
      scores: [-0.5],
      spikes: [[2, 1, 0], [1, 0, 0], [2, 1, 0], [1, 0, 0]],
      synapticOps: [1, 0, 1, 0],
      counts: [[-2, -4], [-2], [0]],
    },
  },
  {
    name: "a Poisson encoder spikes where its random number is less than its rate",
    graph: network((net) => {
      const spikes = net.add(encode("poisson", { unit: [2] }), net.input([1]));
      return net.add(neurons(), net.add(dense([1, 1], [1], [0]), spikes));
    }),
    options: { timesteps: 4 },
    sample: [1.5],
    expected: {
      // The numbers are 0.611, 0.881, 0.985 and 0.322.
      decisions: [0, 0, 0, 0],
      scores: [0.5],
      spikes: [[1, 0], [0, 0], [0, 0], [1, 0]],
      synapticOps: [1, 0, 0, 1],
      counts: [[2], [0]],
    },
  },
  {
    name: "seed, sample, encoder, neuron and step tell a random number, channels first",
    graph: network((net) => {
      const input = net.input([2, 1, 2]);
      const first = net.add(encode("poisson"), input);
      const second = net.add(encode("poisson"), input);
      const joined = net.add({ kind: "concat", axis: 0 }, first, second);
      return net.add(neurons(), net.add(conv2d([1, 4, 1, 1], [1, 1, 1, 1]), joined));
    }),
    // The key is 5, 1, 3, 0.
    options: { timesteps: 6, seed: 2 ** 32 + 5 },
    sample: [0.5, 0.5, 0.5, 0.5],
    index: 3,
    expected: {
      // The first pixel has gathered 3, 7, 9, 11, 13, 13, the second 3, 7, 10, 12, 12, 13.
      decisions: [0, 0, 1, 1, 0, 0],
      scores: [Math.fround(13 / 6), Math.fround(13 / 6)],
      spikes: [[4, 2, 0], [4, 4, 0], [3, 2, 0], [3, 1, 0], [1, 1, 0], [0, 1, 0]],
      synapticOps: [6, 8, 5, 4, 2, 1],
      counts: [[4, 4, 5, 2], [2, 5, 2, 2], [0, 0]],
    },
  },
  {
    name: "a gate may watch an encoder",
    graph: network((net) => {
      const spikes = net.add(encode("periodic"), net.input([1, 1, 2]));
      const passed = net.add(flatten(1), net.add(gate([1, 2]), spikes));
      return net.add(neurons(), net.add(dense([1, 1], [2], [0]), passed));
    }),
    options: { timesteps: 4 },
    sample: [0.25, 0.75],
    expected: {
      decisions: [0, 0, 0, 0],
      scores: [1.5],
      spikes: [[1, 1, 0], [2, 1, 0], [0, 0, 0], [1, 1, 0]],
      synapticOps: [1, 1, 0, 1],
      counts: [[1, 3], [3], [0]],
    },
  },
];
