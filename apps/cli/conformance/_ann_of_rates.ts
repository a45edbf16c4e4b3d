import type { AnnGraph, AnnNode, RateGraph } from "@snnkit/ir";
import { filled, tensor } from "@snnkit/tensor";

/**
 * A spiking network as it would be with infinitely many steps: neurons yield their rate, which is
 * their current between 0 and 1, less where they rest after spikes, an encoder its value in its unit likewise, a signed one from −1, and
 * a gate the largest rate of its window. Outputs yield their current, as the membrane read-out does.
 */
export function annOfRates(graph: RateGraph): AnnGraph {
  const nodes = graph.nodes.flatMap((node): AnnNode | AnnNode[] => {
    const { id, op, shape } = node;
    switch (op.kind) {
      case "if": {
        const isOutput = graph.outputs.includes(node.id);
        const [min, max] = isOutput ? [-Infinity, Infinity] : [0, 1 / (1 + (op.refractory ?? 0))];
        return { ...node, op: { kind: "clip", min, max } };
      }
      case "encode": {
        const { shape: [units], data } = op.unit;
        const perChannel = units === 1 ? [1] : [units, ...shape.slice(1).map(() => 1)];
        const scale = tensor(perChannel, data.map((unit) => 1 / unit));
        const inUnits = { kind: "affine", scale, shift: filled([1], 0) } as const;
        const value: AnnNode = { ...node, id: `${id}/value`, op: inUnits };
        const min = op.signed ? -1 : 0;
        return [value, { ...node, op: { kind: "clip", min, max: 1 }, inputs: [value.id] }];
      }
      case "maxPoolGate":
        return { ...node, op: { ...op, kind: "maxPool2d" } };
      default:
        return { ...node, op };
    }
  });
  return { ...graph, nodes };
}
