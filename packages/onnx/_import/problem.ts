/** Why one node cannot be imported: its file breaks a rule, or the IR has no counterpart. */
export class NodeProblem extends Error {
  /** Whether ONNX allows what the node does, but the IR cannot express it. */
  readonly unsupported: boolean;
  /** What the user can do about it. */
  readonly hint: string | undefined;

  constructor(message: string, unsupported: boolean, hint?: string) {
    super(message);
    this.name = "NodeProblem";
    this.unsupported = unsupported;
    this.hint = hint;
  }
}

/** Refuse a node that breaks a rule. */
export function refuse(rule: string, received?: string): never {
  throw new NodeProblem(received === undefined ? rule : `${rule}: received ${received}`, false);
}

/** Refuse a node that is sound but has no counterpart in the IR. */
export function unsupported(reason: string, hint?: string): never {
  throw new NodeProblem(reason, true, hint);
}
