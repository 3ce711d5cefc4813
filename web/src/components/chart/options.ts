import type uPlot from 'uplot';
import { type Drawing, dashOf, type Series } from './drawing';
import { lengthOf, stepsOf, type TimeNames } from './times';

/** What the page's theme gives a chart. */
export interface Look {
  ground: string;
  text: string;
  line: string;
  font: string;
  /** Of each series. */
  series: readonly string[];
  /** The pixels of the screen in one of the page. */
  density: number;
  /** The width of a text in this font. */
  widthOf: (text: string) => number;
}

const HEADROOM = 1.05;
const GAP = 6;
const TIME_SPACE = 72;
const VALUE_SPACE = 40;
const WHOLE_STEPS = Array.from({ length: 15 }, (_, power) =>
  [1, 2, 5].map(factor => factor * 10 ** power),
).flat();

/** Seconds since 1970, and the values of each series. */
export const dataOf = ({ starts, series }: Drawing): uPlot.AlignedData => [
  starts.map(start => Date.parse(start) / 1000),
  ...series.map(({ values }) => [...values]),
];

/** The values between two gaps: no line leads to them. */
export function alone(values: Series['values']): number[] {
  const isGap = (at: number) => (values[at] ?? null) === null;
  return [...values.keys()].filter(at => !isGap(at) && isGap(at - 1) && isGap(at + 1));
}

/** Marks of counts have no fractions. */
const isWhole = (series: readonly Series[]) =>
  series.every(({ values }) => values.every(value => Number.isInteger(value ?? 0)));

export function optionsOf(
  drawing: Drawing,
  names: TimeNames,
  look: Look,
  size: { width: number; height: number },
  onPoint: (plot: uPlot) => void,
): uPlot.Options {
  const { series, bucket, format } = drawing;
  const half = lengthOf(bucket) / 2;
  // Half of the widest name below the axis: so much of it may be beside the lines.
  let side = 0;
  const axis = { stroke: look.text, font: look.font, gap: GAP, ticks: { show: false } };
  return {
    ...size,
    padding: [2 * GAP, () => side, 0, 0],
    legend: { show: false },
    cursor: { y: false, drag: { x: false, y: false, setScale: false } },
    scales: {
      x: { time: true, range: (_plot, first, last) => [first - half, last + half] },
      y: { range: (_plot, _least, most) => [0, (most > 0 ? most : 1) * HEADROOM] },
    },
    axes: [
      {
        ...axis,
        size: 28,
        space: TIME_SPACE,
        incrs: stepsOf(bucket),
        grid: { show: false },
        values(_plot, marks, _axis, _space, step) {
          const texts = marks.map(at => names.short(at, step));
          side = Math.max(side, Math.ceil(widest(texts, look) / 2));
          return texts;
        },
      },
      {
        ...axis,
        // It is asked for a size before it has values, too.
        size: (_plot, values) => Math.max(side, Math.ceil(2 * GAP + widest(values ?? [], look))),
        space: VALUE_SPACE,
        ...(isWhole(series) ? { incrs: WHOLE_STEPS } : {}),
        grid: { stroke: look.line, width: 1 },
        values: (_plot, marks) => marks.map(value => format(value)),
      },
    ],
    series: [
      {},
      ...series.map(({ name, values }, at) => ({
        label: name,
        stroke: look.series[at] ?? look.text,
        width: 2,
        dash: dashOf(at).map(length => length * look.density),
        points: { show: false, filter: alone(values), fill: look.series[at] ?? look.text },
      })),
    ],
    hooks: { drawClear: [plot => paintGround(plot.ctx, look.ground)], setCursor: [onPoint] },
  };
}

const widest = (texts: readonly string[], { widthOf }: Look) =>
  Math.max(0, ...texts.map(text => widthOf(text)));

/** The picture that is saved has one, too. What the library remembers of the context stays true. */
function paintGround(context: CanvasRenderingContext2D, ground: string): void {
  context.save();
  context.fillStyle = ground;
  context.fillRect(0, 0, context.canvas.width, context.canvas.height);
  context.restore();
}
