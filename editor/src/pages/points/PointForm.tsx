import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, path } from '../../api/client';
import type { PointInfo } from '../../api/types';
import { toast } from '../../app/toasts';
import { Failure } from '../../components/Failure';
import { TextField } from '../../components/Field';
import { useSend } from '../../components/useSend';
import { bodyOf, errorsOf, fieldsOf, type PointFields } from './editing';
import { Labels } from './Labels';
import { RecordChoice } from './RecordChoice';

interface Props {
  point: PointInfo;
  disabled: boolean;
  onSaved: () => void;
}

const TEXTS = ['description', 'unit', 'area', 'device', 'low', 'high', 'digits'] as const;

/** What people know about a point. Values that are typed stay while new samples arrive. */
export function PointForm({ point, disabled, onSaved }: Props) {
  const { t } = useTranslation('points');
  const [fields, setFields] = useState<PointFields>(() => fieldsOf(point));
  const { busy, failure, send } = useSend();
  const errors = errorsOf(fields);
  const changed = JSON.stringify(fields) !== JSON.stringify(fieldsOf(point));
  const right = Object.keys(errors).length === 0;
  const set = (part: Partial<PointFields>) => setFields({ ...fields, ...part });
  const save = () => {
    if (!right) return;
    send(api.put(path`/points/${point.name}`, bodyOf(fields)), () => {
      toast(t('saved', { name: point.name }));
      onSaved();
    });
  };
  const field = (name: (typeof TEXTS)[number]) => (
    <TextField
      key={name}
      label={t(`field.${name}`)}
      error={errors[name] ? t(errors[name] as 'error.number') : null}
      disabled={disabled}
      value={fields[name]}
      onChange={(value) => set({ [name]: value })}
    />
  );
  return (
    <form
      className="pt-form"
      aria-label={t('panel', { name: point.name })}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <section className="vform">
        {field('description')}
        <div className="fields">
          {field('unit')}
          {field('area')}
          {field('device')}
          {field('low')}
          {field('high')}
          {field('digits')}
        </div>
        <RecordChoice value={fields.record} disabled={disabled} onChange={(record) => set({ record })} />
        <Labels
          labels={fields.labels}
          disabled={disabled}
          error={errors.labels ? t(errors.labels as 'error.labelValue') : null}
          onChange={(labels) => set({ labels })}
        />
        <Failure message={failure} />
      </section>
      <div className="side-foot">
        {disabled ? (
          <span className="sec">{t('role')}</span>
        ) : (
          <>
            <button
              type="button"
              className="btn"
              disabled={!changed}
              onClick={() => setFields(fieldsOf(point))}
            >
              {t('discard')}
            </button>
            <button type="submit" className="btn prim" disabled={!changed || !right || busy}>
              {t('common:save')}
            </button>
          </>
        )}
      </div>
    </form>
  );
}
