import type { Finding } from "@snnkit/ir";

/** Findings as lines; those of one kind about many nodes share a line. */
export function presentFindings(findings: readonly Finding[], most = 12): string[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    groups.set(finding.code, [...(groups.get(finding.code) ?? []), finding]);
  }
  const lines = [...groups.values()].map((group) => {
    const [first] = group;
    const others = group.length - 1;
    return `note: ${first.message}${others > 0 ? ` (and ${others} more of "${first.code}")` : ""}`;
  });
  const left = lines.length - most;
  return left > 0 ? [...lines.slice(0, most), `note: and ${left} more kinds of notes`] : lines;
}
