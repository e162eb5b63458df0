import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../../app/session';
import { toastError } from '../../../app/toasts';
import type { Pick } from '../../../commands/collapse';
import { freeId } from '../../../commands/ids';
import { Dialog } from '../../../components/Dialog';
import { TextField } from '../../../components/Field';
import { specOf } from '../../../flow/blocks';
import { freeName, PARAMETER_NAME, type Pickable, pickables } from '../../../flow/pickable';
import { useEditor } from '../../../store';
import { collapseSelection, takenBlockIds, toCollapse } from './actions';
import { keepInLibrary } from './libraryActions';
import { PickTable } from './PickTable';

export interface Offer extends Pickable {
  key: string;
  node: string;
  nodeName: string;
}

/** The selection becomes a block: its name, and which settings are parameters of it. */
export function CollapseDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('blocks');
  const offers = useMemo(allOffers, []);
  const taken = useMemo(takenBlockIds, []);
  const [name, setName] = useState('');
  const [description, setDescription] = useState('');
  const [device, setDevice] = useState('');
  const [keep, setKeep] = useState(true);
  const [names, setNames] = useState<ReadonlyMap<string, string>>(new Map());
  const [tried, setTried] = useState(false);
  const mayKeep = useMay('engineer');
  const wrong = [...names.values()].some((one) => !PARAMETER_NAME.test(one) || one === 'device');
  const around = useEditor((state) => state.document?.parameters ?? {});
  const twice =
    new Set(names.values()).size < names.size ||
    [...names.values()].some((one) => Object.hasOwn(around, one));
  const submit = () => {
    setTried(true);
    if (!name.trim() || wrong || twice) return;
    const made = collapseSelection({
      id: freeId(/[a-z0-9]/i.test(name) ? name : 'block', taken),
      name: name.trim(),
      description: description.trim(),
      device: device.trim(),
      picks: offers.flatMap((offer) => pickOf(offer, names)),
    });
    onClose();
    if (made && keep && mayKeep)
      void keepInLibrary(made.block.id, '', true).catch((error: unknown) => toastError(error, t('notKept')));
  };
  const toggle = (offer: Offer) => setNames((old) => toggled(old, offer));
  const rename = (key: string, to: string) => setNames((old) => new Map(old).set(key, to));
  return (
    <Dialog
      title={t('collapse.title', { count: toCollapse().size })}
      size={680}
      onClose={onClose}
      onSubmit={submit}
      actions={
        <button type="submit" className="btn prim">
          {t('collapse.submit')}
        </button>
      }
    >
      <TextField
        label={t('name')}
        autoFocus
        value={name}
        onChange={setName}
        error={tried && !name.trim() ? t('nameEmpty') : null}
      />
      <TextField label={t('description')} value={description} onChange={setDescription} />
      <TextField
        label={t('collapse.device')}
        help={t('collapse.deviceHelp')}
        value={device}
        onChange={setDevice}
      />
      <p className="field-help">{t('collapse.picks')}</p>
      <PickTable offers={offers} names={names} onToggle={toggle} onRename={rename} />
      {tried && (wrong || twice) && (
        <p className="field-error" role="alert">
          {t(twice ? 'nameTwice' : 'nameWrong')}
        </p>
      )}
      <label className="tick">
        <input type="checkbox" checked={keep} onChange={(event) => setKeep(event.target.checked)} />
        {t('collapse.keep')}
      </label>
    </Dialog>
  );
}

function allOffers(): Offer[] {
  const { document, kinds } = useEditor.getState();
  return [...toCollapse()].flatMap((id) => {
    const node = document?.nodes[id];
    if (!node) return [];
    return pickables(node, specOf(kinds, node, document?.blocks)).map((one) => ({
      ...one,
      key: `${id}/${one.path.join('/')}`,
      node: id,
      nodeName: node.name || id,
    }));
  });
}

function toggled(old: ReadonlyMap<string, string>, offer: Offer): ReadonlyMap<string, string> {
  const next = new Map(old);
  if (!next.delete(offer.key)) {
    const around = Object.keys(useEditor.getState().document?.parameters ?? {});
    next.set(offer.key, freeName(offer.name, new Set([...old.values(), ...around])));
  }
  return next;
}

function pickOf(offer: Offer, names: ReadonlyMap<string, string>): Pick[] {
  const name = names.get(offer.key);
  return name === undefined ? [] : [{ node: offer.node, path: offer.path, name, parameter: offer.parameter }];
}
