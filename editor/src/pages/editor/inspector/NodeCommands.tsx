import { Menu, Popover } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';

import { api, path } from '../../../api/client';
import type { CommandSpec, Config, KindSpec } from '../../../api/types';
import { atLeast, useSession } from '../../../app/session';
import { toast, toastError } from '../../../app/toasts';
import { setIn } from '../../../commands/paths';
import { SchemaForm } from '../../../form/SchemaForm';
import { kindText } from '../../../i18n';
import { useEditor } from '../../../store';
import { nodePath } from '../../../store/nodePath';

/** What the running node can be told: a button for one thing, a menu for several. */
export function NodeCommands({ id, spec }: { id: string; spec: KindSpec }) {
  const { t } = useTranslation('editor');
  const role = useSession((state) => state.session?.user.role);
  const flow = useEditor((state) => state.document?.id ?? '');
  const running = useEditor((state) => state.deployedDocument?.nodes[id] !== undefined);
  const [asked, setAsked] = useState<CommandSpec>();
  const commands = spec.commands.filter((command) => atLeast(role, command.role));
  const send = (command: CommandSpec, args: Config) => {
    setAsked(undefined);
    const title = kindText(command.title);
    api
      .post(path`/flows/${flow}/nodes/${nodePath(id)}/commands`, { command: command.name, args })
      .then(() => toast(t('commands.sent', { command: title })))
      .catch((error: unknown) => toastError(error, t('commands.refused', { command: title })));
  };
  const choose = (command: CommandSpec) => (hasArguments(command) ? setAsked(command) : send(command, {}));
  const [only] = commands;
  if (!only) return null;
  const state = {
    className: 'btn sm',
    disabled: !running,
    title: running ? undefined : t('commands.notRunning'),
  };
  return (
    <Popover
      opened={asked !== undefined}
      onChange={(open) => open || setAsked(undefined)}
      width={300}
      position="bottom-end"
      withRoles={false}
      trapFocus
    >
      <Popover.Target>
        <span>
          {commands.length === 1 ? (
            <button type="button" {...state} onClick={() => choose(only)}>
              {kindText(only.title)}
            </button>
          ) : (
            <Menu position="bottom-end" transitionProps={{ duration: 0 }}>
              <Menu.Target>
                <button type="button" {...state}>
                  {t('commands.label')}
                </button>
              </Menu.Target>
              <Menu.Dropdown>
                {commands.map((command) => (
                  <Menu.Item key={command.name} onClick={() => choose(command)}>
                    {kindText(command.title)}
                    {hasArguments(command) && '…'}
                  </Menu.Item>
                ))}
              </Menu.Dropdown>
            </Menu>
          )}
        </span>
      </Popover.Target>
      <Popover.Dropdown aria-label={asked && kindText(asked.title)}>
        {asked && <Arguments command={asked} onSend={(args) => send(asked, args)} />}
      </Popover.Dropdown>
    </Popover>
  );
}

function Arguments({ command, onSend }: { command: CommandSpec; onSend(args: Config): void }) {
  const [args, setArgs] = useState<Config>({});
  return (
    <>
      <SchemaForm
        schema={command.args}
        value={args}
        onChange={(at, value) => setArgs((old) => setIn(old, at, value))}
      />
      <div className="dialog-buttons">
        <span className="sp" />
        <button type="button" className="btn prim sm" onClick={() => onSend(args)}>
          {kindText(command.title)}
        </button>
      </div>
    </>
  );
}

function hasArguments(command: CommandSpec): boolean {
  return Object.keys(command.args.properties ?? {}).length > 0;
}
