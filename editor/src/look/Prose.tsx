/** Text of the catalogue: plain sentences in which `backticks` mark what is typed or saved. */
export function Prose({ text }: { text: string }) {
  return text.split('`').map((part, i) => (i % 2 ? <code key={i}>{part}</code> : part));
}
