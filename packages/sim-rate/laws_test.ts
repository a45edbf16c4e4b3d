import { graphBuilder, type If, type RateGraph, type RateOp } from "@snnkit/ir";
import { compileNetwork, type CreateSimulator, layersOf } from "@snnkit/sim";
import { randomGraph, randomSample } from "@snnkit/sim/conformance";
import { filled, type Shape, tensor } from "@snnkit/tensor";
import { dense, population, rateGraphWith } from "@snnkit/testkit";
import { assert, assertEquals } from "@std/assert";
import fc from "fast-check";
import { createEventSimulator, createReferenceSimulator } from "./mod.ts";

/** Laws hold for every engine. */
function law(name: string, check: (create: CreateSimulator) => Promise<void>): void {
  for (const create of [createReferenceSimulator, createEventSimulator]) {
    const engine = create === createEventSimulator ? "event" : "reference";
    Deno.test(`${name} (${engine})`, () => check(create));
  }
}

/** Spikes of every neuron over all steps, layer by layer. */
async function countsOf(
  create: CreateSimulator,
  graph: RateGraph,
  sample: Float32Array,
  timesteps: number,
): Promise<number[][]> {
  const options = { timesteps, readout: "count", counts: true } as const;
  const simulator = await create(compileNetwork(graph), options);
  return simulator.simulate(sample).counts!.map((counts) => [...counts]);
}

/** Neurons that read their currents from the input. */
function bareNeurons(size: number, op: Partial<If>): RateGraph {
  const net = graphBuilder<RateOp>("bare");
  return net.finish(net.add({ ...population(), ...op }, net.input([size])));
}

/** Numbers whose sums and products are exact. */
const sixteenths = (low: number, high: number): fc.Arbitrary<number> =>
  fc.integer({ min: 16 * low, max: 16 * high }).map((n) => n / 16);
const thresholds = sixteenths(0.25, 4);
const currents = fc.array(sixteenths(-1, 4), { minLength: 1, maxLength: 9 });
const steps = fc.integer({ min: 1, max: 40 });

law("A neuron never spikes more often than there are steps", async (create) => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 10_000 }), steps, async (seed, timesteps) => {
      const graph = randomGraph(seed);
      const counts = await countsOf(create, graph, randomSample(graph, seed), timesteps);
      assert(counts.flat().every((count) => Math.abs(count) <= timesteps));
      // Only what encodes a negative value, or a gate of such, has a negative count.
      layersOf(compileNetwork(graph)).forEach(({ id }, layer) => {
        if (id.startsWith("if_")) assert(counts[layer].every((count) => count >= 0));
      });
    }),
    { numRuns: 40 },
  );
});

law(
  "Reset by subtraction conserves charge: a neuron fires where its charge reaches the threshold",
  async (create) => {
    const weights = fc.array(sixteenths(-1, 2), { minLength: 3, maxLength: 3 });
    await fc.assert(
      fc.asyncProperty(
        currents,
        weights,
        thresholds,
        sixteenths(-1, 1),
        async (drive, w, theta, start) => {
          const net = graphBuilder<RateOp>("charge");
          const driven = net.add(population(), net.input([drive.length]));
          const layer = dense(
            tensor([1, drive.length], drive.map((_, i) => w[i % 3])),
            tensor([1], [w[0] / 2]),
          );
          const neuron = { ...population(theta), initial: tensor([1], [start]) };
          net.named("neuron", neuron, net.add(layer, driven));
          const sum = net.named("sum", population(), net.add(layer, driven));
          const graph = net.finish(sum);

          let before = 0;
          for (let timesteps = 1; timesteps <= 8; timesteps++) {
            const options = { timesteps, readout: "membrane", counts: true } as const;
            const simulator = await create(compileNetwork(graph), options);
            const { scores, counts } = simulator.simulate(Float32Array.from(drive));
            const spikes = counts![1][0];
            // The score is the summed input a step, rounded once: sixteenths of 32nds are told apart.
            const input = Math.round(scores[0] * timesteps * 512) / 512;
            assertEquals(spikes - before, start + input - theta * before >= theta ? 1 : 0);
            before = spikes;
          }
        },
      ),
      { numRuns: 60 },
    );
  },
);

law("Potentials are kept where asked for: v = v₀ + Σ I − θ · net spikes", async (create) => {
  await fc.assert(
    fc.asyncProperty(
      currents,
      thresholds,
      sixteenths(-1, 1),
      fc.boolean(),
      fc.constantFrom("membrane", "count"),
      steps,
      async (drive, theta, start, signed, readout, timesteps) => {
        const op = { threshold: filled([1], theta), initial: filled([1], start), signed };
        const net = graphBuilder<RateOp>("potentials");
        const x = net.add({ ...population(), ...op }, net.input([drive.length]));
        const last = dense(tensor([1, drive.length], drive.map(() => 0.5)), tensor([1], [0.25]));
        const graph = net.finish(net.add({ ...population(), ...op }, net.add(last, x)));
        const network = compileNetwork(graph);
        const options = { timesteps, readout, counts: true } as const;
        const simulator = await create(network, { ...options, potentials: true });
        const { counts, potentials } = simulator.simulate(Float32Array.from(drive));
        drive.forEach((current, i) => {
          const left = start + timesteps * current - theta * counts![0][i];
          assertEquals(potentials![0][i], left);
        });
        const sum = timesteps / 4 + counts![0].reduce((a, b) => a + b, 0) / 2;
        const output = readout === "membrane" ? sum : start + sum - theta * counts![1][0];
        assertEquals([...potentials![1]], [output]);
        const usual = (await create(network, options)).simulate(Float32Array.from(drive));
        assertEquals(usual.potentials, undefined);
      },
    ),
    { numRuns: 60 },
  );
});

law(
  "Scaling a layer's weights, bias, threshold and potential by a power of two changes no spike",
  async (create) => {
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: 10_000 }),
        fc.integer({ min: -8, max: 8 }),
        async (seed, power) => {
          const graph = randomGraph(seed, { blocks: ["convolution", "joinedThenConvolution"] });
          const sample = randomSample(graph, seed);
          const scaled = {
            ...graph,
            nodes: graph.nodes.map((node) => scaleNode(node.op, 2 ** power, node)),
          };
          assertEquals(
            await countsOf(create, scaled, sample, 20),
            await countsOf(create, graph, sample, 20),
          );
        },
      ),
      { numRuns: 30 },
    );
  },
);

function scaleNode<N>(op: RateOp, factor: number, node: N): N {
  const times = ({ shape, data }: ReturnType<typeof filled>) =>
    tensor(shape, data.map((x) => x * factor));
  switch (op.kind) {
    case "conv2d":
    case "dense":
      return { ...node, op: { ...op, weight: times(op.weight), bias: times(op.bias) } };
    case "if":
      return { ...node, op: { ...op, threshold: times(op.threshold), initial: times(op.initial) } };
    case "affine":
      return { ...node, op: { ...op, shift: times(op.shift) } };
    default:
      return node;
  }
}

law("A higher threshold never fires earlier or more often on the same input", async (create) => {
  await fc.assert(
    fc.asyncProperty(currents, thresholds, thresholds, steps, async (drive, a, b, timesteps) => {
      const [low, high] = [Math.min(a, b), Math.max(a, b)];
      const sample = Float32Array.from(drive);
      for (let t = 1; t <= timesteps; t = 2 * t + 1) {
        const [[easy], [hard]] = await Promise.all(
          [low, high].map((threshold) =>
            countsOf(
              create,
              bareNeurons(drive.length, { threshold: filled([1], threshold) }),
              sample,
              t,
            )
          ),
        );
        hard.forEach((count, i) => assert(count <= easy[i]));
      }
    }),
    { numRuns: 60 },
  );
});

law(
  "For a constant input within the threshold the rate is at most one spike off",
  async (create) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(sixteenths(0, 2), { minLength: 1 }),
        steps,
        async (drive, timesteps) => {
          const graph = bareNeurons(drive.length, { threshold: filled([1], 2) });
          const [counts] = await countsOf(create, graph, Float32Array.from(drive), timesteps);
          counts.forEach((count, i) => assert(Math.abs(count - timesteps * drive[i] / 2) < 1));
        },
      ),
      { numRuns: 60 },
    );
  },
);

law("Signed neurons count a constant input as clip(⌊(T · I + v₀) / θ⌋, 0, T)", async (create) => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(sixteenths(-4, 4), { minLength: 1 }),
      fc.integer({ min: 0, max: 31 }).map((n) => n / 16),
      steps,
      async (drive, start, timesteps) => {
        const op = { threshold: filled([1], 2), initial: filled([1], start), signed: true };
        const graph = bareNeurons(drive.length, op);
        const [counts] = await countsOf(create, graph, Float32Array.from(drive), timesteps);
        counts.forEach((count, i) => {
          const wanted = Math.floor((timesteps * drive[i] + start) / 2);
          assertEquals(count, Math.min(Math.max(wanted, 0), timesteps));
        });
      },
    ),
    { numRuns: 60 },
  );
});

law("A tracking gate has spiked as often as the busiest of its inputs", async (create) => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 10_000 }), steps, async (seed, timesteps) => {
      const graph = rateGraphWith("gate-signed", seed);
      const simulator = await create(compileNetwork(graph), { timesteps, counts: true });
      const { counts } = simulator.simulate(randomSample(graph, seed));
      const layers = new Map(simulator.layers.map(({ id, shape }, i) => [id, [shape, counts![i]]]));
      const [before, signed, once] = ["before", "if_4", "maxPoolGate_6"].map((id) =>
        layers.get(id)![1] as Int32Array
      );
      const [, height, width] = layers.get("before")![0] as Shape;
      const inputs = [...before, ...signed];
      const rows = Math.floor(height / 2);
      once.forEach((count, i) => {
        const [plane, row] = [Math.floor(i / (rows * width)), Math.floor(i / width) % rows];
        const first = (plane * height + 2 * row) * width + i % width;
        assertEquals(count, Math.max(inputs[first], inputs[first + width]));
      });
    }),
    { numRuns: 40 },
  );
});
