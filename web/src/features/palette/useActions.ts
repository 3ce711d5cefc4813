import { useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { sessionKey, signOut } from '../../api/queries/session';
import { NEW } from '../../components/useNewForm';
import { useText } from '../../i18n/useText';
import { chooseTheme, THEMES } from '../../lib/theme';
import { useMay } from '../session/useSession';
import { newThings } from './pages';
import type { Entry } from './useEntries';

/** What can be done from anywhere. */
export function useActions(): Entry[] {
  const t = useText();
  const may = useMay();
  const client = useQueryClient();
  const navigate = useNavigate();
  const themes = THEMES.map(
    (theme): Entry => ({
      key: `theme ${theme}`,
      group: 'action',
      name: `${t('account.theme')}: ${t(`account.themes.${theme}`)}`,
      run: () => chooseTheme(theme),
    }),
  );
  const begin: Entry = {
    key: 'new-message',
    group: 'action',
    name: t('chats.new'),
    run: () => void navigate({ to: '/chats', search: { new: true } }),
  };
  const creations = newThings(may).map(
    ({ to, area, text, hash = NEW }): Entry => ({
      key: `${hash} ${to}`,
      group: 'action',
      name: area ? `${t(area)}: ${t(text)}` : t(text),
      run: () => void navigate({ to, hash }),
    }),
  );
  const unread: Entry = {
    key: 'unread',
    group: 'action',
    name: t('palette.unread'),
    run: () => void navigate({ to: '/chats', search: { show: 'unread' } }),
  };
  const failed: Entry = {
    key: 'failed',
    group: 'action',
    name: t('palette.failed'),
    run: () => void navigate({ to: '/chats', search: { show: 'failed' } }),
  };
  const leave = async () => {
    client.setQueryData(sessionKey, null);
    await navigate({ to: '/login' });
    client.removeQueries({ predicate: query => query.queryKey[0] !== sessionKey[0] });
  };
  const out: Entry = {
    key: 'sign-out',
    group: 'action',
    name: t('account.signOut'),
    run: () => void signOut().then(leave),
  };
  return [
    ...(may('messages:read') ? [unread, failed] : []),
    ...(may('messages:send') && may('instances:read') ? [begin] : []),
    ...creations,
    ...themes,
    out,
  ];
}
