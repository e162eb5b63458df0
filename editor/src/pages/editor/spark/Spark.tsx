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

/** Drawn past React: a new value moves one path, four times a second at most. */
function Drawn({ flow, output }: { flow: string; output: string }) {
  const line = useRef<SVGPathElement>(null);
  useEffect(() => {
    const track = trackOf(flow, output);
    const draw = () => line.current?.setAttribute('d', track.path(WIDTH, HEIGHT));
    const look = () => note(track, useEditor.getState().values[output]);
    look();
    draw();
    void fill(flow, output, track).then(draw);
    return useEditor.subscribe((state, before) => {
      if (state.values[output] !== before.values[output] && look()) draw();
    });
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
