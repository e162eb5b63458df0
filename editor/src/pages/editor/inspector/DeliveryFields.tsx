import { useId, useState } from 'react';
import { useTranslation } from 'react-i18next';

import type { Delivery, DocNode, KindDelivery, WhenFull } from '../../../api/types';
import { setDelivery } from '../../../commands/change';
import { useEditor } from '../../../store';

const POLICIES: readonly WhenFull[] = ['wait', 'drop_oldest', 'refuse'];
const NOTHING: Delivery = { when_full: null, lifetime: null };
const LONGEST_ONCE = 60;

/** Seconds that are typed; null for what is no lifetime. */
const secondsOf = (text: string): number | null => (Number(text) > 0 ? Number(text) : null);

interface Props {
  id: string;
  node: DocNode;
  kind: KindDelivery;
}

/** Of every action: what happens when its outbox is full, and how old an effect may be when it is sent. */
export function DeliveryFields({ id, node, kind }: Props) {
  const { t } = useTranslation('delivery');
  const run = useEditor((state) => state.run);
  const seal = useEditor((state) => state.seal);
  const readOnly = useEditor((state) => state.readOnly);
  const field = useId();
  const own = node.delivery ?? NOTHING;
  const [typed, setTyped] = useState<string | null>(null);
  // "0." is no number yet, but on the way to one; after an undo what was typed counts no more.
  const lifetime = typed !== null && secondsOf(typed) === own.lifetime ? typed : (own.lifetime ?? '');
  const change = (part: Partial<Delivery>) => {
    const now = useEditor.getState().document?.nodes[id];
    if (now) run(setDelivery(id, now, { ...NOTHING, ...now.delivery, ...part }));
  };
  return (
    <section className="delivery" aria-label={t('title')} data-form>
      <h4 className="sec-h">{t('title')}</h4>
      <label htmlFor={`${field}-full`}>{t('whenFull')}</label>
      <select
        id={`${field}-full`}
        className="inp"
        disabled={readOnly}
        value={own.when_full ?? ''}
        onChange={(event) => {
          seal();
          change({ when_full: (event.target.value || null) as WhenFull | null });
        }}
      >
        <option value="">{t('asKind', { what: t(`policy.${kind.when_full}`) })}</option>
        {POLICIES.map((policy) => (
          <option key={policy} value={policy}>
            {t(`policy.${policy}`)}
          </option>
        ))}
      </select>
      <label htmlFor={`${field}-life`}>{t('lifetime')}</label>
      <div className="inp">
        <input
          id={`${field}-life`}
          type="number"
          min={0}
          max={kind.at_most_once ? LONGEST_ONCE : undefined}
          step="any"
          disabled={readOnly}
          value={lifetime}
          placeholder={kind.lifetime === null ? t('unlimited') : String(kind.lifetime)}
          onBlur={() => {
            setTyped(null);
            seal();
          }}
          onChange={(event) => {
            setTyped(event.target.value);
            change({ lifetime: secondsOf(event.target.value) });
          }}
        />
        <span className="u">s</span>
      </div>
      <p className="field-help">{t(kind.at_most_once ? 'helpOnce' : 'help')}</p>
    </section>
  );
}
