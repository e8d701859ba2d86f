/** What can be undone and done again, newest last. */
export class History extends EventTarget {
  #done = [];
  #undone = [];
  #last = Promise.resolve();

  /** @param {{what: string, undo: () => Promise<void>, redo: () => Promise<void>}} step something that has just been done */
  push(step) {
    this.#done.push(step);
    this.#undone.length = 0;
    this.#tell();
  }

  get canUndo() {
    return this.#done.length > 0;
  }

  get canRedo() {
    return this.#undone.length > 0;
  }

  /** Undo the last step; gives it, or null when there is none. A step that fails stays where it was. */
  undo() {
    return this.#shift(this.#done, this.#undone, "undo");
  }

  /** Do again what was undone last. */
  redo() {
    return this.#shift(this.#undone, this.#done, "redo");
  }

  /** Forget everything, as after a publish. */
  clear() {
    this.#done.length = this.#undone.length = 0;
    this.#tell();
  }

  /** Hold undo and redo back until something that is under way, and may yet become a step, is over. */
  during(work) {
    this.#last = Promise.allSettled([this.#last, work]);
    return work;
  }

  /** One after the other: each finds the steps as the one before has left them. */
  #shift(from, to, way) {
    return this.during(this.#last.then(() => this.#step(from, to, way)));
  }

  async #step(from, to, way) {
    if (!from.length) return null;
    const step = from[from.length - 1];
    await step[way]();
    from.pop();
    to.push(step);
    this.#tell();
    return step;
  }

  #tell() {
    this.dispatchEvent(new CustomEvent("change", { detail: { canUndo: this.canUndo, canRedo: this.canRedo } }));
  }
}
