import { useMemo } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { TopSlot } from '../../../app/TopSlot';
import { changeCount, difference } from '../../../flow/difference';
import { dateTime } from '../../../flow/format';
import { Icon } from '../../../look/Icon';
import { useEditor } from '../../../store';
import { People } from '../presence/People';
import { FlowName } from './FlowName';
import { FlowSwitch } from './FlowSwitch';
import { SaveState } from './SaveState';

/** In the top bar: which flow, what of it is deployed, how the draft differs, and Deploy. */
export function FlowBar() {
  const { t } = useTranslation('editor');
  const document = useEditor((state) => state.root);
  const deployed = useEditor((state) => state.deployed);
  const before = useEditor((state) => state.deployedRoot);
  const deploying = useEditor((state) => state.deploying);
  const readOnly = useEditor((state) => state.readOnly);
  const setUi = useEditor((state) => state.setUi);
  const changes = useMemo(
    () => (document ? changeCount(difference(before, document)) : 0),
    [document, before],
  );
  if (!document) return null;
  return (
    <TopSlot>
      <div className="flow-bar">
        <span className="vr" />
        <Link href="/" className="btn ghost icon sm" aria-label={t('bar.allFlows')} title={t('bar.allFlows')}>
          <Icon name="prev" small />
        </Link>
        <FlowName />
        <span className="chip">
          {changes > 0 && <i className="d" />}
          {!deployed ? t('bar.new') : changes > 0 ? t('bar.draft', { count: changes }) : t('bar.same')}
        </span>
        <span
          className="mut deployed"
          title={deployed ? `${deployed.author}, ${dateTime(deployed.time)}: ${deployed.comment}` : undefined}
        >
          <span className="long">
            {deployed ? t('bar.deployed', { version: deployed.version }) : t('bar.never')}
          </span>
          {deployed && (
            <span className="short" aria-hidden="true">
              v{deployed.version}
            </span>
          )}
        </span>
        <SaveState />
        <span className="sp" />
        <People />
        <FlowSwitch id={document.id} keys={() => setUi({ helpOpen: true })} />
        {!deploying && !readOnly && (
          <button
            type="button"
            className="btn prim"
            onClick={() => setUi({ deploying: true, drawerTab: 'differences', drawerOpen: true })}
          >
            {t('bar.deploy')}
          </button>
        )}
        <span className="vr" />
      </div>
    </TopSlot>
  );
}
