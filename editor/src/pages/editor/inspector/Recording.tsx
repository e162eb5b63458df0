import { useTranslation } from 'react-i18next';

import type { DocNode } from '../../../api/types';
import { setRecord } from '../../../commands/change';
import { useEditor } from '../../../store';

/** Whether what the node puts out goes to the history. */
export function Recording({ id, node }: { id: string; node: DocNode }) {
  const { t } = useTranslation('editor');
  const run = useEditor((state) => state.run);
  const seal = useEditor((state) => state.seal);
  const readOnly = useEditor((state) => state.readOnly);
  const record = (on: boolean) => {
    seal();
    run(setRecord(id, node, on));
  };
  return (
    <label className="recording" title={t('inspector.recordHelp')}>
      <input
        type="checkbox"
        role="switch"
        className="sw"
        aria-checked={node.record ?? false}
        checked={node.record ?? false}
        disabled={readOnly}
        onChange={(event) => record(event.target.checked)}
      />
      {t('inspector.record')}
    </label>
  );
}
