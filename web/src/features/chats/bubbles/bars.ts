const BARS = 40;
const LOWEST = 3;
const HIGHEST = 30;

/** The heights of a voice note's bars, from its loudness of 0 to 100; flat where it is not known. */
export function bars(levels: number[]): number[] {
  return Array.from({ length: BARS }, (_, index) => {
    const level = levels[Math.floor((index * levels.length) / BARS)] ?? 0;
    return LOWEST + (Math.min(100, Math.max(0, level)) / 100) * (HIGHEST - LOWEST);
  });
}
