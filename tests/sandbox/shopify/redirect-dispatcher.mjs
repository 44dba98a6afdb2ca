import { Agent, setGlobalDispatcher } from 'undici';

const SHOP = /^https?:\/\/([a-z0-9-]+\.myshopify\.com)$/i;

/**
 * From now on this process speaks to the sandbox when it speaks to a shop.
 * @param {string} sandboxOrigin `http://127.0.0.1:port`
 * @returns {() => Promise<void>} puts things back as undici has them by default
 */
export function redirectToSandbox(sandboxOrigin) {
  const target = new URL(sandboxOrigin).origin;
  const agent = new Agent();
  setGlobalDispatcher(
    agent.compose((dispatch) => (options, handler) => {
      const shop = SHOP.exec(String(options.origin ?? ''))?.[1];
      if (shop === undefined) return dispatch(options, handler);
      return dispatch(
        { ...options, origin: target, headers: withHost(options.headers, shop.toLowerCase()) },
        handler,
      );
    }),
  );
  return async () => {
    setGlobalDispatcher(new Agent());
    await agent.close();
  };
}

/**
 * Headers come as a flat list, as an object, or as pairs.
 * @param {unknown} headers
 * @param {string} shop
 */
function withHost(headers, shop) {
  if (Array.isArray(headers)) {
    const pairs = headers.length > 0 && Array.isArray(headers[0]);
    return pairs ? [...headers, ['x-emulated-host', shop]] : [...headers, 'x-emulated-host', shop];
  }
  if (headers && typeof headers === 'object' && Symbol.iterator in headers)
    return [...headers, ['x-emulated-host', shop]];
  return { ...headers, 'x-emulated-host': shop };
}
