import { createStore } from './store';

export const THEMES = ['system', 'light', 'dark'] as const;
export type Theme = (typeof THEMES)[number];

const KEY = 'omni.theme';

function stored(): Theme {
  const value = localStorage.getItem(KEY);
  return THEMES.find(theme => theme === value) ?? 'system';
}

export const theme = createStore<Theme>(stored());

function apply(): void {
  const chosen = theme.get();
  if (chosen === 'system') delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = chosen;
}

export function startTheme(): void {
  apply();
  theme.subscribe(apply);
}

export function chooseTheme(next: Theme): void {
  localStorage.setItem(KEY, next);
  theme.set(next);
}
