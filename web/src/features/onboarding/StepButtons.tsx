import { Button } from '../../components/Button';
import { useText } from '../../i18n/useText';

interface Props {
  action: string;
  isBusy: boolean;
  skip: { isPending: boolean; mutate: () => void };
}

/** What ends the form of a step: doing what it asks for, or going on without. */
export function StepButtons({ action, isBusy, skip }: Props) {
  const t = useText();
  return (
    <div className="flex flex-wrap gap-3">
      <Button type="submit" kind="main" isBusy={isBusy}>
        {action}
      </Button>
      <Button isBusy={skip.isPending} onClick={() => skip.mutate()}>
        {t('onboarding.skip')}
      </Button>
    </div>
  );
}
