// Runs one population over a block of steps: its sources have done so before, their events of every
// step of the block lie in lists.

export { convolve } from "./convolve";
export { fixCurrents, restFixed } from "./fixed_currents";
export { sumSets } from "./sum_sets";
import { carry } from "./carry";
import { emit, fire } from "./emit";
import { passEstimated } from "./estimate";
import { fireGeneral } from "./fire_general";
import { fireSigned } from "./fire_signed";
import { fireConstant } from "./fire_constant";
import { fireFixed, fireFixedSigned } from "./fire_fixed";
import { pass } from "./gate";
import { addPatterns } from "./patterns";
import {
  CARRIED,
  ESTIMATING,
  FIXED,
  FIXED_CONSTANT,
  FIXED_SIGNED,
  FULL,
  GATE,
  GENERAL,
  NEURONS,
  PATTERNS,
  POINTS,
  Population,
  RELAY,
  ROWS,
  SIGNED,
  SPARSE,
  SUMMED,
  Synapse,
  TAPS,
  TRACKING,
} from "./records";
import { scatter } from "./scatter";
import { scatterPoints } from "./scatter_points";
import { stampGradedRows } from "./stamp_graded_rows";
import { stampRows } from "./stamp_rows";
import { stampTaps } from "./stamp_taps";
import { sumRows } from "./sum_rows";
import { track } from "./track";

/** Adds what all synapses bring in one step. */
function receive<T>(population: Population, slot: u32, t: u32): void {
  let reached: u64 = 0;
  for (let s: u32 = 0; s < population.synapseCount; s++) {
    const synapse = changetype<Synapse>(population.synapses + s * offsetof<Synapse>());
    const isGraded = synapse.source.valuesOffset != 0;
    if (synapse.kind == ROWS && isGraded) {
      reached += stampGradedRows<T>(synapse, slot);
    } else if (synapse.kind == ROWS) reached += stampRows<T>(synapse, slot);
    else if (synapse.kind == FULL) reached += sumRows<T>(synapse, slot);
    else if (synapse.kind == TAPS) reached += stampTaps<T>(synapse, slot);
    else if (synapse.kind == POINTS) reached += scatterPoints<T>(synapse, slot);
    else if (synapse.kind == SPARSE) reached += scatter<T>(synapse, slot);
    // Of fixed point alone.
    else if (synapse.kind == CARRIED) reached += carry(synapse, slot, t);
    else if (synapse.kind == PATTERNS) reached += addPatterns(synapse, slot, t);
  }
  const at = population.synapticOps + (t << 3);
  store<f64>(at, load<f64>(at) + <f64>reached);
}

/** Writes what the read-out needs of a step: potentials of neurons that only sum, else counts. */
function record(population: Population, t: u32): void {
  const to = population.trace + t * population.traceBytes;
  const from = population.kind == SUMMED ? population.v : population.counts;
  const fromRow = population.kind == SUMMED
    ? population.rowBytes
    : population.columns * population.laneBytes;
  const bytes = population.columns * population.laneBytes;
  for (let y: u32 = 0; y < population.rows; y++) {
    memory.copy(to + y * bytes, from + y * fromRow, bytes);
  }
}

/** The next step's current for neurons that only sum. */
function addDrift(population: Population): void {
  let drift = population.drift;
  for (let y: u32 = 0; y < population.rows; y++) {
    let v = population.v + y * population.rowBytes;
    for (let x: u32 = 0; x < population.columns; x++) {
      for (let at: u32 = 0; at < population.laneBytes; at += 16) {
        v128.store(v + at, f32x4.add(v128.load(v + at), v128.load(drift + at)));
      }
      v += population.laneBytes;
      drift += population.driftStep;
    }
  }
}

/** Advances a population by `steps` steps, the first of which is step `t` of the sample. */
export function advance(population: Population, t: u32, steps: u32): void {
  if (population.kind == FIXED_CONSTANT) {
    fireConstant(population, t, steps);
    return;
  }
  for (let slot: u32 = 0; slot < steps; slot++, t++) {
    if (population.kind == NEURONS) {
      receive<f32>(population, slot, t);
      fire(population, slot, t);
      if (population.trace) record(population, t);
    } else if (population.kind == SIGNED) {
      receive<f32>(population, slot, t);
      fireSigned(population, slot, t);
      if (population.trace) record(population, t);
    } else if (population.kind == SUMMED) {
      receive<f32>(population, slot, t);
      record(population, t);
      addDrift(population);
    } else if (population.kind == RELAY) {
      receive<f32>(population, slot, t);
      emit(population, slot, t);
    } else if (population.kind == GATE) {
      pass(population, slot);
      emit(population, slot, t);
    } else if (population.kind == TRACKING) {
      track(population, slot);
      emit(population, slot, t);
    } else if (population.kind == GENERAL) {
      receive<f32>(population, slot, t);
      fireGeneral(population, slot, t);
      if (population.trace) record(population, t);
    } else if (population.kind == ESTIMATING) {
      passEstimated(population, slot, t);
      emit(population, slot, t);
    } else if (population.kind == FIXED) {
      receive<i16>(population, slot, t);
      fireFixed(population, slot, t);
    } else if (population.kind == FIXED_SIGNED) {
      receive<i16>(population, slot, t);
      fireFixedSigned(population, slot, t);
    }
  }
}

/** Before the first step: `v = initial + drift`, pixel by pixel. */
export function rest(population: Population, initial: usize, initialStep: u32): void {
  let drift = population.drift;
  for (let y: u32 = 0; y < population.rows; y++) {
    let v = population.v + y * population.rowBytes;
    for (let x: u32 = 0; x < population.columns; x++) {
      for (let at: u32 = 0; at < population.laneBytes; at += 16) {
        v128.store(v + at, f32x4.add(v128.load(initial + at), v128.load(drift + at)));
      }
      v += population.laneBytes;
      initial += initialStep;
      drift += population.driftStep;
    }
  }
}
