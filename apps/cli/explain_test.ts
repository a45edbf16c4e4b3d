import type { LayerErrors } from "@snnkit/metrics";
import { encodeSnn } from "@snnkit/ir";
import { tinyRateGraph } from "@snnkit/testkit";
import {
  assert,
  assertAlmostEquals,
  assertEquals,
  assertMatch,
  assertStringIncludes,
} from "@std/assert";
import { summaryOf, timeless } from "./_compare_runs.ts";
import { type Ended, inWorkplace } from "./_run_snn.ts";
import { MNIST_CNN, tinyNpz } from "./_test_models.ts";
import type { Explanation } from "./pipeline/explain_run.ts";

/** A run of few steps, which has much to explain. */
const RUN = [
  ...["run", MNIST_CNN, "--data", "mnist", "--limit", "24", "--timesteps", "6"],
  ...["--calibrate", "mnist:train", "--calibrate-limit", "60"],
];

/** What `--json` says of errors. */
function explanationOf(ended: Ended): Omit<Explanation, "findings"> {
  return (summaryOf(ended) as unknown as { explain: Explanation }).explain;
}

/** The sum of the parts' means, and the error's. */
function sums(layer: LayerErrors): [number, number] {
  assert(layer.decomposed, layer.name);
  const means = Object.values(layer.parts).map(({ mean }) => mean);
  return [means.reduce((sum, mean) => sum + mean), layer.error.mean];
}

Deno.test("snn run --explain tells the parts of every layer's error, and tries remedies", async () => {
  await inWorkplace(async ({ snn }) => {
    const words = [...RUN, "--recipe", "rueckauer2017", "--explain", "--explain-limit", "12"];
    const ended = await snn(...words, "--json");
    const { samples, layers, trial } = explanationOf(ended);
    assertEquals([samples, trial!.samples], [12, 12]);
    assertEquals(layers.map(({ name }) => name), [
      ...["relu1", "pool1", "relu2", "relu3", "pool2", "relu4", "fc"],
    ]);
    for (const layer of layers) {
      const [parts, error] = sums(layer);
      assertAlmostEquals(parts, error, 1e-9, layer.name);
    }
    const best = trial!.tried.find(({ title }) => title === "recipe calibrated")!;
    assertEquals([best.helps, best.ask], [true, "--recipe calibrated"]);
    assert(best.after.agreement > trial!.before.agreement && best.after.accuracy !== undefined);

    const { findings, snn: spiking } = summaryOf(ended);
    const codes = findings.map(({ code }) => code);
    assertEquals(codes.filter((code) => code === "error-source").length, 1);
    assertEquals(
      codes.filter((code) => code === "remedy").length,
      trial!.tried.filter(({ helps }) => helps).length,
    );
    // What is recommended can be done, and does what it says.
    const again = summaryOf(await snn(...RUN, ...best.ask!.split(" "), "--json"));
    assert(again.snn.correct > spiking.correct, `${again.snn.correct} of ${spiking.correct}`);
  });
});

Deno.test("snn run --explain shows a table, words, and a section of the report", async () => {
  await inWorkplace(async ({ snn, path, list }) => {
    const words = [...RUN, "--explain", "--explain-limit", "4", "--recipe", "rueckauer2017"];
    const { code, out, err } = await snn(...words, "--out", "results");
    assertEquals([code, err], [0, ""]);
    assertMatch(out, /layer +error inherited +clipped quantised +uneven\n/);
    assertMatch(out, /\n {2}relu1 .* % +· +[█▒]+\n/);
    assertStringIncludes(out, "· The error begins in ");
    assert(!out.includes("note: The error"), "it is said once");
    assertEquals(out.split("\n").filter((line) => line.length > 110), []);
    assert(list().includes("results/charts/errors.svg"));
    const page = Deno.readTextFileSync(`${path}/results/report.html`);
    assertStringIncludes(page, 'id="figure-errors"');
    const written = JSON.parse(Deno.readTextFileSync(`${path}/results/run.json`));
    const printed = summaryOf(await snn(...words, "--json"));
    assertEquals(timeless(written), timeless(printed));
  });
});

Deno.test("snn run --explain of an .snn file tries what needs no conversion", async () => {
  await inWorkplace(async ({ snn }) => {
    const convert = ["--recipe", "rueckauer2017", "--calibrate", "mnist:train", "--limit", "60"];
    const made = ["convert", MNIST_CNN, ...convert, "-o", "net.snn", "--timesteps", "6"];
    assertEquals((await snn(...made)).code, 0);
    const run = ["run", "net.snn", "--data", "mnist", "--limit", "6", "--explain", "--json"];
    const { layers, trial, samples } = explanationOf(await snn(...run));
    assertEquals([samples, layers.every(({ decomposed }) => decomposed)], [6, true]);
    const asks = new Map(trial!.tried.map(({ title, ask }) => [title, ask]));
    assertEquals(asks.get("12 time steps"), "--timesteps 12");
    assertEquals(
      asks.get("potentials that begin at half the threshold"),
      "convert again with --initial-potential 0.5",
    );
    assert(!asks.has("recipe calibrated"));
  });
});

Deno.test("snn run --explain refuses a file without the trained network", async () => {
  await inWorkplace(async ({ refuses, write }) => {
    const data = `npz:${write("tiny.npz", tinyNpz(4))}`;
    write("other.snn", encodeSnn({ graph: tinyRateGraph(), provenance: {} }));
    const message = await refuses(
      ["run", "other.snn", "--data", data, "--explain"],
      "must hold the trained network",
    );
    assertStringIncludes(message, "snn convert");
  });
});
