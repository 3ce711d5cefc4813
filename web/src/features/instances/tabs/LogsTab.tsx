import { useMemo, useState } from 'react';
import { LEVELS, type Level } from '../../../api/live/logs';
import { Choice } from '../../../components/Field';
import { Filters } from '../../../components/Filters';
import { useText } from '../../../i18n/useText';
import { LogLines } from '../../logs/LogLines';
import { TailControls } from '../../logs/TailControls';
import { useTail } from '../../logs/useTail';
import type { TabProps } from '../InstancePage';

/** The log's lines about this instance, as they are written. */
export default function LogsTab({ tagged }: TabProps) {
  const t = useText();
  const [level, setLevel] = useState<Level>('info');
  const { id } = tagged.instance;
  // The tail subscribes anew with each other filter.
  const filter = useMemo(() => ({ services: ['*'], level, search: '', instance: id }), [level, id]);
  const tail = useTail(filter);
  return (
    <>
      <p className="text-quiet">{t('instance.logs.intro')}</p>
      <Filters>
        <Choice
          label={t('logs.level')}
          value={level}
          options={LEVELS.map(value => ({ value, text: t(`logs.levels.${value}`) }))}
          onChange={event => setLevel(event.target.value as Level)}
        />
      </Filters>
      <TailControls tail={tail} />
      <LogLines tail={tail} />
    </>
  );
}
