import * as z from 'zod/mini';
import type { Setting } from '../../api/queries/settings';
import { readAs, text } from '../../forms/fields';
import { translate } from '../../i18n';
import { parsed } from './value';

type ValueType = Setting['valueType'];

const NEEDED: readonly ValueType[] = ['json', 'integer', 'secret'];

/** The value of a setting, by its type. */
function typed(type: ValueType) {
  return readAs((given, refuse): unknown => {
    if (!given && NEEDED.includes(type)) return refuse(translate('form.required'));
    try {
      return parsed(given, type);
    } catch {
      return refuse(translate(type === 'json' ? 'settings.notJson' : 'settings.notNumber'));
    }
  });
}

/** A new value of a setting, and why. */
export const settingSchema = (type: ValueType) => z.object({ value: typed(type), reason: text() });
