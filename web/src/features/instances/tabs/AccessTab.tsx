import { useQuery } from '@tanstack/react-query';
import { rulesQuery } from '../../../api/queries/access';
import { Loaded } from '../../../components/Loaded';
import { Notice } from '../../../components/Notice';
import { Card } from '../../../components/Page';
import { useText } from '../../../i18n/useText';
import { AccessTester } from '../../access/AccessTester';
import { CreateRule } from '../../access/CreateRule';
import { RuleRow } from '../../access/RuleRow';
import { useMay } from '../../session/useSession';
import type { TabProps } from '../InstancePage';
import { SettingsForm } from '../settings/SettingsForm';
import { ACCESS_MODE } from '../settings/settings';

/** Who reaches the agents here: its rules, those of all instances, and what holds without one. */
export default function AccessTab({ tagged }: TabProps) {
  const t = useText();
  const may = useMay();
  const { id } = tagged.instance;
  return (
    <>
      <SettingsForm title={t('instance.cards.access')} settings={ACCESS_MODE} tagged={tagged} />
      <Card title={t('instance.cards.rules')}>
        <p className="text-quiet">{t('access.intro')}</p>
        {may('access:write') && (
          <div>
            <CreateRule instance={id} />
          </div>
        )}
        {/* The API's filter leaves out the rules of all instances, which apply as well. */}
        <Loaded query={useQuery(rulesQuery(''))}>
          {all => {
            const rules = all.filter(rule => !rule.instanceId || rule.instanceId === id);
            return rules.length === 0 ? (
              <Notice>{t('access.empty')}</Notice>
            ) : (
              <ol aria-label={t('instance.cards.rules')} className="flex flex-col gap-2">
                {rules.map(rule => (
                  <RuleRow key={rule.id} rule={rule} />
                ))}
              </ol>
            );
          }}
        </Loaded>
      </Card>
      <AccessTester instance={id} />
    </>
  );
}
