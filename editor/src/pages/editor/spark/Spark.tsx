import { useEffect, useRef } from 'react';

import { useEditor } from '../../../store';
import { fill, hasSpark, note, trackOf, useSparks } from './sparks';
import './spark.css';

const WIDTH = 68;
const HEIGHT = 16;

/** The last minute or so of an output, under its value on the wire. Only wires that are seen have one. */
export function Spark({ output }: { output: string }) {
  const flow = useEditor((state) => state.document?.id ?? '');
  const on = useSparks((state) => hasSpark(state, flow, output));
  return on ? <Drawn key={output} flow={flow} output={output} /> : null;
}

/** Those with something new: all are drawn at once, once a second, so that the page is painted once. */
const waiting = new Set<() => void>();
const EVERY = 1000;
let timer: ReturnType<typeof setTimeout> | undefined;

function soon(draw: () => void): void {
  waiting.add(draw);
  if (timer !== undefined) return;
  timer = setTimeout(() => {
    timer = undefined;
    const now = [...waiting];
    waiting.clear();
    for (const one of now) one();
  }, EVERY);
}

/** Drawn past React: a new value moves one path. */
function Drawn({ flow, output }: { flow: string; output: string }) {
  const line = useRef<SVGPathElement>(null);
  useEffect(() => {
    const track = trackOf(flow, output);
    const draw = () => line.current?.setAttribute('d', track.path(WIDTH, HEIGHT));
    const look = () => note(track, useEditor.getState().values[output]);
    look();
    draw();
    void fill(flow, output, track).then(draw);
    const off = useEditor.subscribe((state, before) => {
      if (state.values[output] !== before.values[output] && look()) soon(draw);
    });
    return () => {
      off();
      waiting.delete(draw);
    };
  }, [flow, output]);
  return (
    <svg
      className="spark"
      viewBox={`-2 -2 ${WIDTH + 4} ${HEIGHT + 4}`}
      aria-hidden="true"
      data-spark={output}
    >
      <path ref={line} d="" />
    </svg>
  );
}
