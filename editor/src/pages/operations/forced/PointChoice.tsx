import { useDebouncedValue } from '@mantine/hooks';
import { useEffect, useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { Field } from '../../../components/Field';
import { searchPoints } from '../../../store/points';

/** The name of a point, with those that fit to choose from. */
export function PointChoice({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const { t } = useTranslation('forced');
  const id = useId();
  const [text] = useDebouncedValue(value, 200);
  const [names, setNames] = useState<string[]>([]);
  useEffect(() => {
    const stop = new AbortController();
    void searchPoints(text, 20, stop.signal).then((points) => {
      if (!stop.signal.aborted) setNames(points.map((point) => point.name));
    });
    return () => stop.abort();
  }, [text]);
  return (
    <Field label={t('point')}>
      {(props) => (
        <>
          <input
            {...props}
            className="inp"
            data-autofocus
            list={id}
            value={value}
            onChange={(event) => onChange(event.target.value)}
          />
          <datalist id={id}>
            {names.map((name) => (
              <option key={name} value={name} />
            ))}
          </datalist>
        </>
      )}
    </Field>
  );
}
