import type { NodeId } from "@snnkit/ir";
import type { LayerInfo, SampleRecord } from "@snnkit/recording";
import { sizeOf } from "@snnkit/tensor";
import {
  type Parts,
  partsOfGates,
  partsOfNeurons,
  partsOfSums,
  roomForParts,
  type Trace,
} from "./_error_parts.ts";
import { createErrorTally } from "./_error_tally.ts";
import type { ErrorLayer, OpaqueErrorLayer } from "./error_layer.ts";
import type { LayerErrors } from "./layer_errors.ts";

/** Tells errors apart sample by sample, in memory that does not grow with their number. */
export interface ErrorDecomposition {
  /**
   * Add one sample.
   *
   * @param record What it did; must hold spikes and potentials of every neuron.
   * @param activations The trained network's values of each layer's node, channels first.
   */
  readonly add: (
    record: SampleRecord,
    activations: ReadonlyMap<NodeId, ArrayLike<number>>,
  ) => void;
  /** One a layer. */
  readonly result: () => LayerErrors[];
}

/**
 * Start to tell the errors of every layer apart, for every neuron and sample.
 *
 * With `N` the net spikes in `T` steps, `λ` the activation of one spike a step, `θ` the threshold,
 * `v₀` and `v_T` the first and last potential and `a` the trained network's activation, the error
 * `e = λ N / T − a` is observed. As no charge is lost, the neuron received `Σ I = v_T − v₀ + θ N`,
 * so that it should answer `f(y)`, `y = λ Σ I / (θ T)`, with `f` the layer's activation. Then
 *
 * - inherited `= f(y) − a`: the input was not that of the trained network;
 * - clipping `= clip(f(y), 0, λ) − f(y)`: a neuron sends at most one spike a step, at least none; a
 *   refractory one at most `λ ⌈T / (1 + r)⌉ / T`;
 * - quantisation `= λ Q / T − clip(f(y), 0, λ)`, with `Q` the spikes of the same neuron where the
 *   same total comes evenly, see {@linkcode constantAnswer};
 * - unevenness `= λ (N − Q) / T`: right total, wrong order.
 *
 * They add up to `e`. Where charge is lost, to a reset to zero or a leak, `Σ I` is measured by a meter of {@linkcode planErrors},
 * and quantisation holds what a neuron loses of an even input. A gate inherits the largest count of
 * its window and is uneven where its own differs; outputs that only sum inherit all.
 *
 * @param layers As planned.
 * @param recorded The layers of the records, by which ids are found.
 * @throws {TypeError} Where a layer was not recorded.
 *
 * @example
 * ```ts
 * import { createErrorDecomposition, type NeuronErrorLayer } from "@snnkit/metrics";
 * import { tensor } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const one = tensor([1], [1]);
 * const relu: NeuronErrorLayer = {
 *   kind: "neurons",
 *   id: "relu",
 *   shape: [1],
 *   unit: one,
 *   neurons: { threshold: one, initial: tensor([1], [0]), reset: "subtract" },
 *   range: [0, Infinity],
 * };
 * const meter = createErrorDecomposition([relu], [{ id: "relu", shape: [1], neurons: 1 }]);
 * // In four steps 2.5 thresholds came: 0.625 a step, where 0.75 was wanted. Two spikes: 0.5.
 * meter.add({
 *   steps: 4,
 *   decisions: new Uint16Array(4),
 *   scores: new Float32Array(1),
 *   spikes: new Uint32Array(4),
 *   synapticOps: new Float64Array(4),
 *   counts: [Int32Array.of(2)],
 *   potentials: [Float32Array.of(0.5)],
 * }, new Map([["relu", [0.75]]]));
 * const [errors] = meter.result();
 * if (!errors.decomposed) throw new Error("Unreachable: it is planned");
 * const { error, parts } = errors;
 * assertEquals([error.mean, parts.inherited.mean, parts.quantisation.mean], [-0.25, -0.125, -0.125]);
 * ```
 */
export function createErrorDecomposition(
  layers: readonly ErrorLayer[],
  recorded: readonly LayerInfo[],
): ErrorDecomposition {
  const places = new Map(recorded.map(({ id }, place) => [id, place]));
  const missing = layers.flatMap(idsOf).filter((id) => !places.has(id));
  if (missing.length > 0) {
    const list = missing.map((id) => `"${id}"`).join(", ");
    throw new TypeError(`Cannot tell errors apart as every layer must be recorded: ${list} is not`);
  }
  const entries = layers.map((layer) => {
    const neurons = sizeOf(layer.shape);
    return {
      layer,
      neurons,
      tally: createErrorTally(layer.id, neurons, layer.shape[0] ?? 1),
    };
  });
  const rooms = new Map(entries.map(({ neurons }) => [neurons, roomForParts(neurons)]));

  const add: ErrorDecomposition["add"] = (record, activations) => {
    const traceOf = (id: NodeId): Trace => traceIn(record, places.get(id)!);
    for (const { layer, neurons, tally } of entries) {
      if (layer.kind === "opaque") continue;
      const activation = activations.get(layer.id);
      if (activation?.length !== neurons) {
        throw new TypeError(
          `Cannot tell errors apart as "${layer.id}" must have ${neurons} activations: received ` +
            `${activation?.length ?? "none"}`,
        );
      }
      const parts = rooms.get(neurons)!;
      for (const list of Object.values(parts)) list.fill(0);
      fillParts(layer, traceOf, activation, record.steps, parts);
      tally.add(parts, activation);
    }
  };
  const result = (): LayerErrors[] =>
    entries.map(({ layer, neurons, tally }) =>
      layer.kind === "opaque"
        ? { decomposed: false, name: layer.id, neurons, reason: layer.reason }
        : { ...tally.result(), ...layer.kind === "neurons" && layer.isOutput && { isOutput: true } }
    );
  return { add, result };
}

/** Which populations a layer's errors are told from. */
function idsOf(layer: ErrorLayer): NodeId[] {
  switch (layer.kind) {
    case "neurons":
      return [layer.id, ...layer.meter === undefined ? [] : [layer.meter]];
    case "gate":
      return [layer.id, layer.source];
    case "summed":
      return [layer.id];
    case "opaque":
      return [];
    default:
      layer satisfies never;
      throw new Error("Unreachable: unknown layer");
  }
}

function traceIn({ counts, potentials }: SampleRecord, place: number): Trace {
  if (!counts || !potentials) {
    throw new TypeError(
      "Cannot tell errors apart as the record must hold spikes and potentials of every neuron",
    );
  }
  return { counts: counts[place], potentials: potentials[place] };
}

function fillParts(
  layer: Exclude<ErrorLayer, OpaqueErrorLayer>,
  traceOf: (id: NodeId) => Trace,
  activation: ArrayLike<number>,
  steps: number,
  parts: Parts,
): void {
  const trace = traceOf(layer.id);
  switch (layer.kind) {
    case "neurons": {
      const meter = layer.meter === undefined ? undefined : traceOf(layer.meter).potentials;
      partsOfNeurons(layer, trace, meter, activation, steps, parts);
      break;
    }
    case "summed":
      partsOfSums(layer, trace, activation, steps, parts);
      break;
    case "gate":
      partsOfGates(layer, trace, traceOf(layer.source).counts, activation, steps, parts);
      break;
    default:
      layer satisfies never;
  }
}
