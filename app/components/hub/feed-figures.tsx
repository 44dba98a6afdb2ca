import { NumberText } from '../number-text.tsx';
import { DateTimeText, RelativeTime } from '../relative-time.tsx';
import { describeFacts } from './feed-words.ts';
import { FigureRow, FigureTile } from './figure-tile.tsx';

type Feed = {
  readonly kind: string;
  readonly rows: number;
  readonly warned: number;
  readonly refused: number;
  readonly accepted: number;
  readonly changed: number;
  readonly costsChanged: number;
  readonly restored: number;
  readonly leftStanding: number;
  readonly rolledBackAt: string | null;
  readonly receivedAt: string;
  readonly asOf: string | null;
  readonly bytes: number | null;
  readonly found?: unknown;
};

/** A delivery in figures, with what was found out about its file. */
export function FeedFigures({ feed }: { readonly feed: Feed }) {
  const facts =
    typeof feed.found === 'object' && feed.found !== null ? describeFacts(feed.found) : '';
  return (
    <FigureRow>
      <FigureTile
        label="Rows"
        figure={<NumberText value={feed.rows} />}
        note={[facts, feed.bytes === null ? '' : megabytes(feed.bytes)].filter(Boolean).join(' · ')}
      />
      <FigureTile label="Accepted" figure={<NumberText value={feed.accepted} />} />
      <FigureTile
        label="Warned"
        figure={<NumberText value={feed.warned} />}
        tone={feed.warned > 0 ? 'caution' : undefined}
      />
      <FigureTile
        label="Refused"
        figure={<NumberText value={feed.refused} />}
        tone={feed.refused > 0 ? 'critical' : undefined}
      />
      <FigureTile
        label="Levels changed"
        figure={<NumberText value={feed.changed} />}
        note={
          feed.costsChanged > 0 ? (
            <>
              and <NumberText value={feed.costsChanged} /> costs
            </>
          ) : null
        }
      />
      {feed.rolledBackAt ? (
        <FigureTile
          label="Given back"
          figure={<NumberText value={feed.restored} />}
          note={
            <>
              <NumberText value={feed.leftStanding} /> left, told later ·{' '}
              <RelativeTime at={feed.rolledBackAt} />
            </>
          }
        />
      ) : null}
      <FigureTile
        label="Received"
        figure={<RelativeTime at={feed.receivedAt} />}
        note={
          <>
            {feed.kind === 'full' ? 'Names everything' : 'Names changes'}
            {feed.asOf ? (
              <>
                , as of <DateTimeText at={feed.asOf} />
              </>
            ) : null}
          </>
        }
      />
    </FigureRow>
  );
}

function megabytes(bytes: number): string {
  return bytes < 1_000_000
    ? `${Math.ceil(bytes / 1_000)} kB`
    : `${(bytes / 1_000_000).toFixed(1)} MB`;
}
