import type { RateNode } from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";
import { isSpiking, nodeOf, type Wiring } from "./_wiring.ts";
import { layoutOf, sameLayout } from "./layout.ts";

/** A population that provides channels of a plane which a convolution or a gate reads. */
export interface PlaneSource {
  /** Its place in the plan. */
  readonly population: number;
  /** Its first channel is this channel of the plane. */
  readonly channel: number;
  /** How many channels it has. */
  readonly channels: number;
  /** Its own plane, `[H, W]`. */
  readonly plane: readonly [number, number];
  /** Cells that the plane has before it, `[top, left]`. */
  readonly before: readonly [number, number];
  /** Factor of each of its channels. */
  readonly gain: Float64Array;
}

/**
 * What provides the channels of a node `[C, H, W]`: populations seen through concat over channels,
 * zero padding, reshape and factors per channel; a relay stands for anything else.
 */
export function planeSources(wiring: Wiring, node: RateNode): PlaneSource[] {
  if (!wiring.carriers.has(node.id)) return [];
  return directSources(wiring, node) ?? [relayedPlane(wiring, node)];
}

/** A relay that provides the whole of a node `[C, H, W]`. */
export function relayedPlane(wiring: Wiring, node: RateNode): PlaneSource {
  return wholePlane(node, wiring.relay(node, layoutOf(node.shape)));
}

function directSources(wiring: Wiring, node: RateNode): PlaneSource[] | undefined {
  const { op, inputs } = node;
  if (isSpiking(node) || op.kind === "reshape") {
    const place = placeBehindReshapes(wiring, node);
    if (place === undefined) return undefined;
    const fits = sameLayout(wiring.populations[place].layout, layoutOf(node.shape));
    return fits ? [wholePlane(node, place)] : undefined;
  }
  switch (op.kind) {
    case "concat": {
      if (op.axis !== 0) return undefined;
      let offset = 0;
      return inputs.flatMap((id) => {
        const part = nodeOf(wiring, id);
        const [first, channels] = [offset, part.shape[0]];
        offset += channels;
        return planeSources(wiring, part).map((s) => ({ ...s, channel: s.channel + first }));
      });
    }
    case "pad": {
      if (op.mode !== "constant" || op.before[0] > 0 || op.after[0] > 0) return undefined;
      const [, top, left] = op.before;
      return planeSources(wiring, nodeOf(wiring, inputs[0]))
        .map((s) => ({ ...s, before: [s.before[0] + top, s.before[1] + left] as const }));
    }
    case "affine": {
      const factors = channelFactors(op.scale, node.shape[0]);
      if (!factors) return undefined;
      return planeSources(wiring, nodeOf(wiring, inputs[0]))
        .map((s) => ({ ...s, gain: s.gain.map((g, c) => g * factors(s.channel + c)) }));
    }
    default:
      return undefined;
  }
}

function placeBehindReshapes(wiring: Wiring, node: RateNode): number | undefined {
  while (node.op.kind === "reshape") node = nodeOf(wiring, node.inputs[0]);
  return wiring.places.get(node.id);
}

function wholePlane({ shape }: RateNode, population: number): PlaneSource {
  const [channels, height, width] = shape;
  const gain = new Float64Array(channels).fill(1);
  return { population, channel: 0, channels, plane: [height, width], before: [0, 0], gain };
}

/** The factor of each channel, where a scale that broadcasts to `[C, H, W]` has one a channel. */
function channelFactors(
  { shape, data }: Tensor,
  channels: number,
): ((channel: number) => number) | undefined {
  if (data.length === 1) return () => data[0];
  const perChannel = shape.length === 3 && shape[0] === channels && data.length === channels;
  return perChannel ? (channel) => data[channel] : undefined;
}
