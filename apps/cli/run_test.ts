import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { DEFAULT_RECIPE, recipeByName, resolveOptions } from "@snnkit/convert";
import { encodeSnn } from "@snnkit/ir";
import { tinyRateGraph } from "@snnkit/testkit";
import { deeds, summaryOf, timeless } from "./_compare_runs.ts";
import { inWorkplace, type Workplace } from "./_run_snn.ts";
import { MNIST_CNN, tinyNpz, tinyOnnx } from "./_test_models.ts";

/** The words of a run of the embedded network that takes little time. */
const SMALL = [
  ...["run", MNIST_CNN, "--data", "mnist", "--limit", "30", "--timesteps", "12"],
  ...["--calibrate", "mnist:train", "--calibrate-limit", "60"],
];

/** The words of a run of a tiny network on 12 pictures. */
function tinyRun({ write }: Workplace): string[] {
  const data = `npz:${write("tiny.npz", tinyNpz(12))}`;
  const model = write("tiny.onnx", tinyOnnx());
  return ["run", model, "--data", data, "--calibrate", data, "--timesteps", "10"];
}

/** The type of every value of an object, lists by their first element. */
function typesOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.length === 0 ? [] : [typesOf(value[0])];
  if (typeof value !== "object" || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, typesOf(inner)]));
}

Deno.test("snn run --json prints one object with every key that is promised", async () => {
  await inWorkplace(async ({ snn, list }) => {
    const summary = summaryOf(await snn(...SMALL, "--json", "--seed", "7", "--threads", "1"));
    const score = { correct: "number", accuracy: "number" };
    assertEquals(typesOf({ ...summary, recipeOptions: {}, findings: [] }), {
      model: "string",
      recipe: "string",
      recipeOptions: {},
      code: "string",
      engine: "string",
      precision: "string",
      threads: "number",
      seed: "number",
      readout: "string",
      stop: "string",
      samples: "number",
      timesteps: "number",
      ann: score,
      snn: { ...score, agreement: "number" },
      curve: [{ t: "number", correct: "number", synapticOps: "number" }],
      spikes: {
        perSample: "number",
        perNeuron: "number",
        layers: [{ name: "string", rate: "number" }],
      },
      operations: { annMacs: "number", synapticOps: "number" },
      latency: { meanTimesteps: "number" },
      anytime: {
        criterion: "string",
        points: [{
          threshold: "number",
          correct: "number",
          meanTimesteps: "number",
          synapticOps: "number",
        }],
      },
      seconds: { load: "number", convert: "number", ann: "number", simulate: "number" },
      imagesPerSecond: "number",
      findings: [],
    });
    const { model, recipe, code, engine, precision, threads, seed, samples, timesteps } = summary;
    assertEquals([model, recipe, code], ["mnist_cnn.onnx", DEFAULT_RECIPE, "rate"]);
    assertEquals([engine, precision, threads, seed], ["event", "f32", 1, 7]);
    assertEquals([samples, timesteps, summary.latency.meanTimesteps], [30, 12, 12]);
    assertEquals(summary.ann, { correct: 30, accuracy: 1 });
    assertEquals(summary.curve.map(({ t }) => t), Array.from({ length: 12 }, (_, i) => i + 1));
    assertEquals(summary.curve.at(-1)!.correct, summary.snn.correct);
    assertEquals(summary.curve.at(-1)!.synapticOps, summary.operations.synapticOps);
    assert(summary.snn.correct >= 24 && summary.snn.agreement === summary.snn.accuracy);
    assertEquals(summary.operations.annMacs, 1_455_104);
    for (const { node, ...rest } of summary.findings) {
      assertEquals(typesOf(rest), { code: "string", message: "string" });
      assert(node === undefined || typeof node === "string");
    }
    assertEquals(list(), []);
  });
});

Deno.test("snn run shows accuracies, a curve, costs and notes", async () => {
  await inWorkplace(async ({ snn, list }) => {
    const { code, out, err } = await snn(...SMALL);
    assertEquals([code, err, list()], [0, "", []]);
    assertMatch(out, /trained network +100\.00 % +\(30 of 30\)/);
    assertMatch(out, /spiking network +\d+\.\d\d % +\(\d+ of 30\) after 12 steps, /);
    assertMatch(out, /same answer +on \d+\.\d\d % of the samples/);
    assertMatch(out, /operations .* against 1\.46 M multiply-adds/);
    assertMatch(out, /[\u2801-\u28ff]{3}/);
    assertStringIncludes(out, "note: ");
    assert(!out.includes("\x1b"), "there are control sequences in a pipe");
    assertEquals(out.split("\n").filter((line) => line.length > 110), []);
  });
});

Deno.test("snn run says the same of an .snn file as of the .onnx file it was made of", async () => {
  await inWorkplace(async ({ snn, path, list }) => {
    const calibration = ["--calibrate", "mnist:train", "--limit", "60", "--timesteps", "12"];
    const words = [...calibration, "-o", "net.snn"];
    const converted = await snn("convert", MNIST_CNN, ...words);
    assertEquals([converted.code, converted.err], [0, ""]);
    assertStringIncludes(converted.out, "mnist_cnn.onnx → net.snn");
    assertEquals(list(), ["net.snn"]);

    const fromOnnx = summaryOf(await snn(...SMALL, "--json"));
    // The file knows its number of steps.
    const data = ["--data", "mnist", "--limit", "30", "--json"];
    const fromSnn = summaryOf(await snn("run", "net.snn", ...data));
    assertEquals(deeds(fromSnn), deeds(fromOnnx));
    assertEquals([fromSnn.recipe, fromSnn.findings], [DEFAULT_RECIPE, []]);

    // Converting again gives the same bytes.
    const json = await snn("convert", MNIST_CNN, ...words.slice(0, -1), "again.snn", "--json");
    const { output, bytes, calibrationSamples } = JSON.parse(json.out);
    assertEquals([output, calibrationSamples], ["again.snn", 60]);
    assertEquals(bytes, Deno.statSync(`${path}/again.snn`).size);
    assertEquals(Deno.readFileSync(`${path}/again.snn`), Deno.readFileSync(`${path}/net.snn`));
  });
});

Deno.test("snn run --out writes the object, a report and charts", async () => {
  await inWorkplace(async (place) => {
    const { snn, path, list } = place;
    const run = tinyRun(place);
    const { code, out, err } = await snn(...run, "--out", "a/b");
    assertEquals([code, err], [0, ""]);
    assertStringIncludes(out, "wrote a/b/report.html");
    const charts = [
      ...["accuracy", "confusion", "early-stops-operations", "early-stops"],
      ...["operations", "rates-1", "spikes"],
    ];
    assertEquals(list(), [
      ...["a/", "a/b/", "a/b/charts/", ...charts.map((name) => `a/b/charts/${name}.svg`)],
      ...["a/b/report.html", "a/b/run.json", "tiny.npz", "tiny.onnx"],
    ]);
    const written = JSON.parse(Deno.readTextFileSync(`${path}/a/b/run.json`));
    assertEquals(timeless(written), timeless(summaryOf(await snn(...run, "--json"))));
    const page = Deno.readTextFileSync(`${path}/a/b/report.html`);
    assert(page.startsWith("<!doctype html>") && page.trimEnd().endsWith("</html>"));
    for (const name of charts) {
      assertMatch(Deno.readTextFileSync(`${path}/a/b/charts/${name}.svg`), /^<svg[^]*<\/svg>\s*$/);
    }
  });
});

Deno.test("snn run gives the same numbers each time, with any number of threads", async () => {
  await inWorkplace(async (place) => {
    const run = [...tinyRun(place), "--json", "--seed", "3"];
    const [first, second, alone] = await Promise.all([
      place.snn(...run),
      place.snn(...run),
      place.snn(...run, "--threads", "1", "--batch", "5"),
    ]);
    assertEquals(timeless(summaryOf(second)), timeless(summaryOf(first)));
    assertEquals(deeds(summaryOf(alone)), deeds(summaryOf(first)));
  });
});

Deno.test("snn run --engine event and reference give the same spikes", async () => {
  await inWorkplace(async ({ snn }) => {
    const few = SMALL.with(SMALL.indexOf("30"), "3");
    const event = summaryOf(await snn(...few, "--json", "--engine", "event"));
    const reference = summaryOf(await snn(...few, "--json", "--engine", "reference"));
    assertEquals([event.engine, reference.engine], ["event", "reference"]);
    assertEquals(deeds(reference), deeds(event));
  });
});

Deno.test("snn run --engine dense gives nearly the same spikes, whatever the batch", async () => {
  await inWorkplace(async ({ snn }) => {
    const run = [...SMALL.with(SMALL.indexOf("30"), "20"), "--json"];
    const event = summaryOf(await snn(...run, "--engine", "event"));
    const batches = [["--batch", "16", "--out", "results"], ["--batch", "1"]];
    for (const more of batches) {
      const dense = summaryOf(await snn(...run, "--engine", "dense", ...more));
      assertEquals([dense.engine, dense.threads], ["dense", 1]);
      assertEquals([dense.samples, dense.ann], [event.samples, event.ann]);
      assert(Math.abs(dense.snn.correct - event.snn.correct) <= 1);
      const [spikes, wanted] = [dense.spikes.perSample, event.spikes.perSample];
      assert(Math.abs(spikes - wanted) < 1e-3 * wanted, `${spikes} spikes and ${wanted}`);
      const [ops, all] = [dense.operations.synapticOps, event.operations.synapticOps];
      assert(Math.abs(ops - all) < 1e-3 * all, `${ops} operations and ${all}`);
    }
  });
});

Deno.test("snn run --precision i16 gives the same spikes with every engine, and says so", async () => {
  await inWorkplace(async ({ snn }) => {
    const few = [...SMALL.with(SMALL.indexOf("30"), "3"), "--json", "--precision", "i16"];
    const event = summaryOf(await snn(...few, "--engine", "event"));
    const reference = summaryOf(await snn(...few, "--engine", "reference"));
    assertEquals([event.precision, reference.precision], ["i16", "i16"]);
    assertEquals(deeds(reference), deeds(event));
  });
});

Deno.test("snn run --readout decides by potential, by soft-max or by spikes", async () => {
  await inWorkplace(async (place) => {
    const run = [...tinyRun(place), "--json", "--readout"];
    const [membrane, softmax, count] = (await Promise.all(
      ["membrane", "softmax", "count"].map((readout) => place.snn(...run, readout)),
    )).map(summaryOf);
    assertEquals(deeds(softmax), deeds(membrane));
    const [clocked, free] = (await Promise.all(
      ["softmax-clocked", "softmax-free"].map((readout) => place.snn(...run, readout)),
    )).map(summaryOf);
    assertEquals([clocked.spikes, free.spikes], [membrane.spikes, membrane.spikes]);
    const outputRate = ({ spikes }: typeof count): number => spikes.layers.at(-1)!.rate;
    assertEquals(outputRate(membrane), 0);
    assert(outputRate(count) > 0, "the outputs do not fire");
  });
});

Deno.test("snn run --stop ends samples early, just as a run to the last step foretold", async () => {
  await inWorkplace(async ({ snn }) => {
    const full = summaryOf(await snn(...SMALL, "--json"));
    const { points } = full.anytime!;
    const point = points.find(({ meanTimesteps }) => meanTimesteps > 0.4 * full.timesteps)!;
    const rule = `margin=${point.threshold}`;
    const stopped = summaryOf(await snn(...SMALL, "--json", "--stop", rule));
    assertEquals([stopped.stop, stopped.anytime], [rule, undefined]);
    assert(point.meanTimesteps < full.timesteps, "no sample ends early");
    const { snn: { correct }, latency: { meanTimesteps }, operations: { synapticOps } } = stopped;
    assertEquals([correct, meanTimesteps, synapticOps], [
      point.correct,
      point.meanTimesteps,
      point.synapticOps,
    ]);
    const few = SMALL.with(SMALL.indexOf("30"), "3");
    const [event, reference] = await Promise.all(
      ["event", "reference"].map((engine) =>
        snn(...few, "--json", "--engine", engine, "--stop", rule)
      ),
    );
    assertEquals(deeds(summaryOf(reference)), deeds(summaryOf(event)));
  });
});

Deno.test("snn run says what early stops save, did, or could never do", async () => {
  await inWorkplace(async (place) => {
    const run = tinyRun(place);
    const text = async (...more: string[]) => (await place.snn(...run, ...more)).out;
    assertMatch(await text("--stop", "entropy=0.5"), /stopped after [\d.]+ steps on average/);
    const codes = async (...more: string[]) =>
      summaryOf(await place.snn(...run, "--json", ...more)).findings.map(({ code }) => code);
    assert((await codes("--stop", "margin=0")).includes("stop-always-met"));
    assert((await codes("--stop", "entropy=0")).includes("stop-never-met"));
    assert((await codes("--output-rate", "0.5")).includes("options-without-effect"));
    const first = summaryOf(
      await place.snn(...run, "--json", "--readout", "softmax-free", "--stop", "first-spike"),
    );
    assert(first.latency.meanTimesteps < first.timesteps);
  });
});

Deno.test("snn run --percentile and --reset change the conversion", async () => {
  await inWorkplace(async (place) => {
    const run = [...tinyRun(place), "--json", "--recipe", "rueckauer2017"];
    const [usual, median, zero] = (await Promise.all(
      [[], ["--percentile", "50"], ["--reset", "zero"]].map((more) => place.snn(...run, ...more)),
    )).map(summaryOf);
    // A smaller scale means more spikes; what a spike throws away cannot cause another.
    assert(median.spikes.perSample > usual.spikes.perSample);
    assert(zero.spikes.perSample < usual.spikes.perSample);
    const clipped = ({ findings }: typeof usual) => findings.map(({ code }) => code);
    assert(clipped(median).includes("activations-clipped"));
  });
});

Deno.test("snn run and convert tell the recipe's options, in the object and in the file", async () => {
  await inWorkplace(async (place) => {
    const { snn } = place;
    const run = tinyRun(place);
    const recipe = ["--recipe", "hu2018", "--per-channel", "--compensation", "1.5"];
    recipe.push("--initial-potential", "0.25");
    const given = { perChannel: true, compensation: 1.5, initialPotential: 0.25 };
    const options = resolveOptions(recipeByName("hu2018"), given);
    const { recipeOptions } = summaryOf(await snn(...run, ...recipe, "--json"));
    assertEquals(recipeOptions, options);

    const words = ["convert", run[1], "--calibrate", run[3], ...recipe, "-o", "net.snn", "--json"];
    assertEquals(JSON.parse((await snn(...words)).out).recipeOptions, options);
    const inspected = await snn("inspect", "net.snn", "--json");
    assertEquals(JSON.parse(JSON.parse(inspected.out).provenance.options), options);
    const fromFile = summaryOf(await snn("run", "net.snn", ...run.slice(2, 4), "--json"));
    assertEquals([fromFile.recipe, fromFile.recipeOptions], ["hu2018", options]);
  });
});

Deno.test("snn run and convert search what a recipe wants searched and nobody gave", async () => {
  await inWorkplace(async (place) => {
    const { snn } = place;
    const run = [...tinyRun(place), "--recipe", "hu2018"];
    const found = summaryOf(await snn(...run, "--json"));
    const finding = found.findings.find(({ code }) => code === "compensation-searched")!;
    const factor = found.recipeOptions!.compensation;
    assertMatch(
      finding.message,
      new RegExp(`factor is ${factor}, the best of \\d+ for 10 steps: `),
    );

    // The factor that was found gives the same network where it is given.
    const given = summaryOf(await snn(...run, "--compensation", String(factor), "--json"));
    assertEquals(deeds(found), deeds(given));
    assert(!given.findings.some(({ code }) => code === "compensation-searched"));

    const words = ["convert", run[1], "--calibrate", run[3], "--recipe", "hu2018"];
    const steps = ["--timesteps", "10", "-o", "net.snn", "--json"];
    const converted = JSON.parse((await snn(...words, ...steps)).out);
    assertEquals(converted.recipeOptions, found.recipeOptions);
    const file = ["run", "net.snn", ...run.slice(2, 4), "--json"];
    assertEquals(summaryOf(await snn(...file)).recipeOptions, found.recipeOptions);
    const longer = summaryOf(await snn(...file, "--timesteps", "11"));
    assertEquals(longer.findings.map(({ code }) => code), ["timesteps-differ"]);
  });
});

Deno.test("snn run --offset and --limit take a part of the samples", async () => {
  await inWorkplace(async (place) => {
    const run = [...tinyRun(place), "--json"];
    const [all, head, tail] = (await Promise.all(
      [[], ["--limit", "5"], ["--offset", "5", "--limit", "100"]]
        .map((more) => place.snn(...run, ...more)),
    )).map(summaryOf);
    assertEquals([all.samples, head.samples, tail.samples], [12, 5, 7]);
    assertEquals(head.ann.correct + tail.ann.correct, all.ann.correct);
    all.curve.forEach(({ correct }, t) => {
      assertEquals(head.curve[t].correct + tail.curve[t].correct, correct);
    });
  });
});

Deno.test("snn run warns of what makes its numbers doubtful", async () => {
  await inWorkplace(async (place) => {
    const { snn, write } = place;
    const codes = (words: readonly string[]): Promise<string[]> =>
      snn(...words, "--json").then((end) => summaryOf(end).findings.map(({ code }) => code));
    const run = tinyRun(place);
    assert((await codes(run)).includes("calibrated-on-test-data"));

    const net = "tiny.snn";
    await snn("convert", run[1], "--calibrate", run[3], "-o", net, "--mean", "0.5");
    const data = run.slice(2, 4);
    assertEquals(await codes(["run", net, ...data, "--mean", "0.5"]), []);
    assertEquals(await codes(["run", net, ...data]), ["preprocessing-differs"]);
    assertEquals(await codes(["run", net, ...data, "--mean", "0.5", "--percentile", "99"]), [
      "options-without-effect",
    ]);
    write("other.snn", encodeSnn({ graph: tinyRateGraph(), provenance: {} }));
    assertEquals(await codes(["run", "other.snn", ...data]), ["ann-missing"]);
  });
});

Deno.test("snn run runs an .snn file for the time steps that it was made for", async () => {
  await inWorkplace(async (place) => {
    const { snn } = place;
    const run = tinyRun(place);
    const made = ["--recipe", "calibrated", "--timesteps", "6", "-o", "net.snn"];
    assertEquals((await snn("convert", run[1], "--calibrate", run[3], ...made)).code, 0);
    const words = ["run", "net.snn", ...run.slice(2, 4), "--json"];
    const usual = summaryOf(await snn(...words));
    assertEquals([usual.timesteps, usual.recipe, usual.findings], [6, "calibrated", []]);
    const longer = summaryOf(await snn(...words, "--timesteps", "7"));
    assertEquals(longer.timesteps, 7);
    assertEquals(longer.findings.map(({ message }) => message), [
      '"net.snn" was corrected for 6 time steps and runs for 7',
    ]);
  });
});

Deno.test("snn run takes an .snn file of another tool, which holds no trained network", async () => {
  await inWorkplace(async (place) => {
    const { snn, write } = place;
    const data = tinyRun(place).slice(2, 4);
    write("other.snn", encodeSnn({ graph: tinyRateGraph(), provenance: {} }));
    const words = ["run", "other.snn", ...data, "--timesteps", "10"];
    const { code, out, err } = await snn(...words, "--out", "results");
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /trained network +not in the file/);
    assert(!out.includes("points") && !out.includes("multiply-adds"), out);
    const { recipe, ann, snn: spiking } = summaryOf(await snn(...words, "--json"));
    assertEquals([recipe, ann], ["unknown", { correct: 0, accuracy: 0 }]);
    assertEquals(spiking.agreement, 0);
  });
});
