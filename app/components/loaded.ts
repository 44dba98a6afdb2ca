/** A value as a page has it: what a loader answers travels as JSON, in which a moment is text and what is undefined is missing. */
export type Loaded<Value> = Value extends Date
  ? string
  : Value extends string | number | boolean | null | undefined
    ? Value
    : Value extends readonly (infer Item)[]
      ? readonly Loaded<Item>[]
      : Value extends object
        ? LoadedRecord<Value>
        : Value;

type LoadedRecord<Value> = {
  readonly [Key in keyof Value as undefined extends Value[Key] ? never : Key]: Loaded<Value[Key]>;
} & {
  readonly [Key in keyof Value as undefined extends Value[Key] ? Key : never]?: Loaded<Value[Key]>;
};
