import { resetSetting, type Setting, settingsKey } from '../../api/queries/settings';
import { Ask } from '../../components/Ask';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { EditSetting } from './EditSetting';
import { SettingHistory } from './SettingHistory';
import { valueText } from './value';

export function SettingRow({ setting }: { setting: Setting }) {
  const t = useText();
  const mayChange = useMay()('settings:write');
  const { key, value, description, isDefault } = setting;
  return (
    <Row
      title={key}
      detail={
        <>
          {description && <span className="block">{description}</span>}
          <code className="text-ink">{valueText(value)}</code>
          {isDefault && ` (${t('settings.default')})`}
        </>
      }
      actions={
        <>
          <SettingHistory name={key} />
          {mayChange && <EditSetting setting={setting} />}
          {mayChange && !isDefault && (
            <Ask
              action={t('settings.reset')}
              title={t('settings.resetAsk', { key })}
              text={t('settings.resetText')}
              run={() => resetSetting(key)}
              keys={[settingsKey]}
            />
          )}
        </>
      }
    />
  );
}
