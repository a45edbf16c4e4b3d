/** Whether this is Deno, Node or Bun, which load modules and workers from files, not a page. */
export function isServer(): boolean {
  const { process } = globalThis as { process?: { versions?: { node?: string } } };
  return process?.versions?.node !== undefined;
}
