import type { RateSource } from '../../modules/pricing/fx-rates.ts';
import type { HttpClient } from '../../platform/http-client.server.ts';
import { ok } from '../../platform/result.ts';

/** The bank's longest file, all days since 1999, is about 8 MB. */
const MAX_BYTES = 16 << 20;

/** Fetches files of rates over the guarded HTTP client; what is in them the reader of their format says. */
export function createRateFiles({ http }: { readonly http: HttpClient }): RateSource {
  return {
    async fetchFile(url) {
      const answer = await http.send({ url, maxBytes: MAX_BYTES, system: 'rates' });
      return answer.ok ? ok(answer.value.body.toString('utf8')) : answer;
    },
  };
}
