import { Card } from '../../components/Page';
import { Row } from '../../components/Row';
import type { Text } from '../../i18n';
import { useText } from '../../i18n/useText';
import { root } from '../../lib/root';

/** Relative to the page's root: they work below any prefix. */
const APIS: { name: string; pages: { path: string; text: Text }[] }[] = [
  {
    name: 'Omni v2',
    pages: [
      { path: 'api/v2/docs', text: 'api.reference' },
      { path: 'api/v2/openapi.json', text: 'api.document' },
    ],
  },
  {
    name: 'Personal WhatsApp Gateway',
    pages: [
      { path: 'api/doc', text: 'api.guide' },
      { path: 'api/reference', text: 'api.reference' },
      { path: 'api/openapi.json', text: 'api.document' },
    ],
  },
  {
    name: 'Wapzi',
    pages: [
      { path: 'docs', text: 'api.guide' },
      { path: 'v1/openapi.json', text: 'api.document' },
    ],
  },
];

export function References() {
  const t = useText();
  return (
    <Card title={t('api.references')}>
      <ul aria-label={t('api.references')} className="flex flex-col gap-2">
        {APIS.map(({ name, pages }) => (
          <Row
            key={name}
            title={name}
            detail={
              <span className="flex flex-wrap gap-x-4 gap-y-1">
                {pages.map(({ path, text }) => (
                  <a
                    key={path}
                    href={new URL(path, root).href}
                    target="_blank"
                    rel="noreferrer"
                    aria-label={`${name}: ${t(text)}`}
                    className="text-accent underline"
                  >
                    {t(text)}
                  </a>
                ))}
              </span>
            }
          />
        ))}
      </ul>
    </Card>
  );
}
