/** An opening tag and its attributes. */
export interface Tag {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
}

const VOID = new Set(["meta", "img", "br", "wbr", "hr", "link", "input"]);
const TAG = /<(\/?)([a-zA-Z][\w:-]*)((?:\s+[\w:-]+(?:="[^"<]*")?)*)\s*(\/?)>/y;
const ATTRIBUTE = /([\w:-]+)(?:="([^"]*)")?/g;

/**
 * Every opening tag of a page or drawing; throws where tags are not balanced, attributes not
 * quoted, or a `<` stands where no tag begins.
 */
export function tagsOf(text: string): Tag[] {
  const tags: Tag[] = [];
  const open: string[] = [];
  let at = text.startsWith("<!doctype html>") ? 15 : 0;
  for (;;) {
    at = text.indexOf("<", at);
    if (at < 0) break;
    TAG.lastIndex = at;
    const match = TAG.exec(text);
    if (!match) throw new Error(`No tag at "${text.slice(at, at + 60)}"`);
    const [whole, closing, name, attributes, selfClosing] = match;
    at += whole.length;
    if (closing) {
      const expected = open.pop();
      if (expected !== name) throw new Error(`</${name}> where </${expected}> was open`);
      continue;
    }
    tags.push({
      name,
      attributes: new Map([...attributes.matchAll(ATTRIBUTE)].map(([, key, value]) => [key, value])),
    });
    if (selfClosing || VOID.has(name)) continue;
    if (name === "script" || name === "style") {
      at = text.indexOf(`</${name}>`, at) + name.length + 3;
      continue;
    }
    open.push(name);
  }
  if (open.length > 0) throw new Error(`Never closed: ${open.join(", ")}`);
  return tags;
}
