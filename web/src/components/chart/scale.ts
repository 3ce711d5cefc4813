/** A step of an axis that reads well: 1, 2 or 5 times a power of ten. */
function niceStep(rough: number): number {
  const power = 10 ** Math.floor(Math.log10(rough));
  const factor = [1, 2, 5].find(one => one * power >= rough * 0.999) ?? 10;
  return factor * power;
}

/** The marks of an axis from 0 to the greatest value or beyond it, about so many. */
export function ticks(most: number, about: number): number[] {
  if (!(most > 0)) return [0, 1];
  const step = niceStep(most / about);
  const count = Math.ceil(most / step - 1e-9);
  return Array.from({ length: count + 1 }, (_, at) => Number((at * step).toPrecision(12)));
}

/** Which of so many places get a label, so that at most `most` do: evenly, from the first. */
export function labelled(places: number, most: number): number[] {
  const step = Math.max(1, Math.ceil(places / Math.max(1, most)));
  return Array.from({ length: Math.ceil(places / step) }, (_, at) => at * step);
}
