import type { ActivationStats, AnnGraph, Finding, NodeId } from "@snnkit/ir";
import { isActivation } from "../_spiking.ts";
import { isWeighted } from "../_weighted.ts";
import { nodesWithBias } from "./_biases.ts";
import type { ChosenInput } from "./_input_options.ts";

/** What is done where a network breaks a rule and there is a choice. */
export interface Remedies {
  /** Biases become constant currents, or 0. */
  readonly biases: "keep" | "drop";
  /** Max-pools become gates on spikes, or average pools. */
  readonly pools: "gate" | "average";
  /** How the sample enters. */
  readonly input: ChosenInput["input"];
}

/** Activations of a trained network that are no ReLU and will be said by ReLUs: one finding each. */
export function unlikeRelu(graph: AnnGraph): readonly Finding[] {
  return graph.nodes.flatMap(({ id, op }) => {
    if (op.kind === "leakyRelu") {
      return [finding("activation-not-relu", id, `"${id}" is leaky and becomes two ReLUs`)];
    }
    if (op.kind !== "clip" || (op.min === 0 && op.max === Infinity)) return [];
    const message = `"${id}" is cut off at ${op.min} … ${op.max}, which rates take over`;
    return [finding("activation-not-relu", id, message)];
  });
}

/** Where a prepared network breaks the rules of Cao et al., and what is done: one finding each. */
export function brokenRules(
  graph: AnnGraph,
  stats: ActivationStats,
  { biases, pools, input }: Remedies,
): readonly Finding[] {
  const signed = graph.nodes.filter(({ id, op }) =>
    op.kind === "input" && !((stats.nodes.get(id)?.all.min ?? -1) >= 0)
  );
  const maxPools = graph.nodes.filter(({ op }) => op.kind === "maxPool2d");
  return [
    ...signed.map(({ id }) =>
      finding(
        "input-sign",
        id,
        `Inputs should be made non-negative by abs: "${id}" enters as it is, and what is ` +
          `negative in it ${negativeInput(input, stats.nodes.has(id))}`,
      )
    ),
    ...withoutRelu(graph).map((id) =>
      finding(
        "relu-missing",
        id,
        `"${id}" reads weighted sums that no ReLU has cut off: ` +
          `they reach it as currents`,
      )
    ),
    ...nodesWithBias(graph).map((id) =>
      biases === "keep"
        ? finding("bias-kept", id, `Biases should be 0: those of "${id}" are constant currents`)
        : finding(
          "bias-dropped",
          id,
          `Biases should be 0: those of "${id}" are left out, ` +
            `without training again`,
        )
    ),
    ...maxPools.map(({ id }) =>
      pools === "gate"
        ? finding("max-pool-kept", id, `Pools should average: max-pool "${id}" is a gate on spikes`)
        : finding(
          "max-pool-averaged",
          id,
          `Pools should average: max-pool "${id}" now does, ` +
            `without training again`,
        )
    ),
  ];
}

function negativeInput(input: ChosenInput["input"], isKnown: boolean): string {
  if (input === "current") return "is a negative current";
  return isKnown ? "sends negative spikes" : "is silent";
}

function finding(code: string, node: NodeId, message: string): Finding {
  return { code, node, message };
}

/** Nodes with weights that read the output of other weights with no activation between. */
function withoutRelu(graph: AnnGraph): readonly NodeId[] {
  const linear = new Set<NodeId>();
  return graph.nodes.flatMap(({ id, op, inputs }) => {
    const readsLinear = inputs.some((input) => linear.has(input));
    if (isWeighted(op) || (readsLinear && !isActivation(op))) linear.add(id);
    return isWeighted(op) && readsLinear ? [id] : [];
  });
}
