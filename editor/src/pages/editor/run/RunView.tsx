import './run.css';

import { ReactFlowProvider } from '@xyflow/react';
import { useEffect, useMemo } from 'react';
import { useTranslation } from 'react-i18next';

import { path } from '../../../api/client';
import type { WholeTrace } from '../../../api/traces';
import type { FlowDocument } from '../../../api/types';
import { useResource } from '../../../api/useResource';
import { Waiting } from '../../../components/Waiting';
import { useEditor } from '../../../store';
import type { RunPlace } from './place';
import { RunBar } from './RunBar';
import { RunCanvas } from './RunCanvas';
import { RunData } from './RunData';
import { RunList } from './RunList';
import { RunSteps } from './RunSteps';
import { pictureOf, spansOf } from './run';
import { useRunKeys } from './useRunKeys';

/** The flow as one trace went through it: the list of traces, the canvas, and the steps with what went in and out. */
export function RunView({ place }: { place: RunPlace }) {
  const { t } = useTranslation('run');
  const whole = useResource<WholeTrace>(path`/traces/${place.trace}`);
  const deploying = useEditor((state) => state.deploying);
  const { leave } = place;
  useEffect(() => {
    if (deploying) leave();
  }, [deploying, leave]);
  useRunKeys(place, whole.data?.steps.length ?? 0);
  return (
    <section className="run" aria-label={t('view')}>
      <RunList place={place} />
      <div className="run-main">
        <Waiting of={whole}>{(trace) => <Shown key={place.trace} trace={trace} place={place} />}</Waiting>
      </div>
    </section>
  );
}

/** The document that ran, as far as it is known: `version` is null where that is not known any more. */
function useVersion(trace: WholeTrace) {
  const flow = useEditor((state) => state.document?.id ?? '');
  const deployed = useEditor((state) => state.deployed?.version);
  const current = useEditor((state) => state.deployedDocument ?? state.document);
  const version = trace.versions[flow] ?? null;
  const older = version !== null && version !== deployed;
  const kept = useResource<{ document: FlowDocument }>(
    older ? path`/flows/${flow}/versions/${version}` : null,
    true,
  );
  const document = older && !kept.error ? (kept.data?.document ?? null) : current;
  return { flow, version: kept.error ? null : version, older: older && !kept.error, deployed, document };
}

function Shown({ trace, place }: { trace: WholeTrace; place: RunPlace }) {
  const { t } = useTranslation('run');
  const { steps, flows } = trace;
  const { flow, version, older, deployed, document } = useVersion(trace);
  const picture = useMemo(() => document && pictureOf(steps, document), [steps, document]);
  const { spans, whole } = useMemo(() => spansOf(steps), [steps]);
  const at = Math.min(place.step, steps.length);
  const current = steps[at - 1];
  const own = flows.find((one) => one.flow === flow);
  const notes = [
    older && t('older', { version, deployed }),
    version === null && own && t('unknownVersion'),
    !own && t('otherFlow'),
    trace.truncated && t('truncated', { count: steps.length }),
  ].filter(Boolean);
  return (
    <>
      <RunBar trace={own ?? flows[0]} version={version} at={at} spans={spans} whole={whole} place={place} />
      <div className="run-canvas">
        {notes.length > 0 && (
          <p className="run-notes" role="note">
            {notes.join(' ')}
          </p>
        )}
        {document && picture && (
          <ReactFlowProvider>
            <RunCanvas
              document={document}
              picture={picture}
              current={current?.flow === document.id ? current.node : ''}
              onNode={(numbers) => place.go(numbers.find((n) => n > at) ?? numbers[0] ?? at)}
            />
          </ReactFlowProvider>
        )}
      </div>
      <div className="run-low">
        <RunSteps steps={steps} spans={spans} whole={whole} at={at} document={document} onStep={place.go} />
        {current && <RunData step={current} number={at} />}
      </div>
    </>
  );
}
