import { Menu } from '@mantine/core';
import { useTranslation } from 'react-i18next';

import { useMay } from '../../../app/session';
import { toast } from '../../../app/toasts';
import { useEditor } from '../../../store';
import { ForceDialog } from '../../operations/forced/ForceDialog';
import { hasSpark, useSparks } from '../spark/sparks';
import { pinsOf, split, unpin, usePins } from './pins';
import { labelOf, useWireMenu } from './wireMenu';

/** At a value on a wire: look closer, try another value in the draft, or hold the point by hand. */
export function WireMenu() {
  const { menu, forcing } = useWireMenu();
  const { t } = useTranslation('pins');
  return (
    <>
      {menu && (
        <Menu
          opened
          onClose={close}
          position="bottom-start"
          width={232}
          returnFocus
          withInitialFocusPlaceholder={false}
        >
          <Menu.Target>
            <button
              type="button"
              tabIndex={-1}
              className="menu-at"
              aria-label={t('menu')}
              style={{ left: menu.x, top: menu.y }}
            />
          </Menu.Target>
          <Menu.Dropdown aria-label={t('menu')}>
            <Items output={menu.output} />
          </Menu.Dropdown>
        </Menu>
      )}
      {forcing !== null && (
        <ForceDialog
          point={forcing}
          onClose={() => useWireMenu.setState({ forcing: null })}
          onDone={(point) => {
            useWireMenu.setState({ forcing: null });
            toast(t('forced', { point }));
          }}
        />
      )}
    </>
  );
}

const SETTLED = 50;

/** After the key that closes it has gone its way: the canvas has a use for Escape, too. */
const close = () =>
  void setTimeout(() => {
    const { menu } = useWireMenu.getState();
    useWireMenu.setState({ menu: null });
    setTimeout(() => {
      if (menu && document.activeElement === document.body) labelOf(menu.output)?.focus();
    }, SETTLED);
  });

function Items({ output }: { output: string }) {
  const { t } = useTranslation('pins');
  const flow = useEditor((state) => state.document?.id ?? '');
  const value = useEditor((state) => state.values[output]);
  const edits = useEditor((state) => !state.readOnly && state.scope.length === 0);
  const spark = useSparks((state) => hasSpark(state, flow, output));
  const pinned = usePins((state) => pinsOf(state, flow)[output] !== undefined);
  // Only what a source measures can be held; what a flow makes follows from it.
  const measured = useEditor((state) => {
    const kind = state.deployedDocument?.nodes[split(output)[0]]?.kind ?? '';
    return kind.startsWith('source.') && state.kinds.get(kind)?.connector === true;
  });
  const mayForce = useMay('operator') && measured && value?.carries === 'samples';
  return (
    <>
      <Menu.Item onClick={() => showLast(output)}>{t('last')}</Menu.Item>
      {value?.carries === 'samples' && (
        <Menu.Item onClick={() => useSparks.getState().toggle(flow, output)}>
          {t(spark ? 'noSpark' : 'spark')}
        </Menu.Item>
      )}
      {edits && <Menu.Item onClick={() => usePins.setState({ writing: output })}>{t('tryValue')}</Menu.Item>}
      {edits && pinned && <Menu.Item onClick={() => unpin(flow, output)}>{t('unpin')}</Menu.Item>}
      {mayForce && (
        <Menu.Item onClick={() => useWireMenu.setState({ forcing: value.point })}>
          {t('force', { point: value.point })}
        </Menu.Item>
      )}
    </>
  );
}

/** The wires of the output are selected, and their last values stand below the canvas. */
function showLast(output: string): void {
  const { select, setUi } = useEditor.getState();
  select([split(output)[0]]);
  setUi({ drawerTab: 'live', drawerOpen: true });
}
