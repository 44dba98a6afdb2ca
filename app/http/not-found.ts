/** What another tenant's id and an id of nothing are both answered with. */
export function notFound(): Response {
  return new Response('Not found', { status: 404, statusText: 'Not Found' });
}
