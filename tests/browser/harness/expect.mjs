// What a story relies on, with what to say where it does not hold.
export function expect(holds, words) {
  if (!holds) throw new Error(words);
}
