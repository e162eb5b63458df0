import type { NodeProps } from '@xyflow/react';
import { memo } from 'react';

import type { GroupNode, NoteNode } from '../../../store/graph';

/** A group, to look at. */
export const RunArea = memo(function RunArea({ data, width, height }: NodeProps<GroupNode>) {
  return (
    <div className="group" style={{ width, height }}>
      <div className="group-title">{data.group.name}</div>
    </div>
  );
});

/** A note, to read. */
export const RunNote = memo(function RunNote({ data: { note } }: NodeProps<NoteNode>) {
  return (
    <div className="note" style={{ width: note.size[0], height: note.size[1] }}>
      {note.text}
    </div>
  );
});
