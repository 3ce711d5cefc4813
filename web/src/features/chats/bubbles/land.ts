/** The outlines of the land, as `world-atlas` packs them (TopoJSON, Natural Earth 1:110m). */
export interface Atlas {
  transform: { scale: number[]; translate: number[] };
  arcs: number[][][];
  objects: { land: { geometries: { arcs: unknown[] }[] } };
}

export type Ring = [longitude: number, latitude: number][];

/** The outlines in degrees. Arcs are differences of whole numbers; a negative index is one reversed. */
export function readLand(atlas: Atlas): Ring[] {
  const [scaleX = 1, scaleY = 1] = atlas.transform.scale;
  const [left = 0, top = 0] = atlas.transform.translate;
  const arcs = atlas.arcs.map(arc => {
    let [x, y] = [0, 0];
    return arc.map(([dx = 0, dy = 0]): Ring[number] => {
      x += dx;
      y += dy;
      return [x * scaleX + left, y * scaleY + top];
    });
  });
  const arcOf = (index: number): Ring =>
    index < 0 ? [...(arcs[~index] ?? [])].reverse() : (arcs[index] ?? []);
  const rings = atlas.objects.land.geometries.flatMap(one => ringsOf(one.arcs));
  return rings.map(ring => ring.flatMap(arcOf));
}

function ringsOf(arcs: unknown[]): number[][] {
  if (arcs.every(one => typeof one === 'number')) return [arcs as number[]];
  return arcs.flatMap(one => ringsOf(one as unknown[]));
}

/** Degrees from the middle of the map to its side and to its top. */
export const REACH = { x: 12, y: 6 };
/** Units of the drawing to a degree. */
const UNIT = 20;
/** How many such maps away an outline may begin: its points are far apart, and land without a coast has none near. */
const AROUND = 8;

/** Where a position is in a drawing around another. */
export function project(
  [longitude, latitude]: Ring[number],
  [x, y]: Ring[number],
): [number, number] {
  return [(longitude - x + REACH.x) * UNIT, (y - latitude + REACH.y) * UNIT];
}

/** The land in view, as the data of an SVG path. */
export function landPath(rings: Ring[], middle: Ring[number]): string {
  const isNear = (point: Ring[number]) =>
    Math.abs(point[0] - middle[0]) < AROUND * REACH.x &&
    Math.abs(point[1] - middle[1]) < AROUND * REACH.y;
  const draw = (ring: Ring) => {
    const points = ring.map(point => project(point, middle).map(Math.round).join(' '));
    return `M${points.join('L')}Z`;
  };
  return rings
    .filter(ring => ring.some(isNear))
    .map(draw)
    .join('');
}

/** The lines of the grid, each so many degrees. */
export function gridPath(middle: Ring[number], step = 3): string {
  const lines: string[] = [];
  for (
    let x = Math.ceil((middle[0] - REACH.x) / step) * step;
    x <= middle[0] + REACH.x;
    x += step
  ) {
    lines.push(`M${project([x, middle[1]], middle)[0]} 0v${2 * REACH.y * UNIT}`);
  }
  for (
    let y = Math.ceil((middle[1] - REACH.y) / step) * step;
    y <= middle[1] + REACH.y;
    y += step
  ) {
    lines.push(`M0 ${project([middle[0], y], middle)[1]}h${2 * REACH.x * UNIT}`);
  }
  return lines.join('');
}

export const VIEW = `0 0 ${2 * REACH.x * UNIT} ${2 * REACH.y * UNIT}`;
