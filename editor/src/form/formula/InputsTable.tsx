import { useTranslation } from 'react-i18next';

import { Age } from '../../components/Age';
import { Forced } from '../../look/Forced';
import { Icon } from '../../look/Icon';
import { usePoint } from '../../store/points';
import type { FormulaTrial } from './types';
import { shown } from './words';

type Input = NonNullable<FormulaTrial['inputs']>[number];

/** The points that a formula reads: value, unit, quality, age. */
export function InputsTable({ inputs }: { inputs: readonly Input[] }) {
  const { t } = useTranslation('fields');
  return (
    <div className="fn-inputs">
      <h4>{t('formula.inputs')}</h4>
      <table className="t">
        <thead>
          <tr>
            <th>{t('formula.input')}</th>
            <th className="num">{t('formula.value')}</th>
            <th>{t('formula.unit')}</th>
            <th>{t('formula.quality')}</th>
            <th className="num">{t('formula.age')}</th>
          </tr>
        </thead>
        <tbody>
          {inputs.map((input) => (
            <InputRow key={input.name} input={input} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

function InputRow({ input: { name, unit, sample } }: { input: Input }) {
  const { t } = useTranslation('common');
  const point = usePoint(name);
  return (
    <tr data-quality={sample?.quality}>
      <td>
        {name}
        {point?.description && <small className="sec">{point.description}</small>}
      </td>
      <td className="num">
        {sample?.reason === 'forced' && <Forced />}
        {sample ? shown(sample.value) : '–'}
      </td>
      <td className="u">{unit}</td>
      <td className="sec" title={sample?.reason ?? undefined}>
        {sample?.quality === 'bad' && <Icon name="bad" small />} {sample && t(`quality.${sample.quality}`)}
      </td>
      <td className="num sec">{sample && <Age since={sample.time} />}</td>
    </tr>
  );
}
