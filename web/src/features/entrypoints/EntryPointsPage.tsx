import { useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { entryPointsQuery } from '../../api/queries/entryPoints';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { Page } from '../../components/Page';
import { Row } from '../../components/Row';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { ActiveMark } from './ActiveMark';
import { CreateEntryPoint } from './CreateEntryPoint';
import { EntryPointKey } from './EntryPointKey';

/** Where programs of one's own begin conversations with agents. */
export function EntryPointsPage() {
  const t = useText();
  const may = useMay();
  return (
    <Page title={t('sections.entryPoints')} actions={may('settings:write') && <CreateEntryPoint />}>
      <Loaded query={useQuery(entryPointsQuery)}>
        {points =>
          points.length === 0 ? (
            <Notice>{t('entryPoints.empty')}</Notice>
          ) : (
            <ul aria-label={t('sections.entryPoints')} className="flex flex-col gap-2">
              {points.map(({ id, name, publicId, isActive }) => (
                <Row
                  key={id}
                  title={
                    <Link to="/entry-points/$id" params={{ id }} className="underline">
                      {name}
                    </Link>
                  }
                  detail={publicId}
                  mark={<ActiveMark isActive={isActive} />}
                />
              ))}
            </ul>
          )
        }
      </Loaded>
      {may('admin:*') && <EntryPointKey />}
    </Page>
  );
}
