import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { type Pin, pin, pinsOf, unpin, usePins } from './pins';

/** At an output: pin what is shown, write it by hand, or take the pin away. Only who may edit the draft tries it. */
export function PinButtons({ output, shown }: { output: string; shown: Partial<Pin> }) {
  const { t } = useTranslation('pins');
  const flow = useEditor((state) => state.document?.id ?? '');
  const known = useEditor((state) => state.document?.nodes[output.slice(0, output.lastIndexOf('/'))]);
  const off = useEditor((state) => state.readOnly || state.scope.length > 0);
  const pinned = usePins((state) => pinsOf(state, flow)[output] !== undefined);
  if (off || !known) return null;
  const rows = (shown.samples?.length ?? 0) + (shown.events?.length ?? 0);
  return (
    <>
      <button
        type="button"
        className="btn ghost sm"
        aria-pressed={pinned}
        title={t('pinHelp')}
        disabled={!pinned && rows === 0}
        onClick={() => (pinned ? unpin(flow, output) : pin(flow, output, shown))}
      >
        {t('pin')}
      </button>
      <button
        type="button"
        className="btn ghost sm"
        title={t('tryHelp')}
        onClick={() => usePins.setState({ writing: output })}
      >
        {t('tryValue')}
      </button>
    </>
  );
}
