import {
  createProgram,
  type ProgramBuilder,
  type ProgramShape,
  type ProgramValue,
} from "@snnkit/onnx";
import { type Network, spikingPopulations } from "@snnkit/sim";
import { fanOutsOf } from "./_fan_outs.ts";
import { eventsOf, lowerGate, lowerNeurons, lowerRelay, type Step } from "./_lower_population.ts";
import { tallyOf } from "./_lower_tally.ts";
import { type BlockWants, type State, stateKey, statesOf } from "./_states.ts";

/** A state with the names that the model has for it. */
export interface StatePort extends State {
  /** `[N, …shape]` before the block. */
  readonly input: string;
  /** `[N, …shape]` after it. */
  readonly output: string;
}

/** An input of the model that holds neurons of a population. */
export interface Port {
  /** The population, by its place. */
  readonly population: number;
  /** The model's input. */
  readonly input: string;
}

/** Events of one class: of one population, reaching equally many targets. */
export interface EventClass {
  /** The recording's layer; absent of relays, whose events are no spikes. */
  readonly layer: number | undefined;
  /** Targets of each event. */
  readonly fanOut: number;
}

/** A block of steps as one ONNX model. All neurons are kept channel by channel. */
export interface BlockModel {
  /** The ONNX file. */
  readonly bytes: Uint8Array;
  /** What goes in and comes out. */
  readonly states: readonly StatePort[];
  /** Constant currents of samples, `[N, channels, pixels]`. */
  readonly currents: readonly Port[];
  /** Spikes of encoders, `[steps, N, channels, pixels]`. */
  readonly trains: readonly Port[];
  /** An input of any numbers, `[steps]`: as many steps are simulated. */
  readonly steps: string;
  /** The output of what the output neurons have gathered, `[steps, N, channels, pixels]`. */
  readonly gathered: string;
  /** The output that counts events, `[steps, N, classes]`. */
  readonly events: string;
  /** Its classes. */
  readonly classes: readonly EventClass[];
}

/**
 * Write a network as a model of a block of steps: in each step, population after population, all
 * outputs of its sources are multiplied with their weights, whether there are spikes or not.
 */
export function lowerNetwork(network: Network, wants: BlockWants): BlockModel {
  const { populations, output, analog } = network;
  const program = createProgram(network.name);
  const places = [...populations.keys()];
  const shapeOf = (p: number): ProgramShape => {
    const { channels, pixels } = populations[p].layout;
    return ["N", channels, pixels];
  };
  const port = (hint: string, population: number, outer: ProgramShape = []) => {
    const shape = [...outer, ...shapeOf(population)];
    return { population, value: program.input(`${hint}_${population}`, shape) };
  };
  const currents = analog.targets
    .filter(({ population }) => populations[population].kind === "if")
    .map(({ population }) => port("current", population));
  const trains = places.filter((p) => populations[p].kind === "encoder")
    .map((p) => port("train", p, ["T"]));
  const steps = program.input("steps", ["T"]);
  const remembered = statesOf(network, wants);
  const states = remembered.map(({ key, shape }) => ({
    initial: program.input(key, ["N", ...shape]),
    shape: ["N", ...shape],
  }));
  const drifts = new Map(currents.map(({ population, value }) => [population, value]));
  const tallies = talliesOf(network, wants);

  const { states: after, yields } = program.loop({
    states,
    inputs: [
      { values: steps, shape: [] },
      ...trains.map(({ population, value }) => ({ values: value, shape: shapeOf(population) })),
    ],
    yields: [shapeOf(output), ["N", tallies.classes.length]],
    step: (body, given, [, ...sent]) => {
      const step: Step = {
        network,
        timesteps: wants.timesteps,
        state: new Map(remembered.map(({ key }, i) => [key, given[i]])),
        outs: [],
        events: [],
      };
      const sentBy = new Map(trains.map(({ population }, i) => [population, sent[i]]));
      for (const p of places) {
        const fires = p !== output || wants.outputFires;
        const drift = drifts.get(p);
        step.outs[p] = emit(body, step, p, { drift, fires, sent: sentBy.get(p) });
        step.events[p] = eventsOf(body, populations[p], step.outs[p]);
        if (fires) count(body, step, p);
      }
      const gathered = step.state.get(stateKey(wants.outputFires ? "counts" : "v", output))!;
      return {
        states: remembered.map(({ key }) => step.state.get(key)!),
        yields: [gathered, tallies.lower(body, step.events, gathered)],
      };
    },
  });
  const [gathered, events] = yields;
  const bytes = program.finish([
    ...after.map((value, i) => ({ value, shape: states[i].shape })),
    { value: gathered, shape: ["T", ...shapeOf(output)] },
    { value: events, shape: ["T", "N", tallies.classes.length] },
  ]);
  const names = (ports: typeof currents): Port[] =>
    ports.map(({ population, value }) => ({ population, input: value.name }));
  return {
    bytes,
    states: remembered.map((state, i) => ({
      ...state,
      input: states[i].initial.name,
      output: after[i].name,
    })),
    currents: names(currents),
    trains: names(trains),
    steps: steps.name,
    gathered: gathered.name,
    events: events.name,
    classes: tallies.classes,
  };
}

/** What one population emits in a step. */
function emit(
  program: ProgramBuilder,
  step: Step,
  p: number,
  { drift, fires, sent }: {
    readonly drift: ProgramValue | undefined;
    readonly fires: boolean;
    readonly sent: ProgramValue | undefined;
  },
): ProgramValue {
  const population = step.network.populations[p];
  switch (population.kind) {
    case "if":
      return lowerNeurons(program, step, p, population, { drift, fires });
    case "relay":
      return lowerRelay(program, step, population);
    case "gate":
      return lowerGate(program, step, p, population);
    case "encoder":
      return sent!;
    default:
      population satisfies never;
      throw new Error("Unreachable: unknown population");
  }
}

/** Adds this step to the net spikes of a population, where they are remembered. */
function count(program: ProgramBuilder, { network, state, outs }: Step, p: number): void {
  const key = stateKey("counts", p);
  const counts = state.get(key);
  if (!counts) return;
  const isRelay = network.populations[p].kind === "relay";
  state.set(key, program.add(counts, isRelay ? program.sign(outs[p]) : outs[p]));
}

/** How the events of all populations are counted. */
function talliesOf(network: Network, { outputFires }: BlockWants) {
  const { populations, output } = network;
  const fanOuts = fanOutsOf(network);
  const layers = new Map(spikingPopulations(network).map((p, layer) => [p, layer]));
  const tallies = populations.flatMap((population, p) => {
    if (p === output && !outputFires) return [];
    const [tally, layer] = [tallyOf(population, fanOuts[p]), layers.get(p)];
    const matters = layer !== undefined || tally.fanOuts.some((targets) => targets > 0);
    return matters ? [{ p, layer, tally }] : [];
  });
  const classes: EventClass[] = tallies.flatMap(({ layer, tally }) =>
    tally.fanOuts.map((fanOut) => ({ layer, fanOut }))
  );
  // A network of one population that is only summed has no events; one that never matters stands in.
  if (tallies.length === 0) classes.push({ layer: undefined, fanOut: 0 });
  const lower = (
    program: ProgramBuilder,
    events: readonly ProgramValue[],
    gathered: ProgramValue,
  ): ProgramValue =>
    tallies.length === 0
      ? program.sum(program.sum(gathered, [2]), [1], true)
      : program.join(tallies.map(({ p, tally }) => tally.lower(program, events[p])), 1);
  return { classes, lower };
}
