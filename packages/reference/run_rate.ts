import {
  type Constant,
  DEFAULT_GATE_DECAY,
  DEFAULT_GATE_STEPS,
  type Encode,
  type If,
  type LinearOp,
  type MaxPoolGate,
  type NodeId,
  type RateGraph,
} from "@snnkit/ir";
import { type Shape, sizeOf, type Tensor, tensor } from "@snnkit/tensor";
import { type EncodeDraw, encodeStep } from "./encode_step.ts";
import { evaluateOp } from "./evaluate_op.ts";
import { bindInputs, type GraphInputs } from "./graph_inputs.ts";
import { ifStep, initialPotential } from "./if_step.ts";
import { exponentialGateStep, windowGateStep } from "./estimating_gate_step.ts";
import { maxPoolGateStep, trackingGateStep } from "./max_pool_gate_step.ts";
import { windowCells } from "./pooling.ts";

/** What one population or gate layer did, step by step. */
export interface RateLayerTrace {
  /** Its shape, channels first. */
  readonly shape: Shape;
  /** For each step, 1 where a neuron fired, −1 where its spike was negative, else 0, `[N]`. */
  readonly spikes: readonly Int8Array[];
  /** For each step, the potentials after reset, `[N]`; none for a gate or an encoder. */
  readonly potentials: readonly Float32Array[];
  /** For each step, the input current, `[N]`; none for a gate or an encoder. */
  readonly currents: readonly Float32Array[];
}

/**
 * Simulate a rate-coded network on one sample straight from its definition: at each time step,
 * evaluate every node in topological order, spikes being tensors of 0, 1 and −1. Nothing is delayed:
 * a spike reaches the outputs in the step it is fired.
 *
 * @param graph A graph that `verifyRate` accepts.
 * @param inputs One sample, held for all steps, or a function from the step, 0 for the first.
 * @param timesteps How many steps, `T`.
 * @param draw What random encoders depend on besides: the seed and the sample's number, 0 unless given.
 * @returns For each `if`, gate and `encode` node, in the graph's order, what it did.
 * @throws {TypeError} Where the inputs do not fit the graph.
 *
 * @example
 * ```ts
 * import { runRate } from "@snnkit/reference";
 * import { tinyRateGraph } from "@snnkit/testkit";
 * import { filled } from "@snnkit/tensor";
 * import { assertEquals } from "@std/assert";
 *
 * const trace = runRate(tinyRateGraph(), [filled([1, 6, 6], 0.5)], 8);
 * assertEquals([...trace.keys()], ["relu", "pool", "output"]);
 * assertEquals(trace.get("output")?.spikes.length, 8);
 * ```
 */
export function runRate(
  graph: RateGraph,
  inputs: GraphInputs | ((step: number) => GraphInputs),
  timesteps: number,
  { seed = 0, sample = 0 }: Partial<Pick<EncodeDraw, "seed" | "sample">> = {},
): ReadonlyMap<NodeId, RateLayerTrace> {
  const inputsAt = typeof inputs === "function" ? inputs : () => inputs;
  const layers = new Map<NodeId, Layer>();
  let encoders = 0;
  const shapes = new Map(graph.nodes.map((node) => [node.id, node.shape]));
  for (const { id, op, shape, inputs } of graph.nodes) {
    if (op.kind === "if") layers.set(id, createPopulation(op, shape));
    if (op.kind === "encode") {
      layers.set(id, createEncoder(op, shape, { seed, sample, stream: encoders++ }));
    }
    if (op.kind === "maxPoolGate") {
      layers.set(id, createGate(op, shape, shapes.get(inputs[0])!));
    }
  }
  for (let step = 0; step < timesteps; step++) {
    const bound = bindInputs(graph, inputsAt(step));
    const values = new Map<NodeId, Tensor>();
    for (const { id, op, shape, inputs } of graph.nodes) {
      const operands = inputs.map((input) => values.get(input)!);
      const layer = layers.get(id);
      if (layer) values.set(id, tensor(shape, layer.step(operands[0].data)));
      else {values.set(
          id,
          op.kind === "input" ? bound.get(id)! : evaluateOp(op as Stateless, operands),
        );}
    }
  }
  return new Map([...layers].map(([id, layer]) => [id, layer.trace]));
}

/** What has no memory between steps. */
type Stateless = LinearOp | Constant;

/** A node with memory: takes what it reads in this step, keeps a trace, gives its spikes. */
interface Layer {
  readonly trace: RateLayerTrace;
  readonly step: (input: Float32Array) => Int8Array;
}

function createPopulation(op: If, shape: Shape): Layer {
  const v = initialPotential(op, shape);
  const { threshold, reset, signed, leak = 1, refractory = 0 } = op;
  const waits = new Float64Array(v.length);
  const state = signed ? { v, waits, net: new Int32Array(v.length) } : { v, waits };
  const params = { threshold: threshold.data, reset, leak, refractory };
  const [spikes, potentials, currents]: [Int8Array[], Float32Array[], Float32Array[]] = [
    [],
    [],
    [],
  ];
  return {
    trace: { shape, spikes, potentials, currents },
    step: (input) => {
      const fired = new Int8Array(sizeOf(shape));
      ifStep(params, state, input, fired);
      spikes.push(fired);
      potentials.push(v.slice());
      currents.push(input.slice());
      return fired;
    },
  };
}

function createEncoder(op: Encode, shape: Shape, draw: Omit<EncodeDraw, "step">): Layer {
  const spikes: Int8Array[] = [];
  return {
    trace: { shape, spikes, potentials: [], currents: [] },
    step: (input) => {
      const sent = new Int8Array(sizeOf(shape));
      encodeStep(op, input, { ...draw, step: spikes.length }, sent);
      spikes.push(sent);
      return sent;
    },
  };
}

function createGate(op: MaxPoolGate, shape: Shape, input: Shape): Layer {
  const windows = windowCells(op, input);
  const advance = gateStep(op, windows, sizeOf(input));
  const spikes: Int8Array[] = [];
  return {
    trace: { shape, spikes, potentials: [], currents: [] },
    step: (input) => {
      const passed = new Int8Array(sizeOf(shape));
      advance(input, passed);
      spikes.push(passed);
      return passed;
    },
  };
}

/** What each gate of a layer watches. */
type Windows = readonly (readonly number[])[];

/** One step of all gates of a layer. */
type GateStep = (input: Float32Array, spikes: Int8Array) => void;

function gateStep(
  { estimator = "first", decay = DEFAULT_GATE_DECAY, steps = DEFAULT_GATE_STEPS }: MaxPoolGate,
  windows: Windows,
  inputs: number,
): GateStep {
  switch (estimator) {
    case "first": {
      const state = { counts: new Uint32Array(inputs) };
      return (input, spikes) => void maxPoolGateStep(windows, state, input, spikes);
    }
    case "track": {
      const state = { inputs: new Int32Array(inputs), outputs: new Int32Array(windows.length) };
      return (input, spikes) => void trackingGateStep(windows, state, input, spikes);
    }
    case "exponential": {
      const state = { estimates: new Float32Array(inputs) };
      return (input, spikes) => void exponentialGateStep(windows, decay, state, input, spikes);
    }
    case "window": {
      const state = { recent: [], counts: new Uint32Array(inputs) };
      return (input, spikes) => void windowGateStep(windows, steps, state, input, spikes);
    }
    default:
      estimator satisfies never;
      throw new Error("Unreachable: unknown estimator");
  }
}
