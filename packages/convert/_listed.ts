import type { NodeId } from "@snnkit/ir";

/** Nodes by name for people: all of up to three, else two and how many more. */
export function listed(ids: readonly NodeId[]): string {
  const names = ids.map((id) => `"${id}"`);
  if (names.length > 3) return `${names[0]}, ${names[1]} and ${names.length - 2} more`;
  return names.length === 1 ? names[0] : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
}
