import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { type Instance, instancesQuery } from '../../api/queries/instances';
import { userNamesQuery } from '../../api/queries/users';
import { Choice } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { useFirstOption } from '../../forms/useFirstOption';
import type { ChoiceField } from '../../forms/useSchemaForm';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

interface Props {
  kind: ChoiceField;
  instance: ChoiceField;
  user: ChoiceField;
}

/** What the API accepts: the instance of an attendant has no network. */
export const ofAttendants = (instances: Instance[]) =>
  instances.filter(one => one.channel === 'api');

/** The agent of an instance, or a person. People are offered to those who may see them. */
export function AttendantChoice({ kind, instance, user }: Props) {
  const t = useText();
  const mayNamePeople = useMay()('users:read');
  const { data: instances } = useQuery(instancesQuery);
  const { data: users = [] } = useQuery({ ...userNamesQuery, enabled: mayNamePeople });
  const people = users.filter(one => one.status === 'active');
  const agents = ofAttendants(instances ?? []).map(one => ({ value: one.id, text: one.name }));
  const persons = people.map(one => ({ value: one.id, text: `${one.name} · ${one.email}` }));
  useFirstOption(instance, agents);
  useFirstOption(user, persons);
  return (
    <>
      {mayNamePeople && (
        <Choice
          {...kind}
          label={t('entryPoints.kind')}
          options={[
            { value: 'agent', text: t('entryPoints.agent') },
            { value: 'person', text: t('entryPoints.person') },
          ]}
        />
      )}
      {kind.value === 'agent' ? (
        <>
          <Choice key="instance" {...instance} label={t('common.instance')} options={agents} />
          {instances && agents.length === 0 && <NoInstance />}
        </>
      ) : (
        <>
          <Choice key="user" {...user} label={t('entryPoints.person')} options={persons} />
          <Notice>{t('entryPoints.personHint')}</Notice>
        </>
      )}
    </>
  );
}

/** Where one is created. */
function NoInstance() {
  const t = useText();
  return (
    <Notice>
      {t('entryPoints.noInstance')}{' '}
      <Link to="/instances" className="text-accent underline">
        {t('entryPoints.createInstance')}
      </Link>
    </Notice>
  );
}
