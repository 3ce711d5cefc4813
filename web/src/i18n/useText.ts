import { useStore } from '../lib/useStore';
import { language, translate } from './index';

/** The texts in the current language; renders anew when it changes. */
export function useText() {
  useStore(language);
  return translate;
}

export function useLanguage() {
  return useStore(language);
}
