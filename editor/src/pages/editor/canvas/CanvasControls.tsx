import { useReactFlow, useStore } from '@xyflow/react';
import { useTranslation } from 'react-i18next';

import { Icon } from '../../../look/Icon';
import type { IconName } from '../../../look/icons';
import { useEditor } from '../../../store';
import { commandText } from '../commandText';
import { useSparks } from '../spark/sparks';
import { useFit } from './fit';
import { useKeptView } from './kept';

export function CanvasControls() {
  const { t } = useTranslation('editor');
  const { zoomIn, zoomOut, zoomTo } = useReactFlow();
  const showAll = useFit();
  useKeptView(useEditor((state) => state.document?.id ?? ''));
  const zoom = useStore((state) => Math.round(state.transform[2] * 100));
  const done = useEditor((state) => state.history.done.at(-1));
  const undone = useEditor((state) => state.history.undone.at(-1));
  const costs = useEditor((state) => state.costs);
  const sparks = useSparks();
  const setUi = useEditor((state) => state.setUi);
  const undo = useEditor((state) => state.undo);
  const redo = useEditor((state) => state.redo);
  return (
    <div className="float controls" role="toolbar" aria-label={t('canvas.tools')}>
      <Tool icon="minus" label={t('canvas.zoomOut')} onClick={() => void zoomOut()} />
      <button type="button" className="zoom tn" title={t('canvas.zoomReset')} onClick={() => void zoomTo(1)}>
        {zoom} %
      </button>
      <Tool icon="plus" label={t('canvas.zoomIn')} onClick={() => void zoomIn()} />
      <span className="vr" />
      <Tool icon="fit" label={t('canvas.fit')} keys="1" onClick={() => showAll()} />
      <Tool icon="clock" label={t('canvas.costs')} on={costs} onClick={() => setUi({ costs: !costs })} />
      <Tool icon="wave" label={t('spark:all')} on={sparks.all} onClick={sparks.toggleAll} />
      <span className="vr" />
      <Tool
        icon="undo"
        label={done ? t('canvas.undoWhat', { what: commandText(t, done.label) }) : t('canvas.undo')}
        keys="Ctrl+Z"
        off={!done}
        onClick={undo}
      />
      <Tool
        icon="redo"
        label={undone ? t('canvas.redoWhat', { what: commandText(t, undone.label) }) : t('canvas.redo')}
        keys="Ctrl+Shift+Z"
        off={!undone}
        onClick={redo}
      />
    </div>
  );
}

interface ToolProps {
  icon: IconName;
  label: string;
  keys?: string;
  off?: boolean;
  /** A tool that stays pressed. */
  on?: boolean;
  onClick: () => void;
}

function Tool({ icon, label, keys, off, on, onClick }: ToolProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={keys ? `${label} (${keys})` : label}
      disabled={off}
      aria-pressed={on}
      onClick={onClick}
    >
      <Icon name={icon} />
    </button>
  );
}
