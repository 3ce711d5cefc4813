import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from '@tanstack/react-router';
import {
  deleteEntryPoint,
  entryPointQuery,
  entryPointsKey,
  updateEntryPoint,
} from '../../api/queries/entryPoints';
import { ActionButton } from '../../components/ActionButton';
import { Ask } from '../../components/Ask';
import { Loaded } from '../../components/Loaded';
import { Card, Facts, Page } from '../../components/Page';
import { When } from '../../components/When';
import { useText } from '../../i18n/useText';
import { useMay } from '../session/useSession';
import { ActiveMark } from './ActiveMark';
import { Attendants } from './Attendants';
import { RenameEntryPoint } from './RenameEntryPoint';

export function EntryPointPage() {
  const t = useText();
  const may = useMay();
  const navigate = useNavigate();
  const { id } = useParams({ from: '/signed-in/entry-points/$id' });
  return (
    <Loaded title={t('sections.entryPoints')} query={useQuery(entryPointQuery(id))}>
      {({ name, publicId, isActive, createdAt, attendants }) => (
        <Page title={name} actions={<ActiveMark isActive={isActive} />}>
          <Card title={t('entryPoints.about')}>
            <Facts
              rows={[
                [t('entryPoints.publicId'), publicId],
                [t('common.created'), <When key="created" at={createdAt} />],
              ]}
            />
            {may('settings:write') && (
              <div className="flex flex-wrap gap-3">
                <RenameEntryPoint id={id} name={name} />
                <ActionButton
                  action={t(isActive ? 'entryPoints.deactivate' : 'entryPoints.activate')}
                  run={() => updateEntryPoint(id, { isActive: !isActive })}
                  keys={[entryPointsKey]}
                />
                <Ask
                  action={t('common.delete')}
                  title={t('entryPoints.deleteAsk', { name })}
                  text={t('entryPoints.deleteText')}
                  run={() => deleteEntryPoint(id)}
                  keys={[[...entryPointsKey, 'list']]}
                  onDone={() => void navigate({ to: '/entry-points' })}
                />
              </div>
            )}
          </Card>
          <Attendants id={id} attendants={attendants} />
          {may('messages:read') && (
            <Link to="/executions" search={{ entryPoint: id }} className="text-accent underline">
              {t('entryPoints.executions')}
            </Link>
          )}
        </Page>
      )}
    </Loaded>
  );
}
