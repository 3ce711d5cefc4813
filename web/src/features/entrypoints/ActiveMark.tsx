import { Mark } from '../../components/Mark';
import { useText } from '../../i18n/useText';

export function ActiveMark({ isActive }: { isActive: boolean }) {
  const t = useText();
  return (
    <Mark
      tone={isActive ? 'good' : 'quiet'}
      text={t(isActive ? 'entryPoints.active' : 'entryPoints.inactive')}
    />
  );
}
