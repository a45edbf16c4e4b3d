/** Thrown when a graph breaks the rules of its dialect; lists everything that is wrong. */
export class InvalidGraphError extends Error {
  /** One sentence a violation, without a full stop, in the order of the nodes. */
  readonly problems: readonly string[];

  /**
   * State what is wrong with a graph.
   *
   * @param graph Name of the graph.
   * @param problems What is wrong with it, at least one.
   */
  constructor(graph: string, problems: readonly string[]) {
    const count = problems.length === 1 ? "a rule" : `${problems.length} rules`;
    super(`Cannot use graph "${graph}" as it breaks ${count}: ${problems.join("; ")}`);
    this.name = "InvalidGraphError";
    this.problems = problems;
  }
}
