// What the host writes into memory for the kernels to read: 32-bit words in the order of the fields.
// The host's side is ../_records.ts; both must agree. Addresses are in bytes.

/** Population.kind: neurons that fire. */
export const NEURONS: u32 = 0;
/** Population.kind: output neurons that only sum. */
export const SUMMED: u32 = 1;
/** Population.kind: a linear value, emitted as graded events. */
export const RELAY: u32 = 2;
/** Population.kind: gates of a max-pool. */
export const GATE: u32 = 3;
/** Population.kind: neurons that fire and take spikes back. */
export const SIGNED: u32 = 4;
/** Population.kind: gates of a max-pool that track net counts. */
export const TRACKING: u32 = 5;
/** Population.kind: neurons of any sort that fire, leak or wait after a spike. */
export const GENERAL: u32 = 6;
/** Population.kind: gates of a max-pool that estimate rates. */
export const ESTIMATING: u32 = 7;
/** Population.kind: plain neurons that fire, in 16-bit fixed point. */
export const FIXED: u32 = 8;
/** Population.kind: the same, and they take spikes back. */
export const FIXED_SIGNED: u32 = 9;

/** Population.kind: plain neurons of fixed point that nobody sends spikes, and of which no lists are wanted. */
export const FIXED_CONSTANT: u32 = 10;

/** Synapse.kind: whole rows of the kernel are contiguous in the target. */
export const ROWS: u32 = 0;
/** Synapse.kind: every tap of the kernel stands alone. */
export const TAPS: u32 = 1;
/** Synapse.kind: connections one by one. */
export const SPARSE: u32 = 2;
/** Synapse.kind: whole pixels are carried over, each channel times its factor. */
export const POINTS: u32 = 3;
/** Synapse.kind: targets gather windows of whole pixels, which are read from the source's bit planes. */
export const CARRIED: u32 = 4;
/** Synapse.kind: what sets of eight channels bring together, looked up by the byte of a bit plane. */
export const PATTERNS: u32 = 5;
/** Synapse.kind: every event reaches all targets, which lie side by side. */
export const FULL: u32 = 6;

/** One population. Its potentials lie row by row, pixel by pixel, padded to whole vectors. */
@unmanaged
export class Population {
  kind: u32;
  /** Event lists, one a step of a block. */
  lists: usize;
  listBytes: u32;
  /** From a list to its channels (u16) and its values (f32; 0 where events have none). */
  channelsOffset: u32;
  valuesOffset: u32;
  /** Potential of the first pixel. */
  v: usize;
  rows: u32;
  columns: u32;
  /** From row to row, which may have scratch pixels between them. */
  rowBytes: u32;
  /** From pixel to pixel where a lane has 32 bits; potentials of fixed point take half of it. */
  laneBytes: u32;
  /** Thresholds, and from pixel to pixel: 0 where all pixels share them. */
  thresholds: usize;
  thresholdStep: u32;
  /** Constant currents, likewise. */
  drift: usize;
  driftStep: u32;
  resetsToZero: u32;
  /** Net spikes of every neuron so far, i32, of signed fixed point i16; 0 where nobody asks and neurons
   *  are unsigned. */
  counts: usize;
  /** Spikes of all neurons, one u32 a step. */
  spikes: usize;
  /** What the read-out gathers, one row a step; 0 where nobody asks. */
  trace: usize;
  traceBytes: u32;
  /** Synapses, or the sources of a gate. */
  synapses: usize;
  synapseCount: u32;
  /** Synaptic operations of the network, one f64 a step. */
  synapticOps: usize;
  /** For each byte, the positions of its set bits as 8 u16. */
  bitPositions: usize;
  /** Of gates: the winner of every gate, a u64 each. Of tracking gates: their net spikes, i32. */
  winners: usize;
  /** Of general neurons: what potentials keep from step to step. Of gates: what estimates keep. */
  leak: f32;
  /** Of general neurons: for how many steps they cannot spike after a spike. */
  refractory: u32;
  /** Of general neurons: for how many more steps each cannot spike (i32). */
  waits: usize;
  /** Of gates that count recent spikes: how many steps count; 0 where none is forgotten so. */
  window: u32;
  /** Of fixed point: L, what potentials are cut off at. */
  limit: u32;
  /** Of fixed point, i8 a neuron: below 0 once its potential was cut off at the bottom, above 0 at the top. */
  pinned: usize;
  /** Of fixed point: not 0 once any potential was cut off; nobody reads `pinned` before. */
  hasPinned: u32;
  /** Of fixed point: not 0 once spikes may be wrong. */
  isDoubtful: u32;
  /** Of fixed point: whether it writes event lists; it may write nothing but bit planes. */
  isListed: u32;
  /** Of fixed point: the byte of the first pixel's first eight channels in a plane of one bit a neuron,
   *  1 where it fired; a plane a step of the block. 0 where nobody reads them. */
  bits: usize;
  /** From plane to plane, and from row to row: pixels of zeros lie around. */
  bitsBytes: u32;
  bitsRow: u32;
  /** Of signed ones: from a plane to that of the spikes taken back. */
  takenOffset: u32;
  /** Of fixed point: lists of the bytes of a plane that are not 0; an entry is `256 · group + byte`. */
  patterns: usize;
  patternBytes: u32;
  /** From a list to its entries; of signed ones, to the list of the spikes taken back. */
  entriesOffset: u32;
  takenPatterns: u32;
  /** Bytes from which on all readers sweep, and need no list; never reached where some cannot. */
  sweptFrom: u32;
  /** Not 0 where the last list had so many: the next steps write none. */
  isSwept: u32;
}

/** One synapse. */
@unmanaged
export class Synapse {
  kind: u32;
  source: Population;
  /** ROWS, TAPS, PATTERNS, FULL: a Cell for every source pixel. SPARSE: u32 index of the first entry a source
   *  lane. POINTS: u32 address of every source pixel's target, 0 for none. CARRIED: WindowRows. */
  cells: usize;
  /** TAPS: bytes from a cell's target to that of a channel's group, u32 a channel; 0 for none.
   *  SPARSE: address of every entry's target. PATTERNS: a Sweep; 0 where there is none.
   *  CARRIED: how many WindowRows. FULL: room for a u32 an event. */
  targets: usize;
  /** SPARSE: weight of every entry. POINTS: of every channel. CARRIED: for each byte, its bits as 8 bytes. FULL: where bit planes are read, the rows of
   *  all neurons; else 0. */
  weights: usize;
  /** CARRIED, PATTERNS: how many targets the events of most source pixels have, and Deficits for the
   *  others. */
  fanOut: u32;
  deficits: usize;
  deficitCount: u32;
  /** ROWS, PATTERNS, FULL: the lists that are read, as the source's own, or those of its patterns. */
  lists: usize;
  listBytes: u32;
  channelsOffset: u32;
}

/** Neighbouring source pixels whose events have fewer targets than those of most pixels, or more. */
@unmanaged
export class Deficit {
  /** From the first pixel's byte of a bit plane to the first of these pixels', and how many they have. */
  offset: u32;
  bytes: u32;
  /** How many targets fewer, i32. */
  missing: i32;
}

/** Pixels at equal distances that each gather a window of a bit plane, of one form, with one weight a
 *  channel. */
@unmanaged
export class WindowRow {
  /** The first pixel's channel 0, and from pixel to pixel. */
  target: usize;
  targetStep: u32;
  /** From the first pixel's byte of a bit plane to that of the first window's first pixel, and from window
   *  to window, i32. */
  first: u32;
  firstStep: u32;
  /** How many windows. */
  windows: u32;
  /** From a window's first pixel to each of its pixels, u32, and how many. */
  taps: usize;
  tapCount: u32;
  /** i16 a lane. */
  weights: usize;
  /** Bytes of a pixel of the plane. */
  groups: u32;
}

/** A convolution with a square kernel by patterns, done for every pixel. */
@unmanaged
export class Sweep {
  /** `[groups][256][kernel rows][taps][vectors]`, rows and taps by ascending target. */
  table: usize;
  /** How many neighbouring targets a window of the source reaches, which is as wide as the stride. */
  taps: u32;
  /** Vectors of a target. */
  vectors: u32;
  /** In the bit plane, from the first pixel's byte to that of the first window of the first target's last
   *  kernel row, i32. */
  first: i32;
  /** From window to window, a byte a group; from row to row; from a target row's windows to the next's. */
  groups: u32;
  bitsRow: u32;
  windowRow: u32;
  /** The target's plane. */
  target: usize;
  rows: u32;
  columns: u32;
  targetRow: u32;
  targetColumn: u32;
  /** Bytes with events from which on it is faster to do it for every pixel. */
  fewest: u32;
}

/** Where the events of one source pixel go. */
@unmanaged
export class Cell {
  /** First target. */
  target: usize;
  /** Weight of the pixel's channel 0 to the first target. */
  weights: usize;
  shape: Shape;
  /** Targets of one event. */
  fanOut: u32;
}

/** What a pixel's kernel looks like: rows of columns of contiguous runs. */
@unmanaged
export class Shape {
  /** In the weights, from channel to channel. */
  channelBytes: u32;
  rows: u32;
  /** In the target, from row to row. */
  targetRow: u32;
  /** In the weights, from row to row. */
  weightRow: u32;
  columns: u32;
  targetColumn: u32;
  weightColumn: u32;
  /** Length of a run, whole vectors. */
  runBytes: u32;
}

/** A population that a gate watches. */
@unmanaged
export class GateSource {
  source: Population;
  /** Net spikes of every source neuron so far, or the estimates of their rates, 32 bits. */
  counts: usize;
  /** Index of each source pixel's first window, and the windows, both u32. */
  starts: usize;
  windows: usize;
  /** First channel in the gate. */
  channel: u32;
  /** Of tracking and estimating gates: index of each window's first source pixel, and the pixels, both u32. */
  pixelStarts: usize;
  pixels: usize;
  /** Of estimating gates: bytes of all counts, which are f32. */
  bytes: u32;
  /** Of gates that count recent spikes: for each of the last steps, one byte a neuron. */
  recent: usize;
}

/** An event list begins so; then come pairs of u32: a pixel and how many of its channels emit. */
@unmanaged
export class List {
  cells: u32;
  events: u32;
}

/** A population's bit plane of one step of the block. */
@inline
export function bitsOf(population: Population, slot: u32): usize {
  return population.bits + slot * population.bitsBytes;
}

/** A population's list of patterns of one step of the block. */
@inline
export function patternsOf(population: Population, slot: u32): usize {
  return population.patterns + slot * population.patternBytes;
}

/** From a list to its pairs. */
export const LIST_HEADER: usize = 16;

/** A population's list of one step of the block. */
@inline
export function listOf(population: Population, slot: u32): usize {
  return population.lists + slot * population.listBytes;
}

/** Completes the header of a list that was written up to these addresses; tells how many events. */
@inline
export function seal(population: Population, list: usize, pairs: usize, channels: usize, t: u32): void {
  const header = changetype<List>(list);
  header.cells = <u32>(pairs - list - LIST_HEADER) >> 3;
  header.events = <u32>(channels - list - population.channelsOffset) >> 1;
  if (population.spikes) store<u32>(population.spikes + (t << 2), header.events);
}

/** A convolution of the sample, with its padding around it. */
@unmanaged
export class Convolution {
  /** Planes of f64; from output row to row and from column to column. */
  input: usize;
  rowBytes: u32;
  columnBytes: u32;
  /** Where each tap of the first output lies, u32 in bytes. */
  offsets: usize;
  taps: u32;
  /** `[lanes / 4][taps][4]` of f64. */
  weights: usize;
  /** `[lanes]` of f64. */
  bias: usize;
  /** `[rows][columns][lanes]` of f32. */
  target: usize;
  rows: u32;
  columns: u32;
  lanes: u32;
}
