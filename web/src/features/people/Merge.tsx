import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { mergePersons, type Person, personsKey, presenceQuery } from '../../api/queries/persons';
import { Button } from '../../components/Button';
import { Dialog } from '../../components/Dialog';
import { Field } from '../../components/Field';
import { Reason } from '../../components/Reason';
import { useText } from '../../i18n/useText';
import { FindPerson } from './FindPerson';
import { personName } from './name';

interface Props {
  /** The one that is kept. */
  person: Person;
  onMerged: (kept: string) => void;
  onClose: () => void;
}

/** Finds the other, shows what will be moved, and merges. */
export function Merge({ person, onMerged, onClose }: Props) {
  const t = useText();
  const [other, setOther] = useState<Person | null>(null);
  return (
    <Dialog title={t('people.mergeTitle', { name: personName(person) })} onClose={onClose}>
      {other ? (
        <Preview kept={person} other={other} onMerged={onMerged} onBack={() => setOther(null)} />
      ) : (
        <div className="flex flex-col gap-3">
          <FindPerson label={t('people.mergeSearch')} except={person.id} onFound={setOther} />
          <Button className="self-end" onClick={onClose}>
            {t('app.cancel')}
          </Button>
        </div>
      )}
    </Dialog>
  );
}

interface PreviewProps {
  kept: Person;
  other: Person;
  onMerged: (kept: string) => void;
  onBack: () => void;
}

function Preview({ kept, other, onMerged, onBack }: PreviewProps) {
  const t = useText();
  const client = useQueryClient();
  const [why, setWhy] = useState('');
  const keptData = useQuery(presenceQuery(kept.id)).data;
  const otherData = useQuery(presenceQuery(other.id)).data;
  const merge = useMutation({
    mutationFn: () =>
      mergePersons({
        sourcePersonId: other.id,
        targetPersonId: kept.id,
        ...(why.trim() ? { reason: why.trim() } : {}),
      }),
    async onSuccess() {
      await client.invalidateQueries({ queryKey: personsKey });
      onMerged(kept.id);
    },
  });
  const sides = [
    { title: t('people.kept'), person: kept, data: keptData },
    { title: t('people.mergedIn'), person: other, data: otherData },
  ];
  return (
    <div className="flex flex-col gap-4">
      <div className="grid gap-3 sm:grid-cols-2">
        {sides.map(side => (
          <section key={side.person.id} className="rounded-lg border border-line p-3">
            <h3 className="text-quiet text-sm">{side.title}</h3>
            <p className="break-words font-medium">
              <bdi>{personName(side.person)}</bdi>
            </p>
            <p className="text-sm">
              {t('people.counts', {
                identities: side.data?.summary.totalIdentities ?? 0,
                messages: side.data?.summary.totalMessages ?? 0,
              })}
            </p>
          </section>
        ))}
      </div>
      <p>{t('people.mergeText')}</p>
      <Field
        label={t('people.reason')}
        value={why}
        onChange={event => setWhy(event.currentTarget.value)}
      />
      {merge.isError && (
        <p role="alert" className="text-bad">
          <Reason error={merge.error} />
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-3">
        <Button onClick={onBack}>{t('people.back')}</Button>
        <Button
          kind="main"
          disabled={!keptData || !otherData || merge.isPending}
          onClick={() => merge.mutate()}
        >
          {t('people.merge')}
        </Button>
      </div>
    </div>
  );
}
