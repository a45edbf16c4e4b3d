import { assert, assertAlmostEquals, assertEquals, assertMatch } from "@std/assert";
import { deeds, summaryOf } from "./_compare_runs.ts";
import { type Ended, inWorkplace } from "./_run_snn.ts";
import { MNIST_CNN } from "./_test_models.ts";
import type { RunProfile } from "./pipeline/profile_run.ts";

const RUN = [
  ...["run", MNIST_CNN, "--data", "mnist", "--limit", "20", "--timesteps", "8", "--threads", "1"],
  ...["--calibrate", "mnist:train", "--calibrate-limit", "60", "--recipe", "rueckauer2017"],
];

function profileOf(ended: Ended): RunProfile {
  return (summaryOf(ended) as unknown as { readonly profile: RunProfile }).profile;
}

const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);

Deno.test("snn run --profile --json tells time, spikes and additions of every layer", async () => {
  await inWorkplace(async ({ snn, path }) => {
    const ended = await snn(...RUN, "--profile", "--json", "--out", "results");
    const { samples, seconds, otherSeconds, layers } = profileOf(ended);
    assertEquals(samples, 16);
    assertEquals(layers.map(({ name }) => name), [
      ...["relu1", "pool1", "relu2", "relu3", "pool2", "relu4", "fc"],
    ]);
    assertEquals(layers.map(({ kind, kernels }) => [kind, ...kernels]).slice(0, 3), [
      ["if", "current"],
      ["gate", "gate"],
      ["if", "rows"],
    ]);
    assertAlmostEquals(sum(layers.map((layer) => layer.seconds)) + otherSeconds, seconds, 1e-9);
    assertAlmostEquals(sum(layers.map(({ share }) => share)), 1 - otherSeconds / seconds, 1e-9);
    assert(otherSeconds >= 0 && layers.every((layer) => layer.seconds > 0));
    for (const { synapticOps, opsPerSecond, seconds } of layers) {
      assertAlmostEquals(opsPerSecond * seconds, synapticOps, 1e-6 * (1 + synapticOps));
    }
    const written = JSON.parse(Deno.readTextFileSync(`${path}/results/run.json`));
    assertEquals(written.profile, profileOf(ended));

    // The samples that were timed have the spikes and additions of a run of them alone.
    const alone = summaryOf(await snn(...RUN.with(RUN.indexOf("20"), "16"), "--json"));
    assertEquals(sum(layers.map(({ synapticOps }) => synapticOps)), alone.operations.synapticOps);
    const spikes = new Map(layers.map((layer) => [layer.name, layer.spikes]));
    assertEquals(
      sum(alone.spikes.layers.map(({ name }) => spikes.get(name)!)),
      alone.spikes.perSample,
    );
    assertEquals(deeds(summaryOf(await snn(...RUN, "--json"))), deeds(summaryOf(ended)));
  });
});

Deno.test("snn run --profile shows a table with a bar for every layer", async () => {
  await inWorkplace(async ({ snn }) => {
    const { code, out, err } = await snn(...RUN, "--profile");
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /where the time goes: [\d.]+ ms a sample in one thread \(16 samples\)\n/);
    assertMatch(out, /layer +ms +share +spikes +G adds\/s {2}kernels\n/);
    assertMatch(out, /\n {2}relu2 +[\d.]+ +[\d.]+ % +[\d.]+ k? +\d+\.\d\d {2}rows/);
    assertMatch(out, /synaptic additions a sample/);
    assertEquals(out.split("\n").filter((line) => line.length > 110), []);
  });
});

Deno.test("snn run --profile refuses an engine that has no kernels", async () => {
  await inWorkplace(async ({ refuses }) => {
    for (const engine of ["reference", "dense"]) {
      await refuses([...RUN, "--profile", "--engine", engine], "only the event engine");
    }
  });
});
