import type { NetName } from "./nets.ts";
import type { Paper, Trial } from "./paper.ts";

function trialsOf(network: string, net: NetName, hasMaxPools: boolean): Trial[] {
  const own = (label: string, options: Trial["options"], readout: Trial["readout"] = "count") => ({
    labels: [network, label],
    net,
    recipe: "cao2015",
    readout,
    options: { biases: "keep", pools: "gate", ...options },
  });
  const average = { pools: "average" };
  return [
    own("constant input, biases and pools as trained", { input: "current" }),
    own("Poisson input, c = 1, biases and pools as trained", { input: "poisson", inputRate: 1 }),
    own("Poisson input, c = 1/3, biases and pools as trained", {}),
    ...hasMaxPools ? [own("c = 1/3, average pools", average)] : [],
    own("c = 1/3, biases 0", { biases: "drop" }),
    ...hasMaxPools
      ? [own("c = 1/3, average pools, biases 0: their rules", { ...average, biases: "drop" })]
      : [],
  ];
}

/** Cao et al. 2015: what their rules for the trained network are worth. */
export const cao2015: Paper = {
  name: "cao2015",
  citation: "Cao, Chen, Khosla 2015, Spiking Deep Convolutional Neural Networks for " +
    "Energy-Efficient Object Recognition",
  doi: "10.1007/s11263-014-0788-3",
  claims: [
    "A network that is tailored before it is trained (inputs not negative, ReLU everywhere, no biases, average pools) can take its weights over into spiking neurons as they are.",
    "Inputs are Poisson spike trains: a value I sends a spike in a step with probability c · I, where c = 1/3 for colour images.",
    "The class is that of the output neuron with the most spikes.",
  ],
  differs: [
    "The paper's networks, for CIFAR-10 and Neovision2 Tower, are not at hand, and no network here was trained by its rules; so there are no published numbers beside the rows.",
    "What is shown instead is what each rule costs a network that was not trained by it: rows with biases or pools taken away after training are expected to be poor, and say why the paper trains anew.",
    "MNIST has one channel; c = 1/3 is taken over from the paper's three.",
    "Accuracies are of the first test images only, as many as the table says.",
  ],
  tables: [
    {
      id: "rules",
      title: "MNIST: networks that keep to the rules, or do not",
      heads: ["network", "how"],
      columns: ["ann", "snn", "lost", "agreement", "settled", "spikes", "operations"],
      score: "label",
      trials: [
        ...trialsOf("max-pools", "mnist-cnn", true),
        ...trialsOf("average pools", "mnist-average", false),
      ],
    },
  ],
  charts: [
    {
      kind: "comparison",
      id: "",
      table: "rules",
      caption: "Right answers after the last step, rule by rule.",
    },
  ],
};
