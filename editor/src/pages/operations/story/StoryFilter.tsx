import { useTranslation } from 'react-i18next';

import { SearchBox } from '../../../components/SearchBox';
import { AreaSelect } from '../AreaSelect';
import { KINDS, type KindName, SPANS, type StoryWanted } from './storyFilter';

interface Props {
  filter: StoryWanted;
  flowNames: Record<string, string>;
  /** Address of the same as a file. */
  file: string;
  onChange: (part: Partial<StoryWanted>) => void;
}

/** Period, kind, point, user, text, flow, area; and the export of what they leave. */
export function StoryFilter({ filter, flowNames, file, onChange }: Props) {
  const { t } = useTranslation('story');
  return (
    <>
      <select
        className="inp st-choice"
        aria-label={t('period')}
        value={filter.hours}
        onChange={(event) => onChange({ hours: Number(event.target.value) })}
      >
        {SPANS.map((hours) => (
          <option key={hours} value={hours}>
            {t(`span.h${hours}`)}
          </option>
        ))}
      </select>
      <select
        className="inp st-choice"
        aria-label={t('kind')}
        value={filter.kind}
        onChange={(event) => onChange({ kind: event.target.value as KindName })}
      >
        {(Object.keys(KINDS) as KindName[]).map((kind) => (
          <option key={kind} value={kind}>
            {t(`kinds.${kind}`)}
          </option>
        ))}
      </select>
      <SearchBox
        label={t('filterPoint')}
        value={filter.point}
        onChange={(point) => onChange({ point })}
        width={180}
      />
      <SearchBox
        label={t('filterUser')}
        value={filter.user}
        onChange={(user) => onChange({ user })}
        width={120}
      />
      <SearchBox
        label={t('filterText')}
        value={filter.text}
        onChange={(text) => onChange({ text })}
        width={180}
      />
      <select
        className="inp st-choice"
        aria-label={t('flow')}
        value={filter.flow}
        onChange={(event) => onChange({ flow: event.target.value })}
      >
        <option value="">{t('allFlows')}</option>
        {Object.entries(flowNames).map(([id, name]) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </select>
      <AreaSelect value={filter.area} onChange={(area) => onChange({ area })} />
      <span className="sp" />
      <a className="btn" href={file} download>
        {t('export')}
      </a>
    </>
  );
}
