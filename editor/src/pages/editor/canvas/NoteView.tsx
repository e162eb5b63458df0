import type { NodeProps } from '@xyflow/react';
import { NodeResizer } from '@xyflow/react';
import { memo } from 'react';
import { useTranslation } from 'react-i18next';

import { setNote } from '../../../commands/change';
import { keyOf } from '../../../components/keyOf';
import { Markdown } from '../../../components/Markdown';
import { useEditor } from '../../../store';
import { type NoteNode, noteKey } from '../../../store/graph';

const LEAST = { width: 96, height: 40 };

/** A note on the canvas; a double click edits it. */
export const NoteView = memo(function NoteView({ data, selected }: NodeProps<NoteNode>) {
  const { t } = useTranslation('editor');
  const { note } = data;
  const key = noteKey(note.id);
  const editing = useEditor((state) => state.renaming === key);
  const readOnly = useEditor((state) => state.readOnly);
  const setUi = useEditor((state) => state.setUi);
  const run = useEditor((state) => state.run);
  const keep = (text: string) => {
    setUi({ renaming: null });
    if (text !== note.text) run(setNote(note, { ...note, text }));
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keyboard way is F2 on the selected note.
    <div
      className="note"
      data-note-id={note.id}
      data-selected={selected || undefined}
      style={{ width: note.size[0], height: note.size[1] }}
      onDoubleClick={() => !readOnly && setUi({ renaming: key })}
    >
      <NodeResizer
        isVisible={selected && !readOnly}
        minWidth={LEAST.width}
        minHeight={LEAST.height}
        onResizeEnd={(_, box) =>
          run(setNote(note, { ...note, position: [box.x, box.y], size: [box.width, box.height] }))
        }
      />
      {editing ? (
        <textarea
          className="nodrag nowheel"
          // biome-ignore lint/a11y/noAutofocus: the user asked to edit this note.
          autoFocus
          aria-label={t('note.text')}
          defaultValue={note.text}
          onBlur={(event) => keep(event.target.value)}
          onKeyDown={(event) => keyOf(event) === 'Escape' && event.currentTarget.blur()}
        />
      ) : (
        (note.text && <Markdown text={note.text} />) || <span className="mut">{t('note.empty')}</span>
      )}
    </div>
  );
});
