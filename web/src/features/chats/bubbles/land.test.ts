import { expect, test } from 'vitest';
import { type Atlas, landPath, project, readLand } from './land';

const atlas: Atlas = {
  transform: { scale: [0.5, 1], translate: [-10, 0] },
  arcs: [
    [
      [0, 0],
      [4, 0],
      [0, 2],
    ],
    [
      [0, 0],
      [4, 2],
    ],
  ],
  objects: { land: { geometries: [{ arcs: [[[0, ~1]]] }] } },
};

test('outlines are read from differences, and reversed where they are shared', () => {
  expect(readLand(atlas)).toEqual([
    [
      [-10, 0],
      [-8, 0],
      [-8, 2],
      [-8, 2],
      [-10, 0],
    ],
  ]);
});

test('the position is in the middle, north is up and east is right', () => {
  const middle: [number, number] = [-46.6, -23.5];
  const [x, y] = project(middle, middle);
  const [east, north] = project([-45.6, -22.5], middle);
  expect(east).toBeGreaterThan(x);
  expect(north).toBeLessThan(y);
});

test('land that is far away is not drawn', () => {
  const land = readLand(atlas);
  expect(landPath(land, [-9, 1])).toMatch(/^M/);
  expect(landPath(land, [170, 60])).toBe('');
});
