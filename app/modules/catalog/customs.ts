/** Customs: where a variant comes from and what it is to an officer, as the two codes that declarations carry. */

/** Officially assigned codes of ISO 3166-1 alpha-2, and XK, which Shopify and carriers use for Kosovo. */
const COUNTRIES: ReadonlySet<string> = new Set(
  (
    'AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ CA CC ' +
    'CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO FR GA GB GD ' +
    'GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE JM JO JP KE KG KH ' +
    'KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO MP MQ MR MS MT MU MV MW ' +
    'MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW PY QA RE RO RS RU RW SA SB SC ' +
    'SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM TN TO TR TT TV TW TZ UA UG UM US UY ' +
    'UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK'
  ).split(' '),
);

/** A country's code in capitals; undefined for what is no assigned code. */
export function countryOf(text: string): string | undefined {
  const code = text.trim().toUpperCase();
  return COUNTRIES.has(code) ? code : undefined;
}

/**
 * The digits of a code of the Harmonised System: six that all countries share, up to seven national ones. Dots and
 * blanks between digits do not count. (World Customs Organization; Shopify takes 6 to 13.)
 */
export function hsCodeOf(text: string): string | undefined {
  const digits = text.replace(/[\s.]/g, '');
  return /^\d{6,13}$/.test(digits) ? digits : undefined;
}
