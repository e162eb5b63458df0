import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { useStoppedText } from '../stopped';
import { TryAgain } from '../TryAgain';

/** Above all tabs of a node that is given nothing: why, what was set aside, and the way back. */
export function StoppedLine({ id }: { id: string }) {
  const { t } = useTranslation('editor');
  const stopped = useEditor((state) => state.status[id]?.stopped);
  const { whole } = useStoppedText();
  if (!stopped) return null;
  return (
    <div className="stopped-line">
      <p className="field-error">
        {whole(stopped)} <span className="sec">{t('stopped.aside', { count: stopped.set_aside })}</span>
      </p>
      <TryAgain node={id} />
    </div>
  );
}
