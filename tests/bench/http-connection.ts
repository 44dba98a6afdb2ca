/** Connection: one kept-alive HTTP/1.1 connection with one request at a time; of the answer only the status is kept. */
import { connect } from 'node:net';

export type Connection = {
  /** Resolves with the status once the whole answer is there. */
  send(request: Buffer): Promise<number>;
  close(): void;
};

type Waiting = {
  readonly resolve: (status: number) => void;
  readonly reject: (fault: Error) => void;
};

const HEAD_END = '\r\n\r\n';
const LAST_CHUNK = '0\r\n\r\n';

export async function openConnection(target: { host: string; port: number }): Promise<Connection> {
  const socket = connect({ ...target, noDelay: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve).once('error', reject);
  });
  let waiting: Waiting | undefined;
  let received = '';
  const fail = (fault: Error) => {
    waiting?.reject(fault);
    waiting = undefined;
  };
  socket.on('error', fail).on('close', () => fail(new Error('The connection was closed')));
  socket.setEncoding('latin1').on('data', (text: string) => {
    received += text;
    const status = wholeAnswer(received);
    if (status === undefined) return;
    const answered = waiting;
    [received, waiting] = ['', undefined];
    answered?.resolve(status);
  });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        waiting = { resolve, reject };
        socket.write(request);
      }),
    close: () => void socket.destroy(),
  };
}

/** The status of an answer that is complete; one character is one byte. */
function wholeAnswer(received: string): number | undefined {
  const headLength = received.indexOf(HEAD_END);
  if (headLength < 0) return undefined;
  const head = received.slice(0, headLength).toLowerCase();
  const stated = /\ncontent-length: (\d+)/.exec(head)?.[1];
  const isWhole =
    stated === undefined
      ? received.endsWith(LAST_CHUNK)
      : received.length >= headLength + HEAD_END.length + Number(stated);
  return isWhole ? Number(head.slice(9, 12)) : undefined;
}
