/** Refuse operands whose shapes do not fit an operation. */
export function refuseShape(kind: string, rule: string, received: string): never {
  throw new TypeError(`Cannot infer the shape of "${kind}" as ${rule}: received ${received}`);
}

/** Refuse an attribute whose value makes no sense. */
export function refuseValue(kind: string, rule: string, received: string): never {
  throw new RangeError(`Cannot infer the shape of "${kind}" as ${rule}: received ${received}`);
}

/** Whether a value is a whole number of at least `least`. */
export function isCount(value: number, least: number): boolean {
  return Number.isSafeInteger(value) && value >= least;
}
