import { useTranslation } from 'react-i18next';

import type { DocNode, KindSpec, PortSpec } from '../../../api/types';
import { outputsOf } from '../../../flow/ports';
import { fieldsOf } from '../../../form/schema';
import { kindText } from '../../../i18n';
import { Prose } from '../../../look/Prose';

/** What the kind does, its ports and its settings, from the same source as the form. */
export function HelpTab({ node, spec }: { node: DocNode; spec: KindSpec | undefined }) {
  const { t } = useTranslation('editor');
  if (!spec) return <p className="hint">{t('node.unknown', { kind: node.kind })}</p>;
  const fields = fieldsOf(spec.config);
  return (
    <div className="help">
      <p>
        <b>{kindText(spec.summary)}</b>
      </p>
      {paragraphs(kindText(spec.help), kindText(spec.summary)).map((text) => (
        <p key={text}>
          <Prose text={text} />
        </p>
      ))}
      <Ports title={t('help.inputs')} ports={spec.inputs} />
      <Ports title={t('help.outputs')} ports={outputsOf(spec, node)} />
      {fields.length > 0 && <h4>{t('help.settings')}</h4>}
      <dl>
        {fields.map((field) => (
          <div key={field.name}>
            <dt>
              {kindText(field.title)} <code>{field.name}</code>
            </dt>
            <dd>
              <Prose text={kindText(field.help) || '–'} />
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}

function Ports({ title, ports }: { title: string; ports: PortSpec[] }) {
  if (ports.length === 0) return null;
  return (
    <>
      <h4>{title}</h4>
      <dl>
        {ports.map((port) => (
          <div key={port.name}>
            <dt>
              <i className="key-mark" data-carries={port.carries} /> {kindText(port.title)}{' '}
              <code>{port.name}</code>
            </dt>
            <dd>
              <Prose text={kindText(port.help) || '–'} />
            </dd>
          </div>
        ))}
      </dl>
    </>
  );
}

/** The help's paragraphs without the summary that it usually begins with. */
function paragraphs(help: string, summary: string): string[] {
  return help
    .split(/\n\s*\n/)
    .map((text) => text.replace(/\s*\n\s*/g, ' ').trim())
    .filter((text) => text && text !== summary);
}
