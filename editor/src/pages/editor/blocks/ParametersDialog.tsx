import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Dialog } from '../../../components/Dialog';
import { freeName } from '../../../flow/pickable';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { ParameterRow } from './ParameterRow';
import { declareParameter } from './parameterActions';

/** Declares the parameters of the flow, or of the block that is open. Every change is one command. */
export function ParametersDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('blocks');
  const parameters = useEditor((state) => state.document?.parameters ?? {});
  const ofBlock = useEditor((state) => state.scope.length > 0);
  const readOnly = useEditor((state) => state.readOnly);
  const [added, setAdded] = useState('');
  const add = () => {
    const name = freeName('value', new Set(Object.keys(parameters)));
    setAdded(name);
    declareParameter(name, { type: 'number', default: 0 });
  };
  const names = Object.keys(parameters);
  return (
    <Dialog
      title={t(ofBlock ? 'declare.block' : 'declare.flow')}
      size={980}
      done
      onClose={onClose}
      actions={null}
    >
      <p className="field-help">{t('declare.help')}</p>
      {names.length > 0 && (
        <div className="pick-scroll">
          <table className="t parameters" data-form>
            <thead>
              <tr>
                <th>{t('declare.name')}</th>
                <th>{t('declare.type')}</th>
                <th>{t('declare.default')}</th>
                <th>{t('declare.unit')}</th>
                <th>{t('declare.min')}</th>
                <th>{t('declare.max')}</th>
                <th>{t('declare.title')}</th>
                <th>{t('declare.text')}</th>
                <th aria-label={t('declare.remove')} />
              </tr>
            </thead>
            <tbody>
              {names.map((name) => (
                <ParameterRow
                  key={name}
                  name={name}
                  parameter={parameters[name] ?? {}}
                  focus={name === added}
                />
              ))}
            </tbody>
          </table>
        </div>
      )}
      {names.length === 0 && <p className="mut">{t('declare.none')}</p>}
      {!readOnly && (
        <div>
          <button type="button" className="btn sm" onClick={add}>
            <Icon name="plus" small /> {t('declare.add')}
          </button>
        </div>
      )}
    </Dialog>
  );
}
