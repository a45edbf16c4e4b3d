import type { ActivationStats, AnnGraph, Finding, NodeId } from "@snnkit/ir";
import { tensor } from "@snnkit/tensor";
import { shareAbove } from "./_share_above.ts";
import type { LoweringOptions } from "./lower_to_rate.ts";
import type { PopulationScale, Scales } from "./population_scale.ts";

/** How a sample enters the spiking network. */
export interface InputOptions {
  /** As the same current in every step (default), or as random or evenly spaced spikes. */
  readonly input?: NonNullable<LoweringOptions["input"]>;
  /**
   * c, the spikes a step that the largest value sends, were there room for more than one: above 1,
   * large values are cut off. Default 1.
   */
  readonly inputRate?: number;
}

/** How a sample enters, with everything that the lowering and the scales behind it need. */
export interface InputEncoding {
  /** For {@linkcode lowerToRate}. */
  readonly lowering: Required<Pick<LoweringOptions, "input" | "signedInput">>;
  /** Of every input that is sent as spikes; none where inputs are currents. */
  readonly scales: Scales;
  /** What was assumed of values, and how much of them is cut off. */
  readonly findings: readonly Finding[];
}

/**
 * Choose what one spike of the input stands for: `λ = max |I| / c` over the calibration samples, so
 * that a value `I` is sent at the rate `p = c |I| / max |I|`, at most 1. Where values below 0 were
 * seen, spikes have signs. Where nothing was seen, values are taken to lie in `[0, 1]`, and
 * `p = c I` as in Cao et al. 2015.
 *
 * @param graph A network as {@linkcode prepareAnn} leaves it.
 * @param stats Of its input nodes, if they are known.
 * @param options Which coding, and c.
 * @throws {RangeError} Where c is not above 0.
 *
 * @example
 * ```ts
 * import { encodeInput } from "@snnkit/convert";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const options = { input: "poisson", inputRate: 0.5 } as const;
 * const { scales } = encodeInput(tinyConvNet(), { samples: 0, nodes: new Map() }, options);
 * assertEquals(scales.get("input")?.unit.data[0], 2);
 * ```
 */
export function encodeInput(
  graph: AnnGraph,
  stats: ActivationStats,
  { input = "current", inputRate = 1 }: InputOptions,
): InputEncoding {
  if (!(inputRate > 0)) {
    throw new RangeError(
      `Cannot encode the input of "${graph.name}" as its rate must be > 0: received ${inputRate}`,
    );
  }
  const lowering = { input, signedInput: false };
  if (input === "current") return { lowering, scales: new Map(), findings: [] };
  const findings: Finding[] = [];
  const scales = new Map<NodeId, PopulationScale>();
  let signedInput = false;
  for (const { id, op } of graph.nodes) {
    if (op.kind !== "input") continue;
    const seen = stats.nodes.get(id)?.all;
    if (!seen?.count) findings.push(inputAssumed(id));
    const [min, max] = seen?.count ? [seen.min, seen.max] : [0, 1];
    if (min < 0) signedInput = true;
    const largest = Math.max(-min, max);
    const unit = Math.fround((largest > 0 ? largest : 1) / inputRate);
    // Only values above 0 are counted one by one.
    const clipped = seen ? shareAbove(seen, unit) : 0;
    if (unit < Math.fround(largest)) findings.push(inputClipped(id, unit, clipped));
    scales.set(id, { unit: tensor([1], [unit]), offset: 0, clipped });
  }
  return { lowering: { input, signedInput }, scales, findings };
}

function inputAssumed(node: NodeId): Finding {
  return {
    code: "input-assumed",
    node,
    message:
      `Nothing is known of the values of "${node}", which are taken to lie between 0 and 1: ` +
      `what is beyond is cut off`,
  };
}

function inputClipped(node: NodeId, unit: number, share: number): Finding {
  return {
    code: "input-clipped",
    node,
    message: `Values of "${node}" beyond ${Number(unit.toPrecision(3))} would need more than one ` +
      `spike a step and are cut off: ${Number((100 * share).toPrecision(2))} % of those seen lie ` +
      `above`,
  };
}
