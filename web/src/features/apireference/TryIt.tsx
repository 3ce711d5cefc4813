import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Operation } from '../../api/operations';
import { operationsQuery } from '../../api/queries/apiDocument';
import { Choice, Field } from '../../components/Field';
import { Loaded } from '../../components/Loaded';
import { Notice } from '../../components/Notice';
import { useText } from '../../i18n/useText';
import { found } from './found';
import { RequestForm } from './RequestForm';

/** A request of API v2, made with the rights of the reader. */
export function TryIt() {
  return (
    <Loaded query={useQuery(operationsQuery)}>
      {operations => <Chosen operations={operations} />}
    </Loaded>
  );
}

function Chosen({ operations }: { operations: Operation[] }) {
  const t = useText();
  const [words, setWords] = useState('');
  const [key, setKey] = useState('GET /api/v2/instances');
  const listed = found(operations, words);
  const chosen = listed.find(one => one.key === key) ?? listed[0];
  return (
    <>
      <Field
        label={t('api.find')}
        hint={t('api.findHint')}
        type="search"
        value={words}
        onChange={event => setWords(event.target.value)}
      />
      {chosen ? (
        <>
          <Choice
            label={t('api.request')}
            value={chosen.key}
            options={listed.map(one => ({ value: one.key, text: one.key }))}
            onChange={event => setKey(event.target.value)}
          />
          <RequestForm key={chosen.key} operation={chosen} />
        </>
      ) : (
        <Notice>{t('api.none')}</Notice>
      )}
    </>
  );
}
