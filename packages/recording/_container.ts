/** "SNNREC", the format's number, and a zero. */
export const MAGIC: Uint8Array = Uint8Array.of(0x53, 0x4e, 0x4e, 0x52, 0x45, 0x43, 1, 0);

/** Bit of a sample's flags: spikes of every neuron follow. */
export const HAS_COUNTS = 1;

/** Bit of a sample's flags: synaptic operations are float64, not whole numbers. */
export const FRACTIONAL_OPS = 2;

/** Bit of a sample's flags: potentials of every neuron follow, after the spikes. */
export const HAS_POTENTIALS = 4;

/** Bit of a sample's flags: the confidence after every step follows. */
export const HAS_CONFIDENCE = 8;
