import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

import type { NodeLast, PortLast } from '../../../api/types';
import { specOf } from '../../../flow/blocks';
import { clockTime, formatValue, settingText } from '../../../flow/format';
import { inputsOf, outputsOf } from '../../../flow/ports';
import { Forced } from '../../../look/Forced';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { usePoint } from '../../../store/points';
import { PinButtons } from '../pins/PinButtons';
import { pinsOf, split, usePins } from '../pins/pins';
import { draftValue } from '../pins/tried';
import { useBeside } from './beside';
import { useLast } from './useLast';
import './beside.css';

const EVENTS = 5;
const POINTS = 12;

/** The form between what last came in and what last went out; each side can be closed. */
export function Beside({ id, children }: { id: string; children: ReactNode }) {
  const beside = useBeside();
  return (
    <div className="beside">
      {beside.in && <Inputs id={id} />}
      <div className="beside-form">{children}</div>
      {beside.out && <Outputs id={id} />}
    </div>
  );
}

/** In the row of tabs: which sides are open. */
export function BesideButtons() {
  const { t } = useTranslation('beside');
  const { toggle, ...beside } = useBeside();
  return (
    <span className="beside-buttons">
      {(['in', 'out'] as const).map((side) => (
        <button
          key={side}
          type="button"
          className="btn ghost sm"
          aria-pressed={beside[side]}
          title={t(`${side}Help`)}
          onClick={() => toggle(side)}
        >
          {t(side)}
        </button>
      ))}
    </span>
  );
}

function Inputs({ id }: { id: string }) {
  const { t } = useTranslation('beside');
  const document = useEditor((state) => state.document);
  const kinds = useEditor((state) => state.kinds);
  const node = document?.nodes[id];
  const ports = inputsOf(node && specOf(kinds, node, document?.blocks));
  const wires = document?.wires.filter((wire) => wire.to[0] === id) ?? [];
  return (
    <section className="beside-side" aria-label={t('in')}>
      <h4>{t('in')}</h4>
      {ports.length === 0 && <p className="hint">{t('source')}</p>}
      {ports.length > 0 && wires.length === 0 && <p className="hint">{t('unwired')}</p>}
      {wires.map((wire) => (
        <Output key={`${wire.from.join('/')} ${wire.to[1]}`} output={wire.from.join('/')} named />
      ))}
    </section>
  );
}

function Outputs({ id }: { id: string }) {
  const { t } = useTranslation('beside');
  const document = useEditor((state) => state.document);
  const kinds = useEditor((state) => state.kinds);
  const node = document?.nodes[id];
  const spec = node && specOf(kinds, node, document?.blocks);
  const ports = node ? outputsOf(spec, node) : [];
  return (
    <section className="beside-side" aria-label={t('out')}>
      <h4>{t('out')}</h4>
      {ports.length === 0 && <p className="hint">{t('end')}</p>}
      {ports.map((port) => (
        <Output key={port.name} output={`${id}/${port.name}`} pins />
      ))}
    </section>
  );
}

interface OutputProps {
  output: string;
  /** The node it belongs to is told. */
  named?: boolean;
  /** It can be pinned here. */
  pins?: boolean;
}

/** What last left an output; while the draft is tried, what it says there. */
function Output({ output, named, pins }: OutputProps) {
  const { t } = useTranslation('beside');
  const [id, port] = split(output);
  const document = useEditor((state) => state.document);
  const all = usePins((state) => pinsOf(state, document?.id));
  const answer = usePins((state) => state.answer);
  const { last, missing } = useLast(id);
  const draft = Object.keys(all).length > 0 ? draftValue(output, all, answer, document) : null;
  const live = portOf(last, port);
  const shown = draft?.last ?? live;
  const rows = shown?.carries === 'samples' ? { samples: shown.samples } : { events: shown?.events ?? [] };
  return (
    <div className="beside-output" data-draft={draft ? '' : undefined}>
      <p>
        {named && <b>{document?.nodes[id]?.name ?? id}</b>} <span className="mut">{port}</span>
        {draft && <span className="chip">{t(draft.pinned ? 'pinned' : 'draft')}</span>}
      </p>
      {shown ? <Rows of={shown} /> : <p className="hint">{t(missing ? 'notRunning' : 'nothing')}</p>}
      {pins && (
        <div className="beside-pins">
          <PinButtons output={output} shown={rows} />
        </div>
      )}
    </div>
  );
}

function portOf(last: NodeLast | null, port: string): PortLast | undefined {
  const found = last?.ports[port];
  const empty = found && (found.carries === 'samples' ? found.samples : found.events).length === 0;
  return empty ? undefined : found;
}

/** Of samples the newest of each point, of events the newest. */
function Rows({ of }: { of: PortLast }) {
  if (of.carries === 'events')
    return (
      <ul>
        {of.events.slice(-EVENTS).map((event, i) => (
          <li key={`${event.id}${i}`} className="event">
            <span className="tn mut">{clockTime(event.time)}</span> {event.kind} {event.point}
            <small>{settingText(event.data['message'] ?? event.data['text'] ?? event.data)}</small>
          </li>
        ))}
      </ul>
    );
  const newest = new Map(of.samples.map((sample) => [sample.point, sample]));
  return (
    <ul>
      {[...newest.values()].slice(0, POINTS).map((sample) => (
        <SampleRow key={sample.point} {...sample} />
      ))}
      {newest.size > POINTS && <li className="mut">+{newest.size - POINTS}</li>}
    </ul>
  );
}

function SampleRow({
  point: name,
  value,
  quality,
  reason,
}: (PortLast & { carries: 'samples' })['samples'][number]) {
  const point = usePoint(name);
  return (
    <li data-quality={quality} title={point?.description}>
      <span className="cut">{name}</span>
      <span className="tn">
        {quality === 'bad' && <Icon name="bad" small />}
        {reason === 'forced' && <Forced />}
        {formatValue(value, point)} <span className="u">{point?.unit}</span>
      </span>
    </li>
  );
}
