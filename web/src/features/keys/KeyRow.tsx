import { Link } from '@tanstack/react-router';
import type { Key } from '../../api/queries/keys';
import { Row } from '../../components/Row';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { KeyMark } from './KeyMark';

export function KeyRow({ apiKey }: { apiKey: Key }) {
  const t = useText();
  const { id, name, prefix, suffix, lastUsedAt, status, scopes } = apiKey;
  return (
    <Row
      title={
        <Link to="/keys/$id" params={{ id }} className="underline">
          {name}
        </Link>
      }
      detail={
        <>
          {prefix}…{suffix} · {scopes.join(', ')} · {t('keys.lastUsed')}{' '}
          {lastUsedAt ? <When at={lastUsedAt} /> : t('common.never')}
        </>
      }
      mark={<KeyMark status={status} />}
    />
  );
}
