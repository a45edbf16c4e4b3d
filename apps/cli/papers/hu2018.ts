import type { NetName } from "./nets.ts";
import type { Paper, Published, Trial } from "./paper.ts";

const SOURCE = "arXiv:1805.01352, results on CIFAR-10";

/** What the paper loses besides without shortcut normalisation, by depth. */
const FURTHER = new Map([[20, 0.0234], [32, 0.0632], [44, 0.0742], [56, 0.0831], [110, 0.0859]]);

/** A compensation factor for networks that it is not searched for. */
const FACTOR = 1.02;

const NORMALISED = "normalised";
const COMPENSATED = "normalised, compensated";
const NAIVE = "identity weight 1";

const published = (depth: number): Pick<Trial, "published"> => ({
  published: { further: FURTHER.get(depth)!, source: SOURCE },
});

function trained(depth: number, net: NetName, whole: Published): Trial[] {
  const own = (label: string, rest: Partial<Trial> = {}): Trial => ({
    labels: [String(depth), label],
    net,
    recipe: "hu2018",
    ...rest,
  });
  return [
    own(NORMALISED),
    own(COMPENSATED, { published: whole, searched: ["compensation"] }),
    own(NAIVE, {
      options: { shortcuts: "naive" },
      against: [String(depth), NORMALISED],
      ...published(depth),
    }),
  ];
}

/** A depth of the paper of which there is no trained network here. */
function publishedOnly(depth: number): Trial {
  return {
    labels: [String(depth), NAIVE],
    recipe: "hu2018",
    options: { shortcuts: "naive" },
    ...published(depth),
  };
}

function untrained(depth: number, net: NetName): Trial[] {
  const own = (label: string, rest: Partial<Trial> = {}): Trial => ({
    labels: [String(depth), label],
    net,
    recipe: "hu2018",
    ...rest,
  });
  return [
    own(NORMALISED),
    own(COMPENSATED, { options: { compensation: FACTOR } }),
    own(NAIVE, { options: { shortcuts: "naive" } }),
  ];
}

/** Hu et al. 2018: residual networks, with and without normalised shortcuts, against depth. */
export const hu2018: Paper = {
  name: "hu2018",
  citation: "Hu, Tang, Pan 2018, Spiking Deep Residual Network",
  doi: "10.48550/arXiv.1805.01352",
  claims: [
    "Shortcuts are normalised jointly with their block: an identity becomes a synapse of weight λ_in / λ_out.",
    "Where identities keep weight 1, a further 2.34 to 8.59 points are lost, the more the deeper the network is.",
    "One factor on all weights and biases compensates for what is lost from layer to layer; it is searched on training samples.",
  ],
  differs: [
    "The trained networks are not the authors': they are the ResNet-20 and ResNet-44 for CIFAR-10 of akamaster/pytorch_resnet_cifar10, whose downsampling shortcuts slice and pad.",
    "There are no trained networks of the other depths here, so the first table has the published numbers alone; the second table takes networks with seeded weights and half as many channels instead, in which batch-norms keep the scale of activations.",
    "The accuracy of an untrained network means nothing, so the second table counts how often the spiking network gives the trained network's answer on MNIST images, and how far its rates are from the activations.",
    "The compensation factor is searched for the trained networks; for the others it is given.",
    "Accuracies are of the first test images only, as many as the table says; the paper takes all 10,000.",
  ],
  tables: [
    {
      id: "trained",
      title: "CIFAR-10, trained networks",
      notes: [
        "Further points: what is lost besides, compared with normalised shortcuts without compensation.",
      ],
      heads: ["depth", "shortcuts"],
      columns: [
        "compensation",
        "annPublished",
        "ann",
        "snnPublished",
        "snn",
        "lostPublished",
        "lost",
        "furtherPublished",
        "further",
        "agreement",
        "settled",
        "spikes",
        "operations",
      ],
      score: "label",
      trials: [
        ...trained(20, "resnet-20", { lost: 0.002, source: SOURCE }),
        publishedOnly(32),
        ...trained(44, "resnet-44", { ann: 0.9285, snn: 0.9237, source: SOURCE }),
        publishedOnly(56),
        publishedOnly(110),
      ],
    },
    {
      id: "depth",
      title: "Depth alone: networks with seeded weights, on MNIST images",
      notes: [
        "Same answer: how often the spiking network decides as the network it was made of.",
        "Rate error: root mean square of spikes per step less the normalised activation, mean over the populations.",
        "Answers of such deep networks hang on small differences, so from 44 layers on they are near those of chance; the rate error tells more.",
      ],
      heads: ["depth", "shortcuts"],
      columns: ["compensation", "agreement", "rateError", "spikes", "operations"],
      score: "original",
      trials: [
        ...untrained(8, "untrained-8"),
        ...untrained(20, "untrained-20"),
        ...untrained(32, "untrained-32"),
        ...untrained(44, "untrained-44"),
        ...untrained(56, "untrained-56"),
        ...untrained(110, "untrained-110"),
      ],
    },
  ],
  charts: [
    {
      kind: "further",
      id: "",
      table: "trained",
      axis: "layers with weights",
      caption: "Points lost besides where identity shortcuts keep weight 1, against depth.",
    },
    {
      kind: "curves",
      id: "time",
      table: "trained",
      rows: [NORMALISED, COMPENSATED, NAIVE],
      caption: "Right answers over time, trained networks of 20 and 44 layers.",
    },
    {
      kind: "rateError",
      id: "depth",
      table: "depth",
      axis: "layers with weights",
      caption: "How far rates are from activations, against depth; seeded weights.",
    },
  ],
};
