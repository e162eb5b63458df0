import './tour.css';

import { useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { firstTime, STEPS, useTour } from './tour';

const WIDTH = 296;
const HEIGHT = 150;
const GAP = 12;

/** A card beside what it tells of. It covers little, takes no key but its own, and work goes on behind it. */
export function Tour() {
  const { t } = useTranslation('gestures');
  const { step, start, go, end } = useTour();
  const readOnly = useEditor((state) => state.readOnly);
  const deploying = useEditor((state) => state.deploying);
  useEffect(() => {
    if (!readOnly && firstTime()) start();
  }, [readOnly, start]);
  const place = usePlace(step, deploying);
  const next = useRef<HTMLButtonElement>(null);
  const name = step === null ? undefined : STEPS[step]?.[0];
  if (step === null || !name || deploying) return null;
  return (
    <section
      className="tour"
      aria-label={t('tour.title')}
      aria-live="polite"
      style={place}
      onKeyDown={(event) => {
        if (event.key === 'Escape') end();
        event.stopPropagation();
      }}
    >
      <h3>{t(`tour.${name}.title`)}</h3>
      <p>{t(`tour.${name}.text`)}</p>
      <div className="tour-foot">
        <span className="mut tn">{t('tour.step', { step: step + 1, of: STEPS.length })}</span>
        <span className="sp" />
        <button type="button" className="btn sm ghost" onClick={end}>
          {t('tour.end')}
        </button>
        {step > 0 && (
          <button type="button" className="btn sm" onClick={() => go(-1)}>
            {t('tour.back')}
          </button>
        )}
        <button ref={next} type="button" className="btn sm prim" onClick={() => go(1)}>
          {t(step + 1 < STEPS.length ? 'tour.next' : 'tour.done')}
        </button>
      </div>
    </section>
  );
}

/** Beside the part of the page that the step tells of, always on the screen. */
function usePlace(step: number | null, deploying: boolean): { left: number; top: number; width: number } {
  const [place, setPlace] = useState({ left: GAP, top: GAP, width: WIDTH });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the parts of the page are others while deploying.
  useLayoutEffect(() => {
    const find = () => {
      const part = step === null ? null : document.querySelector(STEPS[step]?.[1] ?? '');
      const box = part?.getBoundingClientRect();
      if (!box) return;
      const right = box.right + GAP;
      const fits = right + WIDTH < window.innerWidth;
      const wide = box.width > WIDTH * 2;
      const left = wide ? box.left + box.width / 2 - WIDTH / 2 : fits ? right : box.left - WIDTH - GAP;
      const top = wide
        ? box.top + Math.min(48, box.height / 3)
        : box.top + (box.height < HEIGHT ? box.height + GAP : 56);
      const within = (at: number, most: number) => Math.max(GAP, Math.min(at, most - GAP));
      setPlace({
        left: within(left, window.innerWidth - WIDTH),
        top: within(top, window.innerHeight - HEIGHT - GAP),
        width: WIDTH,
      });
    };
    find();
    window.addEventListener('resize', find);
    return () => window.removeEventListener('resize', find);
  }, [step, deploying]);
  return place;
}
