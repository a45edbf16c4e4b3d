import { assert, assertEquals } from "@std/assert";
import { compile, type TopLevelSpec } from "vega-lite";
import {
  accuracyChart,
  anytimeChart,
  comparisonChart,
  confusionChart,
  correlationChart,
  errorsChart,
  gridChart,
  linesChart,
  neuronChart,
  operationsChart,
  renderSvg,
  spikesChart,
} from "./mod.ts";
import { reportData, type RunSize } from "./testdata/report_data.ts";
import { tagsOf } from "./testdata/tags.ts";

/** What Vega-Lite has to say against a spec. */
function complaints(spec: TopLevelSpec): string[] {
  const said: string[] = [];
  const hear = (...args: readonly unknown[]) => {
    said.push(args.join(" "));
    return logger;
  };
  const logger = { level: hear, error: hear, warn: hear, info: hear, debug: () => logger };
  compile(spec, { logger: logger as never });
  return said;
}

function allCharts(size: RunSize, width?: number): Record<string, TopLevelSpec> {
  const { summary, layers, confusion, correlations, errors, classNames } = reportData(size);
  const option = width === undefined ? {} : { width };
  return {
    accuracy: accuracyChart(summary, option),
    linear: accuracyChart(summary, { ...option, time: "linear" }),
    operations: operationsChart(summary, option),
    anytime: anytimeChart(summary, option),
    saved: anytimeChart(summary, { ...option, against: "operations" }),
    spikes: spikesChart(layers, option),
    errors: errorsChart(errors.layers, option),
    correlation: correlationChart(correlations[0]),
    confusion: confusionChart(confusion, classNames, option),
    numbered: confusionChart(confusion, [], option),
    neuron: neuronChart(option),
  };
}

Deno.test("every chart is valid Vega-Lite and a well-formed SVG, large, small and tiny", async () => {
  const rows: readonly (readonly [RunSize, number | undefined])[] = [
    [{}, undefined],
    [{}, 340],
    [{ timesteps: 1, layers: 1, classes: 1 }, 340],
    [{ timesteps: 300, layers: 50, classes: 12 }, 700],
  ];
  for (const [size, width] of rows) {
    for (const [name, spec] of Object.entries(allCharts(size, width))) {
      assertEquals(complaints(spec), [], name);
      const svg = await renderSvg(spec);
      const [root] = tagsOf(svg);
      assertEquals(root.name, "svg");
      assert(!/NaN|Infinity|undefined/.test(svg), name);
      if (width !== undefined && name !== "correlation") {
        assertEquals(root.attributes.get("width"), String(width), name);
      }
    }
  }
});

Deno.test("anytimeChart() draws every threshold, the soonest that loses nothing as a larger dot", () => {
  const { summary } = reportData();
  const time = JSON.stringify(anytimeChart(summary));
  for (const { threshold } of summary.anytime!.points) {
    assert(time.includes(`margin=${threshold}:`));
  }
  const [end] = time.match(/"data":\{"values":\[\{"threshold":0\.8,[^\]]*\]/g) ?? [];
  assert(end !== undefined && !end.includes("0.95"), "the soonest is margin=0.8");
  const spent = JSON.stringify(anytimeChart(summary, { against: "operations" }));
  assert(spent.includes(`{"x":40000,"accuracy":0.92`), "the original's multiply-adds are a mark");
  // Step 1 has caused no operation, which a logarithmic axis cannot show.
  assert(!spent.includes(`{"x":0,`));
  const { anytime: _, ...without } = summary;
  assertEquals(complaints(anytimeChart(without)), []);
});

Deno.test("accuracyChart() draws every step, the original's accuracy, and doubling time if long", () => {
  const { summary } = reportData({ timesteps: 64 });
  const text = JSON.stringify(accuracyChart(summary));
  assert(text.includes(`"type":"log"`) && text.includes("[1,2,4,8,16,32,64]"));
  assert(text.includes(`"t":64,"accuracy":0.9`));
  assert(text.includes(`"values":[{"accuracy":0.92}]`));
  const brief = JSON.stringify(accuracyChart(reportData({ timesteps: 16 }).summary));
  assert(!brief.includes(`"type":"log"`));
});

/** The text marks of a chart. */
function labelsOf(spec: TopLevelSpec): { text: unknown; dy: number; align: string }[] {
  const { layer } = spec as { layer: readonly { mark: { type: string } }[] };
  return layer.map(({ mark }) => mark).filter(({ type }) => type === "text") as never;
}

Deno.test("accuracyChart() moves its label below what the curve dips above it", () => {
  const { summary } = reportData({ timesteps: 16 });
  const below = (accuracies: readonly number[]): number | undefined => {
    const curve = accuracies.map((accuracy, at) => ({
      t: at + 1,
      correct: accuracy * summary.samples,
      synapticOps: at,
    }));
    const snn = { ...summary.snn, accuracy: accuracies.at(-1)! };
    const labels = labelsOf(accuracyChart({ ...summary, curve, snn }));
    return labels.find(({ text }) => String(text).startsWith("spiking"))?.dy;
  };
  const flat = new Array<number>(16).fill(0.9);
  assertEquals(below(flat), 10);
  assertEquals(below(flat.with(2, 0.1)), 10);
  const late = below(flat.with(13, 0.8));
  assert(late !== undefined && late > 30 && late < 40, `${late}`);
  assertEquals(below(flat.with(13, 0)), 70);
});

Deno.test("operationsChart() writes its label where the curve is not", () => {
  const { summary } = reportData({ timesteps: 3 });
  const side = (annMacs: number, correct: readonly number[]): string => {
    const curve = correct.map((right, at) => ({
      t: at + 1,
      correct: right * summary.samples,
      synapticOps: 1000 * 10 ** at,
    }));
    const operations = { annMacs, synapticOps: 1e6 };
    return labelsOf(operationsChart({ ...summary, curve, operations }))[0].align;
  };
  // "right" ends at the line, so it stands on its left.
  assertEquals(side(3e4, [0.1, 0.1, 0.9, 0.9]), "left");
  assertEquals(side(3e4, [0.9, 0.9, 0.1, 0.1]), "right");
  assertEquals(side(9e5, [0.1, 0.1, 0.1, 0.9]), "right");
});

Deno.test("operationsChart() leaves out what a logarithm cannot show", () => {
  const { summary } = reportData({ timesteps: 3 });
  const text = JSON.stringify(operationsChart(summary));
  assert(!text.includes(`"operations":0`) && text.includes(`"operations":1000`));
  const silent = {
    ...summary,
    curve: summary.curve.map((point) => ({ ...point, synapticOps: 0 })),
    operations: { annMacs: 0, synapticOps: 0 },
  };
  assertEquals(complaints(operationsChart(silent)), []);
});

Deno.test("spikesChart() keeps one bar a layer, even where short names would be the same", () => {
  const { layers } = reportData();
  const long = ["a", "b"].map((name) => ({
    ...layers[0],
    name: `${name}/a/very/long/name/of/a/layer/that/ends/alike`,
  }));
  const svg = JSON.stringify(spikesChart([...layers, ...long]));
  assert(svg.includes(`"name":"a/a/very`) && svg.includes(`"name":"b/a/very`));
});

Deno.test("correlationChart() draws no more points than allowed, and silence", async () => {
  const [layer] = reportData().correlations;
  const count = (limit: number): number =>
    JSON.stringify(correlationChart(layer, { points: limit })).split(`{"activation"`).length - 1;
  assertEquals(count(1000), 400);
  assert(count(100) <= 100 && count(100) > 50);
  const none = { activation: new Float32Array(), rate: new Float32Array() };
  const silent = { ...layer, pearson: undefined, points: none };
  const svg = await renderSvg(correlationChart(silent));
  assert(svg.includes("r undefined"));
});

Deno.test("confusionChart() tells apart classes of one name, and takes any name", async () => {
  const { confusion } = reportData({ classes: 3 });
  const names = ["crane", "crane", `"], alert(1), ["<b>`];
  const svg = await renderSvg(confusionChart(confusion, names));
  assertEquals(svg.split(">crane<").length - 1, 4);
  tagsOf(svg);
});

Deno.test("neuronChart() fires as often as its input says", () => {
  for (const [input, spikes] of [[0.3, 6], [0.1, 2], [1, 20], [0, 0]]) {
    const text = JSON.stringify(neuronChart({ input }));
    assertEquals(text.split("spike at step").length - 1, spikes, `input ${input}`);
  }
});

Deno.test("charts of papers are valid Vega-Lite and well-formed SVGs, with and without values", async () => {
  const axes = { description: "Losses", x: "layers", y: "lost" };
  const line = { name: "a", points: [{ x: 8, y: 0.1 }, { x: 20, y: -0.2 }] };
  const level = { name: "trained", y: 0.9 };
  const specs = [
    comparisonChart([]),
    comparisonChart([{ name: "no value" }, {
      name: "all",
      obtained: 1,
      original: 1,
      published: 1,
    }]),
    comparisonChart([{ name: "wide", obtained: 0.1, original: 0.99 }], { width: 500 }),
    linesChart([], axes),
    linesChart([line, { ...line, name: "b", published: true }], axes),
    linesChart([{ name: "one", points: [{ x: 1, y: 0 }] }], { ...axes, doubling: true, level }),
    gridChart([], axes),
    gridChart([{ x: "1", y: "2", value: 0.9, lines: ["90 %", "3 k"] }], axes),
  ];
  for (const [at, spec] of specs.entries()) {
    assertEquals(complaints(spec), [], `chart ${at}`);
    const svg = await renderSvg(spec);
    assertEquals(tagsOf(svg)[0].name, "svg");
    assert(!/NaN|Infinity|undefined/.test(svg), `chart ${at}: ${svg}`);
  }
});

Deno.test("errorsChart() stacks the shares of the parts to the error, and names every layer", () => {
  const { layer } = errorsChart(reportData().errors.layers) as {
    layer: readonly { data: { values: readonly Record<string, unknown>[] } }[];
  };
  const [bars, ends] = layer.map(({ data }) => data.values);
  assertEquals(bars.length, 8, "two layers were told apart");
  assertEquals(bars.map(({ part }) => part).slice(0, 4), [
    "inherited",
    "clipped",
    "quantised",
    "uneven",
  ]);
  const sizes = bars.slice(4).map(({ size }) => size as number);
  assert(Math.abs(sizes.reduce((sum, size) => sum + size) - 0.15) < 1e-12);
  assert(sizes[3] < 0, "what takes away lies left of zero");
  assertEquals(ends.map(({ name, label }) => [name, label]), [
    ["layer0", "10\u00a0%"],
    ["layer1", "15\u00a0%"],
  ]);
  assert(Math.abs((ends[1].size as number) - 0.15 * 1.05) < 1e-12);
});

Deno.test("accuracyChart() of a curve that begins late begins with it", () => {
  const { summary } = reportData({ timesteps: 64 });
  const domains = (from: number): boolean[] => {
    const late = { ...summary, curve: summary.curve.filter(({ t }) => t >= from) };
    const spec = JSON.stringify(accuracyChart(late));
    return [`"domain":[1,64]`, `"domain":[${from},64]`].map((domain) => spec.includes(domain));
  };
  assertEquals(domains(50), [false, true]);
  assertEquals(domains(4)[0], true);
});
