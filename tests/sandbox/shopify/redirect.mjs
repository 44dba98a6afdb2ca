/**
 * Preload (`node --import`): sends every request for `https://{shop}.myshopify.com` to the sandbox whose address
 * is in SHOPIFY_SANDBOX_ORIGIN; the shop goes along in `x-emulated-host`. Takes in the built-in fetch as well as
 * undici's own functions. Without the variable it does nothing.
 */
import { redirectToSandbox } from './redirect-dispatcher.mjs';

const origin = process.env['SHOPIFY_SANDBOX_ORIGIN'];
if (origin) redirectToSandbox(origin);
