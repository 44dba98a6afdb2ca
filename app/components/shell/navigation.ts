/** One entry of the main navigation; the first of a list is the home page. */
export type NavigationEntry = {
  readonly label: string;
  readonly to: string;
  /** Shown beside the label, for what waits for a person. */
  readonly count?: number | undefined;
};
