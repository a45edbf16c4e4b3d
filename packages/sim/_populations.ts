import {
  DEFAULT_GATE_DECAY,
  DEFAULT_GATE_STEPS,
  type Encode,
  type If,
  type MaxPoolGate,
  type RateNode,
} from "@snnkit/ir";
import type { Tensor } from "@snnkit/tensor";
import { planeSources, relayedPlane } from "./_plane_sources.ts";
import { synapsesInto } from "./_synapses_into.ts";
import { layoutFor, linearPart, nodeOf, type Wiring } from "./_wiring.ts";
import { silentValues } from "./_silent_values.ts";
import { graphIndex, type Layout, layoutOf, toPlanOrder } from "./layout.ts";
import type {
  EncoderPopulation,
  GateEstimator,
  GatePopulation,
  IfPopulation,
  PopulationBase,
  RelayPopulation,
} from "./network.ts";

/**
 * The neurons of an `if` node.
 *
 * @param isSampled Whether their constant current depends on the sample.
 */
export function ifPopulation(
  wiring: Wiring,
  node: RateNode & { readonly op: If },
  isSampled: boolean,
): IfPopulation {
  const { op, inputs: [current] } = node;
  const base = baseOf(node, layoutFor(wiring, node));
  const { layout, neurons } = base;
  const population: IfPopulation = {
    kind: "if",
    ...base,
    threshold: inPlan(op.threshold, node, layout),
    initial: inPlan(op.initial, node, layout),
    reset: op.reset,
    signed: op.signed ?? false,
    leak: Math.fround(op.leak ?? 1),
    refractory: op.refractory ?? 0,
    unit: inPlan(op.unit, node, layout),
    synapses: synapsesInto(wiring, current, layout),
  };
  if (isSampled) return population;
  const value = silentValues(linearPart(wiring, [current]), undefined)(current);
  const drift = toPlanOrder(layout, value ?? new Float64Array(neurons));
  return { ...population, drift: perChannel(drift, layout) };
}

/** A linear node that sums its value before it is passed on. */
export function relayPopulation(wiring: Wiring, node: RateNode, layout: Layout): RelayPopulation {
  const synapses = synapsesInto(wiring, node.id, layout);
  return { kind: "relay", ...baseOf(node, layout), synapses };
}

/**
 * The neurons of an `encode` node.
 *
 * @param stream How many encoders stand before it.
 */
export function encoderPopulation(
  wiring: Wiring,
  node: RateNode & { readonly op: Encode },
  stream: number,
): EncoderPopulation {
  const { coding, signed = false, unit } = node.op;
  const base = baseOf(node, layoutFor(wiring, node));
  return {
    kind: "encoder",
    ...base,
    coding,
    signed,
    unit: inPlan(unit, node, base.layout),
    stream,
  };
}

/** The gates of a spiking max-pool. */
export function gatePopulation(
  wiring: Wiring,
  node: RateNode & { readonly op: MaxPoolGate },
): GatePopulation {
  const { op, shape } = node;
  const input = nodeOf(wiring, node.inputs[0]);
  const found = planeSources(wiring, input);
  const placed = found.map(({ before, plane }) => [...before, ...plane].join());
  const sources = new Set(placed).size === 1 ? found : [relayedPlane(wiring, input)];
  const { plane, before } = sources[0];
  const [top, left, bottom, right] = op.padding;
  const padding = [top + before[0], left + before[1], bottom, right] as const;
  return {
    kind: "gate",
    ...baseOf(node, layoutOf(shape)),
    estimator: estimatorOf(op),
    signed: sources.some(({ population }) => isSigned(wiring, population)),
    sources: sources.map(({ population, channel, channels }) => ({
      population,
      channel,
      channels,
    })),
    window: { kernel: op.kernel, stride: op.stride, padding, dilation: op.dilation },
    inputPlane: plane,
    outputPlane: [shape[1], shape[2]],
  };
}

function estimatorOf({ estimator = "first", decay, steps }: MaxPoolGate): GateEstimator {
  switch (estimator) {
    case "first":
    case "track":
      return { kind: estimator };
    case "exponential":
      return { kind: estimator, decay: Math.fround(decay ?? DEFAULT_GATE_DECAY) };
    case "window":
      return { kind: estimator, steps: steps ?? DEFAULT_GATE_STEPS };
    default:
      estimator satisfies never;
      throw new Error("Unreachable: unknown estimator");
  }
}

/** Whether a population may emit −1, or a relay of spikes pass it on. */
function isSigned(wiring: Wiring, place: number): boolean {
  const population = wiring.populations[place];
  return population.kind === "relay"
    ? population.synapses.some(({ source }) => isSigned(wiring, source))
    : population.signed;
}

function baseOf({ id, shape }: RateNode, layout: Layout): PopulationBase {
  return { id, shape, layout, neurons: layout.pixels * layout.channels };
}

/** A parameter of `[1]` or one value along axis 0, as one value a channel or neuron of the plan. */
function inPlan({ data }: Tensor, { shape }: RateNode, layout: Layout): Float32Array {
  const { pixels, channels, order } = layout;
  if (data.length === 1) return new Float32Array(channels).fill(data[0]);
  const isChannel = data.length === channels && (order === "channelsFirst" || pixels === 1);
  if (isChannel) return data;
  const perValue = pixels * channels / shape[0];
  return Float32Array.from(
    { length: pixels * channels },
    (_, neuron) => data[Math.floor(graphIndex(layout, neuron) / perValue)],
  );
}

/** Values of neurons as one a channel, where all pixels have the same. */
function perChannel(values: Float32Array, { pixels, channels }: Layout): Float32Array {
  if (pixels === 1) return values;
  for (let i = channels; i < values.length; i++) {
    if (values[i] !== values[i - channels]) return values;
  }
  return values.slice(0, channels);
}
