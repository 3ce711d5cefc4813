import { Fragment, type ReactNode } from 'react';
import { useConversation } from '../useConversation';
import { Linked } from './Linked';
import { type Block, type Inline, readMarkup } from './markup';
import { PlainText } from './PlainText';

const WRAP = 'whitespace-pre-wrap break-words [overflow-wrap:anywhere]';

/** A text with its channel's markup, in its own direction. The markup becomes elements, never HTML. */
export function MarkedText({ text }: { text: string }) {
  const { channel } = useConversation();
  if (!channel.startsWith('whatsapp')) return <PlainText text={text} />;
  // biome-ignore lint/suspicious/noArrayIndexKey: the parts of one text have no other name
  return readMarkup(text).map((block, index) => <BlockView key={index} block={block} />);
}

function BlockView({ block }: { block: Block }) {
  switch (block.type) {
    case 'code':
      return (
        <pre dir="ltr" className={`${WRAP} rounded bg-raised px-2 py-1 font-mono text-sm`}>
          {block.text}
        </pre>
      );
    case 'quote':
      return (
        <blockquote dir="auto" className={`${WRAP} border-quiet border-s-2 ps-2 text-quiet`}>
          <Lines lines={block.lines} />
        </blockquote>
      );
    case 'list': {
      const items = keyed(block.items, item => <Parts parts={item} />, 'li');
      return block.isOrdered ? (
        <ol dir="auto" start={block.start} className={`${WRAP} list-decimal ps-6`}>
          {items}
        </ol>
      ) : (
        <ul dir="auto" className={`${WRAP} list-disc ps-6`}>
          {items}
        </ul>
      );
    }
    default:
      return (
        <p dir="auto" className={WRAP}>
          <Lines lines={block.lines} />
        </p>
      );
  }
}

/** The parts of one text have no name but their position. */
function keyed<T>(
  all: T[],
  show: (one: T, index: number) => ReactNode,
  As: 'li' | typeof Fragment,
) {
  // biome-ignore lint/suspicious/noArrayIndexKey: see above
  return all.map((one, index) => <As key={index}>{show(one, index)}</As>);
}

function Lines({ lines }: { lines: Inline[][] }) {
  return keyed(
    lines,
    (line, index) => (
      <>
        {index > 0 && '\n'}
        <Parts parts={line} />
      </>
    ),
    Fragment,
  );
}

function Parts({ parts }: { parts: Inline[] }) {
  return keyed(parts, part => <PartView part={part} />, Fragment);
}

function PartView({ part }: { part: Inline }) {
  switch (part.type) {
    case 'text':
      return <Linked text={part.text} />;
    case 'code':
      return <code className="rounded bg-raised px-1 font-mono text-sm">{part.text}</code>;
    case 'bold':
      return (
        <strong>
          <Parts parts={part.children} />
        </strong>
      );
    case 'italic':
      return (
        <em>
          <Parts parts={part.children} />
        </em>
      );
    default:
      return (
        <s>
          <Parts parts={part.children} />
        </s>
      );
  }
}
