import { Button } from '../../../components/Button';
import { Notice } from '../../../components/Notice';
import { Facts } from '../../../components/Page';
import { useText } from '../../../i18n/useText';
import type { Setting, Values } from './settings';
import { useOptionText } from './useOptionText';

interface Props {
  settings: readonly Setting[];
  theirs: Values;
  onTake: () => void;
  onKeep: () => void;
}

/** The instance was changed elsewhere while the form was edited: what is newer, and what to do. */
export function Conflict({ settings, theirs, onTake, onKeep }: Props) {
  const t = useText();
  const optionText = useOptionText();
  const inWords = ({ options = [] }: Setting, value: string | boolean) => {
    if (typeof value === 'boolean') return t(value ? 'common.yes' : 'common.no');
    const option = options.find(one => one.value === value);
    return option ? optionText(option) : value || '–';
  };
  const rows = settings.flatMap((setting): [string, string][] => {
    const value = theirs[setting.name];
    return value === undefined ? [] : [[t(setting.label), inWords(setting, value)]];
  });
  return (
    <Notice tone="warn" isAlert>
      <p className="font-medium">{t('instance.conflict.title')}</p>
      {rows.length === 0 ? (
        <p>{t('instance.conflict.clean')}</p>
      ) : (
        <div className="flex flex-col gap-3">
          <p>{t('instance.conflict.newer')}</p>
          <Facts rows={rows} />
          <div className="flex flex-wrap gap-3">
            <Button onClick={onTake}>{t('instance.conflict.take')}</Button>
            <Button onClick={onKeep}>{t('instance.conflict.keep')}</Button>
          </div>
        </div>
      )}
    </Notice>
  );
}
