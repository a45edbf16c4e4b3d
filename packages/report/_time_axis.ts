/** How the time of a curve is laid out. */
export interface TimeAxis {
  /** `"log"` gives the first steps room. */
  readonly time: "linear" | "log";
  /** Where it begins. */
  readonly first: number;
}

/** More steps than these are too many to be told apart side by side. */
const MANY = 32;

/** A curve that begins after this share of the time has no early steps to show. */
const LATE = 1 / 4;

/**
 * The axis of a curve over time: from the first step on, in powers of two where there are many; where
 * the curve begins late, as that of networks that spike once does, from there on.
 */
export function timeAxis(
  curve: readonly { readonly t: number }[],
  timesteps: number,
  time?: TimeAxis["time"],
): TimeAxis {
  const begins = curve[0]?.t ?? 1;
  const isLate = begins > 1 && begins >= LATE * timesteps;
  const wanted = time ?? (timesteps > MANY && !isLate ? "log" : "linear");
  if (wanted === "log") return { time: wanted, first: 1 };
  return { time: wanted, first: isLate ? begins : 0 };
}
