import { act, cleanup, render, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { Drawing } from './drawing';
import Plot from './Plot';

/** The library draws on a canvas, which the tests have none of: this is what it is given. */
const plots = vi.hoisted(() => ({ all: [] as FakePlot[] }));

interface FakePlot {
  hooks: { setCursor: ((plot: unknown) => void)[] };
  sizes: number[];
  isDestroyed: boolean;
}

vi.mock('uplot', () => ({
  default: class {
    hooks: FakePlot['hooks'];
    sizes: number[];
    isDestroyed = false;
    constructor(options: { width: number; hooks: FakePlot['hooks'] }) {
      this.hooks = options.hooks;
      this.sizes = [options.width];
      plots.all.push(this);
    }
    setSize({ width }: { width: number }) {
      this.sizes.push(width);
    }
    destroy() {
      this.isDestroyed = true;
    }
  },
}));

let resize: (width: number) => void;

beforeEach(() => {
  plots.all.length = 0;
  let width = 0;
  vi.spyOn(HTMLElement.prototype, 'clientWidth', 'get').mockImplementation(() => width);
  vi.stubGlobal(
    'ResizeObserver',
    class {
      constructor(report: () => void) {
        resize = next => {
          width = next;
          act(report);
        };
      }
      observe() {}
      disconnect() {}
    },
  );
});

afterEach(() => {
  cleanup();
  vi.unstubAllGlobals();
  vi.restoreAllMocks();
  delete document.documentElement.dataset.theme;
});

const drawing: Drawing = {
  starts: ['2026-05-04T10:00:00.000Z', '2026-05-04T11:00:00.000Z'],
  bucket: 'hour',
  series: [
    { name: 'Received', values: [3, 41] },
    { name: 'Sent', values: [1, null] },
  ],
  format: value => `${value} m`,
};

test('it is drawn as soon as it has a width, follows that, and is removed with the page', () => {
  const { unmount } = render(<Plot {...drawing} />);
  resize(0);
  expect(plots.all).toHaveLength(0);
  resize(600);
  resize(300);
  expect(plots.all.map(one => one.sizes)).toEqual([[600, 300]]);
  unmount();
  expect(plots.all[0]?.isDestroyed).toBe(true);
});

test('another theme draws it anew', async () => {
  render(<Plot {...drawing} />);
  resize(600);
  document.documentElement.dataset.theme = 'dark';
  await vi.waitFor(() => expect(plots.all).toHaveLength(2));
  expect(plots.all.map(one => one.isDestroyed)).toEqual([true, false]);
});

test('what is pointed at is shown with its values, until it is left', () => {
  render(<Plot {...drawing} />);
  resize(600);
  const point = (idx: number | null) => {
    const state = {
      cursor: { idx },
      data: [[0, 1]],
      over: { offsetLeft: 40 },
      valToPos: () => 100,
      width: 600,
    };
    act(() => plots.all[0]?.hooks.setCursor[0]?.(state));
  };
  point(1);
  expect(screen.getByText('41 m')).toBeTruthy();
  expect(screen.getByText('–')).toBeTruthy();
  point(null);
  expect(screen.queryByText('41 m')).toBeNull();
});
