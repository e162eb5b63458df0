import { useTranslation } from 'react-i18next';

import { ALIGNMENTS } from '../../../flow/arrange';
import { useEditor } from '../../../store';
import { duplicateSelection, groupSelection, removeSelection } from '../actions';
import { alignSelection, distributeSelection, layOut } from '../arranging';
import { askCollapse } from '../blocks/actions';

/** What can be done with several nodes. */
export function Several({ count }: { count: number }) {
  const { t } = useTranslation('editor');
  const readOnly = useEditor((state) => state.readOnly);
  return (
    <div className="several">
      <h2>{t('inspector.several', { count })}</h2>
      <p className="sec">{t('inspector.severalHint')}</p>
      {!readOnly && (
        <>
          <Row label={t('arrange.align')}>
            {ALIGNMENTS.map((how) => (
              <Act key={how} name={t(`arrange.${how}`)} run={() => alignSelection(how)} />
            ))}
          </Row>
          <Row label={t('arrange.distribute')}>
            <Act name={t('arrange.across')} run={() => distributeSelection('across')} />
            <Act name={t('arrange.down')} run={() => distributeSelection('down')} />
            <Act name={t('arrange.layout')} run={() => void layOut()} />
          </Row>
          <Row label={t('arrange.selection')}>
            <Act name={t('arrange.duplicate')} run={duplicateSelection} />
            <Act name={t('arrange.group')} run={groupSelection} />
            <Act name={t('blocks:collapse.button')} run={askCollapse} />
            <Act name={t('common:delete')} run={() => removeSelection()} />
          </Row>
        </>
      )}
    </div>
  );
}

function Row({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <fieldset className="plain">
      <legend>{label}</legend>
      <div>{children}</div>
    </fieldset>
  );
}

function Act({ name, run }: { name: string; run: () => void }) {
  return (
    <button type="button" className="btn sm" onClick={run}>
      {name}
    </button>
  );
}
