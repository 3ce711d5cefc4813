import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Schemas } from '../../api/client';
import { instancesQuery } from '../../api/queries/instances';
import { userNamesQuery } from '../../api/queries/users';
import { Choice } from '../../components/Field';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';

type Who = Pick<Schemas['AddAttendantRequest'], 'instanceId' | 'userId'>;

/** The agent of an instance, or a person. People are offered to those who may see them. */
export function AttendantChoice() {
  const t = useText();
  const mayNamePeople = useMay()('users:read');
  const [kind, setKind] = useState('agent');
  const { data: instances = [] } = useQuery(instancesQuery);
  const { data: users = [] } = useQuery({ ...userNamesQuery, enabled: mayNamePeople });
  const people = users.filter(one => one.status === 'active');
  return (
    <>
      {mayNamePeople && (
        <Choice
          label={t('entryPoints.kind')}
          value={kind}
          options={[
            { value: 'agent', text: t('entryPoints.agent') },
            { value: 'person', text: t('entryPoints.person') },
          ]}
          onChange={event => setKind(event.target.value)}
        />
      )}
      {kind === 'agent' ? (
        <Choice
          key="instance"
          label={t('common.instance')}
          name="instance"
          options={instances.map(one => ({ value: one.id, text: one.name }))}
        />
      ) : (
        <>
          <Choice
            key="user"
            label={t('entryPoints.person')}
            name="user"
            options={people.map(one => ({ value: one.id, text: `${one.name} · ${one.email}` }))}
          />
          <Notice>{t('entryPoints.personHint')}</Notice>
        </>
      )}
    </>
  );
}

/** Whom the fields name. */
export function readWho(fields: FormData): Who {
  const user = fields.get('user');
  return user === null ? { instanceId: String(fields.get('instance')) } : { userId: String(user) };
}
