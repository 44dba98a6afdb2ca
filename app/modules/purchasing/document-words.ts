/** The words of documents that go with goods, by language. Languages that are not here read English. */

export type DocumentWords = {
  readonly purchaseOrder: string;
  readonly packingSlip: string;
  readonly order: string;
  readonly orderedOn: string;
  readonly shipTo: string;
  readonly shipFrom: string;
  readonly buyer: string;
  readonly supplier: string;
  readonly article: string;
  readonly sku: string;
  readonly units: string;
  readonly unitCost: string;
  readonly sum: string;
  readonly total: string;
  readonly date: string;
  readonly document: string;
  readonly noAddress: string;
  readonly noPrices: string;
  readonly thanks: string;
  readonly page: string;
  readonly of: string;
};

const EN: DocumentWords = {
  purchaseOrder: 'Purchase order', packingSlip: 'Packing slip', order: 'Order', orderedOn: 'Ordered on',
  shipTo: 'Ship to', shipFrom: 'Ship from', buyer: 'Buyer', supplier: 'Supplier', article: 'Article', sku: 'SKU',
  units: 'Units', unitCost: 'Unit cost', sum: 'Amount', total: 'Total', date: 'Date', document: 'In document',
  noAddress: 'The address is not kept any more.',
  noPrices: 'Please put the packing slip into the parcel, and nothing with a price.',
  thanks: 'Thank you for your order.', page: 'Page', of: 'of',
}; // prettier-ignore

const DE: DocumentWords = {
  purchaseOrder: 'Bestellung', packingSlip: 'Lieferschein', order: 'Auftrag', orderedOn: 'Bestellt am',
  shipTo: 'Lieferadresse', shipFrom: 'Versand ab', buyer: 'Besteller', supplier: 'Lieferant', article: 'Artikel',
  sku: 'Artikelnummer', units: 'Menge', unitCost: 'Stückpreis', sum: 'Betrag', total: 'Summe', date: 'Datum',
  document: 'In Dokument', noAddress: 'Die Adresse wird nicht mehr aufbewahrt.',
  noPrices: 'Bitte den Lieferschein beilegen, und nichts mit einem Preis.',
  thanks: 'Vielen Dank für Ihre Bestellung.', page: 'Seite', of: 'von',
}; // prettier-ignore

const FR: DocumentWords = {
  purchaseOrder: 'Bon de commande', packingSlip: 'Bon de livraison', order: 'Commande', orderedOn: 'Commandé le',
  shipTo: 'Adresse de livraison', shipFrom: 'Expédié de', buyer: 'Acheteur', supplier: 'Fournisseur',
  article: 'Article', sku: 'Référence', units: 'Quantité', unitCost: 'Prix unitaire', sum: 'Montant', total: 'Total',
  date: 'Date', document: 'Dans le document', noAddress: 'L’adresse n’est plus conservée.',
  noPrices: 'Merci de joindre le bon de livraison au colis, et rien qui porte un prix.',
  thanks: 'Merci de votre commande.', page: 'Page', of: 'sur',
}; // prettier-ignore

const IT: DocumentWords = {
  purchaseOrder: 'Ordine di acquisto', packingSlip: 'Distinta di imballaggio', order: 'Ordine', orderedOn: 'Ordinato il',
  shipTo: 'Indirizzo di spedizione', shipFrom: 'Spedito da', buyer: 'Acquirente', supplier: 'Fornitore',
  article: 'Articolo', sku: 'Codice', units: 'Quantità', unitCost: 'Prezzo unitario', sum: 'Importo', total: 'Totale',
  date: 'Data', document: 'Nel documento', noAddress: 'L’indirizzo non è più conservato.',
  noPrices: 'Si prega di allegare la distinta al pacco, e nulla con un prezzo.',
  thanks: 'Grazie per il suo ordine.', page: 'Pagina', of: 'di',
}; // prettier-ignore

const ES: DocumentWords = {
  purchaseOrder: 'Orden de compra', packingSlip: 'Albarán', order: 'Pedido', orderedOn: 'Pedido el',
  shipTo: 'Dirección de envío', shipFrom: 'Enviado desde', buyer: 'Comprador', supplier: 'Proveedor',
  article: 'Artículo', sku: 'Referencia', units: 'Cantidad', unitCost: 'Precio unitario', sum: 'Importe',
  total: 'Total', date: 'Fecha', document: 'En el documento', noAddress: 'La dirección ya no se conserva.',
  noPrices: 'Adjunte el albarán al paquete, y nada que lleve un precio.',
  thanks: 'Gracias por su pedido.', page: 'Página', of: 'de',
}; // prettier-ignore

const WORDS: Readonly<Record<string, DocumentWords>> = { en: EN, de: DE, fr: FR, it: IT, es: ES };

/** By a language tag such as `de-CH`. */
export function documentWords(locale: string): DocumentWords {
  return WORDS[locale.slice(0, 2).toLowerCase()] ?? EN;
}
