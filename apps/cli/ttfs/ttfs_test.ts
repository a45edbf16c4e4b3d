import { decodeTtfs, encodeTtfs } from "@snnkit/ir";
import type { TtfsSummary } from "@snnkit/metrics";
import { assert, assertEquals, assertMatch, assertStringIncludes } from "@std/assert";
import { type Ended, inWorkplace } from "../_run_snn.ts";
import { MNIST_CNN } from "../_test_models.ts";

/** The words of a run of the embedded network that takes little time. */
const SMALL = [
  ...["run", MNIST_CNN, "--data", "mnist", "--limit", "40"],
  ...["--calibrate", "mnist:train", "--calibrate-limit", "100"],
];

function summaryOf({ code, out, err }: Ended): TtfsSummary {
  assertEquals(code, 0, err);
  return JSON.parse(out);
}

Deno.test("snn run --code ttfs gives the trained network's answers, by the event engine", async () => {
  await inWorkplace(async ({ snn, list }) => {
    const summary = summaryOf(await snn(...SMALL, "--code", "ttfs", "--json"));
    assertEquals([summary.code, summary.recipe, summary.engine], ["ttfs", "ttfs-exact", "event"]);
    assertEquals(summary.snn, { ...summary.ann, agreement: 1 });
    const { inside, outside, layers, decisions, windows } = summary.ttfs;
    assertEquals(inside.samples + outside.samples, 40);
    assertEquals(inside.agreeing, inside.samples);
    assert(inside.worst < 1e-4, `outputs are off by ${inside.worst}`);
    assert(layers.every(({ spikesPerNeuron }) => spikesPerNeuron <= 1));
    assertEquals(layers[0].name, "image/spikes");
    assert(decisions!.early > 0.5 && decisions!.meanShare < 1);
    assertEquals(summary.timesteps, windows * 64);
    assertEquals(summary.curve.length, 64);
    assertEquals(summary.curve.at(-1)?.correct, summary.snn.correct);
    assertEquals(list(), []);
  });
});

Deno.test("snn run --code ttfs gives the same by matrix products and by definition", async () => {
  await inWorkplace(async ({ snn }) => {
    const words = [...SMALL.slice(0, 5), "4", ...SMALL.slice(6), "--code", "ttfs", "--json"];
    const event = summaryOf(await snn(...words));
    for (const engine of ["dense", "reference"]) {
      const other = summaryOf(await snn(...words, "--engine", engine));
      assertEquals(other.engine, engine);
      assertEquals(other.ttfs.layers, event.ttfs.layers);
      assertEquals(other.snn, event.snn);
      assert(other.ttfs.inside.worst < 1e-4);
    }
  });
});

Deno.test("snn run --code ttfs counts time in ticks, and writes charts of spike times", async () => {
  await inWorkplace(async ({ snn, list, path }) => {
    const words = [...SMALL, "--code", "ttfs", "--timesteps", "16", "--out", "made", "--explain"];
    const { code, out, err } = await snn(...words);
    assertEquals(code, 0, err);
    assertStringIncludes(out, "16 ticks each");
    assertStringIncludes(out, "windows left, of 40 samples");
    const files = list();
    for (const name of ["run.json", "report.html", "charts/spike-times.svg", "charts/raster.svg"]) {
      assert(files.includes(`made/${name}`), `${name} is missing: ${files}`);
    }
    const summary: TtfsSummary = JSON.parse(Deno.readTextFileSync(`${path}/made/run.json`));
    assertEquals([summary.ttfs.ticks, summary.curve.length], [16, 16]);
    assert(summary.ttfs.inside.worst > 1e-3, "ticks must make a difference");
  });
});

Deno.test("snn run --code ttfs disturbs spikes, the same way for the same seed", async () => {
  await inWorkplace(async ({ snn }) => {
    const words = [...SMALL, "--code", "ttfs", "--json", "--missing", "0.2", "--jitter", "0.02"];
    const [first, again] = [summaryOf(await snn(...words)), summaryOf(await snn(...words))];
    const other = summaryOf(await snn(...words, "--seed", "1"));
    assertEquals(first.ttfs, again.ttfs);
    assertEquals(first.ttfs.disturbance, { jitter: 0.02, missing: 0.2 });
    assert(JSON.stringify(first.ttfs.layers) !== JSON.stringify(other.ttfs.layers));
  });
});

Deno.test("snn run knows neurons without windows", async () => {
  await inWorkplace(async ({ snn }) => {
    const words = [...SMALL, "--recipe", "ttfs-rueckauer2018"];
    const summary = summaryOf(await snn(...words, "--json"));
    assertEquals([summary.code, summary.recipe], ["ttfs", "ttfs-rueckauer2018"]);
    assert(summary.snn.accuracy > 0.8);
    assertEquals(summary.ttfs.duration, 0);
    const { code, out, err } = await snn(...words, "--explain", "--explain-limit", "3");
    assertEquals(code, 0, err);
    assertStringIncludes(out, "how far spikes are from activations, of 3 samples");
    assertStringIncludes(out, "spike before their inhibition comes");
  });
});

Deno.test("snn convert --code ttfs writes a file that snn run takes", async () => {
  await inWorkplace(async ({ snn, path, write, refuses }) => {
    const convert = ["convert", MNIST_CNN, "--calibrate", "mnist:train", "--limit", "100"];
    const { code, err } = await snn(...convert, "--code", "ttfs", "-o", "net.snn");
    assertEquals(code, 0, err);
    const inspected = await snn("inspect", "net.snn");
    assertEquals([inspected.code, inspected.err], [0, ""]);
    assertMatch(inspected.out, /^relu1 +fireOnce +\[.*\] +.+ 1 … /m);
    const run = ["--data", "mnist", "--limit", "40", "--json"];
    const fromFile = summaryOf(await snn("run", "net.snn", ...run));
    assertEquals([fromFile.code, fromFile.recipe], ["ttfs", "ttfs-exact"]);
    const words = [...SMALL, "--code", "ttfs", "--json"];
    assertEquals(fromFile.ttfs, summaryOf(await snn(...words)).ttfs);
    await refuses(["run", "net.snn", ...run, "--code", "rate"], "holds a network of code ttfs");

    // A window that ends before it starts is refused before anything runs, with its layer's name.
    const { graph } = decodeTtfs(Deno.readFileSync(`${path}/net.snn`));
    const fire = graph.nodes.find(({ op }) => op.kind === "fireOnce")!;
    const bytes = encodeTtfs({ graph, provenance: {} });
    const text = new TextDecoder("latin1").decode(bytes);
    const start = fire.op.kind === "fireOnce" ? fire.op.start : 0;
    const broken = text.replace(
      `\\"start\\":${start},`,
      `\\"start\\":${`${start}`.replace(/./, "9")},`,
    );
    write("broken.snn", Uint8Array.from(broken, (letter) => letter.charCodeAt(0)));
    await refuses(
      ["run", "broken.snn", ...run],
      `"${fire.id}" of kind "fireOnce" must have a window`,
    );
  });
});

Deno.test("snn run refuses options that the code does not know, and says whose they are", async () => {
  await inWorkplace(async ({ snn, list }) => {
    const rows = [
      [["--code", "ttfs", "--threads", "2", "--stop", "margin=0.5"], "--stop, --threads", "rate"],
      [["--jitter", "0.1"], "--jitter", "ttfs"],
    ] as const;
    for (const [words, received, code] of rows) {
      const ended = await snn(...SMALL, ...words);
      assertEquals(ended.code, 2, ended.out);
      assertStringIncludes(ended.err, `received ${received}`);
      assertStringIncludes(ended.err, `for --code ${code}`);
    }
    assertEquals(list(), []);
  });
});

Deno.test("snn run says which options do nothing to a converted network of first spikes", async () => {
  await inWorkplace(async ({ snn }) => {
    const calibration = ["--calibrate", "mnist:train", "--limit", "20"];
    const made = await snn("convert", MNIST_CNN, ...calibration, "--code", "ttfs", "-o", "net.snn");
    assertEquals(made.code, 0, made.err);
    const words = ["run", "net.snn", "--data", "mnist", "--limit", "4", "--json"];
    const { findings } = summaryOf(
      await snn(...words, "--calibrate", "mnist:train", "--margin", "1"),
    );
    const told = findings.find(({ code }) => code === "options-without-effect");
    assertStringIncludes(told!.message, "--calibrate, --margin");
  });
});
