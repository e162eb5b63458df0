import { Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, path } from '../../../api/client';
import type { CommandSpec, Config, KindSpec } from '../../../api/types';
import { useMay } from '../../../app/session';
import { toast, toastError } from '../../../app/toasts';
import { setIn } from '../../../commands/paths';
import { SchemaForm } from '../../../form/SchemaForm';
import { kindText } from '../../../i18n';
import { useEditor } from '../../../store';
import { nodePath } from '../../../store/nodePath';

/** A button for each thing that the running node can be told. */
export function NodeCommands({ id, spec }: { id: string; spec: KindSpec }) {
  return spec.commands.map((command) => <CommandButton key={command.name} id={id} command={command} />);
}

function CommandButton({ id, command }: { id: string; command: CommandSpec }) {
  const { t } = useTranslation('editor');
  const allowed = useMay(command.role);
  const flow = useEditor((state) => state.document?.id ?? '');
  const running = useEditor((state) => state.deployedDocument?.nodes[id] !== undefined);
  const [asking, setAsking] = useState(false);
  const [args, setArgs] = useState<Config>({});
  const title = kindText(command.title);
  const needsArgs = Object.keys(command.args.properties ?? {}).length > 0;
  const send = () => {
    setAsking(false);
    api
      .post(path`/flows/${flow}/nodes/${nodePath(id)}/commands`, { command: command.name, args })
      .then(() => toast(t('commands.sent', { command: title })))
      .catch((error: unknown) => toastError(error, t('commands.refused', { command: title })));
  };
  if (!allowed) return null;
  const button = (
    <button
      type="button"
      className="btn sm"
      disabled={!running}
      title={running ? undefined : t('commands.notRunning')}
      onClick={() => (needsArgs ? setAsking((open) => !open) : send())}
    >
      {title}
    </button>
  );
  if (!needsArgs) return button;
  return (
    <Popover opened={asking} onChange={setAsking} width={300} position="bottom-end" trapFocus>
      <Popover.Target>{button}</Popover.Target>
      <Popover.Dropdown aria-label={title}>
        <SchemaForm
          schema={command.args}
          value={args}
          onChange={(at, value) => setArgs((old) => setIn(old, at, value))}
        />
        <div className="dialog-buttons">
          <span className="sp" />
          <button type="button" className="btn prim sm" onClick={send}>
            {title}
          </button>
        </div>
      </Popover.Dropdown>
    </Popover>
  );
}
