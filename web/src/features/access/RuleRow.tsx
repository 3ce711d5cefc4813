import { deleteRule, type Rule, rulesKey, updateRule } from '../../api/queries/access';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Mark } from '../../components/Mark';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { InstanceNames } from '../instances/InstanceNames';
import { useMay } from '../session/useSession';
import { EditRule } from './EditRule';
import { sendersOf } from './values';

export function RuleRow({ rule }: { rule: Rule }) {
  const t = useText();
  const may = useMay();
  const { id, enabled, action, priority, instanceId, reason, expiresAt } = rule;
  const tone = !enabled ? 'quiet' : action.type === 'allow' ? 'good' : 'bad';
  return (
    <Row
      title={sendersOf(rule.criteria)}
      detail={
        <>
          {t('access.priority')} {priority} ·{' '}
          {instanceId ? <InstanceNames ids={[instanceId]} /> : t('access.everywhere')}
          {reason && ` · ${reason}`}
          {expiresAt && (
            <>
              {' '}
              · {t('access.expires')} <When at={expiresAt} />
            </>
          )}
        </>
      }
      mark={
        <Mark
          tone={tone}
          text={enabled ? t(`access.actions.${action.type}`) : t('access.disabled')}
        />
      }
      actions={
        may('access:write') && (
          <>
            <EditRule rule={rule} />
            <ActionButton
              action={t(enabled ? 'access.disable' : 'access.enable')}
              run={() => updateRule(id, { enabled: !enabled })}
              keys={[rulesKey]}
            />
            <Ask
              action={t('common.delete')}
              title={t('access.deleteAsk')}
              text={t('access.deleteText')}
              run={() => deleteRule(id)}
              keys={[rulesKey]}
            />
          </>
        )
      }
    />
  );
}
