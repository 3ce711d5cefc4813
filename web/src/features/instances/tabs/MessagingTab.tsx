import { useEffect, useRef } from 'react';
import { useText } from '../../../i18n/useText';
import { useMay } from '../../session/useSession';
import type { TabProps } from '../InstancePage';
import { ProxyFacts } from '../settings/ProxyFacts';
import { SaveBar } from '../settings/SaveBar';
import { SectionForm } from '../settings/SectionForm';
import type { Section } from '../settings/sections';
import {
  CALLS,
  CONVERSATION,
  GATHERING,
  PACING,
  PROXY,
  REPLY_FILTER,
  TAKEOVER,
} from '../settings/settings';
import { useSections } from '../settings/useSections';

type Name = 'gathering' | 'filter' | 'conversation' | 'takeover' | 'pacing' | 'calls' | 'proxy';

const SECTIONS: readonly Section<Name>[] = [
  { name: 'gathering', settings: GATHERING },
  { name: 'filter', settings: REPLY_FILTER },
  { name: 'conversation', settings: CONVERSATION },
  { name: 'takeover', settings: TAKEOVER },
  { name: 'pacing', settings: PACING },
  { name: 'calls', settings: CALLS },
  { name: 'proxy', settings: PROXY },
];

/** How messages are gathered, answered and sent. Its sections are saved together. */
export default function MessagingTab({ tagged }: TabProps) {
  const t = useText();
  const mayChange = useMay()('instances:write');
  const page = useRef<HTMLDivElement>(null);
  const { states, attempts, changed, actionsOf, save, discard, ...bar } = useSections(
    SECTIONS,
    tagged,
  );
  useEffect(() => {
    if (attempts > 0) page.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [attempts]);
  const titleOf = ({ name }: Section<Name>) => t(`instance.cards.${name}`);
  const titlesOf = (isSaved: boolean) =>
    SECTIONS.filter(({ name }) => states[name].outcome?.isSaved === isSaved).map(titleOf);
  return (
    <div ref={page} className="flex flex-col gap-5">
      <p className="text-quiet">{t('instance.empty')}</p>
      {SECTIONS.map(section => (
        <SectionForm
          key={section.name}
          title={titleOf(section)}
          settings={section.settings}
          state={states[section.name]}
          actions={actionsOf(section)}
          onSave={save}
        >
          {section.name === 'proxy' && <ProxyFacts tagged={tagged} />}
        </SectionForm>
      ))}
      {mayChange && (
        <SaveBar
          {...bar}
          changed={changed.map(titleOf)}
          saved={titlesOf(true)}
          failed={titlesOf(false)}
          onSave={save}
          onDiscard={discard}
        />
      )}
    </div>
  );
}
