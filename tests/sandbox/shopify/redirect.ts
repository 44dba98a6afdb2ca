/** Sends what this process asks of `*.myshopify.com` to a sandbox; answers how to undo it. For tests in-process. */
export { redirectToSandbox } from './redirect-dispatcher.mjs';
