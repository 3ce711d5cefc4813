import { useEffect, useRef, useState } from 'react';
import uPlot from 'uplot';
import 'uplot/dist/uPlot.min.css';
import { useLanguage } from '../../i18n/useText';
import type { Drawing } from './drawing';
import { lookOf, onTheme } from './look';
import { dataOf, optionsOf } from './options';
import { type Pointed, Tooltip } from './Tooltip';
import { timeNames } from './times';

/** The lines, drawn by uPlot, and what is pointed at. It has no motion of its own. */
export default function Plot({ starts, bucket, series, format }: Drawing) {
  const language = useLanguage();
  const host = useRef<HTMLDivElement>(null);
  const [pointed, setPointed] = useState<Pointed | null>(null);
  useEffect(() => {
    const area = host.current;
    if (!area) return;
    const drawing = { starts, bucket, series, format };
    const names = timeNames(bucket, language);
    let plot: uPlot | undefined;
    const draw = () => {
      const size = { width: area.clientWidth, height: area.clientHeight };
      if (size.width === 0) return;
      if (plot) {
        plot.setSize(size);
        return;
      }
      const point = (of: uPlot) => setPointed(before => samePoint(before, pointOf(of)));
      plot = new uPlot(optionsOf(drawing, names, lookOf(area), size, point), dataOf(drawing), area);
    };
    const clear = () => {
      plot?.destroy();
      plot = undefined;
    };
    // It reports the first size as well.
    const sizes = new ResizeObserver(draw);
    sizes.observe(area);
    const endThemes = onTheme(() => {
      clear();
      draw();
    });
    return () => {
      sizes.disconnect();
      endThemes();
      clear();
      setPointed(null);
    };
  }, [starts, bucket, series, format, language]);
  return (
    <>
      <div ref={host} className="absolute inset-0 overflow-hidden rounded-lg" />
      {pointed && (
        <Tooltip
          pointed={pointed}
          drawing={{ starts, bucket, series, format }}
          language={language}
        />
      )}
    </>
  );
}

/** The point that is nearest to the pointer, as it is placed in the area. */
function pointOf(plot: uPlot): Pointed | null {
  const at = plot.cursor.idx;
  const time = at === null || at === undefined ? undefined : plot.data[0][at];
  if (at === null || at === undefined || time === undefined) return null;
  const left = plot.over.offsetLeft + plot.valToPos(time, 'x');
  return { at, left, width: plot.width };
}

/** The same object while it is the same point: each movement of the pointer would render it anew. */
const samePoint = (before: Pointed | null, now: Pointed | null) =>
  before && now && before.at === now.at && before.left === now.left ? before : now;
