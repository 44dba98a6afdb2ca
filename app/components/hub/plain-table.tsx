import type { ReactNode } from 'react';
import './hub.css';

export type PlainColumn<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  readonly end?: boolean;
};

/** A short table inside a card: no paging, no selection; scrolls sideways where it is too narrow. */
export function PlainTable<Row>(props: {
  readonly label: string;
  readonly rows: readonly Row[];
  readonly rowKey: (row: Row) => string;
  readonly columns: readonly PlainColumn<Row>[];
  readonly isChosen?: (row: Row) => boolean;
}) {
  const { label, rows, rowKey, columns, isChosen } = props;
  return (
    // A region that scrolls must be reachable by keyboard.
    <div className="plain-table-scroll" role="region" aria-label={label} tabIndex={0}>
      <table className="plain-table">
        <thead>
          <tr>
            {columns.map(({ title, end }) => (
              <th key={title} scope="col" {...(end ? { className: 'end' } : {})}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={rowKey(row)} {...(isChosen?.(row) ? { className: 'is-chosen' } : {})}>
              {columns.map(({ title, end, cell }) => (
                <td key={title} {...(end ? { className: 'end' } : {})}>
                  {cell(row)}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
