import type { AnnGraph, AnnNode, BatchNorm } from "@snnkit/ir";
import { spread, squeeze } from "./_elements.ts";
import { foldIntoProducer, type Scaling } from "./_fold_into_producer.ts";
import { rewrite, type Surroundings } from "./_rewrite.ts";

/**
 * Remove every batch-norm: into the layer before it where that is exact, else as an affine.
 *
 * With `s = γ / √(σ² + ε)` per channel, a convolution, transposed convolution or fully connected
 * layer becomes `W' = s W`, `b' = s (b − μ) + β`, computed in float64 and rounded once. A layer
 * that anything else reads, or no such layer at all, leaves `y = s x + (β − s μ)`, an `affine`
 * that {@linkcode foldAffine} may fold into the layers after it. Either way the graph computes the
 * same function up to float32 rounding. The batch-norm's id stays. Idempotent.
 *
 * @see Rueckauer et al. 2017, "Conversion of Batch-Normalization Layers",
 * doi:10.3389/fnins.2017.00682
 *
 * @param graph The graph to fold; not modified.
 * @returns A graph without batch-norms, sharing all other nodes.
 *
 * @example
 * ```ts
 * import { foldBatchNorm } from "@snnkit/convert";
 * import { tinyConvNet } from "@snnkit/testkit";
 * import { assertEquals } from "@std/assert";
 *
 * const folded = foldBatchNorm(tinyConvNet());
 * const ids = ["input", "norm", "relu", "pool", "flatten", "dense"];
 * assertEquals(folded.nodes.map((node) => node.id), ids);
 * assertEquals(folded.nodes[1].op.kind, "conv2d");
 * ```
 */
export function foldBatchNorm(graph: AnnGraph): AnnGraph {
  return rewrite(graph, [foldOne]);
}

function foldOne(around: Surroundings, node: AnnNode): readonly AnnNode[] | undefined {
  if (node.op.kind !== "batchNorm") return undefined;
  const scaling = scalingOf(node.op, node);
  const [input] = node.inputs;
  const folded = foldIntoProducer(around, input, scaling, node.id);
  if (folded) return folded;
  const scale = squeeze(scaling.scale, node.shape);
  const shift = squeeze(scaling.shift, node.shape);
  return [{ ...node, op: { kind: "affine", scale, shift } }];
}

function scalingOf({ gamma, beta, mean, variance, epsilon }: BatchNorm, node: AnnNode): Scaling {
  const factors = Float64Array.from(
    gamma.data,
    (value, c) => value / Math.sqrt(variance.data[c] + epsilon),
  );
  const summands = Float64Array.from(beta.data, (value, c) => value - factors[c] * mean.data[c]);
  return { scale: spread(factors, node.shape, 0), shift: spread(summands, node.shape, 0) };
}
