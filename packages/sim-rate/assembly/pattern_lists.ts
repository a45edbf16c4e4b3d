// Lists of the bytes of a bit plane that are not 0, written while neurons fire.

import { List, LIST_HEADER, Population } from "./records";

/** Events of a list that was not written, as nobody would read it: more than any has. */
const SWEPT: u32 = 0xffffffff;

/** Steps after which it is asked anew whether a list is worth writing, less one. */
const ASKED: u32 = 15;

/** Whether a step's list is left out, as those who would read it sweep over the plane. */
@inline
export function isLeftOut(population: Population, t: u32): bool {
  return population.isSwept != 0 && (t & ASKED) != 0;
}

/** Appends the byte of eight neurons to a list of patterns, unless it is 0. */
@inline
export function appendEntry(end: usize, mask: i32, at: usize): usize {
  store<u16>(end, (<u32>at << 4) | mask);
  return end + select<usize>(2, 0, mask != 0);
}

/** Completes the header of a list of patterns that was written up to these addresses. */
@inline
export function sealPatterns(population: Population, list: usize, pairs: usize, entries: usize): void {
  const header = changetype<List>(list);
  header.cells = <u32>(pairs - list - LIST_HEADER) >> 3;
  header.events = <u32>(entries - list - population.entriesOffset) >> 1;
}

/** The same for the spikes that are sent, whose list may be left out for some steps, or was. */
@inline
export function concludePatterns(
  population: Population, list: usize, pairs: usize, entries: usize, isSwept: bool,
): void {
  if (isSwept) {
    changetype<List>(list).events = SWEPT;
  } else {
    sealPatterns(population, list, pairs, entries);
    population.isSwept = u32(changetype<List>(list).events >= population.sweptFrom);
  }
}
