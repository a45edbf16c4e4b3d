import type { Dataset } from "@snnkit/datasets";
import { countMacs } from "@snnkit/ir";
import { createAnnRunner } from "@snnkit/runtime";
import { argMax } from "@snnkit/metrics";
import { tinyConvNet } from "@snnkit/testkit";
import { assert, assertEquals, assertRejects } from "@std/assert";
import { Interrupted } from "../user_error.ts";
import type { Material, Specimen } from "./material.ts";
import type { Paper, Trial } from "./paper.ts";
import { runPaper } from "./run_paper.ts";

const COUNT = 10;

const calm = {
  signal: new AbortController().signal,
  checkpoint: () => Promise.resolve(),
  dispose: () => {},
};

const settings = {
  timesteps: 32,
  threads: 1,
  seed: 0,
  command: "snn papers tiny",
  versions: { snnkit: "0" },
};

const data: Dataset = {
  shape: [1, 6, 6],
  count: COUNT,
  labels: new Int32Array(COUNT),
  findings: [],
  sampleAt: (index, into = new Float32Array(36)) =>
    into.map((_, i) => into[i] = ((index * 31 + i * 7) % 17) / 16),
};

async function tinySpecimen(): Promise<Specimen> {
  const graph = tinyConvNet();
  await using runner = await createAnnRunner(graph);
  const decisions = new Int32Array(COUNT);
  for (let i = 0; i < COUNT; i++) decisions[i] = argMax((await runner.run(data.sampleAt(i))).data);
  return {
    model: "tiny",
    graph,
    macs: countMacs(graph).total,
    data,
    labels: decisions,
    calibration: data,
    measured: new Map(),
    decisions,
  };
}

function material(specimen: Specimen): Material {
  return {
    open: (name) => Promise.resolve(name === "resnet-20" ? { missing: ["absent.onnx"] } : specimen),
    findings: () => [{ code: "read", message: "it was read" }],
  };
}

function paperOf(trials: readonly Trial[]): Paper {
  return {
    name: "tiny",
    citation: "Somebody, 2000, Something",
    doi: "10.0/0",
    claims: [],
    differs: [],
    tables: [{
      id: "only",
      title: "Only",
      heads: ["how"],
      columns: ["snn", "rateError", "further"],
      score: "label",
      trials,
    }],
    charts: [],
  };
}

const trial = (label: string, rest: Partial<Trial> = {}): Trial => ({
  labels: [label],
  net: "mnist-cnn",
  recipe: "rueckauer2017",
  ...rest,
});

Deno.test("runPaper() measures every row against the trained network", async () => {
  const rows = [
    trial("plain"),
    trial("slow", { options: { percentile: 1 }, against: ["plain"] }),
    trial("published alone", { published: { snn: 0.9, source: "there" } }),
  ];
  const result = await runPaper(paperOf(rows), material(await tinySpecimen()), settings, calm);
  const [plain, slow, published] = result.tables[0].rows;
  assertEquals([plain.obtained?.samples, plain.obtained?.timesteps], [COUNT, 32]);
  // Its labels are its own answers.
  assertEquals(plain.obtained?.ann, 1);
  assertEquals(plain.obtained?.snn, plain.obtained?.agreement);
  assert((plain.obtained?.rateError ?? 1) < 0.1, `${plain.obtained?.rateError}`);
  assertEquals(slow.obtained?.further, plain.obtained!.snn - slow.obtained!.snn);
  assertEquals(slow.options.percentile, 1);
  assertEquals(published.published?.snn, 0.9);
  assertEquals(plain.obtained?.curve.map(({ t }) => t).slice(-2), [27, 32]);
  assert(result.findings.some(({ code }) => code === "read"));
});

Deno.test("runPaper() gives the same numbers twice", async () => {
  const specimen = await tinySpecimen();
  const paper = paperOf([trial("free", { readout: "softmax-free" })]);
  const run = () => runPaper(paper, material(specimen), settings, calm);
  assertEquals((await run()).tables, (await run()).tables);
});

Deno.test("runPaper() leaves rows out whose files are missing, and says so", async () => {
  const rows = [trial("there"), trial("not there", { net: "resnet-20" })];
  const { tables, findings } = await runPaper(
    paperOf(rows),
    material(await tinySpecimen()),
    settings,
    calm,
  );
  assertEquals(tables[0].rows.map(({ obtained }) => obtained === undefined), [false, true]);
  assertEquals(findings[0].code, "file-missing");
  assert(findings[0].message.includes('"absent.onnx"'));
});

Deno.test("runPaper() stops where the user wants it", async () => {
  const specimen = await tinySpecimen();
  const stopped = {
    ...calm,
    checkpoint: () => Promise.reject(new Interrupted()),
  };
  const paper = paperOf([trial("plain")]);
  await assertRejects(() => runPaper(paper, material(specimen), settings, stopped), Interrupted);
});
