import { dashOf } from './drawing';
import { lookOf } from './look';

const PAD_PX = 12;
const LINE_PX = 22;
const MARK_PX = 24;
/** Between the mark of a line and its name, and between a name and the next mark. */
const NEAR_PX = 6;
const APART_PX = 16;

export interface Place {
  x: number;
  row: number;
}

/** Where the names of the lines are, in as many rows as they need. */
export function placesOf(
  names: readonly string[],
  widthOf: (text: string) => number,
  width: number,
): Place[] {
  let x = PAD_PX;
  let row = 0;
  return names.map(name => {
    const needed = MARK_PX + NEAR_PX + widthOf(name);
    if (x > PAD_PX && x + needed > width - PAD_PX) {
      x = PAD_PX;
      row += 1;
    }
    const place = { x, row };
    x += needed + APART_PX;
    return place;
  });
}

/** The chart as a picture that is understood alone: its title and what its lines mean are above them. */
export function pictureOf(
  area: HTMLElement,
  title: string,
  names: readonly string[],
): HTMLCanvasElement | null {
  const chart = area.querySelector('canvas');
  const picture = document.createElement('canvas');
  const context = picture.getContext('2d');
  if (!chart || !context) return null;
  const look = lookOf(area);
  const width = chart.width / look.density;
  const places = placesOf(names, look.widthOf, width);
  const rows = (places.at(-1)?.row ?? -1) + 1;
  const head = PAD_PX + LINE_PX * (1 + rows);
  picture.width = chart.width;
  picture.height = chart.height + Math.round(head * look.density);
  context.scale(look.density, look.density);
  context.fillStyle = look.ground;
  context.fillRect(0, 0, width, picture.height / look.density);
  context.textBaseline = 'middle';
  context.fillStyle = look.text;
  context.font = `600 ${look.font}`;
  const middle = PAD_PX + LINE_PX / 2;
  context.fillText(title, PAD_PX, middle);
  context.font = look.font;
  context.lineWidth = 2;
  places.forEach(({ x, row }, at) => {
    const y = middle + LINE_PX * (1 + row);
    context.strokeStyle = look.series[at] ?? look.text;
    context.setLineDash(dashOf(at));
    context.beginPath();
    context.moveTo(x, y);
    context.lineTo(x + MARK_PX, y);
    context.stroke();
    context.fillText(names[at] ?? '', x + MARK_PX + NEAR_PX, y);
  });
  context.drawImage(chart, 0, head, width, chart.height / look.density);
  return picture;
}
