import { DEFAULT_RECIPE, DEFAULT_TTFS_RECIPE, recipes, ttfsRecipes } from "@snnkit/convert";
import { DATA_FORMS } from "@snnkit/datasets";
import { parseStopRule, PRECISIONS } from "@snnkit/sim";
import { ENGINE_CHOICES } from "./pipeline/engines.ts";
import { formatPairs, type OptionSection } from "./present/format_help.ts";
import { flagOptions, type RecipeFlag, recipeFlags } from "./recipe_flags.ts";

const DATA: OptionSection = {
  title: "Data",
  options: {
    data: { value: "DATA", help: "samples with labels to run" },
    calibrate: {
      value: "DATA",
      help: "samples to measure activations on, e.g. mnist:train; labels are not used",
    },
    "calibrate-limit": {
      value: "N",
      help: "use at most N samples of --calibrate",
      number: { min: 1, whole: true },
      default: "1000",
    },
  },
};

const PREPROCESSING: OptionSection = {
  title: "Preprocessing, of all data alike",
  options: {
    scale: { value: "S", help: "multiply values by S", fraction: true, default: "1/255" },
    mean: { value: "a,b,c", help: "then subtract, one for all or one a channel", numbers: true },
    std: { value: "a,b,c", help: "then divide by, one for all or one a channel", numbers: true },
    channels: {
      value: "ORDER",
      help: "order of colours that the model wants",
      choices: ["rgb", "bgr"],
      default: "rgb",
    },
    layout: {
      value: "L",
      help: "order of the axes of npz arrays",
      choices: ["nchw", "nhwc", "auto"],
      default: "auto",
    },
  },
};

/** How spikes can carry values. */
export const CODES = ["rate", "ttfs"] as const;

/** How spikes carry values. */
export type Code = (typeof CODES)[number];

const RANGE: OptionSection["options"] = {
  offset: {
    value: "N",
    help: "leave out the first N samples",
    number: { min: 0, whole: true },
    default: "0",
  },
  limit: { value: "N", help: "use at most N samples", number: { min: 1, whole: true } },
};

const CONVERSION: OptionSection = {
  title: "Conversion, of an .onnx file",
  options: {
    recipe: {
      value: "NAME",
      help: `the method, one of those below; with --code ttfs ${DEFAULT_TTFS_RECIPE} unless given`,
      default: DEFAULT_RECIPE,
    },
    "weight-bits": {
      value: "K",
      help: "round the trained network's weights to K bits first; of 1 bit those between the " +
        "first and the last layer",
      number: { min: 1, max: 16, whole: true },
    },
    "activation-bits": {
      value: "K",
      help: "round its activations to K bits first: 2^K − 1 time steps can tell them exactly",
      number: { min: 1, max: 16, whole: true },
    },
  },
};

/** Options of the command line that are made from the recipes' own. */
export const RECIPE_FLAGS: readonly RecipeFlag[] = recipeFlags([
  ...recipes.values(),
  ...ttfsRecipes.values(),
]);

const RECIPE_OPTIONS: OptionSection = {
  title: "Recipe options, each of the recipes in its brackets",
  options: flagOptions(RECIPE_FLAGS),
};

/** Decisions of a sample are numbered with 16 bits. */
export const MOST_TIMESTEPS = 65535;

/** Steps where neither the user nor the recipe says how many: enough for rates to settle. */
export const USUAL_TIMESTEPS = 256;

/** What help says of the steps that a run has unless the user says otherwise. */
const DEFAULT_TIMESTEPS = [...recipes.values()]
  .flatMap(({ name, options }) =>
    options.filter((option) => option.name === "timesteps")
      .map((option) => `${option.default} for ${name}, `)
  ).join("") + `else ${USUAL_TIMESTEPS}`;

const TIMESTEPS: OptionSection["options"] = {
  timesteps: {
    value: "T",
    help: `time steps of every sample (default: ${DEFAULT_TIMESTEPS})`,
    number: { min: 1, max: MOST_TIMESTEPS, whole: true },
  },
};

const SIMULATION: OptionSection = {
  title: "Simulation",
  options: {
    timesteps: {
      ...TIMESTEPS.timesteps,
      help: "time steps of every sample; an .snn file knows what it was made for " +
        `(default: ${DEFAULT_TIMESTEPS})`,
    },
    readout: {
      value: "R",
      help:
        "what decides: the outputs' spikes, their summed input, its soft-max, or spikes drawn " +
        "from that, at the ticks of a clock or freely",
      choices: ["count", "membrane", "softmax", "softmax-clocked", "softmax-free"],
      default: "membrane",
    },
    "output-rate": {
      value: "R",
      help: "ticks a step of the clock of softmax-clocked (default: 0.3)",
      number: { min: 0.001, max: 1 },
    },
    engine: {
      value: "E",
      help: "simulator: event works for spikes only; dense for all synapses, in batches, on ONNX " +
        "Runtime; reference is plain and slow; auto takes event, or dense where a short trial " +
        "finds it 1.5 times as fast, and says so",
      choices: ENGINE_CHOICES,
      default: "auto",
    },
    code: {
      value: "C",
      help:
        "neural code: rates, or the time of the first spike; recipes and .snn files know theirs",
      choices: CODES,
      default: "rate",
    },
    stop: {
      value: "RULE",
      help: "when a sample ends early: none, first-spike of an output, margin=X of the two best " +
        "classes' probabilities, or entropy=X of all, in nats",
      check: parseStopRule,
      default: "none",
    },
    precision: {
      value: "P",
      help:
        "number format of potentials: float32, or 16-bit fixed point where it can hold them, which " +
        "is up to twice as fast",
      choices: PRECISIONS,
      default: "f32",
    },
    seed: {
      value: "S",
      help: "seed of everything random",
      number: { min: 0, max: Number.MAX_SAFE_INTEGER, whole: true },
      default: "0",
    },
  },
};

const FIRST_SPIKES: OptionSection = {
  title: "First spikes, with --code ttfs; there --timesteps is ticks of a window, else any time",
  options: {
    "tick-rounding": {
      value: "R",
      help: "which tick a spike comes at: the nearest, by lower thresholds, or the next",
      choices: ["nearest", "next"],
      default: "nearest",
    },
    jitter: {
      value: "J",
      help: "standard deviation of what is added to spike times, as a fraction of the window",
      number: { min: 0, max: 10 },
      default: "0",
    },
    missing: {
      value: "P",
      help: "share of spikes that are lost",
      number: { min: 0, max: 1 },
      default: "0",
    },
  },
};

/** Options of `snn run` that only networks of first spikes have. */
export const FIRST_SPIKE_OPTIONS: readonly string[] = Object.keys(FIRST_SPIKES.options);

const THREADS: OptionSection["options"] = {
  threads: {
    value: "N",
    help: "samples simulated side by side (default: as many as the machine has cores)",
    number: { min: 1, max: 256, whole: true },
  },
};

const HELP: OptionSection["options"] = { help: { help: "show this help" } };
const JSON_SWITCH: OptionSection["options"] = {
  json: { help: "print one JSON object on stdout instead of text" },
};

/** The options of `snn inspect`. */
export const INSPECT_OPTIONS: readonly OptionSection[] = [
  { title: "Options", options: { ...JSON_SWITCH, ...HELP } },
];

/** The options of `snn convert`. */
export const CONVERT_OPTIONS: readonly OptionSection[] = [
  {
    title: "Data",
    options: {
      calibrate: DATA.options.calibrate,
      offset: RANGE.offset,
      limit: { ...RANGE.limit, default: "1000" },
      "calibrate-limit": { ...RANGE.limit, help: "the same as --limit" },
    },
  },
  PREPROCESSING,
  {
    ...CONVERSION,
    options: {
      code: SIMULATION.options.code,
      ...CONVERSION.options,
      timesteps: {
        ...TIMESTEPS.timesteps,
        help: `time steps to convert for (default: ${DEFAULT_TIMESTEPS})`,
      },
    },
  },
  RECIPE_OPTIONS,
  {
    title: "Output",
    options: {
      output: { value: "FILE.snn", help: "the file to write" },
      ...JSON_SWITCH,
      ...HELP,
    },
  },
];

/** The options of `snn run`. */
export const RUN_OPTIONS: readonly OptionSection[] = [
  {
    ...DATA,
    options: {
      data: DATA.options.data,
      ...RANGE,
      calibrate: DATA.options.calibrate,
      "calibrate-limit": DATA.options["calibrate-limit"],
    },
  },
  PREPROCESSING,
  CONVERSION,
  RECIPE_OPTIONS,
  SIMULATION,
  FIRST_SPIKES,
  {
    title: "Machine",
    options: {
      ...THREADS,
      batch: {
        value: "N",
        help: "samples in one call of ONNX Runtime, for the trained network and the dense engine",
        number: { min: 1, max: 4096, whole: true },
        default: "64",
      },
    },
  },
  {
    title: "Speed",
    options: { profile: { help: "say how much time each layer takes, and in which kernels" } },
  },
  {
    title: "Explanation",
    options: {
      explain: { help: "say where the error of each layer comes from, and try what helps" },
      "explain-limit": {
        value: "N",
        help: "look at N samples",
        number: { min: 1, whole: true },
        default: "64",
      },
    },
  },
  {
    title: "Output",
    options: {
      out: { value: "DIR", help: "write run.json, report.html and charts there" },
      resume: { help: "go on from what an interrupted run left in --out DIR" },
      ...JSON_SWITCH,
      ...HELP,
    },
  },
];

/** The options of `snn papers`. */
export const PAPERS_OPTIONS: readonly OptionSection[] = [
  {
    title: "Data",
    options: {
      "data-dir": { value: "DIR", help: "folder of more models and of CIFAR-10, by known names" },
      limit: {
        ...RANGE.limit,
        help: "samples of each row at most; unless given, 300 of MNIST, 100 of CIFAR-10 and 50 " +
          "for untrained networks",
      },
      "calibrate-limit": {
        ...DATA.options["calibrate-limit"],
        help: "training samples to measure activations on at most",
      },
    },
  },
  {
    title: "Simulation",
    options: {
      timesteps: {
        value: "T",
        help: "time steps of every sample; unless given, 128 to 256, as fits the paper",
        number: { min: 1, max: MOST_TIMESTEPS, whole: true },
      },
      seed: SIMULATION.options.seed,
    },
  },
  { title: "Machine", options: THREADS },
  {
    title: "Output",
    options: {
      out: { value: "DIR", help: "write pages, numbers and charts there", default: "snn-papers" },
      ...JSON_SWITCH,
      ...HELP,
    },
  },
];

/** What the help of a command that takes DATA says below its options. */
export function formatNotes(examples: readonly string[]): string {
  const methods = [...recipes.values(), ...ttfsRecipes.values()].map((
    { name, title, paper: { authors, year } },
  ) => [name, `${title} (${authors} ${year})`] as const);
  return [
    "DATA is one word; every file may be .gz",
    formatPairs(DATA_FORMS),
    "",
    "Recipes",
    formatPairs(methods),
    "",
    examples.length === 1 ? "Example" : "Examples",
    ...examples.map((example) => `  ${example.replaceAll("\n", "\n      ")}`),
  ].join("\n");
}
