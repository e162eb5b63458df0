import './editor.css';

import { ReactFlowProvider } from '@xyflow/react';
import { useTranslation } from 'react-i18next';
import { Link } from 'wouter';

import { messageOf } from '../../api/errors';
import { useEditor } from '../../store';
import { BlockDialogs } from './blocks/BlockDialogs';
import { BraceMenu } from './blocks/BraceMenu';
import { Crumbs } from './blocks/Crumbs';
import { Canvas } from './canvas/Canvas';
import { Degraded } from './canvas/Degraded';
import { EmptyCanvas } from './canvas/EmptyCanvas';
import { DeployPanel } from './deploy/DeployPanel';
import { Drawer } from './drawer/Drawer';
import { Finder } from './finder';
import { Inspector } from './inspector/Inspector';
import { KeyHelp } from './KeyHelp';
import { Leaving } from './merge/Leaving';
import { MergeDialog } from './merge/MergeDialog';
import { Notices } from './merge/Notices';
import { Palette } from './palette/Palette';
import { PreviewBar } from './pins/PreviewBar';
import { useRunPlace } from './run/place';
import { RunView } from './run/RunView';
import { FlowBar } from './top/FlowBar';
import { Tour } from './tour/Tour';
import { useFlow } from './useFlow';

/** The editor of one flow. */
export default function Editor({ id }: { id: string }) {
  const { t } = useTranslation('editor');
  const { ready, error } = useFlow(id);
  const deploying = useEditor((state) => state.deploying);
  const run = useRunPlace();
  if (error)
    return (
      <div className="empty" role="alert">
        <h2>{t('open.failed')}</h2>
        <p>{messageOf(error)}</p>
        <Link href="/">{t('open.back')}</Link>
      </div>
    );
  if (!ready)
    return (
      <div className="empty" role="status">
        {t('open.loading')}
      </div>
    );
  if (run.trace)
    return (
      <>
        <FlowBar />
        <RunView place={run} />
        <MergeDialog />
      </>
    );
  return (
    <ReactFlowProvider>
      <FlowBar />
      <div className="editor" data-deploying={deploying || undefined}>
        {deploying ? <span /> : <Palette />}
        <div className="middle">
          <div className="canvas-place">
            <Canvas />
            <Crumbs />
            <Degraded />
            <Notices />
            <EmptyCanvas />
            {!deploying && <PreviewBar />}
          </div>
          <Drawer />
        </div>
        {deploying ? <DeployPanel /> : <Inspector />}
      </div>
      <MergeDialog />
      <Leaving />
      <Finder />
      <BlockDialogs />
      <BraceMenu />
      <KeyHelp />
      <Tour />
    </ReactFlowProvider>
  );
}
