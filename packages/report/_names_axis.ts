import { COLOURS, type Position } from "./_theme.ts";

/** A row for each name, top to bottom as they come, no name cut off. */
export function namesAxis(gap: number): Position {
  return {
    field: "name",
    type: "nominal",
    sort: null,
    title: null,
    axis: { labelLimit: 0, labelColor: COLOURS.ink },
    scale: { paddingInner: gap },
  };
}

/** Pixels that the names of the rows need at the left, about. */
export function namesRoom(names: readonly string[]): number {
  return 14 + 6.1 * Math.max(...names.map((name) => name.length), 0);
}
