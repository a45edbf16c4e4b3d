import type { LayerCorrelation, LayerErrors, LayerRate, RunSummary } from "@snnkit/metrics";
import type { ErrorReport, ReportData } from "../report_data.ts";

/** How large the made-up run is. */
export interface RunSize {
  readonly timesteps?: number;
  readonly layers?: number;
  readonly classes?: number;
  readonly examples?: number;
  readonly pixels?: number;
  readonly names?: (what: string, index: number) => string;
}

/** Errors that grow from layer to layer; the last layer's cannot be told apart. */
function errorReport(layers: readonly string[], word: string): ErrorReport {
  const size = (rms: number, share: number) => ({ mean: -rms, meanAbsolute: rms, rms, share });
  const told = layers.slice(0, -1).map((name, at): LayerErrors => ({
    decomposed: true,
    name,
    neurons: 1000,
    activation: 2,
    error: size(0.2 + 0.1 * at, 1),
    own: size(0.2, 1),
    parts: {
      inherited: size(0.1 * at, at / (at + 1) + 0.05),
      clipping: size(0.03, 0.25 / (at + 1)),
      quantisation: size(0.18, 0.75 / (at + 1)),
      unevenness: size(0.01, -0.05),
    },
    largest: at === 0 ? "quantisation" : "inherited",
    clipped: 0.01,
    clippedChannels: 0.25,
    worst: [{ channel: 3, rms: 1, part: "clipping" }],
  }));
  const reason = "it rains";
  const last = layers.slice(-1).map((name) => ({ decomposed: false, name, neurons: 8, reason }));
  return {
    samples: 64,
    layers: [...told, ...last as LayerErrors[]],
    words: [word],
    trial: {
      samples: 64,
      before: { agreement: 0.91, accuracy: 0.9, scoreError: 0.4 },
      tried: [
        {
          title: word,
          ask: word,
          helps: true,
          after: { agreement: 0.97, accuracy: 0.91, scoreError: 0.2 },
        },
        { title: "nothing", helps: false, after: { agreement: 0.91, scoreError: 0.4 } },
      ],
    },
  };
}

/** A made-up rate-coded run that is the same every time: accuracy rises from chance to 90 of 100. */
export function reportData(size: RunSize = {}): Required<Omit<ReportData, "spikeTimes">> {
  const { timesteps = 64, layers: depth = 3, classes = 4, examples = 2, pixels = 8 } = size;
  const { names = (what, index) => `${what}${index}` } = size;
  const curve = Array.from({ length: timesteps }, (_, i) => ({
    t: i + 1,
    correct: Math.round(90 - 70 * Math.exp(-i / 6)),
    synapticOps: 1000 * i,
  }));
  const last = curve[timesteps - 1];
  const layers = Array.from({ length: depth }, (_, i): LayerRate => ({
    name: names("layer", i),
    neurons: 1000,
    spikesPerSample: 5000 / (i + 1),
    rate: 5 / (i + 1) / timesteps,
  }));
  const correlations = layers.map(({ name }, at): LayerCorrelation => {
    const activation = Float32Array.from({ length: 400 }, (_, i) => (i % 97) / 40);
    return {
      name,
      pearson: 1 - 0.01 * at,
      meanError: -0.01,
      rmsError: 0.05,
      pairs: 10000,
      silent: 5000,
      points: {
        activation,
        rate: activation.map((value, i) => value + ((i * 7) % 11 - 5) / 200),
      },
    };
  });
  const counts = new Uint32Array(classes * classes);
  for (let c = 0; c < classes; c++) {
    counts[c * classes + c] = 20;
    counts[c * classes + (c + 1) % classes] += c % 3;
  }
  const summary: RunSummary = {
    model: names("models/net", 0) + ".onnx",
    recipe: "calibrated",
    code: "rate",
    engine: "event",
    precision: "f32",
    threads: 2,
    seed: 0,
    samples: 100,
    timesteps,
    ann: { correct: 92, accuracy: 0.92 },
    snn: { correct: last.correct, accuracy: last.correct / 100, agreement: 0.97 },
    curve,
    spikes: {
      perSample: 9000,
      perNeuron: 3,
      layers: layers.map(({ name, rate }) => ({ name, rate })),
    },
    operations: { annMacs: 40000, synapticOps: last.synapticOps },
    latency: { meanTimesteps: timesteps },
    anytime: {
      criterion: "margin",
      points: [0.05, 0.2, 0.5, 0.8, 0.95].map((threshold) => ({
        threshold,
        correct: Math.round(last.correct * Math.min(1, 0.5 + 0.7 * threshold)),
        meanTimesteps: 1 + threshold * (timesteps - 1),
        synapticOps: threshold * last.synapticOps,
      })),
    },
    seconds: { load: 0.1, convert: 1.2, ann: 0.9, simulate: 30.1 },
    imagesPerSecond: 3.3,
    findings: [{ code: "clipped", node: names("node", 0), message: names("message", 0) }],
  };
  return {
    summary,
    data: names("data", 0),
    layers,
    confusion: { classes, counts },
    correlations,
    errors: errorReport(layers.map(({ name }) => name), names("word", 0)),
    classNames: Array.from({ length: classes }, (_, i) => names("class", i)),
    examples: Array.from({ length: examples }, (_, i) => ({
      picture: {
        width: pixels,
        height: pixels,
        channels: 3 as const,
        data: Uint8Array.from({ length: 3 * pixels * pixels }, (_, p) => (p * p * 31 + i) % 256),
      },
      label: i % classes,
      ann: i % classes,
      snn: (i + i % 2) % classes,
    })),
    settings: [{ name: names("setting", 0), value: names("value", 0) }],
  };
}
