import { Modal } from '@mantine/core';
import { useCallback, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { FormulaCheck } from '../../api/types';
import { useForm } from '../context';
import FormulaEditor from './FormulaEditor';
import { FormulaTrend } from './FormulaTrend';
import { FormulaWrong } from './FormulaWrong';
import { FunctionHelp } from './FunctionHelp';
import { InputsTable } from './InputsTable';
import { usePreview, useTrend } from './result';
import { functionAt, lineResults, shown } from './words';

interface Props {
  title: string;
  text: string;
  check: FormulaCheck | null;
  onChange: (text: string) => void;
  onFix: (() => void) | undefined;
  onClose: () => void;
}

/** A formula at full size: what each line gives, its trend, its inputs, and help for the function at the caret. */
export default function FormulaDialog({ title, text, check, onChange, onFix, onClose }: Props) {
  const { t } = useTranslation('fields');
  const form = useForm();
  const [device, setDevice] = useState('');
  const [about, setAbout] = useState('');
  const right = check?.ok === true;
  const trial = usePreview(text, right, device);
  const samples = useTrend(right ? text : '', device, trial);
  const unit = (check?.ok && check.unit) || '';
  const results = useMemo(() => lineResults(trial, text, unit), [trial, text, unit]);
  const wrong = useMemo(() => (check && !check.ok ? check : null), [check]);
  const onCaret = useCallback((all: string, at: number) => setAbout(functionAt(all, at)), []);
  return (
    <Modal
      opened
      onClose={onClose}
      title={title}
      size="min(1200px, 94vw)"
      yOffset="6vh"
      padding={0}
      classNames={{ header: 'fn-head', title: 'dialog-title' }}
      closeButtonProps={{ 'aria-label': t('common:close') }}
    >
      <div className="fn-body" data-form>
        <div className="fn-left">
          <Devices devices={trial?.devices ?? []} device={device} onDevice={setDevice} />
          <div className="formula fn-editor">
            <span id="formula-dialog-label" className="fn-hidden">
              {title}
            </span>
            <FormulaEditor
              labelledBy="formula-dialog-label"
              value={text}
              disabled={form.disabled}
              wrong={wrong}
              results={results}
              onFix={onFix}
              onCaret={onCaret}
              onChange={onChange}
              onLeave={form.leave}
            />
          </div>
          {wrong && <FormulaWrong wrong={wrong} onFix={onFix} />}
          <output className="fn-now">
            {trial?.sample && (
              <>
                {t('form:formula.now')} <b>{shown(trial.sample.value)}</b> {unit}{' '}
                {trial.sample.quality !== 'good' && (
                  <span className="sec">{t(`common:quality.${trial.sample.quality}`)}</span>
                )}
              </>
            )}
          </output>
          <div className="fn-below">
            <FormulaTrend samples={samples} unit={unit} />
            <InputsTable inputs={trial?.inputs ?? []} />
          </div>
        </div>
        <FunctionHelp name={about} />
      </div>
      <div className="fn-foot">
        <span>{wrong ? t('formula.oneError', { line: wrong.line }) : t('formula.fine')}</span>
        <span className="sp" />
        <button type="button" className="btn prim" onClick={onClose}>
          {t('formula.done')}
        </button>
      </div>
    </Modal>
  );
}

/** Of a formula with {device}: the one that it is tried with. */
function Devices({
  devices,
  device,
  onDevice,
}: {
  devices: string[];
  device: string;
  onDevice: (d: string) => void;
}) {
  const { t } = useTranslation('fields');
  if (!devices.length && !device) return null;
  return (
    <label className="fn-devices">
      {t('formula.with')}
      <select className="inp" value={device} onChange={(event) => onDevice(event.target.value)}>
        <option value="">{t('formula.noDevice')}</option>
        {[...new Set(device ? [device, ...devices] : devices)].sort().map((one) => (
          <option key={one} value={one}>
            {one}
          </option>
        ))}
      </select>
    </label>
  );
}
