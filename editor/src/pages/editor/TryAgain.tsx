import { useTranslation } from 'react-i18next';

import { api, path } from '../../api/client';
import { useMay } from '../../app/session';
import { toastError } from '../../app/toasts';
import { useEditor } from '../../store';
import { nodePath } from '../../store/nodePath';

/** Gives a node that was stopped its inputs again. */
export function TryAgain({ node }: { node: string }) {
  const { t } = useTranslation('editor');
  const may = useMay('operator');
  const flow = useEditor((state) => state.document?.id ?? '');
  if (!may) return null;
  const again = () => void api.post(path`/flows/${flow}/nodes/${nodePath(node)}/retry`, {}).catch(toastError);
  return (
    <button type="button" className="btn sm" onClick={again}>
      {t('stopped.again')}
    </button>
  );
}
