import type { Look } from './options';

/** The theme's colours as a chart inherits them: those of its lines are the ones of the legend. */
export function lookOf(area: HTMLElement): Look {
  const style = getComputedStyle(area);
  const frame = area.closest('[role=img]');
  const outer = frame ? getComputedStyle(frame) : style;
  const legend = area.closest('figure')?.querySelectorAll('[data-series]') ?? [];
  const font = `${Math.round(Number.parseFloat(style.fontSize))}px ${style.fontFamily}`;
  const context = document.createElement('canvas').getContext('2d');
  if (context) context.font = font;
  return {
    ground: outer.backgroundColor,
    text: style.color,
    line: outer.borderTopColor,
    font,
    series: [...legend].map(line => getComputedStyle(line).color),
    density: window.devicePixelRatio || 1,
    widthOf: text => context?.measureText(text).width ?? 0,
  };
}

/** Calls back whenever the page's theme changes; the result ends that. */
export function onTheme(change: () => void): () => void {
  const chosen = new MutationObserver(change);
  chosen.observe(document.documentElement, { attributeFilter: ['data-theme'] });
  const device = matchMedia('(prefers-color-scheme: dark)');
  device.addEventListener('change', change);
  return () => {
    chosen.disconnect();
    device.removeEventListener('change', change);
  };
}
