/** Reads one line of a printed graph, word by word. Every refusal says what was wanted. */
export class TextCursor {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
    this.#skipSpaces();
  }

  /** Whether everything was read. */
  get done(): boolean {
    return this.#at === this.#text.length;
  }

  /** Take a pattern if it comes next, and the spaces behind it. */
  take(pattern: RegExp): string | undefined {
    const sticky = new RegExp(pattern.source, "y");
    sticky.lastIndex = this.#at;
    const [found] = sticky.exec(this.#text) ?? [];
    if (found === undefined) return undefined;
    this.#at += found.length;
    this.#skipSpaces();
    return found;
  }

  /** Take a pattern that must come next. */
  expect(pattern: RegExp, wanted: string): string {
    return this.take(pattern) ?? this.refuse(wanted);
  }

  /** A name, bare or quoted. */
  name(wanted: string): string {
    const bare = this.take(/[A-Za-z_/][\w/.:-]*/);
    if (bare !== undefined) return bare;
    return unquoted(this.expect(/"(?:[^"\\]|\\.)*"/, wanted)) ?? this.refuse(wanted);
  }

  /** Items with commas between them, none where `end` comes at once; takes `end`. */
  list<T>(end: RegExp, item: () => T): T[] {
    const items: T[] = [];
    if (this.take(end) !== undefined) return items;
    do items.push(item()); while (this.take(/,/) !== undefined);
    this.expect(end, `"${end.source.replaceAll("\\", "")}" after a list`);
    return items;
  }

  /** Say what was wanted and what stands there instead. */
  refuse(wanted: string): never {
    const rest = this.#text.slice(this.#at);
    const found = rest === "" ? "the end of the line" : rest.slice(0, 20);
    throw new SyntaxError(`${wanted} is expected: ${found}`);
  }

  #skipSpaces(): void {
    while (this.#text[this.#at] === " ") this.#at++;
  }
}

/** The text in quotes as JSON has them; undefined where an escape is none. */
function unquoted(text: string): string | undefined {
  try {
    return JSON.parse(text) as string;
  } catch {
    return undefined;
  }
}
