import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import {
  deleteUser,
  disableUser,
  enableUser,
  resetPassword,
  type User,
  usersKey,
} from '../../api/queries/users';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Once } from '../../components/Once';
import { useText } from '../../i18n/useText';
import { EditUser } from './EditUser';

export function UserActions({ user }: { user: User }) {
  const t = useText();
  const navigate = useNavigate();
  const { id, name } = user;
  const [password, setPassword] = useState<string>();
  const reset = async () => setPassword((await resetPassword(id)).password ?? undefined);
  return (
    <div className="flex flex-wrap gap-3">
      <EditUser user={user} />
      <Ask
        action={t('users.reset')}
        title={t('users.resetAsk', { name })}
        text={t('users.resetText')}
        run={reset}
        keys={[usersKey]}
      />
      {user.status === 'active' ? (
        <Ask
          action={t('users.disable')}
          title={t('users.disableAsk', { name })}
          text={t('users.disableText')}
          run={() => disableUser(id)}
          keys={[usersKey]}
        />
      ) : (
        <ActionButton action={t('users.enable')} run={() => enableUser(id)} keys={[usersKey]} />
      )}
      <Ask
        action={t('common.delete')}
        title={t('users.deleteAsk', { name })}
        text={t('users.deleteText')}
        run={() => deleteUser(id)}
        keys={[[...usersKey, 'list']]}
        onDone={() => void navigate({ to: '/users' })}
      />
      {password && (
        <Once
          title={t('users.password')}
          secret={password}
          onClose={() => setPassword(undefined)}
        />
      )}
    </div>
  );
}
