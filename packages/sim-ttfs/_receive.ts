import { type AxisTap, axisTaps, type Synapse, weightIndex } from "@snnkit/sim";

/** Adds what the values of a source bring to its targets; returns how many targets were reached. */
export type Receive = (values: Float64Array, charges: Float64Array) => number;

type Plane = Extract<Synapse, { readonly kind: "conv2d" | "convTranspose2d" }>;
type Dense = Extract<Synapse, { readonly kind: "dense" }>;
type Sparse = Extract<Synapse, { readonly kind: "sparse" }>;

/**
 * The work of a synapse, made ready: `charges[i] += W_ij x_j` for every source neuron whose value is
 * not 0, in float64.
 */
export function receiver(synapse: Synapse): Receive {
  switch (synapse.kind) {
    case "conv2d":
    case "convTranspose2d":
      return planeReceiver(synapse);
    case "dense":
      return denseReceiver(synapse);
    case "sparse":
      return sparseReceiver(synapse);
    default:
      synapse satisfies never;
      throw new Error("Unreachable: unknown synapse");
  }
}

/** Weights between a source channel and all its targets at a tap lie side by side. */
function planeReceiver(synapse: Plane): Receive {
  const { groups, inputChannels, outputChannels, inputPlane, outputPlane, kernel } = synapse;
  const width = outputChannels / groups;
  const perGroup = inputChannels / groups;
  const weights = packed(synapse);
  const rows = Array.from({ length: inputPlane[0] }, (_, y) => axisTaps(synapse, 0, y));
  const columns = Array.from({ length: inputPlane[1] }, (_, x) => axisTaps(synapse, 1, x));
  const taps = kernel[0] * kernel[1];
  return (values, charges) => {
    let reached = 0;
    for (let y = 0, source = 0; y < inputPlane[0]; y++) {
      for (let x = 0; x < inputPlane[1]; x++) {
        for (let channel = 0; channel < inputChannels; channel++, source++) {
          const value = values[source];
          if (value === 0) continue;
          const first = Math.floor(channel / perGroup) * width;
          const from = channel * taps * width;
          reached += width * stamp(rows[y], columns[x], value, from, first);
        }
      }
    }
    return reached;

    function stamp(
      down: readonly AxisTap[],
      across: readonly AxisTap[],
      value: number,
      from: number,
      first: number,
    ): number {
      for (const row of down) {
        for (const column of across) {
          const at = (row.target * outputPlane[1] + column.target) * outputChannels + first;
          const weight = from + (row.tap * kernel[1] + column.tap) * width;
          for (let o = 0; o < width; o++) charges[at + o] += weights[weight + o] * value;
        }
      }
      return down.length * across.length;
    }
  };
}

/** `[Cin, Kh, Kw, Cout / groups]`. */
function packed(synapse: Plane): Float32Array {
  const { inputChannels, outputChannels, groups, kernel, weight } = synapse;
  const width = outputChannels / groups;
  const packed = new Float32Array(weight.length);
  let at = 0;
  for (let input = 0; input < inputChannels; input++) {
    const first = Math.floor(input / (inputChannels / groups)) * width;
    for (let y = 0; y < kernel[0]; y++) {
      for (let x = 0; x < kernel[1]; x++) {
        for (let o = 0; o < width; o++) {
          packed[at++] = weight[weightIndex(synapse, input, first + o, y, x)];
        }
      }
    }
  }
  return packed;
}

function denseReceiver({ rows, inputs, outputs, weight }: Dense): Receive {
  return (values, charges) => {
    let reached = 0;
    for (let row = 0, source = 0; row < rows; row++) {
      const at = row * outputs;
      for (let i = 0; i < inputs; i++, source++) {
        const value = values[source];
        if (value === 0) continue;
        const from = i * outputs;
        for (let o = 0; o < outputs; o++) charges[at + o] += weight[from + o] * value;
        reached += outputs;
      }
    }
    return reached;
  };
}

function sparseReceiver({ start, target, weight }: Sparse): Receive {
  return (values, charges) => {
    let reached = 0;
    for (let source = 0; source + 1 < start.length; source++) {
      const value = values[source];
      if (value === 0) continue;
      for (let e = start[source]; e < start[source + 1]; e++) {
        charges[target[e]] += weight[e] * value;
      }
      reached += start[source + 1] - start[source];
    }
    return reached;
  };
}
