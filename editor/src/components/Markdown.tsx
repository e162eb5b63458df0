import { Fragment, type ReactNode } from 'react';

/**
 * A few marks of Markdown as React elements, never as HTML: headings, lists, **bold**, *italic*, `code` and links to
 * web pages. What is not a mark stays as it is.
 */
export function Markdown({ text }: { text: string }) {
  return (
    <>
      {blocks(text).map((block, i) => (
        <Fragment key={i}>{block}</Fragment>
      ))}
    </>
  );
}

function blocks(text: string): ReactNode[] {
  const found: ReactNode[] = [];
  let items: string[] = [];
  const close = () => {
    if (items.length > 0)
      found.push(
        <ul>
          {items.map((item, i) => (
            <li key={i}>{inline(item)}</li>
          ))}
        </ul>,
      );
    items = [];
  };
  for (const line of text.split('\n')) {
    const item = /^\s*[-*] (.*)$/.exec(line)?.[1];
    const heading = /^#{1,3} (.*)$/.exec(line)?.[1];
    if (item !== undefined) {
      items.push(item);
      continue;
    }
    close();
    found.push(heading === undefined ? <p>{inline(line)}</p> : <h4>{inline(heading)}</h4>);
  }
  close();
  return found;
}

const MARKS = /(\*\*[^*]+\*\*|\*[^*\s][^*]*\*|`[^`]+`|\[[^\]]+\]\(https?:\/\/[^\s)]+\))/;

function inline(text: string): ReactNode[] {
  return text.split(MARKS).map((part, i) => <Fragment key={i}>{i % 2 ? marked(part) : part}</Fragment>);
}

function marked(part: string): ReactNode {
  if (part.startsWith('**')) return <b>{part.slice(2, -2)}</b>;
  if (part.startsWith('*')) return <em>{part.slice(1, -1)}</em>;
  if (part.startsWith('`')) return <code>{part.slice(1, -1)}</code>;
  const [, words, address] = /^\[(.*)\]\((.*)\)$/.exec(part) ?? [];
  return (
    <a className="nodrag" href={address} target="_blank" rel="noreferrer noopener">
      {words}
    </a>
  );
}
