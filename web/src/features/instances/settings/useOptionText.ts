import { useText } from '../../../i18n/useText';
import type { Option } from './settings';

/** How an option is shown. */
export function useOptionText(): (option: Option) => string {
  const t = useText();
  return option => ('text' in option ? t(option.text) : option.name);
}
