import { graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { type CompensationOptions, searchCompensation } from "@snnkit/calibrate";
import { createRateSimulator } from "@snnkit/sim-rate";
import { filled, tensor } from "@snnkit/tensor";
import { dense, population } from "@snnkit/testkit";
import { assert, assertEquals, assertRejects } from "@std/assert";

const WEIGHTS = [4, -2, -2, -2, 4, -2, -2, -2, 4];

/** Layers that make values smaller and larger by turns, and classes that compare them. */
function chain(depth: number, factor: number): RateGraph {
  const net = graphBuilder<RateOp>("chain");
  let last = net.input([3]);
  for (let k = 0; k < depth; k++) {
    const w = k % 2 === 0 ? 0.6 : 1 / 0.6;
    const weight = tensor([3, 3], [w, 0, 0, 0, w, 0, 0, 0, w]);
    const current = net.named(`dense${k}`, dense(weight, filled([3], 0)), last);
    const neurons = { ...population(), threshold: tensor([1], [1 / factor]) };
    last = net.named(`relu${k}`, neurons, current);
  }
  const logits = net.named("logits/current", dense(tensor([3, 3], WEIGHTS), filled([3], 0)), last);
  return net.finish(net.named("logits", population(), logits));
}

const samples = [[0.3, 0.5, 0.75], [0.8, 0.4, 0.6], [0.2, 0.45, 0.3]]
  .map((values) => Float32Array.from(values));

/** What the trained network says, whose depth does not matter. */
const logits = samples.map((x) =>
  Float32Array.from([0, 1, 2], (k) => x.reduce((sum, xi, i) => sum + WEIGHTS[3 * k + i] * xi, 0))
);

function search(
  depth: number,
  timesteps: number,
  more: Partial<CompensationOptions> = {},
): ReturnType<typeof searchCompensation> {
  return searchCompensation({
    convert: (factor) => chain(depth, factor),
    timesteps,
    samples,
    logits,
    createSimulator: createRateSimulator,
    ...more,
  });
}

Deno.test("searchCompensation() finds a factor above 1 where many layers lose, and less for more steps", async () => {
  const few = await search(12, 32);
  assert(few.factor > 1 && few.factor < 1.5, `${few.factor}`);
  const at = (factor: number) => few.trials.find((trial) => trial.factor === factor)!;
  assert(at(few.factor).divergence < at(1).divergence);
  const many = await search(12, 512);
  assert(many.factor < few.factor, `${many.factor} for more steps, ${few.factor} for few`);
});

Deno.test("searchCompensation() tells all that it tried, and the same each time", async () => {
  const told: (readonly [number, number])[] = [];
  const found = await search(12, 32, { onProgress: (...progress) => void told.push(progress) });
  const factors = found.trials.map(({ factor }) => factor);
  assertEquals(factors, [...new Set(factors)].sort((a, b) => a - b));
  assertEquals(factors.slice(0, 2), [1, 1.01]);
  assert(factors.length <= 10);
  assertEquals(told, told.map((_, i) => [i + 1, 30] as const));
  assertEquals(told.length, 3 * factors.length);
  const best = Math.min(...found.trials.map(({ divergence }) => divergence));
  assertEquals(found.trials.find(({ divergence }) => divergence === best)!.factor, found.factor);
  assertEquals(found.findings.map(({ code }) => code), ["compensation-searched"]);
  assertEquals(await search(12, 32), found);
});

Deno.test("searchCompensation() measures divergence in nats and agreement in samples", async () => {
  // Without a layer that spikes nothing is lost.
  const exact = await search(0, 4);
  assertEquals(exact.factor, 1);
  for (const { agreement, divergence } of exact.trials) {
    assertEquals(agreement, 1);
    assert(Math.abs(divergence) < 1e-6);
  }
  // Scores of 0 on three classes against certainty are ln 3 away.
  const lost = await search(0, 4, {
    samples: samples.map(() => new Float32Array(3)),
    logits: samples.map((_, k) => Float32Array.from([0, 1, 2], (i) => i === k ? 1000 : 0)),
  });
  assert(Math.abs(lost.trials[0].divergence - Math.log(3)) < 1e-6);
  assertEquals(lost.trials[0].agreement, 1 / 3);
});

Deno.test("searchCompensation() stops where it is told to, and wants scores for every sample", async () => {
  const stop = () => Promise.reject(new DOMException("enough", "AbortError"));
  await assertRejects(() => search(2, 4, { onProgress: stop }), DOMException, "enough");
  for (
    const [given, scores, problem] of [
      [[], [], "received 0 samples and 0 lists"],
      [samples, logits.slice(1), "received 3 samples and 2 lists"],
    ] as const
  ) {
    const wrong = () => search(2, 4, { samples: given, logits: scores });
    await assertRejects(wrong, RangeError, problem);
  }
});
