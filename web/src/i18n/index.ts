import i18next from 'i18next';
import { createStore } from '../lib/store';
import type en from './en.json';
import type manage from './manage/en.json';

export const LANGUAGES = { en: 'English', pt: 'Português', es: 'Español' } as const;
export type Language = keyof typeof LANGUAGES;

type Tree = { [key: string]: string | Tree };
type Join<P extends string, K extends string> = P extends '' ? K : `${P}.${K}`;
type Plural<K extends string> = K extends `${infer Base}_${'one' | 'other' | 'many'}` ? Base : K;
type Keys<T extends Tree, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends Tree ? Keys<T[K], Join<P, K>> : Plural<Join<P, K>>;
}[keyof T & string];

/** The name of a text. */
export type Text = Keys<typeof en> | Keys<typeof manage>;

const KEY = 'omni.language';

const texts: Record<Language, () => Promise<{ default: Tree }>> = {
  en: () => import('./en.json'),
  pt: () => import('./pt.json'),
  es: () => import('./es.json'),
};

/** Those of the management pages, which an operator who only answers messages never loads. */
const manageTexts: typeof texts = {
  en: () => import('./manage/en.json'),
  pt: () => import('./manage/pt.json'),
  es: () => import('./manage/es.json'),
};

let needsManageTexts = false;

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
  if (needsManageTexts) await addManageTexts(next);
  await i18next.changeLanguage(next);
  document.documentElement.lang = next;
  language.set(next);
}

async function addManageTexts(next: Language): Promise<void> {
  const { default: tree } = await manageTexts[next]();
  i18next.addResourceBundle(next, 'translation', tree, true);
}

/** Before the first management page is shown, and from then on with each language. */
export async function loadManageTexts(): Promise<void> {
  if (needsManageTexts) return;
  await addManageTexts(language.get());
  needsManageTexts = true;
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
