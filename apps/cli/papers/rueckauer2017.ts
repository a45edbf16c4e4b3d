import type { NetName } from "./nets.ts";
import type { Paper, PaperTable, Published, Trial } from "./paper.ts";

const COLUMNS: PaperTable["columns"] = [
  "annPublished",
  "ann",
  "snnPublished",
  "snn",
  "lostPublished",
  "lost",
  "agreement",
  "settled",
  "spikes",
  "operations",
];

const SOURCE = "arXiv:1612.04052 and doi:10.3389/fnins.2017.00682, results on MNIST and CIFAR-10";
const MNIST: Published = { ann: 0.9944, snn: 0.9944, source: SOURCE };
const CIFAR: Published = { ann: 0.8786, snn: 0.8762, source: SOURCE };

const ROBUST = "99.9th percentile";

/** The same ways of conversion for every network. */
function trialsOf(net: NetName, published: Published): Trial[] {
  const own = (label: string, rest: Partial<Trial> = {}): Trial => ({
    labels: [label],
    net,
    recipe: "rueckauer2017",
    ...rest,
  });
  return [
    own("weights as they are", {
      recipe: "cao2015",
      options: { biases: "keep", pools: "gate", input: "current" },
    }),
    own("largest activation", { options: { percentile: 100 } }),
    own("99.99th percentile", { options: { percentile: 99.99 } }),
    own(ROBUST, { published }),
    own("99th percentile", { options: { percentile: 99 } }),
    own("99.9th percentile of each channel", { options: { perChannel: true } }),
    own("potentials begin at θ / 2", { options: { initialPotential: 0.5 } }),
    own("reset to zero", { options: { reset: "zero" } }),
    own("Poisson input", { options: { input: "poisson" } }),
    own("evenly spaced input spikes", { options: { input: "periodic" } }),
    own("read-out: spike counts", { readout: "count" }),
    own("read-out: soft-max of potentials", { readout: "softmax" }),
    own("read-out: soft-max spikes by a clock", { readout: "softmax-clocked" }),
    own("read-out: soft-max spikes, no clock", { readout: "softmax-free" }),
    own("max-pools by exponential estimates", { options: { poolEstimator: "exponential" } }),
    own("max-pools by the last 16 steps", { options: { poolEstimator: "window" } }),
    own("average pools instead of max-pools", {
      recipe: "cao2015",
      options: { biases: "keep", pools: "average", input: "current" },
    }),
  ];
}

/** Rueckauer et al. 2017: normalisation, read-outs and pools on MNIST and CIFAR-10. */
export const rueckauer2017: Paper = {
  name: "rueckauer2017",
  citation: "Rueckauer, Lungu, Hu, Pfeiffer, Liu 2017, Conversion of Continuous-Valued Deep " +
    "Networks to Efficient Event-Driven Networks for Image Classification",
  doi: "10.3389/fnins.2017.00682",
  claims: [
    "Weights are normalised by a percentile of the activations instead of their largest value, so that one outlier does not slow a whole layer down.",
    "Biases, batch-norms, max-pools and soft-max get spiking counterparts, and the input is given as constant current.",
    "So converted, networks on MNIST and CIFAR-10 lose next to nothing.",
  ],
  differs: [
    "The networks are not the authors': on MNIST the one that comes with snnkit (four convolutions, two max-pools), on CIFAR-10 one of the examples of the authors' own SNN toolbox (four convolutions with batch-norm, two overlapping max-pools).",
    "The figures that stand as published belong to the authors' networks; only what is lost can be compared.",
    "Accuracies are of the first test images only, as many as the table says; the paper takes all 10,000.",
  ],
  tables: [
    {
      id: "mnist",
      title: "MNIST, convolutional network with max-pools",
      notes: [
        "Every row but those that say otherwise: 99.9th percentile of a layer's activations, reset by subtraction, constant current as input, spiking max-pools, the class read from summed potentials.",
      ],
      heads: ["what is changed"],
      columns: COLUMNS,
      score: "label",
      trials: trialsOf("mnist-cnn", MNIST),
    },
    {
      id: "cifar10",
      title: "CIFAR-10, convolutional network with batch-norm and max-pools",
      notes: ["The best spiking network that the paper reports here has 87.82 %."],
      heads: ["what is changed"],
      columns: COLUMNS,
      score: "label",
      trials: trialsOf("cifar-cnn", CIFAR),
    },
  ],
  charts: [
    {
      kind: "comparison",
      id: "",
      table: "mnist",
      caption: "MNIST: right answers after the last step, way by way.",
    },
    {
      kind: "comparison",
      id: "cifar10",
      table: "cifar10",
      caption: "CIFAR-10: right answers after the last step, way by way.",
    },
    {
      kind: "curves",
      id: "time",
      table: "cifar10",
      rows: ["largest activation", ROBUST, "99th percentile", "potentials begin at θ / 2"],
      caption: "CIFAR-10: right answers over time, normalised by different percentiles.",
    },
    {
      kind: "curves",
      id: "time-mnist",
      table: "mnist",
      rows: ["largest activation", ROBUST, "99th percentile", "potentials begin at θ / 2"],
      caption: "MNIST: right answers over time, normalised by different percentiles.",
    },
  ],
};
