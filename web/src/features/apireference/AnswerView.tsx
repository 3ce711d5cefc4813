import type { Answer } from '../../api/attempt';
import { Code } from '../../components/Code';
import { Mark } from '../../components/Mark';
import { Notice } from '../../components/Notice';
import { Facts } from '../../components/Page';
import { useText } from '../../i18n/useText';

/** What the server answered: its status, the headers that help, and the body. */
export function AnswerView({ answer }: { answer: Answer }) {
  const t = useText();
  const { status, ms, headers, body, isShortened } = answer;
  return (
    <section aria-label={t('api.answer')} className="flex flex-col gap-3">
      <div role="status">
        <Mark tone={status < 400 ? 'good' : 'bad'} text={t('api.answered', { status, ms })} />
      </div>
      <Facts rows={headers} />
      {isShortened && <Notice>{t('api.shortened')}</Notice>}
      {body !== undefined && body !== '' && <Code value={body} />}
    </section>
  );
}
