import { lazy, Suspense, useRef } from 'react';
import { useText } from '../../i18n/useText';
import { download } from '../../lib/download';
import { Button } from '../Button';
import { cx } from '../cx';
import { colourOf, type Drawing, dashOf, greatest } from './drawing';

// The library is loaded with the first chart.
const Plot = lazy(() => import('./Plot'));

interface Props extends Drawing {
  title: string;
  /** The name of the picture, without its end. */
  file: string;
}

/** Lines over times, with what they mean, and as a picture. Their values are in a table beside it. */
export function Chart({ title, file, ...drawing }: Props) {
  const t = useText();
  const area = useRef<HTMLDivElement>(null);
  const { starts, series, format } = drawing;
  const save = async () => {
    const { pictureOf } = await import('./picture');
    const names = series.map(({ name }) => name);
    const drawn = area.current && pictureOf(area.current, title, names);
    drawn?.toBlob(picture => {
      if (picture) download(`${file}.png`, picture, 'image/png');
    }, 'image/png');
  };
  return (
    <figure className="flex flex-col gap-2">
      <figcaption className="flex flex-wrap items-center justify-between gap-2">
        <ul className="flex flex-wrap gap-x-4 gap-y-1 text-sm">
          {series.map(({ name }, at) => (
            <li key={name} className="flex items-center gap-2">
              <svg
                aria-hidden="true"
                data-series=""
                viewBox="0 0 24 4"
                className={cx('h-1 w-6 shrink-0', colourOf(at))}
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
        <Button aria-label={t('charts.pngOf', { title })} onClick={() => void save()}>
          {t('charts.png')}
        </Button>
      </figcaption>
      <div
        ref={area}
        role="img"
        aria-label={t('charts.summary', {
          title,
          places: starts.length,
          most: format(greatest(series)),
        })}
        className="relative h-56 w-full rounded-lg border border-line bg-surface text-quiet text-xs"
      >
        <Suspense>
          <Plot {...drawing} />
        </Suspense>
      </div>
    </figure>
  );
}
