/** One entry of the main navigation; the first of a list is the home page. */
export type NavigationEntry = {
  readonly label: string;
  readonly to: string;
  /** Heading of the entries that belong together; entries of one group follow each other. */
  readonly group?: string | undefined;
  /** Shown beside the label, for what waits for a person. */
  readonly count?: number | undefined;
};
