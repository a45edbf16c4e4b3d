import { calibrationNodes, convertToTtfs, prepareAnn } from "@snnkit/convert";
import { importOnnx } from "@snnkit/onnx";
import { collectActivationStats, createAnnRunner } from "@snnkit/runtime";
import { compileTimedNetwork, createEventTtfs } from "@snnkit/sim-ttfs";
import { createDenseTtfs } from "@snnkit/sim-ttfs/dense";
import { createRandom, sizeOf } from "@snnkit/tensor";
import { assert, assertEquals } from "@std/assert";
import { REAL_MODELS } from "./_real_models.ts";
import { sharedData } from "./_shared_data.ts";

/** Samples that each network is shown; the largest takes seconds for one. */
const SAMPLES = 2;

for (const { name } of REAL_MODELS) {
  const file = sharedData(`models/${name}.onnx`);
  Deno.test({
    name: `${name} has the trained network's logits as a network of first spikes`,
    ignore: file.absent,
    fn: async () => {
      const { graph } = importOnnx(file.read(), { name });
      const prepared = prepareAnn(graph, "ttfs-exact");
      const { shape } = prepared.nodes.find(({ op }) => op.kind === "input")!;
      const random = createRandom(3);
      const size = sizeOf(shape);
      const samples = Float32Array.from({ length: SAMPLES * size }, random.uniform);
      const nodes = calibrationNodes(prepared);
      const stats = await collectActivationStats(prepared, [samples], { nodes });
      const { graph: spiking } = convertToTtfs(prepared, stats);
      await using ann = await createAnnRunner(prepared);
      const wanted = await ann.run(samples);
      await using dense = await createDenseTtfs(spiking);
      const found = await dense.run(samples);
      const event = createEventTtfs(compileTimedNetwork(spiking), { decision: true });
      const classes = wanted.data.length / SAMPLES;
      for (let i = 0; i < SAMPLES; i++) {
        const logits = wanted.data.subarray(i * classes, (i + 1) * classes);
        const largest = logits.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        const best = logits.indexOf(Math.max(...logits));
        const { scores, clipped, spikes, decision } = event.simulate(
          samples.subarray(i * size, (i + 1) * size),
        );
        assertEquals(clipped.reduce((a, b) => a + b), 0);
        assertEquals(decision?.class, best);
        event.layers.forEach(({ neurons }, k) => assert(spikes[k] <= neurons));
        for (const said of [scores, found.data.subarray(i * classes, (i + 1) * classes)]) {
          const off = said.reduce((m, value, k) => Math.max(m, Math.abs(value - logits[k])), 0);
          assert(off < 1e-4 * largest, `sample ${i} is off by ${off / largest}`);
        }
      }
    },
  });
}
