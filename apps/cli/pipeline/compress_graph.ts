import { binariseWeights, quantiseActivations, quantiseWeights } from "@snnkit/convert";
import type { Dataset } from "@snnkit/datasets";
import type { AnnGraph, Finding } from "@snnkit/ir";
import { collectActivationStats } from "@snnkit/runtime";
import { createProgress } from "../io/progress.ts";
import type { Parsed } from "../options.ts";
import { onInputAsync } from "../user_error.ts";
import { batchesOf } from "./convert_model.ts";

/** How few bits a trained network is given before it is converted. */
export interface Compression {
  /** Bits of a weight; as many as the file has where absent. */
  readonly weightBits: number | undefined;
  /** Bits of an activation; as many as the file has where absent. */
  readonly activationBits: number | undefined;
}

/** A trained network of few bits. */
export interface Compressed {
  /** The network; the same where nothing was asked. */
  readonly graph: AnnGraph;
  /** What was done. */
  readonly findings: readonly Finding[];
}

/** What the options ask for. */
export function compressionOf(options: Parsed): Compression {
  return {
    weightBits: options.number("weight-bits"),
    activationBits: options.number("activation-bits"),
  };
}

/** Rounds weights, then the activations that the samples then have. */
export async function compressGraph(
  graph: AnnGraph,
  calibration: Dataset,
  { weightBits, activationBits }: Compression,
  signal: AbortSignal,
): Promise<Compressed> {
  const few = weightBits === undefined ? graph : withWeights(graph, weightBits);
  const compressed = activationBits === undefined
    ? few
    : await withActivations(few, calibration, activationBits, signal);
  const parts = [
    ...weightBits === undefined ? [] : [`weights of ${bitsText(weightBits)}`],
    ...activationBits === undefined ? [] : [`activations of ${bitsText(activationBits)}`],
  ];
  if (parts.length === 0) return { graph, findings: [] };
  const message =
    `The trained network, too, has ${parts.join(" and ")} here: what is said of its ` +
    `accuracy is said of it so`;
  return { graph: compressed, findings: [{ code: "network-compressed", message }] };
}

function withWeights(graph: AnnGraph, bits: number): AnnGraph {
  return bits === 1 ? binariseWeights(graph) : quantiseWeights(graph, { bits });
}

async function withActivations(
  graph: AnnGraph,
  calibration: Dataset,
  bits: number,
  signal: AbortSignal,
): Promise<AnnGraph> {
  const nodes = graph.nodes.filter(({ op }) => op.kind === "relu" || op.kind === "clip")
    .map(({ id }) => id);
  if (nodes.length === 0) return graph;
  const progress = createProgress("measuring activations", calibration.count);
  try {
    const stats = await onInputAsync(
      graph.name,
      () =>
        collectActivationStats(graph, batchesOf(calibration), {
          nodes,
          signal,
          onProgress: progress.update,
        }),
    );
    return quantiseActivations(graph, stats, { bits });
  } finally {
    progress.finish();
  }
}

function bitsText(bits: number): string {
  return bits === 1 ? "1 bit" : `${bits} bits`;
}
