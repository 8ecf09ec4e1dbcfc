// A value that changes and tells whoever watches it. What every part of the studio that lives longer than a component is.
// It knows no component.

export abstract class Model<View extends object> {
  view: View;
  private readonly watchers = new Set<() => void>();

  protected constructor(view: View) {
    this.view = view;
  }

  /** Be told after each change of `view`. Returns how to be told no more. */
  watch(watcher: () => void): () => void {
    this.watchers.add(watcher);
    return () => {
      this.watchers.delete(watcher);
    };
  }

  protected show(change: Partial<View>): void {
    this.view = { ...this.view, ...change };
    for (const watcher of this.watchers) watcher();
  }
}
