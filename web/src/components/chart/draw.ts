import { labelled, ticks } from './scale';

export interface Series {
  name: string;
  /** One a place of the axis of times; null where there is none. */
  values: readonly (number | null)[];
}

export interface Drawing {
  /** The names of the places below the axis. */
  labels: readonly string[];
  series: readonly Series[];
  /** A value beside its mark. */
  format: (value: number) => string;
}

export interface Colours {
  ground: string;
  text: string;
  line: string;
  font: string;
  /** Of each series. */
  series: readonly string[];
}

/** A line is recognised by its pattern as well as by its colour. */
const DASHES = [[], [7, 4], [2, 3], [10, 3, 2, 3], [4, 6], [12, 5]];
const TOP = 12;
const BOTTOM = 24;
const LABEL_WIDTH = 72;
const MARKS = 4;

export const dashOf = (at: number): number[] => DASHES[at % DASHES.length] ?? [];

export function greatest(series: readonly Series[]): number {
  return Math.max(0, ...series.map(({ values }) => Math.max(0, ...values.map(one => one ?? 0))));
}

/** Draws lines over times. The size is in CSS pixels; the context is scaled to those. */
export function draw(
  context: CanvasRenderingContext2D,
  [width, height]: readonly [number, number],
  { labels, series, format }: Drawing,
  colours: Colours,
): void {
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, width, height);
  context.font = colours.font;
  const marks = ticks(greatest(series), MARKS);
  const most = marks[marks.length - 1] ?? 1;
  const left = 10 + Math.max(...marks.map(mark => context.measureText(format(mark)).width));
  const right = width - 8;
  const places = labels.length;
  const x = (at: number) => left + ((at + 0.5) / Math.max(1, places)) * (right - left);
  const y = (value: number) => TOP + (1 - value / most) * (height - TOP - BOTTOM);

  context.lineWidth = 1;
  context.textBaseline = 'middle';
  context.textAlign = 'right';
  for (const mark of marks) {
    context.strokeStyle = colours.line;
    context.beginPath();
    context.moveTo(left, Math.round(y(mark)) + 0.5);
    context.lineTo(right, Math.round(y(mark)) + 0.5);
    context.stroke();
    context.fillStyle = colours.text;
    context.fillText(format(mark), left - 6, y(mark));
  }
  context.textAlign = 'center';
  for (const at of labelled(places, Math.floor((right - left) / LABEL_WIDTH))) {
    context.fillText(labels[at] ?? '', x(at), height - BOTTOM / 2);
  }
  series.forEach(({ values }, number) => {
    drawLine(context, values, x, y, colours.series[number] ?? colours.text, dashOf(number));
  });
}

function drawLine(
  context: CanvasRenderingContext2D,
  values: readonly (number | null)[],
  x: (at: number) => number,
  y: (value: number) => number,
  colour: string,
  dash: number[],
): void {
  context.strokeStyle = colour;
  context.fillStyle = colour;
  context.lineWidth = 2;
  context.setLineDash(dash);
  context.beginPath();
  values.forEach((value, at) => {
    if (value === null) return;
    const isNew = at === 0 || (values[at - 1] ?? null) === null;
    if (isNew) context.moveTo(x(at), y(value));
    else context.lineTo(x(at), y(value));
  });
  context.stroke();
  context.setLineDash([]);
  // A value between two gaps has no line.
  values.forEach((value, at) => {
    const isAlone = (values[at - 1] ?? null) === null && (values[at + 1] ?? null) === null;
    if (value === null || !isAlone) return;
    context.beginPath();
    context.arc(x(at), y(value), 3, 0, 2 * Math.PI);
    context.fill();
  });
}
