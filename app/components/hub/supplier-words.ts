/** What the choices about a supplier are called. */
export const CONNECTORS: Readonly<Record<string, string>> = {
  api: 'API',
  csv: 'CSV files',
  none: 'None: by upload',
};

export const TIERS = [
  { value: 'primary', label: 'Primary' },
  { value: 'secondary', label: 'Secondary' },
  { value: 'backup', label: 'Backup' },
];

export const DEDUCTS_AT = [
  { value: 'receipt', label: 'When it receives the purchase order' },
  { value: 'acknowledgement', label: 'When it acknowledges it' },
  { value: 'shipment', label: 'When it ships' },
  { value: 'never', label: 'Never: we take units off at shipment' },
];
