import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, type IfPopulation, type Network } from "@snnkit/sim";
import { compare, randomGraph, randomSample } from "@snnkit/sim/conformance";
import { createRandom, type Shape } from "@snnkit/tensor";
import {
  avgPool2d,
  conv2d,
  dense,
  maxPool2d,
  population,
  randomTensor,
  tinyRateGraph,
} from "@snnkit/testkit";
import { assert, assertEquals, assertRejects, assertThrows } from "@std/assert";
import { createEventSimulator, createRateSimulator, createReferenceSimulator } from "./mod.ts";

/** Compares the engine with the definition on a network of busy neurons. */
async function checkNetwork(
  input: Shape,
  build: (net: ReturnType<typeof graphBuilder<RateOp>>, spikes: string) => string,
  timesteps = 9,
): Promise<void> {
  const net = graphBuilder<RateOp>("net");
  const spikes = net.add(population(), net.input(input));
  const graph = net.finish(net.add(population(), build(net, spikes)));
  const samples = [1, 2].map((seed) => randomTensor(createRandom(seed), input, 0.6).data);
  await compare(createReferenceSimulator, createEventSimulator, graph, samples, { timesteps });
}

const random = createRandom(5);
const weights = (shape: Shape) => randomTensor(random, shape, 0.3);

Deno.test("createEventSimulator() adds wide rows as the definition does", async () => {
  for (const [from, to] of [[16, 16], [20, 33], [64, 10], [7, 48]]) {
    const op = conv2d(weights([to, from, 3, 3]), { padding: 1 });
    await checkNetwork([from, 6, 7], (net, x) => net.add(op, x));
  }
});

/** A deep net of signed neurons whose currents change their sign all the time. */
function restless(seed: number, channels: readonly number[]): RateGraph {
  const random = createRandom(seed);
  const net = graphBuilder<RateOp>("restless");
  const signed = (x: string, wide: number) => {
    const initial = randomTensor(random, [wide], 0.5);
    return net.add({ ...population(), initial, signed: true }, x);
  };
  const convolve = (x: string, from: number, to: number, groups = 1) => {
    const weight = randomTensor(random, [to, from / groups, 3, 3], 0.4 / Math.sqrt(from / groups));
    return net.add(conv2d(weight, { padding: 1, groups }), x);
  };
  let from = channels[0];
  let x = signed(convolve(net.input([2, 6, 7]), 2, from), from);
  for (const to of channels) {
    const inner = signed(convolve(x, from, to), to);
    const sum = net.add({ kind: "add" }, convolve(inner, to, to, to), inner);
    const window = { ...maxPool2d(3, 1), padding: [1, 1, 1, 1] } as const;
    const gate = { ...window, kind: "maxPoolGate", estimator: "track" } as const;
    x = net.add(gate, net.add({ kind: "concat", axis: 0 }, signed(sum, to), inner));
    x = signed(convolve(net.add(avgPool2d(2, 1), x), 2 * to, to), to);
    const flipped = { kind: "transpose", order: [0, 2, 1] } as const;
    x = signed(net.add(flipped, net.add(flipped, x)), to);
    // The plane has lost a row and a column to the average pool.
    const around = { before: [0, 1, 0], after: [0, 0, 1] } as const;
    x = net.add({ kind: "pad", ...around, mode: "constant", value: 0 }, x);
    from = to;
  }
  const flat = net.add({ kind: "reshape", shape: [from * 42] }, x);
  const last = randomTensor(random, [5, from * 42], 0.5);
  return net.finish(net.add({ ...population(), signed: true }, net.add(dense(last), flat)));
}

Deno.test("createEventSimulator() takes spikes back as the definition does", async () => {
  for (const [seed, channels] of [[8, 5], [16], [33, 12], [3]].entries()) {
    const graph = restless(seed, channels);
    const samples = [1, 2].map((s) => randomTensor(createRandom(s), [2, 6, 7]).data);
    for (const readout of ["membrane", "count"] as const) {
      const options = { timesteps: 19, readout };
      await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
    }
    const options = { timesteps: 19, readout: "count", counts: true } as const;
    const simulator = await createEventSimulator(compileNetwork(graph), options);
    const { spikes, counts } = simulator.simulate(samples[0]);
    const sent = spikes.reduce((sum, n) => sum + n, 0);
    const net = counts!.flatMap((layer) => [...layer]);
    const takenBack = (sent - net.reduce((sum, n) => sum + n, 0)) / 2;
    assert(takenBack > 0.02 * sent, `few are taken back: ${takenBack} of ${sent}`);
    assert(net.every((n) => n >= 0));
    // Counts are kept for the neurons' own sake, whether anyone asks for them or not.
    const plain = await createEventSimulator(compileNetwork(graph), { ...options, counts: false });
    assertEquals(plain.simulate(samples[0]).spikes, spikes);
  }
});

Deno.test("createEventSimulator() meets kernels of every size, also larger than the plane", async () => {
  for (
    const [kernel, plane, padding, stride] of [
      [1, 5, 0, 2],
      [5, 5, 2, 1],
      [7, 4, 3, 1],
      [7, 7, 0, 1],
      [5, 1, 2, 1],
      [4, 9, 1, 3],
      [3, 2, 4, 1],
    ]
  ) {
    const op = conv2d(weights([6, 5, kernel, kernel]), { padding, stride });
    await checkNetwork([5, plane, plane], (net, x) => net.add(op, x));
  }
});

Deno.test("createEventSimulator() convolves the sample to the last bit of the definition", async () => {
  for (const [width, kernel, stride, outputs] of [[9, 3, 2, 5], [7, 5, 1, 16], [12, 1, 3, 1]]) {
    const net = graphBuilder<RateOp>("analog");
    const bias = weights([outputs]);
    const op = conv2d(weights([outputs, 3, kernel, kernel]), {
      bias,
      stride: [1, stride],
      padding: [0, kernel - 1, 1, 0],
      dilation: [2, 1],
    });
    const graph = net.finish(net.add(population(), net.add(op, net.input([3, 11, width]))));
    const samples = [1, 2].map((seed) => randomTensor(createRandom(seed), [3, 11, width]).data);
    const options = { timesteps: 3, readout: "membrane" } as const;
    await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
  }
});

Deno.test("createEventSimulator() runs any number of steps in blocks", async () => {
  const graph = randomGraph(8, { blocks: ["gate", "averagePoolThenConvolution"] });
  for (const timesteps of [1, 15, 16, 17, 32, 33]) {
    const samples = [randomSample(graph, timesteps)];
    const options = { timesteps, readout: "count" } as const;
    await compare(createReferenceSimulator, createEventSimulator, graph, samples, options);
  }
});

Deno.test("createEventSimulator() takes flat populations beyond 16 bits", async () => {
  const size = 65536 + 70;
  await checkNetwork([size], (net, x) => net.add(dense(weights([3, size])), x), 2);
  await checkNetwork([3], (net, x) => {
    const wide = net.add(population(), net.add(dense(weights([size, 3])), x));
    return net.add(dense(weights([2, size])), wide);
  }, 2);
});

Deno.test("createEventSimulator() refuses planes with more channels than 16 bits name", async () => {
  const net = graphBuilder<RateOp>("thick");
  const spikes = net.named("thick", population(), net.input([65537, 1, 2]));
  const part = { kind: "slice", start: [0, 0, 0], step: [1, 1, 1], size: [2, 1, 1] } as const;
  const graph = net.finish(net.add(population(), net.add(part, spikes)));
  await assertRejects(
    () => createEventSimulator(compileNetwork(graph), { timesteps: 1 }),
    RangeError,
    'Cannot simulate "thick" by events as a pixel may have at most 65536 channels: received 65537',
  );
});

Deno.test("createEventSimulator() refuses what does not fit into 4 GiB and tells the size", async () => {
  const network = compileNetwork(tinyRateGraph());
  const output = network.populations[network.output] as IfPopulation;
  const one = Float32Array.of(1, 1, 1, 1);
  const huge: IfPopulation = {
    ...output,
    id: "huge",
    layout: { pixels: 2 ** 28, channels: 4, order: "channelsFirst" },
    neurons: 2 ** 30,
    threshold: one,
    initial: one,
    drift: one,
    synapses: [],
  };
  const analog = { nodes: [], targets: [] };
  const last = { ...output, synapses: [] };
  const tooLarge: Network = { ...network, populations: [huge, last], output: 1, analog };
  await assertRejects(
    () => createEventSimulator(tooLarge, { timesteps: 1 }),
    RangeError,
    'Cannot simulate "tiny-rate-graph" by events as weights, state and event lists must fit into ' +
      "4 GiB: they need",
  );
});

Deno.test("createEventSimulator() refuses steps whose trace does not fit and tells the size", async () => {
  const network = compileNetwork(tinyRateGraph());
  const output = network.populations[network.output] as IfPopulation;
  const one = Float32Array.of(1);
  const wide: IfPopulation = {
    ...output,
    id: "wide",
    layout: { pixels: 1, channels: 65536, order: "channelsFirst" },
    neurons: 65536,
    threshold: one,
    initial: one,
    drift: one,
    synapses: [],
  };
  const analog = { nodes: [], targets: [] };
  const wideNetwork: Network = { ...network, populations: [wide], output: 0, analog };
  // A row of 256 KiB a step: 20,000 of them are 4.9 GiB.
  await assertRejects(
    () => createEventSimulator(wideNetwork, { timesteps: 20_000 }),
    RangeError,
    "must fit into 4 GiB: they need 4.9 GiB",
  );
  const fitting = await createEventSimulator(wideNetwork, { timesteps: 2 });
  assertEquals(fitting.layers.length, 1);
});

Deno.test("createEventSimulator() tells how much memory the system refuses", async () => {
  const network = compileNetwork(tinyRateGraph());
  const { Memory } = WebAssembly;
  try {
    WebAssembly.Memory = class {
      constructor() {
        throw new RangeError("WebAssembly.Memory(): could not allocate memory");
      }
    } as unknown as typeof Memory;
    await assertRejects(
      () => createEventSimulator(network, { timesteps: 2 }),
      RangeError,
      'Cannot simulate "tiny-rate-graph" by events as the system must give its memory: it refuses 1 MiB',
    );
  } finally {
    WebAssembly.Memory = Memory;
  }
});

Deno.test("createEventSimulator() refuses bad options and samples", async () => {
  const network = compileNetwork(tinyRateGraph());
  await assertRejects(() => createEventSimulator(network, { timesteps: 0 }), RangeError, "≥ 1");
  const simulator = await createEventSimulator(network, { timesteps: 1 });
  assertThrows(() => simulator.simulate(new Float32Array(3)), TypeError, "received 3");
});

Deno.test("createEventSimulator() gives records that later samples leave alone", async () => {
  const graph: RateGraph = tinyRateGraph();
  const simulator = await createEventSimulator(compileNetwork(graph), {
    timesteps: 20,
    counts: true,
  });
  const first = simulator.simulate(new Float32Array(36).fill(0.5));
  const copy = structuredClone(first);
  simulator.simulate(new Float32Array(36).fill(-0.25));
  assertEquals(first, copy);
});

Deno.test("createEventSimulator() cannot be used after dispose()", async () => {
  const simulator = await createEventSimulator(compileNetwork(tinyRateGraph()), { timesteps: 1 });
  simulator.dispose();
  assertThrows(() => simulator.simulate(new Float32Array(36)), Error, "disposed");
});

Deno.test("createRateSimulator() chooses engines by name, the event engine unless told", async () => {
  const network = compileNetwork(tinyRateGraph());
  const engines = ["event", "reference"] as const;
  for (const engine of engines) {
    assertEquals((await createRateSimulator(network, { timesteps: 1, engine })).engine, engine);
  }
  assertEquals((await createRateSimulator(network, { timesteps: 1 })).engine, "event");
  const engine = "warp" as "event";
  await assertRejects(
    () => createRateSimulator(network, { timesteps: 1, engine }),
    RangeError,
    "warp",
  );
});
