import i18next from 'i18next';
import { createStore } from '../lib/store';
import type en from './en.json';

export const LANGUAGES = { en: 'English', pt: 'Português', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

type Tree = { [key: string]: string | Tree };
type Join<P extends string, K extends string> = P extends '' ? K : `${P}.${K}`;
type Plural<K extends string> = K extends `${infer Base}_${'one' | 'other' | 'many'}` ? Base : K;
type Keys<T extends Tree, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends Tree ? Keys<T[K], Join<P, K>> : Plural<Join<P, K>>;
}[keyof T & string];

/** The name of a text. */
export type Text = Keys<typeof en>;

const KEY = 'omni.language';

const texts: Record<Language, () => Promise<{ default: Tree }>> = {
  en: () => import('./en.json'),
  pt: () => import('./pt.json'),
  es: () => import('./es.json'),
};

export const language = createStore<Language>('en');

function preferred(): Language {
  const wanted = [localStorage.getItem(KEY), ...navigator.languages];
  const codes = wanted.map(tag => tag?.slice(0, 2));
  return codes.find((code): code is Language => code !== undefined && code in LANGUAGES) ?? 'en';
}

async function load(next: Language): Promise<void> {
  if (!i18next.hasResourceBundle(next, 'translation')) {
    i18next.addResourceBundle(next, 'translation', (await texts[next]()).default);
  }
  await i18next.changeLanguage(next);
  document.documentElement.lang = next;
  language.set(next);
}

export async function startTexts(): Promise<void> {
  await i18next.init({ resources: {}, fallbackLng: false, interpolation: { escapeValue: false } });
  await load(preferred());
}

export async function chooseLanguage(next: Language): Promise<void> {
  localStorage.setItem(KEY, next);
  await load(next);
}

/** A text in the current language. React escapes what is put into it. */
export function translate(text: Text, values?: Record<string, string | number>): string {
  return i18next.t(text, values ?? {}) as string;
}
