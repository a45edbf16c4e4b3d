import { type GraphBuilder, graphBuilder, type RateGraph, type RateOp } from "@snnkit/ir";
import { neurons } from "./_ops.ts";

/** The graph of a case, ending in the node that is given back. */
export function network(build: (net: GraphBuilder<RateOp>) => string): RateGraph {
  const net = graphBuilder<RateOp>("case");
  return net.finish(build(net));
}

/** Neurons of a plane `[1, 1, W]` that feed something that ends in output neurons. */
export function behindNeurons(width: number, ...ops: readonly RateOp[]): RateGraph {
  return network((net) => {
    const spikes = net.add(neurons(), net.input([1, 1, width]));
    return net.add(neurons(), ops.reduce((x, op) => net.add(op, x), spikes));
  });
}
