import { assert, assertEquals, assertNotEquals, assertStringIncludes } from "@std/assert";
import { deeds, summaryOf, timeless } from "./_compare_runs.ts";
import { inWorkplace, type Workplace } from "./_run_snn.ts";
import { tinyNpz, tinyOnnx } from "./_test_models.ts";

/** The words of a run of a tiny network on 12 pictures that enter as random spikes. */
function poissonRun({ write }: Workplace): string[] {
  const data = `npz:${write("tiny.npz", tinyNpz(12))}`;
  const model = write("tiny.onnx", tinyOnnx());
  const words = ["run", model, "--data", data, "--calibrate", data, "--timesteps", "20"];
  return [...words, "--recipe", "diehl2015-data", "--json"];
}

Deno.test("Random input is the same for the same seed, with every engine, and no other", async () => {
  await inWorkplace(async (place) => {
    const run = poissonRun(place);
    const { snn } = place;
    const first = summaryOf(await snn(...run, "--seed", "3"));
    const { seed, recipeOptions, spikes, findings } = first;
    assertEquals([seed, recipeOptions?.input, recipeOptions?.inputRate], [3, "poisson", 1]);
    assertEquals(spikes.layers[0].name, "input/spikes");
    assert(spikes.layers[0].rate > 0.3 && spikes.layers[0].rate < 0.7, `${spikes.layers[0].rate}`);
    assert(!findings.some(({ code }) => code.startsWith("input-")));
    assertEquals(timeless(summaryOf(await snn(...run, "--seed", "3"))), timeless(first));
    const reference = summaryOf(await snn(...run, "--seed", "3", "--engine", "reference"));
    assertEquals(deeds(reference), deeds(first));
    const other = summaryOf(await snn(...run, "--seed", "4"));
    assertNotEquals(other.spikes, first.spikes);
  });
});

Deno.test("Random input of a sample does not depend on which part of a file is run", async () => {
  await inWorkplace(async (place) => {
    const run = poissonRun(place);
    const spikesOf = async (...range: readonly string[]): Promise<number> => {
      const { samples, spikes } = summaryOf(await place.snn(...run, ...range));
      return samples * spikes.perSample;
    };
    const parts = [await spikesOf("--limit", "5"), await spikesOf("--offset", "5")];
    const whole = await spikesOf();
    assert(Math.abs(parts[0] + parts[1] - whole) < 1e-6, `${parts} of ${whole}`);
  });
});

Deno.test("Inputs enter as the command line says, in .snn files, too", async () => {
  await inWorkplace(async (place) => {
    const run = poissonRun(place);
    const { snn } = place;
    const periodic = [...run, "--input", "periodic", "--input-rate", "0.5"];
    const evenly = summaryOf(await snn(...periodic));
    assertEquals(evenly.findings.filter(({ code }) => code === "input-periodic").length, 1);
    assertEquals(evenly.spikes, summaryOf(await snn(...periodic, "--seed", "9")).spikes);
    const [, model, , data] = run;
    const options = ["--recipe", "diehl2015-data", "--timesteps", "20"];
    const half = ["--input", "periodic", "--input-rate", "1/2", "-o", "tiny.snn"];
    const { code } = await snn("convert", model, "--calibrate", data, ...options, ...half);
    assertEquals(code, 0);
    const again = summaryOf(await snn("run", "tiny.snn", "--data", data, "--json"));
    assertEquals(again.spikes, evenly.spikes);

    const steady = summaryOf(await snn(...run, "--input", "current"));
    assert(!steady.spikes.layers.some(({ name }) => name === "input/spikes"));
    assertStringIncludes(JSON.stringify(steady.findings), "input-constant");
    await place.refuses([...run, "--input", "bursts"], "--input", "poisson");
    await place.refuses([...run, "--input-rate", "0"], "--input-rate");
  });
});
