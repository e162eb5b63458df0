import { useTranslation } from 'react-i18next';

import { useFlowNames } from '../../../components/useFlowNames';

interface Props {
  flows: readonly string[];
  chosen: ReadonlySet<string>;
  onChoose: (chosen: ReadonlySet<string>) => void;
}

/** Drafts of other flows that hold an older version: they can be upgraded in the same step. */
export function OtherFlows({ flows, chosen, onChoose }: Props) {
  const { t } = useTranslation('blocks');
  const names = useFlowNames();
  const toggle = (flow: string) =>
    onChoose(new Set(chosen.has(flow) ? [...chosen].filter((one) => one !== flow) : [...chosen, flow]));
  return (
    <fieldset className="plain">
      <legend>{t('upgrade.others')}</legend>
      {flows.map((flow) => (
        <label key={flow} className="tick">
          <input type="checkbox" checked={chosen.has(flow)} onChange={() => toggle(flow)} />
          {names[flow] ?? flow}
        </label>
      ))}
      <p className="field-help">{t('upgrade.othersHelp')}</p>
    </fieldset>
  );
}
