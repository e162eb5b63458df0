import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { DifferenceTable } from './DifferenceTable';
import { useDifference } from './useDifference';

/** What deploying would change, field by field. */
export function Differences() {
  const { t } = useTranslation('editor');
  const found = useDifference();
  const version = useEditor((state) => state.deployed?.version);
  const before = useEditor((state) => state.deployedDocument);
  const after = useEditor((state) => state.document);
  const comparing = useEditor((state) => state.comparing);
  if (!after) return null;
  const named: [string, string] = [version === undefined ? t('diff.before') : `v${version}`, t('diff.draft')];
  return (
    <DifferenceTable
      found={found}
      before={before}
      after={after}
      titles={comparing ? [comparing.before.title, comparing.after.title] : named}
    />
  );
}
