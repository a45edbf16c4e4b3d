import { DATA_FORMS } from "@snnkit/datasets";
import type { Option, Options } from "./options.ts";

/** Options that every command has. */
export const COMMON: Options = {
  help: { help: "show this help" },
};

/** How samples are prepared; for every command that takes DATA. */
export const PREPROCESSING: Options = {
  scale: {
    value: "S",
    help: "multiply pixel values by S",
    default: "1/255",
  },
  mean: { value: "a,b,c", help: "subtract per channel, after scaling", numbers: true },
  std: { value: "a,b,c", help: "divide by, per channel, after the mean", numbers: true },
  channels: {
    value: "ORDER",
    help: "order of colour channels that the model wants",
    choices: ["rgb", "bgr"],
    default: "rgb",
  },
  layout: {
    value: "L",
    help: "order of the axes in npz arrays",
    choices: ["nchw", "nhwc", "auto"],
    default: "auto",
  },
  offset: {
    value: "N",
    help: "skip the first N samples",
    number: { min: 0, whole: true },
    default: "0",
  },
  limit: { value: "N", help: "use at most N samples", number: { min: 1, whole: true } },
};

const TIMESTEPS: Option = {
  value: "T",
  help: "time steps to simulate, and to convert for",
  number: { min: 1, max: 65535, whole: true },
  default: "256",
};

/** How a trained network becomes a spiking one. */
export const CONVERSION: Options = {
  recipe: { value: "NAME", help: "conversion method", default: "rueckauer2017" },
  calibrate: { value: "DATA", help: "samples for activation statistics, without labels" },
  "calibrate-limit": {
    value: "N",
    help: "use at most N samples to calibrate",
    number: { min: 1, whole: true },
    default: "1000",
  },
  percentile: {
    value: "P",
    help: "percentile of activations that one spike per step stands for",
    number: { min: 50, max: 100 },
    default: "99.9",
  },
  reset: {
    value: "R",
    help: "what a spike leaves of the potential",
    choices: ["subtract", "zero"],
    default: "subtract",
  },
  timesteps: TIMESTEPS,
  neuron: {
    value: "N",
    help: "neuron type",
    choices: ["signed", "unsigned"],
    default: "unsigned",
  },
};

/** How the spiking network runs. */
export const SIMULATION: Options = {
  data: { value: "DATA", help: "samples with labels to run" },
  code: { value: "C", help: "neural code", choices: ["rate", "ttfs"], default: "rate" },
  readout: {
    value: "R",
    help: "how the class is read",
    choices: ["count", "membrane", "softmax"],
    default: "membrane",
  },
  stop: { value: "RULE", help: "when a sample is decided: none", default: "none" },
  engine: {
    value: "E",
    help: "simulator",
    choices: ["auto", "event", "dense", "reference"],
    default: "auto",
  },
  precision: {
    value: "P",
    help: "number format of potentials",
    choices: ["f32", "i16"],
    default: "f32",
  },
  threads: {
    value: "N",
    help: "threads of ONNX Runtime for the trained network",
    number: { min: 1, max: 256, whole: true },
  },
  batch: {
    value: "N",
    help: "samples in one call of ONNX Runtime",
    number: { min: 1, max: 4096, whole: true },
    default: "64",
  },
  seed: {
    value: "S",
    help: "seed of all randomness",
    number: { min: 0, whole: true },
    default: "0",
  },
  out: { value: "DIR", help: "write run.json, report.html and charts there" },
  resume: { help: "go on from what an interrupted run left in --out DIR" },
  json: { help: "print one JSON object instead of text" },
};

/** The forms of DATA, for the help. */
export function formatDataForms(): string {
  const width = Math.max(...DATA_FORMS.map(([form]) => form.length));
  const rows = DATA_FORMS.map(([form, meaning]) => `  ${form.padEnd(width)}  ${meaning}`);
  return ["DATA is one word; every file may be .gz:", ...rows].join("\n");
}
