import { useTranslation } from 'react-i18next';

import { TRACINGS, type Tracing } from '../../../api/types';
import { setFlow, setIsolation, setTracing } from '../../../commands/change';
import { useEditor } from '../../../store';
import { FlowParameters } from '../blocks/FlowParameters';

/** Nothing is selected: what the flow as a whole is. */
export function FlowSettings() {
  const { t } = useTranslation('editor');
  const name = useEditor((state) => state.document?.name ?? '');
  const description = useEditor((state) => state.document?.description ?? '');
  const isolation = useEditor((state) => state.document?.isolation);
  const tracing = useEditor((state) => state.document?.tracing);
  const counts = useEditor((state) => {
    const document = state.document;
    return document ? `${Object.keys(document.nodes).length}/${document.wires.length}` : '0/0';
  });
  const readOnly = useEditor((state) => state.readOnly);
  const run = useEditor((state) => state.run);
  const [nodes, wires] = counts.split('/').map(Number);
  return (
    <div className="flow-settings">
      <div className="hd">
        <div className="who">
          <b>{name}</b>
          <small>{t('inspector.flow', { nodes, wires })}</small>
        </div>
      </div>
      <label className="stack">
        {t('inspector.description')}
        <textarea
          key={description}
          className="inp"
          rows={4}
          defaultValue={description}
          disabled={readOnly}
          onBlur={(event) => {
            const after = event.target.value;
            if (after !== description) run(setFlow({ name, description }, { name, description: after }));
          }}
        />
      </label>
      <label className="stack">
        {t('inspector.isolation')}
        <input
          key={isolation}
          className="inp"
          defaultValue={isolation}
          disabled={readOnly}
          pattern="[a-z0-9][a-z0-9_\-]{0,63}"
          onBlur={(event) => {
            const after = event.target.value.trim();
            if (after !== (isolation ?? '') && event.target.checkValidity())
              run(setIsolation(isolation, after));
          }}
        />
        <small className="mut">{t('inspector.isolationHelp')}</small>
      </label>
      <label className="stack">
        {t('inspector.tracing.title')}
        <select
          className="inp"
          value={tracing ?? 'sampled'}
          disabled={readOnly}
          onChange={(event) => run(setTracing(tracing, event.target.value as Tracing))}
        >
          {TRACINGS.map((one) => (
            <option key={one} value={one}>
              {t(`inspector.tracing.${one}`)}
            </option>
          ))}
        </select>
        <small className="mut">{t('inspector.tracing.help')}</small>
      </label>
      <FlowParameters />
      <p className="hint">{t('inspector.none')}</p>
    </div>
  );
}
