import { useQuery } from '@tanstack/react-query';
import { settingHistoryQuery } from '../../api/queries/settings';
import { Loaded } from '../../components/Loaded';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { valueText } from './value';

/** Who changed a setting from what to what, newest first. */
export function Changes({ name }: { name: string }) {
  const t = useText();
  return (
    <Loaded query={useQuery(settingHistoryQuery(name))}>
      {changes =>
        changes.length === 0 ? (
          <p>{t('settings.noHistory')}</p>
        ) : (
          <ol className="flex flex-col gap-2">
            {changes.map(change => (
              <Row
                key={change.changedAt}
                title={`${valueText(change.oldValue)} → ${valueText(change.newValue)}`}
                detail={
                  <>
                    <When at={change.changedAt} /> · {change.changedBy}
                    {change.reason && ` · ${change.reason}`}
                  </>
                }
              />
            ))}
          </ol>
        )
      }
    </Loaded>
  );
}
