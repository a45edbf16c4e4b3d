import type {
  ConfusionMatrix,
  LayerCorrelation,
  LayerErrors,
  LayerRate,
  RunSummary,
} from "@snnkit/metrics";

import type { SpikeTimes } from "./spike_times.ts";

/** A picture, as it was before any preprocessing. */
export interface Picture {
  /** In pixels. */
  readonly width: number;
  /** In pixels. */
  readonly height: number;
  /** 1 is grey, 3 is red, green, blue. */
  readonly channels: 1 | 3;
  /** Bytes, `[height, width, channels]`. */
  readonly data: Uint8Array;
}

/** One sample to be shown, with what both networks took it for. */
export interface Example {
  /** What the networks saw. */
  readonly picture: Picture;
  /** Its true class. */
  readonly label: number;
  /** The trained network's class; −1 where there is none. */
  readonly ann: number;
  /** The spiking network's class. */
  readonly snn: number;
}

/** One line of the table of settings. */
export interface Setting {
  /** E.g. `"Mean"`. */
  readonly name: string;
  /** E.g. `"0.485, 0.456, 0.406"`. */
  readonly value: string;
}

/** How well a network does where a remedy is tried. */
export interface RemedyOutcome {
  /** On which share of the samples it decides as the trained network does. */
  readonly agreement: number;
  /** Which share it gets right, where labels are known. */
  readonly accuracy?: number;
  /** How far scores are from the logits, as a fraction of their size. */
  readonly scoreError: number;
}

/** What was tried against the errors of a network. */
export interface RemedyTrial {
  /** How many samples it was tried on. */
  readonly samples: number;
  /** The network as it is. */
  readonly before: RemedyOutcome;
  /** One a remedy. */
  readonly tried: readonly {
    /** What was tried, in a few words. */
    readonly title: string;
    /** How it is asked for, e.g. `"--percentile 99.99"`. */
    readonly ask?: string;
    /** Whether it is recommended. */
    readonly helps: boolean;
    /** What came of it. */
    readonly after: RemedyOutcome;
  }[];
}

/** Where the errors of a network come from, and what helps. */
export interface ErrorReport {
  /** How many samples were looked at. */
  readonly samples: number;
  /** The parts of every layer's error, in the network's order. */
  readonly layers: readonly LayerErrors[];
  /** What they say, in sentences without a full stop. */
  readonly words: readonly string[];
  /** What was tried; absent where nothing was. */
  readonly trial?: RemedyTrial;
}

/** What a report tells; all but the summary may be missing, and the part about it then is too. */
export interface ReportData {
  /** The run in numbers. */
  readonly summary: RunSummary;
  /** Where the samples came from, e.g. `"mnist:test"`. */
  readonly data?: string;
  /** How active every layer was. */
  readonly layers?: readonly LayerRate[];
  /** The spiking network's decisions against the labels. */
  readonly confusion?: ConfusionMatrix;
  /** When neurons spiked; only of networks of first spikes. */
  readonly spikeTimes?: SpikeTimes;
  /** How well rates stand for activations, layer by layer. */
  readonly correlations?: readonly LayerCorrelation[];
  /** Where errors come from. */
  readonly errors?: ErrorReport;
  /** What the classes are called. */
  readonly classNames?: readonly string[];
  /** Samples to look at; at most twelve are shown. */
  readonly examples?: readonly Example[];
  /** More settings than the summary holds: preprocessing, calibration, versions, date. */
  readonly settings?: readonly Setting[];
}
