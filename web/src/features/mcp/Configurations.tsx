import { Link } from '@tanstack/react-router';
import { Copyable } from '../../components/Copyable';
import { Card } from '../../components/Page';
import { useText } from '../../i18n/useText';
import { root } from '../../lib/root';
import { configurations, KEY_PLACE } from './entries';

/** What to copy into each of the common clients. */
export function Configurations() {
  const t = useText();
  return (
    <Card title={t('mcp.configurations')}>
      <p>
        {t('mcp.keyPlace', { place: KEY_PLACE })}{' '}
        <Link to="/keys" className="text-accent underline">
          {t('mcp.toKeys')}
        </Link>
      </p>
      {configurations(root.href.replace(/\/$/, '')).map(({ id, file, text }) => (
        <section key={id} className="flex flex-col gap-2">
          <h3 className="font-medium">{t(`mcp.for.${id}`)}</h3>
          {file && <p className="text-quiet text-sm">{t('mcp.file', { file })}</p>}
          <Copyable label={t(`mcp.for.${id}`)} value={text} />
        </section>
      ))}
    </Card>
  );
}
