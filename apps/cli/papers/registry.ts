import { nearest } from "../nearest.ts";
import { UserError } from "../user_error.ts";
import { cao2015 } from "./cao2015.ts";
import { diehl2015 } from "./diehl2015.ts";
import { hu2018 } from "./hu2018.ts";
import type { Paper } from "./paper.ts";
import { rueckauer2017 } from "./rueckauer2017.ts";

/** Every paper whose tables can be made again, in the order of their years. */
export const PAPERS: readonly Paper[] = [cao2015, diehl2015, rueckauer2017, hu2018];

/** The word for all of them. */
export const ALL = "all";

/**
 * The papers that words of the command line name, each once, in the order of their years.
 *
 * @throws {UserError} Naming every word that is none, with the nearest one.
 */
export function papersOf(words: readonly string[]): readonly Paper[] {
  const names = PAPERS.map(({ name }) => name);
  const wrong = words.filter((word) => word !== ALL && !names.includes(word));
  if (wrong.length > 0) {
    const list = wrong.map((word) => {
      const found = nearest(word, [...names, ALL]) ?? nearestAuthor(word, names);
      return `"${word}"${found === undefined ? "" : `, did you mean "${found}"?`}`;
    });
    throw new UserError(
      `Cannot make a paper's tables as there is no such paper: received ${list.join("; ")}`,
      `the papers are ${names.join(", ")}; ${ALL} stands for every one`,
    );
  }
  return PAPERS.filter(({ name }) => words.includes(ALL) || words.includes(name));
}

/** Years make names so long that a slip in the author's is no longer near. */
function nearestAuthor(word: string, names: readonly string[]): string | undefined {
  const author = (name: string): string => name.replace(/\d+$/, "");
  const found = nearest(author(word), names.map(author));
  return names.find((name) => author(name) === found);
}
