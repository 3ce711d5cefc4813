import { useEffect, useRef } from 'react';
import { useText } from '../../i18n/useText';
import { download } from '../../lib/download';
import { Button } from '../Button';
import { cx } from '../cx';
import { type Drawing, dashOf, draw, greatest } from './draw';

/** The colours of lines in their order, each of which can be read on the surface. */
const COLOURS = ['text-accent', 'text-warn', 'text-bad', 'text-good', 'text-quiet', 'text-ink'];

interface Props extends Drawing {
  title: string;
  /** The name of the picture, without its end. */
  file: string;
}

/** Lines over times, with what they mean, and as a picture. Their values are in a table beside it. */
export function Chart({ title, file, ...drawing }: Props) {
  const t = useText();
  const figure = useRef<HTMLElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const { labels, series, format } = drawing;
  useEffect(() => {
    const [area, frame] = [canvas.current, figure.current];
    if (!area || !frame) return;
    const redraw = () => paint(area, frame, { labels, series, format });
    redraw();
    const sizes = new ResizeObserver(redraw);
    sizes.observe(area);
    const themes = new MutationObserver(redraw);
    themes.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    const device = matchMedia('(prefers-color-scheme: dark)');
    device.addEventListener('change', redraw);
    return () => {
      sizes.disconnect();
      themes.disconnect();
      device.removeEventListener('change', redraw);
    };
  }, [labels, series, format]);
  const save = () =>
    canvas.current?.toBlob(picture => {
      if (picture) download(`${file}.png`, picture, 'image/png');
    }, 'image/png');
  return (
    <figure ref={figure} className="flex flex-col gap-2">
      <figcaption className="flex flex-wrap items-center justify-between gap-2">
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {series.map(({ name }, at) => (
            <li key={name} className="flex items-center gap-2">
              <svg
                aria-hidden="true"
                data-series=""
                viewBox="0 0 24 4"
                className={cx('h-1 w-6 shrink-0', COLOURS[at % COLOURS.length])}
              >
                <path
                  d="M0 2h24"
                  stroke="currentColor"
                  strokeWidth="2"
                  strokeDasharray={dashOf(at).join(' ')}
                />
              </svg>
              <span className="[overflow-wrap:anywhere]">{name}</span>
            </li>
          ))}
        </ul>
        <Button aria-label={t('charts.pngOf', { title })} onClick={save}>
          {t('charts.png')}
        </Button>
      </figcaption>
      <canvas
        ref={canvas}
        role="img"
        aria-label={t('charts.summary', {
          title,
          places: labels.length,
          most: format(greatest(series)),
        })}
        className="h-56 w-full rounded-lg border border-line bg-surface text-quiet text-xs"
      />
    </figure>
  );
}

function paint(area: HTMLCanvasElement, frame: HTMLElement, drawing: Drawing): void {
  const context = area.getContext('2d');
  const [width, height] = [area.clientWidth, area.clientHeight];
  if (!context || width === 0) return;
  const density = window.devicePixelRatio || 1;
  area.width = Math.round(width * density);
  area.height = Math.round(height * density);
  context.scale(density, density);
  const style = getComputedStyle(area);
  const lines = [...frame.querySelectorAll('[data-series]')];
  draw(context, [width, height], drawing, {
    ground: style.backgroundColor,
    text: style.color,
    line: style.borderTopColor,
    font: `${style.fontSize} ${style.fontFamily}`,
    series: lines.map(line => getComputedStyle(line).color),
  });
}
