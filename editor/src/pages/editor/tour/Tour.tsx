import './tour.css';

import { type KeyboardEvent, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';

import { useEditor } from '../../../store';
import { type Box, placeBeside } from './place';
import { firstTime, STEPS, useTour } from './tour';

/** A card beside what it tells of, which has a ring. It covers little, takes few keys, and work goes on behind it. */
export function Tour() {
  const { t, i18n } = useTranslation('gestures');
  const { step, start, go, end } = useTour();
  const readOnly = useEditor((state) => state.readOnly);
  const deploying = useEditor((state) => state.deploying);
  useEffect(() => {
    if (!readOnly && firstTime()) start();
  }, [readOnly, start]);
  const card = useRef<HTMLElement>(null);
  const shown = deploying ? null : step;
  const { part, place } = usePlace(shown, card, i18n.language);
  useFocus(shown, card);
  const name = shown === null ? undefined : STEPS[shown]?.[0];
  if (shown === null || !name) return null;
  const keys: Record<string, () => void> = {
    Escape: end,
    ArrowRight: () => go(1),
    ArrowLeft: () => go(-1),
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const action = keys[event.key];
    if (!action && !['Enter', ' ', 'Tab'].includes(event.key)) return;
    action?.();
    event.stopPropagation(); // the canvas has the same keys
  };
  return (
    <>
      {part && <div className="tour-ring" style={{ ...part }} />}
      <section
        ref={card}
        className="tour"
        aria-label={t('tour.title')}
        aria-live="polite"
        data-step={name}
        style={place}
        onKeyDown={onKeyDown}
      >
        <h3>{t(`tour.${name}.title`)}</h3>
        <p>{t(`tour.${name}.text`)}</p>
        <div className="tour-foot">
          <span className="mut tn">{t('tour.step', { step: shown + 1, of: STEPS.length })}</span>
          <span className="sp" />
          <button type="button" className="btn sm ghost" onClick={end}>
            {t('tour.end')}
          </button>
          {shown > 0 && (
            <button type="button" className="btn sm" onClick={() => go(-1)}>
              {t('tour.back')}
            </button>
          )}
          <button type="button" className="btn sm prim" onClick={() => go(1)}>
            {t(shown + 1 < STEPS.length ? 'tour.next' : 'tour.done')}
          </button>
        </div>
      </section>
    </>
  );
}

/** The keyboard is on "next" while it is shown, unless somebody is typing, and goes back where it was. */
function useFocus(step: number | null, card: RefObject<HTMLElement | null>): void {
  const on = step !== null;
  useEffect(() => {
    if (!on) return;
    const before = document.activeElement as HTMLElement | null;
    if (!before?.closest('input, textarea, .cm-editor'))
      card.current?.querySelector<HTMLElement>('.prim')?.focus({ preventScroll: true });
    return () => {
      if (document.activeElement === document.body) before?.focus({ preventScroll: true });
    };
  }, [on, card]);
}

const NOWHERE = { left: 12, top: 12 };

/** Where the part of the page is that the step tells of, and the card beside it; anew when the window changes. */
function usePlace(step: number | null, card: RefObject<HTMLElement | null>, language: string) {
  const [found, setFound] = useState<{ part: Box | null; place: typeof NOWHERE }>({
    part: null,
    place: NOWHERE,
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the card is of another height in another language.
  useLayoutEffect(() => {
    const find = () => {
      const element = step === null ? null : document.querySelector(STEPS[step]?.[1] ?? '');
      if (!element) setFound(({ place }) => ({ part: null, place })); // who only looks has no button to deploy
      if (!element || !card.current) return;
      const { left, top, width, height } = element.getBoundingClientRect();
      const part = { left, top, width, height };
      const size = { width: card.current.offsetWidth, height: card.current.offsetHeight };
      const window = { width: innerWidth, height: innerHeight };
      setFound({ part, place: placeBeside(part, size, window, STEPS[step ?? 0]?.[0] === 'canvas') });
    };
    find();
    addEventListener('resize', find);
    return () => removeEventListener('resize', find);
  }, [step, card, language]);
  return found;
}
