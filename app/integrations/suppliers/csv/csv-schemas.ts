/** Schemas of suppliers that send files: where the files lie, and the list of a folder. How they are laid out: feed-format. */
import { z } from 'zod';

const Address = z
  .url({ protocol: /^(https?|sftp)$/ })
  .refine((address) => new URL(address).password === '', 'must not hold a password')
  .transform((address) => address.replace(/\/+$/, ''));

export const CsvSettings = z.object({
  /** Of the folder, of the one file, or `sftp://host:port/folder`. */
  address: Address,
  /**
   * folder: {address}/files lists it, {address}/files/{name} is a file of it; file: the address is the file itself;
   * sftp: a folder on an SFTP server.
   */
  place: z.enum(['folder', 'file', 'sftp']).default('folder'),
  /** Only files whose names begin so are stock; default every file that ends like a data file. */
  prefix: z.string().default(''),
  /** Take the time at which a file was written for the time of its figures, where nothing else tells it. */
  trustsFileTime: z.boolean().default(false),
  /** SHA-256 of the SFTP server's key, base64, as ssh-keygen -l shows it; empty: not pinned yet, nothing is fetched. */
  hostKey: z.string().default(''),
  /** Who signs in at the SFTP server. */
  user: z.string().default(''),
  /** How purchase orders reach the supplier. */
  ordersBy: z.enum(['hand', 'api']).default('hand'),
});
export type CsvSettings = z.infer<typeof CsvSettings>;

/** What opens the door of an SFTP server. */
export const SftpCredentials = z.object({
  sftp: z
    .object({
      password: z.string().optional(),
      privateKey: z.string().optional(),
      passphrase: z.string().optional(),
    })
    .default({}),
});

const Moment = z.iso.datetime({ offset: true }).transform((text) => new Date(text));

export const FolderList = z.object({
  files: z.array(
    z.object({
      name: z.string().min(1),
      size: z.int().min(0).optional(),
      modified_at: Moment,
    }),
  ),
});
export type FolderFile = z.infer<typeof FolderList>['files'][number];
