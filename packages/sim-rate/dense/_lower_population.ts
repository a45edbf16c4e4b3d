import type { ProgramBuilder, ProgramValue } from "@snnkit/onnx";
import type {
  GatePopulation,
  IfPopulation,
  Network,
  Population,
  RelayPopulation,
} from "@snnkit/sim";
import { tensor } from "@snnkit/tensor";
import { largestOf, passBusiest, passWinners, track } from "./_lower_gate.ts";
import { fire } from "./_lower_neurons.ts";
import { lowerSynapse } from "./_lower_synapse.ts";
import { parameterOf } from "./_planar.ts";
import { sourceKey, stateKey } from "./_states.ts";

/** One step while it is being written. */
export interface Step {
  /** What is simulated. */
  readonly network: Network;
  /** For how many steps at most. */
  readonly timesteps: number;
  /** What all populations remember, by its key; overwritten as they advance. */
  readonly state: Map<string, ProgramValue>;
  /** What the populations so far emit, `[N, channels, pixels]`. */
  readonly outs: ProgramValue[];
  /** 1 where the populations so far emit something, else 0. */
  readonly events: ProgramValue[];
}

/**
 * Neurons, or an output that is only summed: their potential, then their spikes.
 *
 * @param drift The constant current of the sample; absent where it is part of the network.
 * @returns Their spikes; the summed input where they do not fire.
 */
export function lowerNeurons(
  program: ProgramBuilder,
  step: Step,
  p: number,
  population: IfPopulation,
  { drift, fires }: { readonly drift: ProgramValue | undefined; readonly fires: boolean },
): ProgramValue {
  const { state } = step;
  const { layout, leak } = population;
  let v = state.get(stateKey("v", p))!;
  if (fires && leak !== 1) v = program.multiply(v, program.constant(tensor([1], [leak])));
  const own = population.drift ?? new Float32Array(1);
  if (drift) v = program.add(v, drift);
  else if (own.some((current) => current !== 0)) {
    v = program.add(v, program.constant(parameterOf(layout, own)));
  }
  v = currentsOf(program, step, population, v)!;
  if (!fires) {
    state.set(stateKey("v", p), v);
    return v;
  }
  const [counts, waits] = [state.get(stateKey("counts", p)), state.get(stateKey("waits", p))];
  const fired = fire(program, population, { v, counts, waits });
  state.set(stateKey("v", p), fired.v);
  if (fired.waits) state.set(stateKey("waits", p), fired.waits);
  return fired.out;
}

/** The sum that a relay passes on. */
export function lowerRelay(
  program: ProgramBuilder,
  step: Step,
  population: RelayPopulation,
): ProgramValue {
  return currentsOf(program, step, population, undefined)!;
}

/** What all synapses bring, one after the other. */
function currentsOf(
  program: ProgramBuilder,
  { network, outs }: Step,
  { synapses, layout }: IfPopulation | RelayPopulation,
  v: ProgramValue | undefined,
): ProgramValue | undefined {
  return synapses.reduce((sum: ProgramValue | undefined, synapse) => {
    const from = network.populations[synapse.source].layout;
    const currents = lowerSynapse(program, synapse, outs[synapse.source], from, layout);
    return sum ? program.add(sum, currents) : currents;
  }, v);
}

/** The spikes of a max-pool's gates. */
export function lowerGate(
  program: ProgramBuilder,
  step: Step,
  p: number,
  gate: GatePopulation,
): ProgramValue {
  const { state, events, network } = step;
  const parts = gate.sources.map(({ population, channels }, s) => {
    const counts = state.get(stateKey("counts", population))!;
    switch (gate.estimator.kind) {
      case "first":
        return passBusiest(program, gate, channels, counts, events[population], step.timesteps);
      case "track":
        return largestOf(program, gate, channels, counts);
      case "exponential": {
        const decay = program.constant(tensor([1], [gate.estimator.decay]));
        const key = sourceKey("estimates", p, s);
        const kept = program.multiply(state.get(key)!, decay);
        const estimates = program.add(kept, events[population]);
        state.set(key, estimates);
        return passWinners(program, gate, channels, estimates, events[population]);
      }
      case "window": {
        const { pixels } = network.populations[population].layout;
        const { steps } = gate.estimator;
        const [key, past] = [sourceKey("estimates", p, s), sourceKey("recent", p, s)];
        const recent = state.get(past)!;
        const oldest = program.cut(recent, 1, 0, 1);
        const newest = program.reshape(events[population], [-1, 1, channels, pixels]);
        const change = program.subtract(newest, oldest);
        const flat = program.reshape(change, [-1, channels, pixels]);
        const estimates = program.add(state.get(key)!, flat);
        state.set(key, estimates);
        state.set(past, program.join([program.cut(recent, 1, 1, steps), newest], 1));
        return passBusiest(program, gate, channels, estimates, events[population], steps);
      }
      default:
        gate.estimator satisfies never;
        throw new Error("Unreachable: unknown estimator");
    }
  });
  const joined = parts.length === 1 ? parts[0] : program.join(parts, 1);
  if (gate.estimator.kind !== "track") return joined;
  return track(program, joined, state.get(stateKey("counts", p))!);
}

/** 1 where a population emits something in a step, else 0. */
export function eventsOf(
  program: ProgramBuilder,
  population: Population,
  out: ProgramValue,
): ProgramValue {
  if (population.kind === "relay") return program.magnitude(program.sign(out));
  return population.signed ? program.magnitude(out) : out;
}
