import { type DragEvent, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FlowSummary } from '../../api/types';
import { foldersOf } from './list';

export const DRAGGED = 'application/x-tundish-flows';

interface Props {
  flows: FlowSummary[];
  chosen: string;
  onChoose: (folder: string) => void;
  onMove: (ids: string[], folder: string) => void;
}

/** Folders beside the list: a click shows what is in one, flows dropped on one go into it. */
export function FolderTree({ flows, chosen, onChoose, onMove }: Props) {
  const { t } = useTranslation('folders');
  const folders = foldersOf(flows);
  if (folders.length === 0) return null;
  const all = { path: '', name: t('all'), depth: 0, count: flows.length };
  return (
    <nav className="fl-folders" aria-label={t('label')}>
      {[all, ...folders].map(({ path, name, depth, count }) => (
        <Place key={path} onDrop={(ids) => onMove(ids, path)}>
          <button
            type="button"
            aria-current={path === chosen ? 'true' : undefined}
            title={path || undefined}
            style={{ paddingLeft: 8 + (path ? depth + 1 : 0) * 12 }}
            onClick={() => onChoose(path)}
          >
            <span className="ell">{name}</span>
            <span className="count">{count}</span>
          </button>
        </Place>
      ))}
    </nav>
  );
}

/** Somewhere flows can be dropped. */
function Place({ onDrop, children }: { onDrop: (ids: string[]) => void; children: React.ReactNode }) {
  const [over, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onDrop(JSON.parse(event.dataTransfer.getData(DRAGGED) || '[]') as string[]);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard way is "Move to folder" in the menu of a flow.
    <div
      className="fl-folder"
      data-over={over || undefined}
      onDragOver={(event) => {
        if (!event.dataTransfer.types.includes(DRAGGED)) return;
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={drop}
    >
      {children}
    </div>
  );
}
