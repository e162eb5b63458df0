import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { clockTime, settingText } from '../../flow/format';
import { Icon } from '../../look/Icon';
import { pickSample, type Samples } from './offered';
import { partsOf, readSample, type Sample } from './paths';

interface Props {
  samples: Samples;
  /** A part of the event goes into the text. */
  onInsert: (text: string) => void;
}

const LONGEST = 60;

/** Which event the field is tried with; its parts go into the text by a click, or are dragged there. */
export function SamplePicker({ samples, onInsert }: Props) {
  const { t } = useTranslation('fields');
  const { sample } = samples;
  const [open, setOpen] = useState(false);
  return (
    <Popover opened={open} onChange={setOpen} position="bottom-end" width={320} trapFocus>
      <Popover.Target>
        <button type="button" className="btn ghost sm sample-button" onClick={() => setOpen(!open)}>
          <span>{sample ? titleOf(sample) || t('sample.pasted') : t('sample.choose')}</span>{' '}
          <Icon name="down" small />
        </button>
      </Popover.Target>
      <Popover.Dropdown className="sample-pop">
        <Choose samples={samples} />
        {sample && (
          <>
            <h4 className="sec-h">{t('sample.parts')}</h4>
            <div className="sample-parts">
              {partsOf(sample).map(({ text, value }) => (
                <button
                  key={text}
                  type="button"
                  draggable
                  title={t('sample.insert')}
                  onDragStart={(event) => event.dataTransfer.setData('text/plain', text)}
                  onClick={() => onInsert(text)}
                >
                  <code>{text}</code> <span className="sec">{settingText(value).slice(0, LONGEST)}</span>
                </button>
              ))}
            </div>
          </>
        )}
      </Popover.Dropdown>
    </Popover>
  );
}

const titleOf = ({ kind, point, time }: Sample): string =>
  [time && clockTime(time), kind, point].filter(Boolean).join(' · ');

function Choose({ samples: { place, sample, offered } }: { samples: Samples }) {
  const { t } = useTranslation('fields');
  const [text, setText] = useState<string | null>(null);
  const wrong = text !== null && text.trim() !== '' && readSample(text) === undefined;
  const take = (pasted: string) => {
    setText(pasted);
    const read = readSample(pasted);
    if (read) pickSample(place, read);
  };
  if (text !== null)
    return (
      <>
        <textarea
          className="inp mono"
          rows={6}
          aria-label={t('sample.json')}
          placeholder={'{"kind": "lab.result", "data": {"value": 3}}'}
          value={text}
          aria-invalid={wrong || undefined}
          onChange={(event) => take(event.target.value)}
        />
        {wrong && <p className="field-error">{t('sample.notJson')}</p>}
        <button type="button" className="btn sm" onClick={() => setText(null)}>
          {t('sample.list')}
        </button>
      </>
    );
  return (
    <div className="sample-choose">
      <select
        className="inp"
        aria-label={t('sample.label')}
        value={sample ? offered.indexOf(sample) : -1}
        onChange={(event) => {
          const one = offered[Number(event.target.value)];
          if (one) pickSample(place, one);
        }}
      >
        {(!sample || !offered.includes(sample)) && (
          <option value={-1}>{sample ? t('sample.pasted') : t('sample.none')}</option>
        )}
        {offered.map((one, i) => (
          <option key={i} value={i}>
            {titleOf(one)}
          </option>
        ))}
      </select>
      <button
        type="button"
        className="btn sm"
        onClick={() => setText(sample ? JSON.stringify(sample, null, 1) : '')}
      >
        {t('sample.paste')}
      </button>
    </div>
  );
}
