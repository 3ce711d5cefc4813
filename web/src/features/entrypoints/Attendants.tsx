import {
  type Attendant,
  entryPointsKey,
  removeAttendant,
  updateAttendant,
} from '../../api/queries/entryPoints';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Mark } from '../../components/Mark';
import { Card } from '../../components/Page';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { AddAttendant } from './AddAttendant';
import { AttendantName } from './AttendantName';
import { EditAttendant } from './EditAttendant';

/** Those that answer, in the order in which they are chosen. */
export function Attendants({ id, attendants }: { id: string; attendants: Attendant[] }) {
  const t = useText();
  const mayChange = useMay()('settings:write');
  return (
    <Card title={t('entryPoints.attendants')}>
      {attendants.length === 0 && <p>{t('entryPoints.noAttendants')}</p>}
      <ol className="flex flex-col gap-2 empty:hidden">
        {attendants.map(one => (
          <Row
            key={one.id}
            title={<AttendantName attendant={one} />}
            detail={t('entryPoints.limit', {
              position: one.position,
              most: one.maxConversations ?? '∞',
            })}
            mark={
              <Mark
                tone={one.isAvailable ? 'good' : 'quiet'}
                text={t(one.isAvailable ? 'entryPoints.available' : 'entryPoints.away')}
              />
            }
            actions={
              mayChange && (
                <>
                  <ActionButton
                    action={t(
                      one.isAvailable ? 'entryPoints.makeAway' : 'entryPoints.makeAvailable',
                    )}
                    run={() => updateAttendant(one.id, { isAvailable: !one.isAvailable })}
                    keys={[entryPointsKey]}
                  />
                  <EditAttendant attendant={one} />
                  <Ask
                    action={t('entryPoints.remove')}
                    title={t('entryPoints.removeAsk')}
                    text={t('entryPoints.removeText')}
                    run={() => removeAttendant(one.id)}
                    keys={[entryPointsKey]}
                  />
                </>
              )
            }
          />
        ))}
      </ol>
      {mayChange && <AddAttendant id={id} />}
    </Card>
  );
}
