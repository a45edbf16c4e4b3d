import type { NetName } from "./nets.ts";
import type { Paper, PaperTable, Trial } from "./paper.ts";

/** Spikes a step that the brightest pixel sends; at steps of 1 ms so many kHz. */
const RATES = [1, 0.5, 0.25, 0.1, 0.05] as const;

const THRESHOLDS = [0.25, 0.5, 1, 2, 4] as const;

const STEPS = 200;

function grid(id: string, title: string, net: NetName): PaperTable {
  return {
    id,
    title,
    notes: [
      "Input rate: how often the brightest pixel sends a spike, in steps of 1 ms.",
      "Steps to 99 %: from which step on at least 99 % of the last accuracy are reached for good.",
    ],
    heads: ["input rate", "threshold"],
    columns: ["ann", "snn", "lost", "settled", "spikes", "operations"],
    score: "label",
    timesteps: STEPS,
    trials: RATES.flatMap((inputRate) =>
      THRESHOLDS.map((threshold): Trial => ({
        labels: [`${1000 * inputRate} Hz`, String(threshold)],
        net,
        recipe: "diehl2015-data",
        readout: "count",
        options: { input: "poisson", inputRate, threshold },
      }))
    ),
  };
}

function normalisations(network: string, net: NetName): Trial[] {
  const own = (label: string, recipe: string, options: Trial["options"] = {}): Trial => ({
    labels: [network, label],
    net,
    recipe,
    readout: "count",
    options: { input: "poisson", inputRate: 1, ...options },
  });
  return [
    own("none", "cao2015", { biases: "keep", pools: "gate" }),
    own("model-based", "diehl2015-model"),
    own("data-based", "diehl2015-data"),
  ];
}

/** Diehl et al. 2015: accuracy, spikes and latency over input rates and thresholds. */
export const diehl2015: Paper = {
  name: "diehl2015",
  citation: "Diehl, Neil, Binas, Cook, Liu, Pfeiffer 2015, Fast-Classifying, High-Accuracy " +
    "Spiking Deep Networks Through Weight and Threshold Balancing",
  doi: "10.1109/IJCNN.2015.7280696",
  claims: [
    "Input rate and threshold are to be balanced: too many spikes saturate neurons, too few leave them silent.",
    "Normalising weights, by what a neuron can receive at most (model-based) or by what it does on training data (data-based), finds the balance without a search.",
    "Networks for MNIST, fully connected and convolutional, then lose next to nothing and answer within few steps.",
  ],
  differs: [
    "The networks are not the authors': the convolutional one comes with snnkit and has batch-norms, biases and max-pools, the fully connected one is an example of the SNN toolbox (784-128-128-10) and has biases; the paper's have no biases, and average pools.",
    "Biases stay as constant currents, max-pools are gates on spikes.",
    "Thresholds count in units of the data-based normalisation, so that 1 is the balanced one; a threshold θ divides rates by θ in each layer anew.",
    "The paper draws its grids as pictures, so there are no published numbers beside the cells; what can be compared is where accuracy holds.",
    "Accuracies are of the first test images only, as many as the tables say; the paper takes all 10,000.",
  ],
  tables: [
    grid("cnn", "MNIST, convolutional network: input rate × threshold", "mnist-cnn"),
    grid("mlp", "MNIST, fully connected network: input rate × threshold", "mnist-mlp"),
    {
      id: "normalisation",
      title: "MNIST: ways of normalisation, at 1000 Hz and threshold 1",
      heads: ["network", "weights normalised"],
      columns: ["ann", "snn", "lost", "agreement", "settled", "spikes", "operations"],
      score: "label",
      timesteps: STEPS,
      trials: [
        ...normalisations("convolutional", "mnist-cnn"),
        ...normalisations("fully connected", "mnist-mlp"),
      ],
    },
  ],
  charts: [
    {
      kind: "grid",
      id: "",
      table: "cnn",
      caption: "Convolutional network: right answers, spikes a sample and latency over the grid.",
    },
    {
      kind: "grid",
      id: "mlp",
      table: "mlp",
      caption: "Fully connected network: right answers, spikes a sample and latency over the grid.",
    },
    {
      kind: "curves",
      id: "time",
      table: "normalisation",
      rows: ["none", "model-based", "data-based"],
      caption: "Right answers over time, by way of normalisation.",
    },
  ],
};
